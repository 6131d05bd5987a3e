"""Waiting for what other processes do: for a condition, never for a time."""

import asyncio
from collections.abc import Awaitable, Callable

PATIENCE = 90.0


async def until(true: Callable[[], bool], what: str = "", patience: float = PATIENCE) -> None:
    """Wait until it is true. Raises AssertionError, which says `what` was waited for."""

    async def asked() -> bool:
        return true()

    await until_told(asked, what, patience)


async def until_told(true: Callable[[], Awaitable[bool]], what: str = "", patience: float = PATIENCE) -> None:
    """The same for what has to be asked for."""
    try:
        async with asyncio.timeout(patience):
            while not await true():  # noqa: ASYNC110
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(f"waited {patience:g} s in vain: {what}") from None
