"""Turns follow each other at the pace of the slowest place that they are taken in."""

from datetime import UTC, datetime, timedelta

from bot.domain.pace import LONGEST_REST, Pace, hold_back, take_turn

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def pace(channel: str = "", free_at: datetime = NOW) -> Pace:
    return Pace(id=channel or "whole", workspace="slack:T1", channel=channel, free_at=free_at)


def test_turns_come_one_after_the_other() -> None:
    whole = pace()
    assert [take_turn(NOW, [(whole, SECOND / 2)]) for _ in range(4)] == [number * SECOND / 2 for number in range(4)]


def test_the_slowest_place_says_when() -> None:
    whole, channel = pace(), pace("C1")
    places = [(whole, SECOND / 10), (channel, SECOND)]
    assert [take_turn(NOW, places) for _ in range(2)] == [timedelta(0), SECOND]
    assert take_turn(NOW, [(whole, SECOND / 10)]) == SECOND * 1.1


def test_a_place_where_nobody_spoke_for_long_gives_no_turns_in_advance() -> None:
    whole = pace(free_at=NOW - timedelta(days=1))
    assert [take_turn(NOW, [(whole, SECOND)]) for _ in range(2)] == [timedelta(0), SECOND]


def test_a_turn_that_comes_too_late_is_not_taken() -> None:
    late = NOW + LONGEST_REST + SECOND
    whole = pace(free_at=late)
    assert take_turn(NOW, [(whole, SECOND)]) == LONGEST_REST + SECOND
    assert whole.free_at == late


def test_holding_back_never_shortens_a_wait() -> None:
    whole = pace()
    hold_back(NOW, whole, 30 * SECOND)
    hold_back(NOW, whole, SECOND)
    assert whole.free_at == NOW + 30 * SECOND
