"""Ticks: APScheduler says when to look, the database decides what is due."""

import asyncio
import logging
from collections.abc import Awaitable
from datetime import UTC, date, datetime
from time import monotonic
from typing import TypeVar

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.coach.deliver import Deliverer
from bot.coach.scene import House, Scene
from bot.domain.calendar import local
from bot.ports import Store, StoreAway, Watch
from jobs.timetable import TIMETABLE, Entry

log = logging.getLogger(__name__)

T = TypeVar("T")


class Ticker:
    """Lives through everything that is due, any number of processes at once."""

    def __init__(self, house: House, store: Store, watch: Watch, deliverer: Deliverer) -> None:
        self._house, self._store, self._watch, self._deliverer = house, store, watch, deliverer
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._turn = asyncio.Lock()
        self._done: dict[str, date] = {}

    def start(self, seconds: float) -> None:
        """Tick every so many seconds, from now on."""
        trigger = IntervalTrigger(seconds=seconds, timezone=UTC)
        first = datetime.now(UTC)
        # A tick is never too late: without a word about it, one delayed by a second would be left out.
        habits = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
        self._scheduler.add_job(self.tick, trigger, next_run_time=first, **habits)
        self._scheduler.start()

    async def stop(self) -> None:
        """Tick no more; the tick in hand is finished first, since a shutdown of the scheduler would cancel it."""
        if self._scheduler.running:
            self._scheduler.pause()
            async with self._turn:
                self._scheduler.shutdown(wait=False)

    async def tick(self) -> None:
        """Do everything that is due now, one tick at a time; what fails is logged and holds up nothing else."""
        async with self._turn:
            begun = monotonic()
            await self._tick()
            log.info("action=ticked seconds=%.3f", monotonic() - begun)

    async def _tick(self) -> None:
        is_due = await _safely("look", self._is_due())
        for entry in TIMETABLE:
            if is_due or not entry.waits:
                await _safely(entry.name, self._do_in_time(entry))
        await _safely("deliver", self._deliverer.deliver())

    async def _is_due(self) -> bool:
        moment = await self.next_moment()
        return moment is not None and moment <= self._watch.now()

    async def next_moment(self) -> datetime | None:
        """When the next thing is due."""
        async with self._store.transaction() as tx:
            return await tx.next_moment()

    async def _do_in_time(self, entry: Entry) -> None:
        today = local(self._watch.now(), self._house.policy.zone).date()
        if entry.nightly and self._done.get(entry.name) == today:
            return
        self._done[entry.name] = today
        await self.work_off(entry)

    async def work_off(self, entry: Entry) -> None:
        """Do one entry of the timetable until nothing of it is due."""
        if not await self._batch(entry):
            return
        # While the database works at one batch, the next is thought out.
        lanes = [self._lane(entry) for _ in range(entry.at_once)]
        for problem in await asyncio.gather(*lanes, return_exceptions=True):
            if problem is not None:
                raise problem

    async def _lane(self, entry: Entry) -> None:
        while await self._batch(entry):
            pass

    async def _batch(self, entry: Entry) -> bool:
        """Do one batch; whether there may be more to do."""
        async with self._store.transaction() as tx:
            scene = Scene(self._house, tx, self._watch.now(), language=self._house.policy.language)
            return await entry.do(scene, entry.batch) >= entry.batch


async def _safely(job: str, work: Awaitable[T]) -> T | None:
    """What it gives, None where it fails, which is logged."""
    try:
        return await work
    except StoreAway:
        log.error("action=store_away job=%s", job)
    except Exception:
        log.exception("action=job_failed job=%s", job)
    return None
