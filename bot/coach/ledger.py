"""Writes down what became of postings, as many at once as are known."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.coach.again import again_if_outrun
from bot.coach.carry import Fate, is_ours
from bot.coach.errands import let_vanish
from bot.coach.scene import House, Scene
from bot.coach.unsettled import ask_about
from bot.domain.outbox import Posting, PostingState
from bot.domain.pace import Pacing, slow_down
from bot.ports import Store, StoreAway, Transaction, Watch

log = logging.getLogger(__name__)

GIVEN_UP = (PostingState.UNSETTLED, PostingState.SET_ASIDE)
TOGETHER = 20
"""How much is written at once: little enough to be written well before the store gives up."""


@dataclass(frozen=True)
class Entry:
    """A posting as it was claimed, with what became of it, and the turn at which it was said, if it was."""

    claimed: Posting
    fate: Fate
    pacing: Pacing
    turn: datetime | None = None


class Ledger:
    """What became of postings; while one transaction is on its way, the next one gathers."""

    def __init__(self, house: House, store: Store, watch: Watch) -> None:
        self._house, self._store, self._watch = house, store, watch
        self._pen = asyncio.Lock()
        self._known: list[Entry] = []

    async def write(self, entry: Entry) -> None:
        """Write this down, or find it written; where the store is away it is settled when the lease is over."""
        self._known.append(entry)
        async with self._pen:
            # Whoever comes first has the pen first, so that what is one's own is among these or written already.
            entries, self._known = self._known[:TOGETHER], self._known[TOGETHER:]
            if entries:
                await self._write(entries)

    async def _write(self, entries: Sequence[Entry]) -> None:
        try:
            await again_if_outrun(partial(self._write_together, entries))
        except StoreAway:
            for entry in entries:
                log.error("action=store_away job=deliver posting=%s", entry.claimed.id)
        except Exception:
            if len(entries) == 1:
                log.exception("action=deliver_failed posting=%s", entries[0].claimed.id)
            else:
                for entry in entries:
                    await self._write([entry])
        else:
            for entry in entries:
                _tell(entry)

    async def _write_together(self, entries: Sequence[Entry]) -> None:
        async with self._store.transaction() as tx:
            # All locks are taken in one order, so that nobody waits for who waits for them.
            found = await tx.all(Posting, lock=True, id=[entry.claimed.id for entry in entries])
            postings = {posting.id: posting for posting in found}
            for entry in entries:
                posting = postings.get(entry.claimed.id)
                # Unless the lease was lost to somebody else meanwhile.
                if posting is not None and is_ours(posting, entry.claimed):
                    await self._settle(tx, posting, entry.fate)
            for entry in sorted(entries, key=lambda entry: entry.claimed.workspace):
                await _keep_pace(tx, entry)

    async def _settle(self, tx: Transaction, posting: Posting, fate: Fate) -> None:
        _show(posting, fate)
        if fate.wait is not None:
            await tx.retry(posting, fate.wait)
        scene = Scene(self._house, tx, self._watch.now(), posting.workspace, posting.language)
        if posting.state in GIVEN_UP:
            await ask_about(scene, posting)
        await let_vanish(scene, posting)


def _show(posting: Posting, fate: Fate) -> None:
    posting.state, posting.lease_until = fate.state, None
    posting.reason = fate.reason and fate.reason[:200]
    posting.created_at = fate.until or posting.created_at
    if fate.posted is not None:
        posting.posted_channel, posting.message_id = fate.posted.channel, fate.posted.message_id
        posting.shown = fate.shown
        if posting.wanted > posting.shown:
            posting.state = PostingState.WAITING


async def _keep_pace(tx: Transaction, entry: Entry) -> None:
    """Let nobody speak there while the platform wants silence, and be slower afterwards."""
    if entry.turn is not None and entry.fate.refused is not None:
        pace = await tx.pace(entry.claimed.workspace)
        slow_down(await tx.store_now(), pace, entry.pacing, entry.turn, entry.fate.refused)


def _tell(entry: Entry) -> None:
    claimed, fate = entry.claimed, entry.fate
    level = logging.WARNING if fate.state in GIVEN_UP else logging.INFO
    told = (fate.state.value, claimed.id, claimed.kind, fate.reason)
    log.log(level, "action=posting_%s posting=%s kind=%s reason=%s", *told)
