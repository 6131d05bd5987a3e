"""The people who are asked, the products they hold, and the teams that read a digest."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.calendar import Holidays, no_holiday
from bot.domain.rhythm import Rhythm, Schedule


class Way(StrEnum):
    """How someone holds the role of Product Manager."""

    BUSINESS = "business"
    PROJECT_LEAD = "project_lead"
    SHARED = "shared"
    UNKNOWN = "unknown"


class Side(StrEnum):
    """Which part is one's own where the role is shared."""

    BUSINESS = "business"
    PROJECT_LEAD = "project_lead"


class Standing(StrEnum):
    """Whether a member is asked."""

    ACTIVE = "active"
    PAUSED = "paused"
    STOPPED = "stopped"


@dataclass(eq=False, kw_only=True)
class Member:
    """Someone who has started; `next_due` is None while nobody is to be asked.

    `stopped_at` and `closed_at` say since when they have stopped, and since when their account is known to be closed;
    `look_at` says when that is looked at again. `wants_recall` says whether one's own earlier words may come back.
    `holidays` is the place whose public holidays are kept, None for the house's. `unanswered` counts the questions of
    the rounds said since the last sign of life; `weekly_since` says since when questions come weekly without a break,
    None once a slower rhythm was offered or chosen.
    `pair_ended_at` says since when nobody's answers stand beside theirs any more, None where none ever did, and
    `wants_replies` whether they hear of replies to what they shared.
    """

    id: str
    workspace: str
    user: str
    language: str
    zone: str
    weekday: int
    hour: int
    rhythm: Rhythm
    started_at: datetime
    standing: Standing = Standing.ACTIVE
    paused_until: datetime | None = None
    last_week: int | None = None
    next_due: datetime | None = None
    stopped_at: datetime | None = None
    closed_at: datetime | None = None
    look_at: datetime | None = None
    wants_recall: bool = True
    holidays: str | None = None
    unanswered: int = 0
    wants_reminder: bool = True
    weekly_since: datetime | None = None
    pair_ended_at: datetime | None = None
    wants_replies: bool = True

    @property
    def schedule(self) -> Schedule:
        """The member's own day, hour, zone and rhythm."""
        return Schedule(self.weekday, self.hour, self.zone, self.rhythm)

    def count_weeks_from(self, moment: datetime) -> None:
        """Count the weekly questions anew from then on, after a time without; who had the offer gets no other."""
        self.weekly_since = moment if self.weekly_since else None

    def plan(self, now: datetime, holidays: Holidays = no_holiday) -> None:
        """Set `next_due` from now on, in the round after the last one at the earliest."""
        if self.standing is Standing.STOPPED or (self.standing is Standing.PAUSED and self.paused_until is None):
            self.next_due = None
            return
        start = max(now, self.paused_until) if self.paused_until else now
        self.next_due = self.schedule.next_after(start, self.last_week, holidays)


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be known of a member to ask them, with the holding whose turn it is; None where no product is held."""

    member_id: str
    language: str
    weekday: int
    hour: int
    zone: str
    rhythm: Rhythm
    last_week: int | None
    next_due: datetime | None
    holidays: str | None
    unanswered: int
    wants_reminder: bool
    weekly_since: datetime | None
    holding_id: str | None
    way: Way | None

    @property
    def schedule(self) -> Schedule:
        """The member's own day, hour, zone and rhythm."""
        return Schedule(self.weekday, self.hour, self.zone, self.rhythm)


@dataclass(eq=False, kw_only=True)
class Product:
    """A digital product, known to its workspace by name."""

    id: str
    workspace: str
    name: str


@dataclass(eq=False, kw_only=True)
class Holding:
    """That a member holds the role for a product, and how."""

    id: str
    member_id: str
    product_id: str
    way: Way
    side: Side | None = None
    last_asked: datetime | None = None
    ended_at: datetime | None = None


class TeamKind(StrEnum):
    """Who reads the digest: one product's team, or a community of PMs."""

    PRODUCT = "product"
    COMMUNITY = "community"


@dataclass(eq=False, kw_only=True)
class Team:
    """A channel that gets digests; a product's team names its product.

    `paused_at` says since when nothing can be said in its channel, `look_at` when the coach looks who is there.
    `product_coach_name` is what the person, or the channel, is called who reads what is passed on, once that was read.
    `brought_by` is who brought the coach in; `set_up_by`, who is in charge of it now, is empty where nobody is.
    """

    id: str
    workspace: str
    channel: str
    kind: TeamKind
    name: str
    language: str
    zone: str
    weekday: int
    hour: int
    rhythm: Rhythm
    set_up_by: str
    set_up_by_name: str
    created_at: datetime
    product_id: str | None = None
    product_coach: str | None = None
    product_coach_channel: str | None = None
    last_week: int | None = None
    last_digest_at: datetime | None = None
    ended_at: datetime | None = None
    next_due: datetime | None = None
    paused_at: datetime | None = None
    look_at: datetime | None = None
    product_coach_name: str | None = None
    brought_by: str | None = None
    brought_by_name: str | None = None

    @property
    def schedule(self) -> Schedule:
        """The digest's own day, hour, zone and rhythm; it is let go in no week that has a working day."""
        return Schedule(self.weekday, self.hour, self.zone, self.rhythm, or_before=True)

    def plan(self, now: datetime, holidays: Holidays = no_holiday) -> None:
        """Set `next_due` from now on, in the round after the last one at the earliest."""
        self.next_due = self.schedule.next_after(now, self.last_week, holidays)


@dataclass(eq=False, kw_only=True)
class Membership:
    """That a member takes part in a team; `in_channel` says that the coach saw them in its channel since."""

    id: str
    team_id: str
    member_id: str
    joined_at: datetime
    in_channel: bool = False


@dataclass(eq=False, kw_only=True)
class Departure:
    """That a member took part in a team until they left its channel; `offered_at` says when they were back there."""

    id: str
    team_id: str
    member_id: str
    left_at: datetime
    offered_at: datetime | None = None


class InvitationState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"


@dataclass(eq=False, kw_only=True)
class Invitation:
    """That someone was asked, once, to take part in a team; `hands_over` where its product passes on to them."""

    id: str
    workspace: str
    team_id: str
    user: str
    invited_by: str
    invited_by_name: str
    sent_at: datetime
    lapses_at: datetime
    state: InvitationState = InvitationState.OPEN
    hands_over: bool = False


@dataclass(eq=False, kw_only=True)
class GuestList:
    """Those of a team's channel whom `user` may invite at once: a preview.

    `found` are their names by id once they were read, `refused` is the phrase that says why nobody is shown.
    """

    id: str
    workspace: str
    team_id: str
    user: str
    created_at: datetime
    found: dict[str, str] | None = None
    refused: str | None = None

    @property
    def is_read(self) -> bool:
        """Whether there is something to show."""
        return self.found is not None or self.refused is not None
