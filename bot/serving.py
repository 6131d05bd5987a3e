"""Runs the coach on real platforms: serves it, ticks, and stops in time."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable

from aiohttp import web

from bot.bootstrap import RealCoach, RealSettings, real_coach
from bot.settings import Settings
from jobs.ticks import Ticker

log = logging.getLogger(__name__)

STOP_SECONDS = 15.0
"""How long what is in hand may take once the coach is told to stop; what is cut off is settled at the next start."""

Say = Callable[[str], None]


async def run_platforms(real: RealSettings, say: Say, stopped: asyncio.Event) -> None:
    """Serve every configured platform, with the timetable, until `stopped`.

    Raises:
        BadSetting: something is missing to run for real.
        CannotOpen: the database cannot be used.
        OSError: the port cannot be listened at.
    """
    real.check()
    settings = real.coach
    async with real_coach(real) as coach, _at_work(coach, settings), _served(coach.app, settings):
        log.info("action=ready host=%s port=%s", settings.door, settings.port)
        say(f"The coach is ready on port {settings.port} (stop it with Ctrl+C).")
        await stopped.wait()
        log.info("action=stopping")


@contextlib.asynccontextmanager
async def _at_work(coach: RealCoach, settings: Settings) -> AsyncIterator[None]:
    ticker = Ticker(coach.house, coach.store, coach.clock, coach.deliverer)
    delivering = asyncio.create_task(coach.deliverer.run())
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
async def _served(app: web.Application, settings: Settings) -> AsyncIterator[None]:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=3.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.door, settings.port).start()
        yield
    finally:
        await runner.cleanup()
