"""Turns follow each other at a pace that is learned from what is refused."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.pace import (
    AHEAD,
    DRIFT,
    FASTEST,
    MARGIN,
    SHORTEST_HOLD,
    SLOWEST,
    Pace,
    Pacing,
    open_turns,
    slow_down,
    take_turns,
)
from tests.domain.platform import Bucket, Limiter, Platform, Window

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)
FIVE = Pacing(start=5.0)


def pace(**other: object) -> Pace:
    """The pace of a workspace where nobody has spoken yet."""
    return Pace(**{"id": "whole", "workspace": "slack:T1", "channel": "", "free_at": NOW, **other})  # type: ignore[arg-type]


def learned(rate: float, **other: object) -> Pace:
    """The pace of a workspace where that rate was learned from a refusal a minute ago."""
    known = {"rate": rate, "aim": rate, "drift": DRIFT, "held_until": NOW - 60 * SECOND}
    return pace(**{**known, **other})


def test_turns_come_one_after_the_other_and_the_first_at_once() -> None:
    turns = take_turns(NOW, pace(), FIVE, 4)
    assert [turn - NOW for turn in turns] == [number * SECOND / 5 for number in range(4)]


@pytest.mark.parametrize(("rate", "count"), [(5.0, 3), (0.5, 1), (100.0, 10)])
def test_no_more_turns_are_open_than_come_very_soon_nor_more_than_asked_for(rate: float, count: int) -> None:
    assert open_turns(NOW, learned(rate), FIVE, 10) == count


def test_no_turn_is_open_while_the_next_one_is_far_away() -> None:
    assert open_turns(NOW, pace(free_at=NOW + AHEAD + SECOND), FIVE, 10) == 0


def test_where_there_is_no_limit_every_turn_is_now() -> None:
    free = pace()
    assert open_turns(NOW, free, Pacing(), 10) == 10
    assert take_turns(NOW, free, Pacing(), 3) == [NOW] * 3
    assert (free.free_at, free.rate) == (NOW, None)


def test_a_place_where_nobody_spoke_for_long_gives_no_turns_in_advance() -> None:
    idle = pace(free_at=NOW - timedelta(days=1))
    assert take_turns(NOW, idle, FIVE, 2) == [NOW, NOW + SECOND / 5]


def test_who_waits_for_a_turn_makes_it_faster_and_who_does_not_proves_nothing() -> None:
    idle, busy = pace(), pace(free_at=NOW + SECOND / 10)
    for each in (idle, busy):
        take_turns(NOW, each, FIVE, 5)
    assert idle.rate is None
    assert busy.rate is not None
    assert busy.rate > 5


def test_before_anything_is_refused_the_rate_doubles_in_a_second() -> None:
    busy = pace(free_at=NOW + SECOND / 10)
    while busy.free_at < NOW + 1.1 * SECOND:
        take_turns(NOW, busy, FIVE, 1)
    assert busy.rate == pytest.approx(10, rel=0.1)


def test_what_was_refused_is_approached_quickly_and_passed_slowly() -> None:
    far, near, beyond = (learned(rate, aim=100.0, free_at=NOW + SECOND) for rate in (50.0, 99.0, 100.0))
    growths = []
    for each in (far, near, beyond):
        before = each.rate
        take_turns(NOW, each, FIVE, 1)
        assert each.rate is not None
        assert before is not None
        growths.append(each.rate / before - 1)
    assert growths[0] > 10 * growths[1] > 10 * growths[2] > 0


def test_once_refused_nobody_speaks_before_the_platform_wants_it_and_then_slower() -> None:
    fast = pace(rate=80.0)
    slow_down(NOW, fast, FIVE, NOW, 30 * SECOND)
    assert fast.free_at == fast.held_until == NOW + 30 * SECOND
    assert fast.rate is not None
    assert 20 < fast.rate < 60


def test_the_sooner_it_is_refused_again_the_slower_it_becomes() -> None:
    rates = []
    for seconds in (1, 5, 60):
        again = learned(100.0, held_until=NOW - seconds * SECOND)
        slow_down(NOW, again, FIVE, NOW, SECOND)
        assert again.rate is not None
        rates.append(again.rate)
    assert rates == sorted(rates)
    assert rates[0] < 75
    assert 95 < rates[2] < 100 / (1 + MARGIN)


def test_what_was_on_its_way_when_it_was_refused_tells_nothing_new() -> None:
    fast = pace(rate=80.0)
    taken = take_turns(NOW, fast, FIVE, 10)
    slow_down(NOW, fast, FIVE, taken[0], SECOND)
    rate = fast.rate
    for turn in taken[1:]:
        slow_down(NOW + SECOND / 10, fast, FIVE, turn, SECOND)
    assert fast.rate == rate


def test_a_refusal_never_shortens_a_silence() -> None:
    held = pace()
    slow_down(NOW, held, FIVE, NOW, 30 * SECOND)
    slow_down(NOW, held, FIVE, NOW, SECOND)
    assert held.free_at == NOW + 30 * SECOND


def test_silence_lasts_a_second_at_least() -> None:
    held = pace()
    slow_down(NOW, held, FIVE, NOW, timedelta(0))
    assert held.free_at == NOW + SHORTEST_HOLD


def test_however_often_it_is_refused_something_is_said_and_however_seldom_not_too_much() -> None:
    now, refused, never = NOW, pace(), pace(free_at=NOW + SECOND)
    for _ in range(100):
        slow_down(now, refused, FIVE, now, 60 * SECOND)
        now += 61 * SECOND
        take_turns(NOW, never, FIVE, 100)
    assert refused.rate is not None
    assert refused.rate >= SLOWEST
    assert never.rate == FASTEST


def test_a_limit_that_was_doubled_is_found_in_a_few_minutes() -> None:
    double = Platform(Window(80), seed=1, known=learned(40.0))
    double.live(420)
    assert double.used(since=360) > 0.95


@pytest.mark.parametrize("seed", range(12))
def test_three_workers_find_a_limit_that_nobody_told_them(seed: int) -> None:
    limit = 5.0 * 20 ** (seed / 11)
    limiters: tuple[Limiter, ...] = (Window(limit), Bucket(limit, limit), Bucket(limit, limit / 2))
    double = Platform(limiters[seed % 3], seed)
    double.live(90)
    assert double.used(since=20) >= 0.95
    assert double.refused_part() < 0.05
