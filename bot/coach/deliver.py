"""Brings what stands in the chats up to date with the outbox: claim, say, settle."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from time import monotonic

from bot.coach.again import again_if_outrun
from bot.coach.errands import ERRANDS, let_vanish, run_errand
from bot.coach.pace import rest_before, slow_down
from bot.coach.quiet import has_room
from bot.coach.say import say
from bot.coach.scene import House, Scene
from bot.coach.unsettled import ask_about
from bot.domain.message import Message
from bot.domain.outbox import Posting, PostingState
from bot.ports import (
    CannotLook,
    Courier,
    NotSent,
    OutcomeUnknown,
    Posted,
    SlowDown,
    Store,
    StoreAway,
    Transaction,
    Unreachable,
    Watch,
)

log = logging.getLogger(__name__)

BATCH = 10
SEND_SECONDS = 10
LOOK_AFTER = timedelta(seconds=60)
REST = timedelta(seconds=15)
LONGEST_NAP = timedelta(seconds=30)


@dataclass(frozen=True)
class _Order:
    """What to do about a claimed posting; `message` is None for what has nothing to say any more."""

    posting: Posting
    message: Message | None
    emptied: Message | None
    thread: Posted | None

    @property
    def posted(self) -> Posted | None:
        return _posted(self.posting)


@dataclass(frozen=True)
class _Outcome:
    """What became of a posting, and when to try again on the store's clock; `shown` is what stands there now.

    `until` is how far an errand in somebody's conversation has come.
    """

    state: PostingState
    reason: str | None = None
    wait: timedelta | None = None
    posted: Posted | None = None
    shown: int = 0
    until: datetime | None = None


@dataclass(frozen=True)
class _Work:
    """How postings are taken and what is done with each; `untouched` is the state of one that nothing was done with."""

    take: Callable[[Transaction], Awaitable[Sequence[Posting]]]
    do: Callable[[Posting], Awaitable[_Outcome]]
    untouched: PostingState


class Deliverer:
    """Says what the outbox wants said, through one courier a platform."""

    def __init__(
        self,
        house: House,
        store: Store,
        couriers: Mapping[str, Courier],
        watch: Watch,
        lease: timedelta,
        rest: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._house, self._store, self._couriers, self._watch, self._lease = house, store, couriers, watch, lease
        self._rest = rest
        self._turn = asyncio.Lock()
        self._wanted = asyncio.Event()
        self._stopping = False
        self._silent: set[str] = set()
        self._looking = _Work(lambda tx: tx.reclaim(BATCH, lease), self._look, PostingState.UNKNOWN)
        self._saying = _Work(lambda tx: tx.claim(BATCH, lease), self._say, PostingState.WAITING)

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
        async with self._turn:
            self._silent.clear()
            return await self._work_off(self._looking) + await self._work_off(self._saying)

    async def _work_off(self, work: _Work) -> int:
        done = 0
        while not self._stopping:
            # From before the claim: our lease ends a little before anybody else thinks that it does.
            last_start = monotonic() + self._lease.total_seconds() - SEND_SECONDS
            async with self._store.transaction() as tx:
                postings = await work.take(tx)
            if not postings:
                break
            lanes = groupby(sorted(postings, key=_workspace), key=_workspace)
            await asyncio.gather(*(self._lane(work, list(lane), last_start) for _, lane in lanes))
            done += len(postings)
        return done

    async def _lane(self, work: _Work, postings: Sequence[Posting], last_start: float) -> None:
        """Do the postings of one workspace in their order; whatever its trouble is, it is no other's."""
        for posting in postings:
            try:
                if self._stopping or posting.workspace in self._silent or monotonic() > last_start:
                    outcome = _Outcome(work.untouched, "its turn did not come", REST)
                else:
                    outcome = await self._attempt(work, posting)
                await again_if_outrun(partial(self._settle, posting, outcome))
            except StoreAway:
                log.error("action=store_away job=deliver posting=%s", posting.id)

    async def _attempt(self, work: _Work, posting: Posting) -> _Outcome:
        try:
            async with asyncio.timeout(SEND_SECONDS):
                return await work.do(posting)
        except StoreAway:
            raise
        except NotSent as problem:
            return await self._not_sent(work, posting, problem)
        except Unreachable as problem:
            return _Outcome(PostingState.SET_ASIDE, str(problem))
        except CannotLook as problem:
            return _Outcome(PostingState.UNSETTLED, f"cannot look: {problem}")
        except (OutcomeUnknown, TimeoutError) as problem:
            if isinstance(problem, TimeoutError):
                self._silent.add(posting.workspace)
            # Saying the same again in the same place does no harm.
            state = PostingState.WAITING if _posted(posting) else PostingState.UNKNOWN
            return _Outcome(state, str(problem), LOOK_AFTER)
        except Exception as problem:
            log.exception("action=posting_failed posting=%s kind=%s", posting.id, posting.kind)
            return _Outcome(PostingState.SET_ASIDE, type(problem).__name__)

    async def _not_sent(self, work: _Work, posting: Posting, problem: NotSent) -> _Outcome:
        # What was refused is a look, or something said: looking too often must not keep anybody from speaking.
        if isinstance(problem, SlowDown) and work is self._saying and posting.kind not in ERRANDS:
            await slow_down(self._store, posting.workspace, problem.wait)
        return _Outcome(work.untouched, str(problem), problem.wait)

    async def _say(self, posting: Posting) -> _Outcome:
        await self._rest_before(posting)
        if posting.kind in ERRANDS:
            return await self._run(posting)
        order = await self._order(posting)
        posted = await self._send(order)
        if posted is None:
            return _Outcome(PostingState.DROPPED)
        return _Outcome(PostingState.SENT, posted=posted, shown=order.posting.wanted)

    async def _rest_before(self, posting: Posting) -> None:
        pacing, new = self._courier(posting).pacing, _posted(posting) is None and posting.kind not in ERRANDS
        wait = await rest_before(self._store, posting, pacing, new=new)
        await self._rest(wait.total_seconds())

    async def _order(self, claimed: Posting) -> _Order:
        """Word a posting as things are now; one that is not ours any more has nothing to say."""
        async with self._store.transaction() as tx:
            posting = await tx.get(Posting, claimed.id)
            if posting is None or not _still_ours(posting, claimed):
                raise NotSent("somebody else has it")
            scene = Scene(self._house, tx, self._watch.now(), posting.workspace, posting.language)
            parent = await tx.get(Posting, posting.thread_of)
            thread = _posted(parent) if parent and parent.state is not PostingState.DROPPED else None
            if _posted(posting) is None and (_is_too_late(scene, posting) or (posting.thread_of and not thread)):
                return _Order(posting, None, None, None)
            said = await say(scene, posting)
            if _posted(posting) is None and said.message and not await has_room(scene, posting):
                return _Order(posting, None, None, None)
            return _Order(posting, said.message, said.emptied, thread)

    async def _send(self, order: _Order) -> Posted | None:
        if order.message is None:
            return await self._take_away(order)
        courier = self._courier(order.posting)
        if order.posted is None:
            return await courier.post(order.posting, order.message, order.thread)
        await courier.update(order.posted, order.message)
        return order.posted

    async def _take_away(self, order: _Order) -> Posted | None:
        if order.posted is None:
            return None
        courier = self._courier(order.posting)
        if order.emptied is not None and await courier.has_replies(order.posted):
            await courier.update(order.posted, order.emptied)
            return order.posted
        await courier.delete(order.posted)
        return None

    async def _run(self, errand: Posting) -> _Outcome:
        until = await run_errand(errand, self._courier(errand), self._house, self._store, self._watch)
        if until is None:
            return _Outcome(PostingState.DROPPED)
        return _Outcome(PostingState.WAITING, wait=timedelta(0), until=until)

    async def _look(self, posting: Posting) -> _Outcome:
        """Find out what became of a posting whose sender vanished: found it was sent, missing it is said again."""
        if _posted(posting) is not None or posting.kind in ERRANDS:
            return _Outcome(PostingState.WAITING)
        found = await self._courier(posting).find(posting)
        if found is None:
            return _Outcome(PostingState.WAITING)
        return _Outcome(PostingState.SENT, posted=found, shown=1)

    def _wake_after(self, wait: timedelta) -> None:
        """Try again as soon as that is over; what takes longer the tick finds."""
        if wait <= LONGEST_NAP:
            asyncio.get_running_loop().call_later(wait.total_seconds(), self.wake)

    def _courier(self, posting: Posting) -> Courier:
        platform = posting.workspace.partition(":")[0]
        courier = self._couriers.get(platform)
        if courier is None:
            raise NotSent(f"no courier for {platform}", LOOK_AFTER)
        return courier

    async def _settle(self, claimed: Posting, outcome: _Outcome) -> None:
        """Write down what became of it, unless the lease was lost to somebody else meanwhile."""
        async with self._store.transaction() as tx:
            posting = await tx.get(Posting, claimed.id, lock=True)
            if posting is None or not _still_ours(posting, claimed):
                return
            posting.state, posting.lease_until = outcome.state, None
            posting.reason = outcome.reason and outcome.reason[:200]
            if outcome.posted is not None:
                posting.posted_channel, posting.message_id = outcome.posted.channel, outcome.posted.message_id
                posting.shown = outcome.shown
                if posting.wanted > posting.shown:
                    posting.state = PostingState.WAITING
            posting.created_at = outcome.until or posting.created_at
            scene = Scene(self._house, tx, self._watch.now(), posting.workspace, posting.language)
            if posting.state in (PostingState.UNSETTLED, PostingState.SET_ASIDE):
                await ask_about(scene, posting)
            if outcome.wait is not None:
                await tx.retry(posting, outcome.wait)
                self._wake_after(outcome.wait)
            await let_vanish(scene, posting)
        level = logging.WARNING if outcome.state in (PostingState.UNSETTLED, PostingState.SET_ASIDE) else logging.INFO
        told = (outcome.state.value, claimed.id, claimed.kind, outcome.reason)
        log.log(level, "action=posting_%s posting=%s kind=%s reason=%s", *told)


def _workspace(posting: Posting) -> str:
    return posting.workspace


def _still_ours(posting: Posting, claimed: Posting) -> bool:
    return posting.attempts == claimed.attempts and posting.state is PostingState.SENDING


def _is_too_late(scene: Scene, posting: Posting) -> bool:
    return posting.not_after is not None and scene.now > posting.not_after


def _posted(posting: Posting) -> Posted | None:
    channel, message_id = posting.posted_channel, posting.message_id
    return Posted(channel, message_id, posting.workspace, posting.user or "") if channel and message_id else None
