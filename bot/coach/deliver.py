"""Brings what stands in the chats up to date with the outbox: claim, say, settle."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.coach.say import say
from bot.coach.scene import House, Scene
from bot.coach.unsettled import ask_what_arrived
from bot.domain.message import Message
from bot.domain.outbox import Posting, PostingState
from bot.ports import CannotLook, Courier, NotSent, OutcomeUnknown, Posted, Store, StoreAway, Unreachable, Watch

log = logging.getLogger(__name__)

BATCH = 20
SEND_SECONDS = 20
LOOK_AFTER = timedelta(seconds=60)


@dataclass(frozen=True)
class _Order:
    """One claimed posting with what to do about it; `message` is None for what has nothing to say any more."""

    posting: Posting
    message: Message | None
    emptied: Message | None
    thread: Posted | None
    attempt: int
    wanted: int

    @property
    def posted(self) -> Posted | None:
        return _posted(self.posting)


class Deliverer:
    """Says what the outbox wants said, through one courier a platform."""

    def __init__(
        self, house: House, store: Store, couriers: Mapping[str, Courier], watch: Watch, lease: timedelta
    ) -> None:
        self._house, self._store, self._couriers, self._watch, self._lease = house, store, couriers, watch, lease
        self._turn = asyncio.Lock()
        self._wanted = asyncio.Event()
        self._stopping = False

    def wake(self) -> None:
        """There is something new to say."""
        self._wanted.set()

    def stop(self) -> None:
        """Let `run` end once what is in hand is said."""
        self._stopping = True
        self._wanted.set()

    async def run(self) -> None:
        """Say what is new as soon as it is there, until stopped; the tick is the net for what fails here."""
        while not self._stopping:
            await self._wanted.wait()
            self._wanted.clear()
            try:
                await self.deliver()
            except StoreAway:
                log.error("action=store_away job=deliver")
            except Exception:
                log.exception("action=deliver_failed")

    async def deliver(self) -> int:
        """Say everything that is to be said now; how many postings were looked at. Raises StoreAway."""
        done = 0
        async with self._turn:
            done += await self._settle_vanished()
            while not self._stopping and (orders := await self._claim()):
                for order in orders:
                    if self._stopping:
                        await self._settle(order, PostingState.WAITING)
                    else:
                        await self._carry_out(order)
                done += len(orders)
        return done

    async def _claim(self) -> list[_Order]:
        async with self._store.transaction() as tx:
            scene = Scene(self._house, tx, self._watch.now())
            return [await self._order(scene, posting) for posting in await tx.claim(BATCH, self._lease)]

    async def _order(self, scene: Scene, posting: Posting) -> _Order:
        there = replace(scene, workspace=posting.workspace, language=posting.language)
        too_late = posting.shown == 0 and posting.not_after is not None and scene.now > posting.not_after
        said = None if too_late else await say(there, posting)
        parent = await scene.tx.get(Posting, posting.thread_of)
        thread = _posted(parent) if parent else None
        return _Order(
            posting,
            said.message if said else None,
            said.emptied if said else None,
            thread,
            posting.attempts,
            posting.wanted,
        )

    async def _carry_out(self, order: _Order) -> None:
        try:
            async with asyncio.timeout(SEND_SECONDS):
                posted = await self._send(order)
        except NotSent as problem:
            await self._settle(order, PostingState.WAITING, reason=str(problem), wait=problem.wait)
        except Unreachable as problem:
            await self._settle(order, PostingState.SET_ASIDE, reason=str(problem))
        except (OutcomeUnknown, TimeoutError) as problem:
            state = PostingState.WAITING if order.posted else PostingState.UNKNOWN
            await self._settle(order, state, reason=str(problem), wait=LOOK_AFTER)
        else:
            await self._settle(order, PostingState.SENT if posted else PostingState.DROPPED, posted=posted)

    async def _send(self, order: _Order) -> Posted | None:
        courier = self._couriers[order.posting.workspace.partition(":")[0]]
        if order.message is not None:
            if order.posted is None:
                return await courier.post(order.posting, order.message, order.thread)
            await courier.update(order.posted, order.message)
            return order.posted
        if order.posted is None:
            return None
        if order.emptied is not None and await courier.has_replies(order.posted):
            await courier.update(order.posted, order.emptied)
            return order.posted
        await courier.delete(order.posted)
        return None

    async def _settle(
        self,
        order: _Order,
        state: PostingState,
        *,
        posted: Posted | None = None,
        reason: str | None = None,
        wait: timedelta | None = None,
    ) -> None:
        """Write down what became of it, unless the lease was lost to somebody else meanwhile."""
        async with self._store.transaction() as tx:
            posting = await tx.get(Posting, order.posting.id)
            if posting is None or posting.attempts != order.attempt or posting.state is not PostingState.SENDING:
                return
            posting.state, posting.lease_until, posting.reason = state, None, reason and reason[:200]
            if state is PostingState.SENT:
                posting.shown = order.wanted
                if posted is not None:
                    posting.posted_channel, posting.message_id = posted.channel, posted.message_id
                if posting.wanted > posting.shown:
                    posting.state = PostingState.WAITING
            if wait is not None:
                await tx.retry(posting, wait)
        log.info("action=posting_%s posting=%s kind=%s", state.value, order.posting.id, order.posting.kind)

    async def _settle_vanished(self) -> int:
        """Look for postings whose fate nobody knows: found ones were sent, missing ones are sent again."""
        async with self._store.transaction() as tx:
            postings = await tx.reclaim(BATCH, self._lease)
        for posting in postings:
            order = _Order(posting, None, None, None, posting.attempts, posting.shown or 1)
            await self._look(order)
        return len(postings)

    async def _look(self, order: _Order) -> None:
        if order.posted is not None:
            await self._settle(order, PostingState.WAITING)
            return
        try:
            found = await self._couriers[order.posting.workspace.partition(":")[0]].find(order.posting)
        except CannotLook as problem:
            await self._ask(order.posting)
            await self._settle(order, PostingState.SET_ASIDE, reason=f"cannot look: {problem}")
        except (NotSent, OutcomeUnknown, TimeoutError) as problem:
            await self._settle(order, PostingState.UNKNOWN, reason=str(problem), wait=LOOK_AFTER)
        else:
            state = PostingState.SENT if found else PostingState.WAITING
            await self._settle(order, state, posted=found)

    async def _ask(self, posting: Posting) -> None:
        """Ask who can see the channel what became of a digest that the coach may not look for."""
        async with self._store.transaction() as tx:
            await ask_what_arrived(Scene(self._house, tx, self._watch.now()), posting)


def _posted(posting: Posting) -> Posted | None:
    channel, message_id = posting.posted_channel, posting.message_id
    return Posted(channel, message_id, posting.workspace) if channel and message_id else None
