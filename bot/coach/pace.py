"""Keeps the pace that a platform wants, together with every other process that speaks there."""

from datetime import timedelta

from bot.domain.outbox import Posting
from bot.domain.pace import LONGEST_REST, Pacing, hold_back, take_turn
from bot.ports import NotSent, Store

WHOLE = ""


async def rest_before(store: Store, posting: Posting, pacing: Pacing, *, new: bool) -> timedelta:
    """How long to rest before a posting is said, or changed where it is not `new`; its turn is taken.

    Raises:
        NotSent: its turn comes too late to wait for it.
    """
    where = (posting.channel or posting.user or WHOLE) if new and pacing.channel else WHOLE
    if not pacing.workspace and where == WHOLE:
        return timedelta(0)
    async with store.transaction() as tx:
        places = [(await tx.pace(posting.workspace, WHOLE), pacing.workspace)]
        if where:
            places.append((await tx.pace(posting.workspace, where), pacing.channel))
        wait = take_turn(await tx.store_now(), places)
    if wait > LONGEST_REST:
        raise NotSent("its turn comes later", wait)
    return wait


async def slow_down(store: Store, workspace: str, wait: timedelta) -> None:
    """Let nobody speak in a workspace for that long: its platform asked for it."""
    async with store.transaction() as tx:
        hold_back(await tx.store_now(), await tx.pace(workspace, WHOLE), wait)
