"""`/pm-role` answered at the front desk with the store away: known words, mistyped ones, and a constant beside them."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from bot.coach.scene import House
from bot.content_loader import load
from bot.domain.message import sentence
from bot.domain.policy import Policy
from bot.frontdesk.desk import FrontDesk
from bot.frontdesk.incoming import Command, Person, Place, Reply
from bot.platforms.playground.clock import JumpingClock
from bot.ports import StoreAway, Transaction

ROUNDS, REQUESTS = 9, 200
KNOWN = ("", "vision", "métier", "daily", "who", "impact")
MISTYPED = ("questoins", "visoin", "meteir", "dayli", "quelque chose", "roadmpa")


@dataclass(frozen=True)
class Answers:
    """Median over the rounds of the time that one answer takes, in microseconds."""

    known: float
    mistyped: float
    constant: float


class _StoreAway:
    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        raise StoreAway("the store is away")


def measure() -> Answers:
    """How long an answer takes; the three kinds take turns in every round."""
    return asyncio.run(_measure())


async def _measure() -> Answers:
    desk = FrontDesk(House(load(), Policy()), _StoreAway(), {}, JumpingClock(), lambda: None)
    who, place = Person("bench:one", "someone", "Someone"), Place("general")

    def asking(words: tuple[str, ...]) -> Callable[[int], Awaitable[Reply]]:
        return lambda at: desk.command(Command(who, place, "pm-role", words[at % len(words)]))

    async def constant(_at: int) -> Reply:
        return Reply(message=sentence("The same for everyone."))

    kinds = (asking(KNOWN), asking(MISTYPED), constant)
    rounds = [[await _round(kind) for kind in kinds] for _ in range(ROUNDS)]
    return Answers(*(statistics.median(times) for times in zip(*rounds, strict=True)))


async def _round(ask: Callable[[int], Awaitable[Reply]]) -> float:
    started = time.perf_counter()
    for at in range(REQUESTS):
        await ask(at)
    return (time.perf_counter() - started) / REQUESTS * 1_000_000
