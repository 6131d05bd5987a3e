"""Two at most in any seven days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import local, no_holiday, week_at
from bot.domain.quiet import intervals, is_left_alone, is_long_weekly, is_silent, reminder_of, room_for
from bot.domain.rhythm import Rhythm, Schedule
from tests.domain.times import moments, zones

MONDAY = date(2026, 3, 2)
days = st.integers(0, 40).map(lambda count: MONDAY + timedelta(days=count))


def most_in_seven(told: list[date]) -> int:
    return max((sum(first <= day < first + timedelta(days=7) for day in told) for first in told), default=0)


@given(st.lists(days, max_size=60))
def test_who_says_only_what_there_is_room_for_never_says_more_than_two_in_seven_days(tried: list[date]) -> None:
    said: list[date] = []
    for day in tried:
        if room_for(day, said):
            said.append(day)
        else:
            assert most_in_seven([*said, day]) > 2
    assert most_in_seven(said) <= 2


def test_what_comes_every_monday_with_a_reminder_every_wednesday_has_room() -> None:
    said: list[date] = []
    for week in range(52):
        for weekday in (0, 2):
            day = MONDAY + timedelta(weeks=week, days=weekday)
            assert room_for(day, said)
            said.append(day)


def test_silence_doubles_the_interval_after_two_and_ends_questions_after_three() -> None:
    assert [intervals(count) for count in range(5)] == [1, 1, 2, 2, 2]
    assert [is_silent(count) for count in range(5)] == [False, False, True, True, True]
    assert [is_left_alone(count) for count in range(5)] == [False, False, False, True, True]


@pytest.mark.parametrize("rhythm", Rhythm)
@pytest.mark.parametrize("times", [1, 2])
def test_so_many_rhythms_lie_between_two_questions(rhythm: Rhythm, times: int) -> None:
    schedule = Schedule(0, 9, "Europe/Paris", rhythm)
    asked = schedule.next_after(datetime(2026, 3, 1, tzinfo=UTC))
    following = schedule.next_after(asked, schedule.week_at(asked), times=times)
    assert schedule.week_at(following) - schedule.week_at(asked) == times * rhythm.weeks


@given(moments, st.integers(0, 23), zones)
def test_a_reminder_comes_in_working_hours_before_a_week_is_over(asked: datetime, hour: int, zone: str) -> None:
    wall = local(reminder_of(asked, hour, zone, no_holiday), zone)
    assert wall.weekday() < 5
    assert 9 <= wall.hour < 18
    assert wall.hour == hour or hour not in range(9, 18)
    assert timedelta(days=1) < wall.date() - local(asked, zone).date() + timedelta(days=1) <= timedelta(days=5)
    assert week_at(wall, zone) - week_at(asked, zone) <= 1


def test_a_reminder_leaves_holidays_out() -> None:
    christmas = {date(2026, 12, 25)}.__contains__
    asked = datetime(2026, 12, 23, 8, tzinfo=UTC)
    assert reminder_of(asked, 9, "Europe/Paris", christmas) == datetime(2026, 12, 28, 8, tzinfo=UTC)


def test_a_weekly_rhythm_is_long_after_twelve_weeks() -> None:
    since = datetime(2026, 1, 5, tzinfo=UTC)
    weeks = [since + timedelta(weeks=count) for count in (11, 12, 30)]
    assert [is_long_weekly(Rhythm.WEEKLY, since, now) for now in weeks] == [False, True, True]
    assert not is_long_weekly(Rhythm.FORTNIGHTLY, since, weeks[-1])
    assert not is_long_weekly(Rhythm.WEEKLY, None, weeks[-1])
