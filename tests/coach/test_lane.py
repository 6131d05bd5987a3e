"""How much one process has in hand where a platform answers, is slow, wants silence or is away."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from bot.coach.carry import LOOK_AFTER, Fate
from bot.coach.lane import AT_ONCE, REST, SLOW_SECONDS, Lane
from bot.coach.pace import Turn
from bot.domain.outbox import PostingState
from tests.storage.things import posting

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ANSWERED = Fate(PostingState.SENT)
REFUSED = Fate(PostingState.WAITING, "slow down", 30 * SECOND, refused=30 * SECOND)
AWAY = Fate(PostingState.UNKNOWN, "TimeoutError", LOOK_AFTER, answered=False)


@dataclass
class Seconds:
    """A process's own clock."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


def turn(id_: str = "posting", at: datetime = NOW) -> Turn:
    return Turn(posting(id_), at, 0.0)


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def lane(seconds: Seconds) -> Lane:
    """A lane of a platform that answered just now."""
    made = Lane(seconds)
    made.learn(ANSWERED, seconds.now)
    return made


def test_who_never_answered_is_asked_one_thing(seconds: Seconds) -> None:
    new = Lane(seconds)
    assert new.room == 1
    new.take([turn()])
    assert new.room == 0


def test_who_answers_is_asked_much_at_once_but_not_everything(lane: Lane) -> None:
    lane.take(turn(f"{number}") for number in range(AT_ONCE - 1))
    assert lane.room == 1
    lane.let_go(turn("0"))
    assert lane.room == 2


def test_nothing_new_is_asked_before_a_slow_platform_answers(lane: Lane, seconds: Seconds) -> None:
    seconds.now += 100
    lane.take([turn("slow"), turn("other")])
    assert lane.room > 1
    seconds.now += SLOW_SECONDS + 1
    assert lane.room == 0
    lane.learn(ANSWERED, seconds.now)
    lane.let_go(turn("other"))
    assert lane.room > 1


def test_who_is_away_is_left_alone_for_a_while_and_then_asked_one_thing(lane: Lane, seconds: Seconds) -> None:
    seconds.now += 1
    lane.learn(AWAY, seconds.now)
    assert (lane.room, lane.is_void(turn())) == (0, True)
    seconds.now += REST.total_seconds()
    assert (lane.room, lane.is_void(turn())) == (1, False)


def test_one_call_without_an_answer_says_little_where_others_were_answered_meanwhile(
    lane: Lane, seconds: Seconds
) -> None:
    begun = seconds.now
    seconds.now += 10
    lane.learn(ANSWERED, begun)
    lane.learn(AWAY, begun)
    assert lane.room == 1


def test_a_platform_that_wants_silence_gets_it_and_turns_taken_before_are_void(lane: Lane, seconds: Seconds) -> None:
    lane.learn(REFUSED, seconds.now)
    assert (lane.room, lane.is_void(turn())) == (0, True)
    seconds.now += 30
    assert lane.room == AT_ONCE


def test_a_silence_that_another_process_was_asked_for_makes_turns_before_its_end_void(lane: Lane) -> None:
    lane.hold(NOW + SECOND)
    assert lane.is_void(turn(at=NOW))
    assert not lane.is_void(turn(at=NOW + SECOND))
