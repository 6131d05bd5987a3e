"""Two at most in any seven days."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.quiet import room_for

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
