"""Asks Slack again what may be asked twice."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from bot.ports import NotSent, OutcomeUnknown

Answer = TypeVar("Answer")

TRIES = 5
PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(minutes=2)
"""Slack lets an app outside its marketplace read once a minute; what takes longer than that is no matter of pace."""


async def again(ask: Callable[[], Awaitable[Answer]]) -> Answer:
    """What Slack answers, asked up to five times. Raises what `ask` raises."""
    for _ in range(TRIES - 1):
        try:
            return await ask()
        except (NotSent, OutcomeUnknown) as problem:
            pause = problem.wait if isinstance(problem, NotSent) else PAUSE
            if pause > LONGEST_PAUSE:
                raise
            await asyncio.sleep(pause.total_seconds())
    return await ask()
