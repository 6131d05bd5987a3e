"""How often, on which day and at which hour: the schedule of a person or of a team's digest."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.calendar import Holidays, aware, day_in, kept_day, moment_at, no_holiday, week_at


class Rhythm(StrEnum):
    """How many weeks lie between two questions or two digests."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"

    @property
    def weeks(self) -> int:
        """1, 2 or 4: *monthly* is every fourth week, so that the weekday and the cycle of questions hold."""
        return {"weekly": 1, "fortnightly": 2, "monthly": 4}[self.value]

    def less_often(self) -> "Rhythm | None":
        """The next slower rhythm, or None when there is none."""
        slower = {Rhythm.WEEKLY: Rhythm.FORTNIGHTLY, Rhythm.FORTNIGHTLY: Rhythm.MONTHLY}
        return slower.get(self)


@dataclass(frozen=True)
class Schedule:
    """A local weekday (0 is Monday) and hour in an IANA time zone, and a rhythm.

    `or_before` says that a public holiday with no working day after it in its week gives way to the one before it.
    """

    weekday: int
    hour: int
    zone: str
    rhythm: Rhythm
    or_before: bool = False

    def moment_in(self, week: int) -> datetime:
        """When the schedule falls in that week, in UTC."""
        return moment_at(day_in(week, self.weekday), self.hour, self.zone)

    def week_at(self, moment: datetime) -> int:
        """The local week at that moment."""
        return week_at(moment, self.zone)

    def kept_in(self, week: int, holidays: Holidays) -> datetime | None:
        """When the schedule falls in that week, moved by a public holiday; None where that leaves no working day."""
        day = kept_day(day_in(week, self.weekday), holidays, or_before=self.or_before)
        return None if day is None else moment_at(day, self.hour, self.zone)

    def next_after(
        self, moment: datetime, last_week: int | None = None, holidays: Holidays = no_holiday, *, times: int = 1
    ) -> datetime:
        """The first time strictly after `moment` that lies so many rhythms after `last_week`, if there was one."""
        week = self.week_at(aware(moment))
        if last_week is not None:
            week = max(week, last_week + times * self.rhythm.weeks)
        while (found := self.kept_in(week, holidays)) is None or found <= moment:
            week += 1
        return found
