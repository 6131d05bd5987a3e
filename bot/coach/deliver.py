"""Brings what stands in the chats up to date with the outbox: claim, say, settle."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from datetime import timedelta
from time import monotonic

from bot.coach.carry import SEND_SECONDS, Carrier, Fate, Order
from bot.coach.lane import REST, Lane
from bot.coach.ledger import Entry, Ledger
from bot.coach.pace import Turn, take
from bot.coach.scene import House
from bot.domain.outbox import Posting, PostingState
from bot.domain.pace import AHEAD, Pacing
from bot.ports import Courier, Place, Store, StoreAway, Watch

log = logging.getLogger(__name__)

BATCH = 10
"""How much is claimed and worded at once: few enough to be done well before the store gives up."""
PLACES = 10
"""How many workspaces are served before the store is asked again who is most urgent."""
EARLY = AHEAD * 0.6
"""How long before a turn it is taken."""
GLANCE = timedelta(seconds=0.1)
"""The time between two looks at the outbox while there is something in it."""
LONGEST_NAP = timedelta(seconds=30)

Tasks = set[asyncio.Task[None]]


class Deliverer:
    """Says what the outbox wants said, through one courier a platform.

    The store says who is next, and when: processes share the work without knowing each other. `seconds` is this
    process's own clock, which never jumps.
    """

    def __init__(
        self,
        house: House,
        store: Store,
        couriers: Mapping[str, Courier],
        watch: Watch,
        lease: timedelta,
        rest: Callable[[float], Awaitable[None]] = asyncio.sleep,
        seconds: Callable[[], float] = monotonic,
    ) -> None:
        self._store, self._lease, self._rest, self._seconds = store, lease, rest, seconds
        self._carrier, self._ledger = Carrier(house, store, couriers, watch), Ledger(house, store, watch)
        self._lanes: defaultdict[str, Lane] = defaultdict(lambda: Lane(seconds))
        self._hand: Tasks = set()
        self._turn = asyncio.Lock()
        self._wanted = asyncio.Event()
        self._begun, self._stopping = 0, False

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
                await self._round()
            except StoreAway:
                log.error("action=store_away job=deliver")
            except Exception:
                log.exception("action=deliver_failed")
            await self._rest(GLANCE.total_seconds())
        while self._hand:
            await _some_ended(self._hand)

    async def deliver(self) -> int:
        """Say everything whose turn it is now; how many postings were looked at meanwhile. Raises StoreAway.

        Where there is a limit, what has to wait for its turn is left to `run`.
        """
        before, served = self._begun, set[str]()
        hand = await self._round(served) | self._hand
        while hand:
            hand = await _some_ended(hand) | await self._round(served)
        return self._begun - before

    async def _round(self, served: set[str] | None = None) -> Tasks:
        """Begin what may be said now; where there is a limit, only in workspaces not yet `served`."""
        async with self._turn:
            if self._stopping:
                return set()
            begun, places = await self._look_around()
            ready = [place.workspace for place in places if place.wait <= EARLY and self._has_room(place.workspace)]
            for workspace in [place for place in ready if place not in (served or ())][:PLACES]:
                begun |= await self._serve(workspace)
                if served is not None and self._pacing(workspace).is_limited:
                    served.add(workspace)
            self._look_again(ready, [place.wait for place in places if place.wait > EARLY])
            return begun

    async def _look_around(self) -> tuple[Tasks, Sequence[Place]]:
        """Begin to look for what nobody knows the fate of; and where there is something to say."""
        ends, looking = self._lease_ends(), [place for place, lane in self._lanes.items() if lane.is_looking]
        async with self._store.transaction() as tx:
            lost = await tx.reclaim(BATCH, self._lease, looking)
            places = await tx.places()
        for place in places:
            self._lanes[place.workspace].hold(place.held_until)
        return {self._begin(self._look(posting, ends)) for posting in lost}, places

    async def _serve(self, workspace: str) -> Tasks:
        """Take turns in one workspace; whatever its trouble is, it is no other's."""
        lane, pacing, ends = self._lanes[workspace], self._pacing(workspace), self._lease_ends()
        most = min(lane.room, BATCH)
        try:
            async with self._store.transaction() as tx:
                turns = await take(tx, workspace, pacing, most, self._lease, self._seconds)
        except StoreAway:
            log.error("action=store_away job=deliver workspace=%s", workspace)
            return set()
        lane.take(turns)
        orders = await self._carrier.word([turn.posting for turn in turns]) if turns else {}
        return {self._begin(self._say(lane, turn, orders.get(turn.posting.id), ends)) for turn in turns}

    def _look_again(self, ready: Sequence[str], waits: Sequence[timedelta]) -> None:
        """Wake up when somebody else may speak."""
        if len(ready) > PLACES:
            self.wake()
        elif ready:
            self._wake_after(GLANCE)
        elif waits:
            self._wake_after(min(waits) - EARLY)

    async def _say(self, lane: Lane, turn: Turn, order: Order | None, ends: float) -> None:
        try:
            await self._rest(max(turn.starts - self._seconds(), 0.0))
            if self._stopping or lane.is_void(turn):
                fate = Fate(PostingState.WAITING, "its turn did not come")
            elif self._seconds() > ends:
                fate = Fate(PostingState.WAITING, "its turn came too late", REST)
            else:
                begun = self._seconds()
                fate = await self._carrier.say(turn.posting, order)
                lane.learn(fate, begun)
            await self._write(turn.posting, fate, turn)
        except StoreAway:
            log.error("action=store_away job=deliver posting=%s", turn.posting.id)
        finally:
            lane.let_go(turn)

    async def _look(self, posting: Posting, ends: float) -> None:
        lane = self._lanes[posting.workspace]
        lane.is_looking = True
        try:
            if self._seconds() > ends:
                fate = Fate(PostingState.UNKNOWN, "its turn came too late", REST)
            else:
                fate = await self._carrier.look(posting)
            await self._write(posting, fate)
        except StoreAway:
            log.error("action=store_away job=deliver posting=%s", posting.id)
        finally:
            lane.is_looking = False

    async def _write(self, posting: Posting, fate: Fate, turn: Turn | None = None) -> None:
        pacing = self._pacing(posting.workspace)
        await self._ledger.write(Entry(posting, fate, pacing, turn.at if turn else None))
        for wait in (fate.wait, pacing.channel, None if fate.answered else REST):
            self._wake_after(wait or timedelta(0))

    def _has_room(self, workspace: str) -> bool:
        return self._carrier.pacing(workspace) is not None and self._lanes[workspace].room > 0

    def _pacing(self, workspace: str) -> Pacing:
        return self._carrier.pacing(workspace) or Pacing()

    def _lease_ends(self) -> float:
        """Until when a send may begin; asked before the claim, our lease ends earlier than anybody else thinks."""
        return self._seconds() + self._lease.total_seconds() - SEND_SECONDS

    def _begin(self, doing: Coroutine[None, None, None]) -> "asyncio.Task[None]":
        task = asyncio.create_task(doing)
        self._begun += 1
        self._hand.add(task)
        task.add_done_callback(self._end)
        return task

    def _end(self, task: "asyncio.Task[None]") -> None:
        self._hand.discard(task)
        self.wake()
        if not task.cancelled() and task.exception():
            log.error("action=deliver_failed", exc_info=task.exception())

    def _wake_after(self, wait: timedelta) -> None:
        """Look at the outbox when that is over; what takes longer the tick finds."""
        if timedelta(0) < wait <= LONGEST_NAP:
            asyncio.get_running_loop().call_later(wait.total_seconds(), self.wake)


async def _some_ended(tasks: Tasks) -> Tasks:
    """Wait until one of these is done, for those that are not; who is told not to wait any more cuts them off."""
    try:
        _, others = await asyncio.wait({*tasks}, return_when=asyncio.FIRST_COMPLETED)
    except asyncio.CancelledError:
        for task in tasks:
            task.cancel()
        raise
    return others
