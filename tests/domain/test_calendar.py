from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from bot.domain.calendar import (
    aware,
    day_in,
    is_zone,
    local,
    moment_at,
    months_before,
    same_day_deadline,
    week_at,
    week_of,
)
from tests.domain.times import ONE_DAY, ZONES, days, hours, moments, moments_showing, offset, zones

HOUR = timedelta(hours=1)


class Unplaced(tzinfo):
    """A time zone that does not say how far it is from UTC."""

    def utcoffset(self, _moment: datetime | None) -> None:
        return None

    dst = tzname = utcoffset


@pytest.mark.parametrize("moment", [datetime(2026, 3, 2, 9), datetime(2026, 3, 2, 9, tzinfo=Unplaced())])  # noqa: DTZ001
def test_a_moment_without_a_time_zone_is_refused(moment: datetime) -> None:
    with pytest.raises(ValueError, match="needs a time zone"):
        aware(moment)
    for use in (local, week_at, same_day_deadline):
        with pytest.raises(ValueError, match="needs a time zone"):
            use(moment, "UTC")


@pytest.mark.parametrize("zone", ZONES)
def test_a_zone_of_the_list_is_a_zone(zone: str) -> None:
    assert is_zone(zone)


@pytest.mark.parametrize(
    "name", ["", "Europe", "europe/paris", "Europe/Lutèce", "../Europe/Paris", "/etc/passwd", "localtime"]
)
def test_anything_else_is_not(name: str) -> None:
    assert not is_zone(name)


@given(days, hours, zones)
def test_a_local_hour_is_the_first_moment_at_which_the_clock_shows_it(day: date, hour: int, zone: str) -> None:
    wall = datetime.combine(day, time(hour))
    shown = moments_showing(wall, zone)
    moment = moment_at(day, hour, zone)
    assert moment.tzinfo is UTC
    if shown:
        assert moment == shown[0]
    else:
        gap = offset(day + ONE_DAY, zone) - offset(day - ONE_DAY, zone)
        assert local(moment, zone).replace(tzinfo=None) == wall + gap


@pytest.mark.parametrize(
    ("zone", "day", "hour", "clock"),
    [
        ("Europe/Paris", date(2026, 3, 29), 2, "03:00"),
        ("America/New_York", date(2026, 3, 8), 2, "03:00"),
        ("Australia/Lord_Howe", date(2026, 10, 4), 2, "02:30"),
        ("Pacific/Chatham", date(2026, 9, 27), 3, "04:00"),
        ("America/Santiago", date(2026, 9, 6), 0, "01:00"),
    ],
)
def test_an_hour_that_the_clock_skips_is_shifted_by_the_gap(zone: str, day: date, hour: int, clock: str) -> None:
    assert local(moment_at(day, hour, zone), zone).isoformat(timespec="minutes")[:16] == f"{day}T{clock}"


@pytest.mark.parametrize(
    ("zone", "day", "hour", "first"),
    [
        ("Europe/Paris", date(2026, 10, 25), 2, datetime(2026, 10, 25, 0, tzinfo=UTC)),
        ("America/New_York", date(2026, 11, 1), 1, datetime(2026, 11, 1, 5, tzinfo=UTC)),
        ("America/Santiago", date(2026, 4, 4), 23, datetime(2026, 4, 5, 2, tzinfo=UTC)),
        ("Australia/Lord_Howe", date(2026, 4, 5), 2, datetime(2026, 4, 4, 15, 30, tzinfo=UTC)),
    ],
)
def test_an_hour_that_the_clock_shows_twice_is_the_first(zone: str, day: date, hour: int, first: datetime) -> None:
    assert moment_at(day, hour, zone) == first


@given(moments, zones)
def test_a_local_moment_is_the_same_moment(moment: datetime, zone: str) -> None:
    assert local(moment, zone).astimezone(UTC) == moment


def test_weeks_are_iso_weeks_counted_without_years() -> None:
    first = date(2004, 1, 1)
    numbers: dict[tuple[int, int], int] = {}
    for day in (first + timedelta(days=count) for count in range(30 * 366)):
        year, week, _ = day.isocalendar()
        assert numbers.setdefault((year, week), week_of(day)) == week_of(day)
    assert sorted(numbers) == sorted(numbers, key=numbers.__getitem__)
    assert list(numbers.values()) == list(range(week_of(first), week_of(first) + len(numbers)))


@given(days)
def test_a_day_is_found_by_its_week_and_weekday(day: date) -> None:
    assert day_in(week_of(day), day.weekday()) == day


@given(moments, zones)
def test_the_week_of_a_moment_is_that_of_the_local_date(moment: datetime, zone: str) -> None:
    assert week_at(moment, zone) == week_of(moment.astimezone(ZoneInfo(zone)).date())


def test_sunday_evening_here_is_next_week_in_the_east() -> None:
    evening = datetime(2026, 12, 27, 20, tzinfo=UTC)
    assert week_at(evening, "Asia/Kathmandu") == week_at(evening, "Europe/Paris") + 1


@given(days, hours, zones)
def test_something_due_may_be_said_until_six_or_for_two_hours_after_a_later_hour(
    day: date, hour: int, zone: str
) -> None:
    due = moment_at(day, hour, zone)
    wall = local(due, zone)
    deadline = same_day_deadline(due, zone)
    assert deadline - due >= HOUR
    if wall.hour >= 18:
        assert deadline - due == 2 * HOUR
    else:
        assert deadline == moment_at(wall.date(), 18, zone)


@given(moments, zones, zones)
def test_the_deadline_is_the_same_however_the_moment_is_written(due: datetime, zone: str, other: str) -> None:
    assert same_day_deadline(due, zone) == same_day_deadline(local(due, other), zone)
    assert same_day_deadline(local(due, other), zone).tzinfo is UTC


@pytest.mark.parametrize(
    ("moment", "months", "earlier"),
    [
        ("2026-11-22T09:00", 13, "2025-10-22T09:00"),
        ("2026-03-31T09:00", 1, "2026-02-28T09:00"),
        ("2024-03-31T09:00", 1, "2024-02-29T09:00"),
        ("2026-01-15T09:00", 1, "2025-12-15T09:00"),
        ("2026-12-01T00:00", 12, "2025-12-01T00:00"),
    ],
)
def test_months_before_is_the_same_day_or_the_last_of_a_shorter_month(moment: str, months: int, earlier: str) -> None:
    then = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert months_before(then, months) == datetime.fromisoformat(earlier).replace(tzinfo=UTC)
