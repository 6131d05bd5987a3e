"""What the time properties are tried on: zones of every kind of offset, with the days on which their clocks change."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from bot.domain.rhythm import Rhythm, Schedule

ZONES = (
    "UTC",
    "Europe/Paris",
    "America/New_York",
    "America/St_Johns",
    "America/Santiago",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Pacific/Chatham",
    "Australia/Lord_Howe",
    "Pacific/Kiritimati",
)
FIRST, LAST = date(2024, 1, 1), date(2031, 12, 31)
ONE_DAY = timedelta(days=1)


def offset(day: date, zone: str) -> timedelta:
    """The zone's distance from UTC at noon of that day."""
    distance = datetime.combine(day, time(12), tzinfo=ZoneInfo(zone)).utcoffset()
    assert distance is not None
    return distance


def _days_of_change() -> Iterator[date]:
    for count in range((LAST - FIRST).days):
        day = FIRST + timedelta(days=count)
        if any(offset(day, zone) != offset(day - ONE_DAY, zone) for zone in ZONES):
            yield day - ONE_DAY
            yield day


DAYS_OF_CHANGE = tuple(_days_of_change())

zones = st.sampled_from(ZONES)
hours = st.integers(0, 23)
days = st.dates(FIRST, LAST) | st.sampled_from(DAYS_OF_CHANGE)
moments = st.builds(datetime.combine, days, st.times(), tzinfo=st.just(UTC))
schedules = st.builds(Schedule, weekday=st.integers(0, 6), hour=hours, zone=zones, rhythm=st.sampled_from(Rhythm))


def moments_showing(wall: datetime, zone: str) -> list[datetime]:
    """Every UTC moment at which a clock in `zone` shows that wall time: none in a gap, two in a fold."""
    offsets = {offset(wall.date() + step, zone) for step in (-ONE_DAY, ONE_DAY)}
    tried = sorted((wall - distance).replace(tzinfo=UTC) for distance in offsets)
    return [moment for moment in tried if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wall]
