"""Does again what somebody else was quicker at."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.ports import Conflict

Result = TypeVar("Result")

TRIES = 3


async def again_if_outrun(work: Callable[[], Awaitable[Result]]) -> Result:
    """What `work` gives, a whole transaction of its own, done at most three times. Raises what it raises."""
    for _ in range(TRIES - 1):
        try:
            return await work()
        except Conflict:
            continue
    return await work()
