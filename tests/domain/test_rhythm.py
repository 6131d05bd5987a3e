from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import local, week_at
from bot.domain.cycle import question_of_week
from bot.domain.rhythm import Rhythm, Schedule
from tests.domain.times import ZONES, moments, moments_showing, schedules

START = datetime(2026, 1, 1, tzinfo=UTC)
TWO_YEARS = timedelta(weeks=104)
weeks_since = st.none() | st.integers(0, 8)


def last_week_of(schedule: Schedule, moment: datetime, weeks_ago: int | None) -> int | None:
    return None if weeks_ago is None else schedule.week_at(moment) - weeks_ago


def test_each_rhythm_leads_to_a_slower_one_until_the_slowest() -> None:
    assert [rhythm.weeks for rhythm in Rhythm] == [1, 2, 4]
    assert [rhythm.less_often() for rhythm in Rhythm] == [Rhythm.FORTNIGHTLY, Rhythm.MONTHLY, None]


def test_a_moment_without_a_time_zone_is_refused() -> None:
    schedule = Schedule(0, 9, "UTC", Rhythm.WEEKLY)
    with pytest.raises(ValueError, match="needs a time zone"):
        schedule.next_after(datetime(2026, 3, 2, 9))  # noqa: DTZ001


@given(schedules, moments, weeks_since)
def test_the_next_time_is_later_and_a_whole_rhythm_away(
    schedule: Schedule, moment: datetime, weeks_ago: int | None
) -> None:
    last_week = last_week_of(schedule, moment, weeks_ago)
    following = schedule.next_after(moment, last_week)
    assert following > moment
    assert following.tzinfo is UTC
    assert last_week is None or schedule.week_at(following) - last_week >= schedule.rhythm.weeks


@given(schedules, moments, weeks_since)
def test_the_next_time_falls_on_the_chosen_day_and_hour(
    schedule: Schedule, moment: datetime, weeks_ago: int | None
) -> None:
    following = schedule.next_after(moment, last_week_of(schedule, moment, weeks_ago))
    wall = local(following, schedule.zone)
    assert wall.weekday() == schedule.weekday
    if wall.hour != schedule.hour or wall.minute:
        assert not moments_showing(datetime.combine(wall.date(), time(schedule.hour)), schedule.zone)


@given(schedules, moments, weeks_since)
def test_no_earlier_time_would_do(schedule: Schedule, moment: datetime, weeks_ago: int | None) -> None:
    last_week = last_week_of(schedule, moment, weeks_ago)
    found = schedule.week_at(schedule.next_after(moment, last_week))
    for week in range(schedule.week_at(moment) - 1, found):
        too_soon = last_week is not None and week - last_week < schedule.rhythm.weeks
        assert too_soon or schedule.moment_in(week) <= moment


@given(schedules, moments, st.integers(0, 400 * 24))
def test_a_clock_that_jumps_back_never_asks_again(schedule: Schedule, moment: datetime, hours_back: int) -> None:
    asked = schedule.next_after(moment)
    round_asked = schedule.week_at(asked)
    again = schedule.next_after(asked - timedelta(hours=hours_back), round_asked)
    assert again > asked
    assert schedule.week_at(again) == round_asked + schedule.rhythm.weeks


@given(schedules, moments, st.integers(0, 3 * 366))
def test_after_an_outage_the_missed_rounds_are_not_asked_for(schedule: Schedule, moment: datetime, days: int) -> None:
    asked = schedule.next_after(moment)
    back = asked + timedelta(days=days)
    following = schedule.next_after(back, schedule.week_at(asked))
    assert back < following < back + timedelta(weeks=schedule.rhythm.weeks, hours=2)


@given(moments, st.lists(st.tuples(schedules, st.integers(0, 12 * 24)), min_size=2, max_size=12))
def test_whatever_one_changes_one_is_asked_once_in_a_local_week(
    now: datetime, changes: list[tuple[Schedule, int]]
) -> None:
    last_week: int | None = None
    for schedule, hours_before_the_next_change in changes:
        until = now + timedelta(hours=hours_before_the_next_change)
        asked = schedule.next_after(now, last_week)
        while asked <= until:
            assert last_week is None or week_at(asked, schedule.zone) > last_week
            last_week = week_at(asked, schedule.zone)
            asked = schedule.next_after(asked, last_week)
        now = until


@pytest.mark.parametrize("rhythm", Rhythm)
@pytest.mark.parametrize("zone", ZONES)
def test_two_years_of_a_schedule_meet_every_question(zone: str, rhythm: Rhythm) -> None:
    for first in range(rhythm.weeks):
        schedule = Schedule(weekday=first % 7, hour=9, zone=zone, rhythm=rhythm)
        rounds = life_of(schedule, START + timedelta(weeks=first))
        assert all(later - earlier == rhythm.weeks for earlier, later in pairwise(rounds))
        asked = [question_of_week(week, 4) for week in rounds]
        assert len(rounds) == 104 // rhythm.weeks
        assert all(abs(asked.count(question) - len(asked) / 4) <= 1 for question in range(4))


def life_of(schedule: Schedule, start: datetime) -> list[int]:
    """The weeks in which someone is asked within two years."""
    rounds: list[int] = []
    moment = schedule.next_after(start)
    while moment <= start + TWO_YEARS:
        rounds.append(schedule.week_at(moment))
        moment = schedule.next_after(moment, rounds[-1])
    return rounds
