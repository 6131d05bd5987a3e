"""Runs the coach on real platforms: serves it, ticks, and stops in time."""

import asyncio
import contextlib
import gc
import logging
from collections.abc import AsyncIterator, Callable
from enum import Enum

from aiohttp import web

from bot.bootstrap import RealCoach, RealSettings, real_coach
from bot.platforms.side import EVERY_WAY, Ways
from bot.settings import Settings
from jobs.ticks import Ticker

log = logging.getLogger(__name__)

STOP_SECONDS = 15.0
"""How long what is in hand may take once the coach is told to stop; what is cut off is settled at the next start."""

Say = Callable[[str], None]


class Duty(Enum):
    """What one process does: everything, or HTTP in, or the timetable with the chats' own connections."""

    RUN = EVERY_WAY
    WEB = Ways.HTTP
    WORKER = Ways.SOCKETS

    @property
    def ticks(self) -> bool:
        """Whether it has the timetable; what it wrote itself every process says at once."""
        return Ways.SOCKETS in self.value


async def serve(real: RealSettings, duty: Duty, say: Say, stopped: asyncio.Event) -> None:
    """Do that duty on every configured platform until `stopped`.

    Raises:
        BadSetting: something is missing to do it.
        CannotOpen: the database cannot be used.
        OSError: the port cannot be listened at.
    """
    real.check(shared=duty is not Duty.RUN)
    settings = real.coach
    # A worker is reached by nobody; where its host gives it a port all the same, it tells how it is.
    door = settings.door if duty is not Duty.WORKER or settings.port_given else None
    async with (
        real_coach(real, duty.value) as coach,
        _at_work(coach, settings, duty),
        _served(coach.app, door, settings.port),
    ):
        # Looked over again and again, everything that is kept from now on would hold up answers.
        gc.freeze()
        log.info("action=ready duty=%s host=%s port=%s", duty.name.lower(), door, settings.port)
        where = f" on port {settings.port}" if door else ""
        say(f"The coach is ready{where} (stop it with Ctrl+C).")
        await stopped.wait()
        log.info("action=stopping")


@contextlib.asynccontextmanager
async def _at_work(coach: RealCoach, settings: Settings, duty: Duty) -> AsyncIterator[None]:
    ticker = Ticker(coach.house, coach.store, coach.clock, coach.deliverer)
    delivering = asyncio.create_task(coach.deliverer.run())
    if duty.ticks:
        ticker.start(settings.coach_tick_seconds)
    try:
        yield
    finally:
        coach.deliverer.stop()
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await ticker.stop()
                await delivering
        except TimeoutError:
            log.warning("action=cut_off seconds=%s", STOP_SECONDS)


@contextlib.asynccontextmanager
async def _served(app: web.Application, door: str | None, port: int) -> AsyncIterator[None]:
    if door is None:
        yield
        return
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=3.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, door, port).start()
        yield
    finally:
        await runner.cleanup()
