"""How fast the coach may speak in one place, learned from what is refused there; moments are on the store's own clock.

Before the first refusal the rate grows quickly, as nobody told where the limit is. Once refused, it falls, soon comes
back to a little less than what was refused, the aim, and drifts on upwards from there: at first hardly, later faster,
since limits change. TCP finds its way along a line of unknown width in much the same manner (CUBIC, RFC 9438).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

AHEAD = timedelta(seconds=0.5)
"""How early a turn may be taken: what becomes urgent later comes after it."""
SHORTEST_HOLD = timedelta(seconds=1)
SLOWEST, FASTEST = 0.1, 1000.0
"""Messages a second."""

EAGER = 0.7
"""How much of itself the rate grows in a second before anything is refused: it doubles."""
RETURN = 0.2
"""How much of the way back to the aim is made up in a second."""
NARROWING = 50
"""How many times slower a rate drifts upwards once it was refused."""
DRIFT = 0.0003
"""The slowest drift, a part of the rate in a second: about one refusal in a minute or two."""
QUICKENING = 0.01
"""How much of itself the drift grows in a second: a limit that was doubled is found in six minutes."""
LAG = 1.5
"""Seconds of growth between a rate that is too fast and the first refusal of it."""
MARGIN = 0.03
"""How much less than what was refused is aimed at."""


@dataclass(frozen=True)
class Pacing:
    """How fast to begin in a workspace (messages a second), and the time between two new messages in a channel."""

    start: float = math.inf
    channel: timedelta = timedelta(0)

    @property
    def is_limited(self) -> bool:
        """Whether the platform may refuse for having been asked too often."""
        return math.isfinite(self.start)


@dataclass(eq=False, kw_only=True)
class Pace:
    """From when on the coach may speak again in a channel, or in the whole workspace where `channel` is empty.

    `rate` is in messages a second, None before anybody learned one; `aim` is a little less than what was refused last,
    `drift` what part of itself the rate grows beyond that in a second. Nobody spoke before `held_until`.
    """

    id: str
    workspace: str
    channel: str
    free_at: datetime
    rate: float | None = None
    aim: float | None = None
    drift: float | None = None
    held_until: datetime | None = None


def open_turns(now: datetime, pace: Pace, pacing: Pacing, most: int) -> int:
    """How many turns, at most so many, may be taken there now."""
    ahead = (now + AHEAD - max(now, pace.free_at)).total_seconds()
    if not pacing.is_limited:
        return most if ahead >= 0 else 0
    return min(most, math.floor(ahead * _rate(pace, pacing)) + 1) if ahead >= 0 else 0


def take_turns(now: datetime, pace: Pace, pacing: Pacing, count: int) -> Sequence[datetime]:
    """The next so many turns there, which are taken now; somebody who had to wait for theirs makes it faster."""
    at, waited = max(now, pace.free_at), pace.free_at > now
    if not pacing.is_limited:
        pace.free_at = at
        return [at] * count
    turns = []
    for _ in range(count):
        turns.append(at)
        at += timedelta(seconds=1 / _rate(pace, pacing))
        if waited:
            _speed_up(pace, pacing)
    pace.free_at = at
    return turns


def slow_down(now: datetime, pace: Pace, pacing: Pacing, turn: datetime, wait: timedelta) -> None:
    """What was said there at that turn was refused for `wait`: nobody speaks for so long, and slower from then on.

    The sooner it is refused again, the slower. Turns taken before the last refusal tell nothing new.
    """
    if pacing.is_limited:
        wait = max(wait, SHORTEST_HOLD)
        if pace.held_until is None or turn >= pace.held_until:
            _fall(now, pace, pacing, wait)
    pace.free_at = pace.held_until = max(pace.free_at, now + wait)


def _fall(now: datetime, pace: Pace, pacing: Pacing, wait: timedelta) -> None:
    growth = _growth(pace, pacing)
    pace.aim = _bounded(_rate(pace, pacing) / (1 + LAG * growth + MARGIN))
    pace.rate = _bounded(pace.aim * math.sqrt(_spoken(now, pace, wait)))
    pace.drift = max(growth / NARROWING, DRIFT)


def _speed_up(pace: Pace, pacing: Pacing) -> None:
    rate, growth = _rate(pace, pacing), _growth(pace, pacing)
    seconds = min(1 / rate, 1.0)
    pace.rate = _bounded(rate * (1 + growth * seconds))
    if pace.drift is not None:
        pace.drift = min(pace.drift * (1 + QUICKENING * seconds), EAGER)


def _growth(pace: Pace, pacing: Pacing) -> float:
    """What part of itself the rate grows in a second."""
    if pace.aim is None or pace.drift is None:
        return EAGER
    return max(pace.drift, RETURN * (1 - _rate(pace, pacing) / pace.aim))


def _spoken(now: datetime, pace: Pace, wait: timedelta) -> float:
    """Which part of the time since the last silence was not silent, the coming silence counted in."""
    if pace.held_until is None:
        return 1.0
    spoken = max(now - pace.held_until, SHORTEST_HOLD / 20)
    return spoken / (spoken + wait)


def _rate(pace: Pace, pacing: Pacing) -> float:
    return _bounded(pacing.start) if pace.rate is None else pace.rate


def _bounded(rate: float) -> float:
    return min(max(rate, SLOWEST), FASTEST)
