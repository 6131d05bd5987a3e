"""A platform with a limit and three workers that speak there, in a time of their own that costs none."""

import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from random import Random
from typing import Protocol

from bot.domain.pace import Pace, Pacing, open_turns, slow_down, take_turns

BEGIN = datetime(2026, 11, 23, 9, tzinfo=UTC)
WORKERS = 3
GLANCE = 0.1
AT_ONCE = 50
LATENCY = (0.05, 0.15)
LATE = 0.002
"""Seconds, on average, by which a call comes later than its turn."""


class Limiter(Protocol):
    """Takes some calls and refuses others."""

    limit: float

    def refuses(self, now: float) -> int:
        """For how many seconds a call at that moment is refused; 0 where it is taken."""


class Window:
    """A limit that counts the calls of each second anew."""

    def __init__(self, limit: float) -> None:
        self.limit = float(max(round(limit), 1))
        self._second, self._count = 0, 0

    def refuses(self, now: float) -> int:
        if int(now) != self._second:
            self._second, self._count = int(now), 0
        self._count += 1
        return 1 if self._count > self.limit else 0


class Bucket:
    """A limit that fills up again steadily, up to what may come at once."""

    def __init__(self, limit: float, burst: float) -> None:
        self.limit, self._burst = limit, max(burst, 1.0)
        self._left, self._at = self._burst, 0.0

    def refuses(self, now: float) -> int:
        self._left = min(self._burst, self._left + (now - self._at) * self.limit)
        self._at = now
        if self._left < 1:
            return max(1, math.ceil((1 - self._left) / self.limit))
        self._left -= 1
        return 0


class Platform:
    """What three workers say as fast as they may who always have something to say; `known` is what they knew before."""

    def __init__(self, limiter: Limiter, seed: int, known: Pace | None = None, pacing: Pacing | None = None) -> None:
        self._limiter, self._random, self._pacing = limiter, Random(seed), pacing or Pacing(start=5.0)  # noqa: S311
        self._pace = known or Pace(id="whole", workspace="slack:T1", channel="", free_at=BEGIN)
        self._events: list[tuple[float, int, Callable[[float], None]]] = []
        self._number = count()
        self._in_hand, self._silent_until = [0] * WORKERS, [0.0] * WORKERS
        self.taken: list[float] = []
        self.refused: list[float] = []
        self._until = 0.0

    def live(self, seconds: float) -> None:
        """Let that much time pass."""
        self._until = seconds
        for worker in range(WORKERS):
            self._at(self._random.uniform(0, GLANCE), self._glance(worker))
        while self._events and self._events[0][0] <= seconds:
            moment, _, happens = heappop(self._events)
            happens(moment)

    def used(self, since: float) -> float:
        """Which part of the limit was used from that moment on."""
        return sum(moment >= since for moment in self.taken) / self._limiter.limit / (self._until - since)

    def refused_part(self) -> float:
        """Which part of all calls was refused."""
        return len(self.refused) / (len(self.refused) + len(self.taken))

    def _glance(self, worker: int) -> Callable[[float], None]:
        def glance(now: float) -> None:
            room = AT_ONCE - self._in_hand[worker]
            moment = BEGIN + timedelta(seconds=now)
            number = open_turns(moment, self._pace, self._pacing, room)
            for turn in take_turns(moment, self._pace, self._pacing, number) if number else ():
                self._in_hand[worker] += 1
                late = self._random.expovariate(1 / LATE)
                self._at((turn - BEGIN).total_seconds() + late, self._call(worker, turn, now))
            self._at(now + GLANCE, glance)

        return glance

    def _call(self, worker: int, turn: datetime, taken: float) -> Callable[[float], None]:
        def call(now: float) -> None:
            if taken < self._silent_until[worker]:
                self._in_hand[worker] -= 1
                return
            wait = self._limiter.refuses(now)
            (self.refused if wait else self.taken).append(now)
            self._at(now + self._random.uniform(*LATENCY), self._answer(worker, turn, wait))

        return call

    def _answer(self, worker: int, turn: datetime, wait: int) -> Callable[[float], None]:
        def answer(now: float) -> None:
            self._in_hand[worker] -= 1
            if wait:
                self._silent_until[worker] = now
                moment = BEGIN + timedelta(seconds=now)
                slow_down(moment, self._pace, self._pacing, turn, timedelta(seconds=wait))

        return answer

    def _at(self, moment: float, happens: Callable[[float], None]) -> None:
        heappush(self._events, (moment, next(self._number), happens))
