"""Local time: from a wall clock to a moment, and weeks counted so that years do not matter."""

from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

FIRST_MONDAY = date(1970, 1, 5)
SATURDAY = 5
START_OF_WORKING_DAY, END_OF_WORKING_DAY = 9, 18

Holidays = Callable[[date], bool]
"""Whether a day is a public holiday, in some place."""


def no_holiday(_day: date) -> bool:
    """A place without public holidays."""
    return False


def aware(moment: datetime) -> datetime:
    """The same moment, refused with ValueError when it does not say its time zone."""
    if moment.utcoffset() is None:
        raise ValueError(f"a moment needs a time zone: {moment.isoformat()}")
    return moment


def is_zone(name: str) -> bool:
    """Whether `name` is an IANA time zone that this machine knows."""
    return name in _zones()


@cache
def _zones() -> frozenset[str]:
    # Reading them takes a tenth of a second. "localtime" is this machine's own, and another place on another machine.
    return frozenset(available_timezones() - {"localtime"})


def local(moment: datetime, zone: str) -> datetime:
    """The moment as the clock on a wall in `zone` shows it."""
    return aware(moment).astimezone(ZoneInfo(zone))


@lru_cache(maxsize=4096)
def day_at(moment: datetime, zone: str) -> date:
    """The day in `zone` at that moment."""
    return local(moment, zone).date()


@lru_cache(maxsize=4096)
def moment_at(day: date, hour: int, zone: str) -> datetime:
    """The UTC moment of a local hour: a gap shifts it forward, a fold takes the first of the two."""
    return datetime.combine(day, time(hour), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def week_of(day: date) -> int:
    """The number of the ISO week (Monday to Sunday) that holds `day`, counted from January 1970."""
    return (day - FIRST_MONDAY).days // 7


def week_at(moment: datetime, zone: str) -> int:
    """The number of the local week in `zone` at that moment: a person's round."""
    return week_of(day_at(moment, zone))


def day_in(week: int, weekday: int) -> date:
    """The day of that week; weekday 0 is Monday."""
    return FIRST_MONDAY + timedelta(weeks=week, days=weekday)


def is_working_day(day: date, holidays: Holidays) -> bool:
    """Whether it is one from Monday to Friday and no public holiday."""
    return day.weekday() < SATURDAY and not holidays(day)


def working_day_after(day: date, holidays: Holidays) -> date:
    """The next working day."""
    day += timedelta(days=1)
    while not is_working_day(day, holidays):
        day += timedelta(days=1)
    return day


def kept_day(day: date, holidays: Holidays, *, or_before: bool = False) -> date | None:
    """The day itself; for a public holiday the next working day of its week.

    Where there is none left it is None, or with `or_before` the last working day before it in that week, if any.
    """
    if not holidays(day):
        return day
    week = [day + timedelta(days=offset - day.weekday()) for offset in range(SATURDAY)]
    working = [each for each in week if is_working_day(each, holidays)]
    later = [each for each in working if each > day]
    earlier = working[-1:] if or_before else []
    return next(iter(later or earlier), None)


@lru_cache(maxsize=4096)
def same_day_deadline(due: datetime, zone: str) -> datetime:
    """Until when something due then may still be said: 18:00 local of its day, or two hours after a later hour."""
    wall = local(due, zone)
    if wall.hour >= END_OF_WORKING_DAY:
        return due.astimezone(UTC) + timedelta(hours=2)
    return moment_at(wall.date(), END_OF_WORKING_DAY, zone)


@lru_cache(maxsize=4096)
def working_days_later(moment: datetime, count: int, hour: int, zone: str, holidays: Holidays) -> datetime:
    """That many working days after a moment, at the local hour where that is a working hour, else at the nearest."""
    day = day_at(moment, zone)
    for _ in range(count):
        day = working_day_after(day, holidays)
    return moment_at(day, min(max(hour, START_OF_WORKING_DAY), END_OF_WORKING_DAY - 1), zone)


def months_before(moment: datetime, months: int) -> datetime:
    """The same day and hour that many calendar months earlier, or the last day of a month that is too short for it."""
    whole = moment.year * 12 + moment.month - 1 - months
    year, month = divmod(whole, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))
