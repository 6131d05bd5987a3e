import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.cycle import every_rhythm_meets_all, question_of_week

FOUR = 4
turns = st.integers(-100, 3000)
counts = st.integers(1, 12)


@given(turns, counts)
def test_each_turn_asks_every_question_once(turn: int, count: int) -> None:
    weeks = range(turn * count, (turn + 1) * count)
    assert sorted(question_of_week(week, count) for week in weeks) == list(range(count))


@given(turns, counts)
def test_each_turn_shifts_by_one(turn: int, count: int) -> None:
    week = turn * count
    assert question_of_week(week + count, count) == (question_of_week(week, count) + 1) % count


@given(st.integers(-400, 12000), st.integers(3, 12))
def test_no_question_comes_two_weeks_running(week: int, count: int) -> None:
    assert question_of_week(week, count) != question_of_week(week + 1, count)


def test_four_questions_are_all_met_at_every_rhythm() -> None:
    assert every_rhythm_meets_all(FOUR)


@pytest.mark.parametrize(("count", "weeks"), [(2, 104), (FOUR, 12)])
def test_a_number_of_questions_that_a_rhythm_would_miss_is_found(count: int, weeks: int) -> None:
    assert not every_rhythm_meets_all(count, weeks)
