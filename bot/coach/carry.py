"""Carries postings out: words them and says them, runs errands, or looks what became of them."""

import asyncio
import logging
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.coach.errands import ERRANDS, run_errand
from bot.coach.quiet import has_room
from bot.coach.say import say
from bot.coach.scene import House, Scene
from bot.domain.message import Message
from bot.domain.outbox import Posting, PostingState
from bot.domain.pace import Pacing
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

SEND_SECONDS = 10
LOOK_AFTER = timedelta(seconds=60)


@dataclass(frozen=True)
class Fate:
    """What became of a posting, and when to try again on the store's clock; `shown` is what stands there now.

    `answered` says whether the platform answered at all, `refused` for how long nobody may speak there since the coach
    was too fast, and `until` how far an errand in somebody's conversation has come.
    """

    state: PostingState
    reason: str | None = None
    wait: timedelta | None = None
    posted: Posted | None = None
    shown: int = 0
    answered: bool = True
    refused: timedelta | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Order:
    """What to do about a posting; `message` is None for what has nothing to say any more."""

    posting: Posting
    message: Message | None = None
    emptied: Message | None = None
    thread: Posted | None = None

    @property
    def posted(self) -> Posted | None:
        """Where it stands already."""
        return _posted(self.posting)


class Carrier:
    """Carries postings out through one courier a platform."""

    def __init__(self, house: House, store: Store, couriers: Mapping[str, Courier], watch: Watch) -> None:
        self._house, self._store, self._couriers, self._watch = house, store, couriers, watch

    def pacing(self, workspace: str) -> Pacing | None:
        """How fast to speak there; None where nobody can."""
        courier = self._couriers.get(_platform(workspace))
        return courier.pacing if courier else None

    async def word(self, claimed: Sequence[Posting]) -> Mapping[str, Order]:
        """What to do about each of these, by id; of none where that cannot be told of all of them at once."""
        try:
            return await self._orders(claimed)
        except Exception:  # noqa: BLE001  (each is worded alone before it is said, and that tells what is wrong)
            return {}

    async def say(self, claimed: Posting, order: Order | None) -> Fate:
        """Bring what stands in the chat up to date as ordered, or run the errand. Raises StoreAway."""
        doing = self._run(claimed) if claimed.kind in ERRANDS else self._say(claimed, order)
        # Saying the same again in the same place does no harm.
        unclear = PostingState.WAITING if _posted(claimed) else PostingState.UNKNOWN
        return await self._attempt(claimed, doing, PostingState.WAITING, unclear)

    async def look(self, claimed: Posting) -> Fate:
        """Find out what became of a posting whose sender vanished: missing, it is said again. Raises StoreAway."""
        return await self._attempt(claimed, self._look(claimed), PostingState.UNKNOWN, PostingState.UNKNOWN)

    async def _attempt(
        self, posting: Posting, doing: Awaitable[Fate], untouched: PostingState, unclear: PostingState
    ) -> Fate:
        try:
            async with asyncio.timeout(SEND_SECONDS):
                return await doing
        except StoreAway:
            raise
        except SlowDown as problem:
            # An errand that goes too fast must not keep anybody from speaking.
            refused = None if posting.kind in ERRANDS else problem.wait
            return Fate(untouched, _reason(problem), problem.wait, refused=refused)
        except NotSent as problem:
            return Fate(untouched, _reason(problem), problem.wait, answered=False)
        except Unreachable as problem:
            return Fate(PostingState.SET_ASIDE, _reason(problem))
        except CannotLook as problem:
            return Fate(PostingState.UNSETTLED, f"cannot look: {problem}")
        except (OutcomeUnknown, TimeoutError) as problem:
            return Fate(unclear, _reason(problem), LOOK_AFTER, answered=False)
        except Exception as problem:
            log.exception("action=posting_failed posting=%s kind=%s", posting.id, posting.kind)
            return Fate(PostingState.SET_ASIDE, type(problem).__name__)

    async def _orders(self, claimed: Sequence[Posting]) -> Mapping[str, Order]:
        async with self._store.transaction() as tx:
            theirs = {posting.id: posting for posting in claimed if posting.kind not in ERRANDS}
            found = await tx.all(Posting, id=[*theirs])
            return {each.id: await self._order(tx, each) for each in found if is_ours(each, theirs[each.id])}

    async def _say(self, claimed: Posting, order: Order | None) -> Fate:
        order = order or (await self._orders([claimed])).get(claimed.id)
        if order is None:
            return Fate(PostingState.WAITING, "somebody else has it")
        posted = await self._send(order)
        if posted is None:
            return Fate(PostingState.DROPPED)
        return Fate(PostingState.SENT, posted=posted, shown=order.posting.wanted)

    async def _order(self, tx: Transaction, posting: Posting) -> Order:
        """Word a posting as things are now."""
        scene = Scene(self._house, tx, self._watch.now(), posting.workspace, posting.language)
        parent, is_new = await tx.get(Posting, posting.thread_of), _posted(posting) is None
        thread = _posted(parent) if parent and parent.state is not PostingState.DROPPED else None
        if is_new and (_is_too_late(scene, posting) or (posting.thread_of and not thread)):
            return Order(posting)
        said = await say(scene, posting)
        if is_new and said.message and not await has_room(scene, posting):
            return Order(posting)
        return Order(posting, said.message, said.emptied, thread)

    async def _send(self, order: Order) -> Posted | None:
        if order.message is None:
            return await self._take_away(order)
        courier = self._courier(order.posting)
        if order.posted is None:
            return await courier.post(order.posting, order.message, order.thread)
        await courier.update(order.posted, order.message)
        return order.posted

    async def _take_away(self, order: Order) -> Posted | None:
        if order.posted is None:
            return None
        courier = self._courier(order.posting)
        if order.emptied is not None and await courier.has_replies(order.posted):
            await courier.update(order.posted, order.emptied)
            return order.posted
        await courier.delete(order.posted)
        return None

    async def _run(self, errand: Posting) -> Fate:
        until = await run_errand(errand, self._courier(errand), self._house, self._store, self._watch)
        if until is None:
            return Fate(PostingState.DROPPED)
        return Fate(PostingState.WAITING, wait=timedelta(0), until=until)

    async def _look(self, posting: Posting) -> Fate:
        if _posted(posting) is not None or posting.kind in ERRANDS:
            return Fate(PostingState.WAITING)
        found = await self._courier(posting).find(posting)
        if found is None:
            return Fate(PostingState.WAITING)
        return Fate(PostingState.SENT, posted=found, shown=1)

    def _courier(self, posting: Posting) -> Courier:
        platform = _platform(posting.workspace)
        courier = self._couriers.get(platform)
        if courier is None:
            raise NotSent(f"no courier for {platform}", LOOK_AFTER)
        return courier


def is_ours(posting: Posting, claimed: Posting) -> bool:
    """Whether a posting is still leased to who claimed it."""
    return posting.attempts == claimed.attempts and posting.state is PostingState.SENDING


def _reason(problem: Exception) -> str:
    return str(problem) or type(problem).__name__


def _platform(workspace: str) -> str:
    return workspace.partition(":")[0]


def _is_too_late(scene: Scene, posting: Posting) -> bool:
    return posting.not_after is not None and scene.now > posting.not_after


def _posted(posting: Posting) -> Posted | None:
    channel, message_id = posting.posted_channel, posting.message_id
    return Posted(channel, message_id, posting.workspace, posting.user or "") if channel and message_id else None
