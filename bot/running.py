"""Runs the playground: opens it, lives its example once, serves it until it is stopped."""

import asyncio
import contextlib
import errno
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from socket import create_server, socket

from aiohttp import web

from bot.bootstrap import Coach, playground_app, playground_coach
from bot.platforms.playground.example import furnish
from bot.platforms.playground.host import Playground
from bot.settings import Settings
from bot.storage.opening import CannotOpen
from jobs.ticks import Ticker

log = logging.getLogger(__name__)

DATABASE = "playground.db"
LOOPBACK = "127.0.0.1"

Say = Callable[[str], None]


class CannotServe(Exception):
    """The address cannot be listened at; the text is a sentence."""


async def run_playground(settings: Settings, folder: Path, say: Say, stopped: asyncio.Event) -> None:
    """Serve the playground from that folder's database until `stopped`, telling what happens in plain sentences.

    Raises:
        CannotOpen: the database cannot be used.
        CannotServe: the port cannot be listened at.
    """
    database = folder / DATABASE
    with _listening(settings.port) as door:
        if not database.exists():
            await _make_example(settings, database, say)
        await _serve(settings, database, door, say, stopped)


async def _serve(settings: Settings, database: Path, door: socket, say: Say, stopped: asyncio.Event) -> None:
    async with (
        playground_coach(settings, database) as coach,
        _living(coach) as (playground, ticker),
        _served(playground_app(coach, playground), door),
    ):
        ticker.start(settings.coach_tick_seconds)
        await playground.catch_up()
        say(f"The playground is at http://{LOOPBACK}:{settings.port}/ (stop it with Ctrl+C).")
        await stopped.wait()


async def _make_example(settings: Settings, database: Path, say: Say) -> None:
    """Live the example in a file beside, which takes its place only once it is whole."""
    say("Living through eight weeks of the example, once (about ten seconds) ...")
    making = database.with_suffix(".making")
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        _discard(making)
    except OSError as problem:
        raise CannotOpen(f"The folder {database.parent} cannot be used: {problem.strerror}.") from problem
    async with playground_coach(settings, making) as coach, _living(coach) as (playground, _):
        coach.room.note("language", settings.coach_language)
        await furnish(playground)
        await coach.room.save(coach.store)
    try:
        making.rename(database)
    except OSError as problem:
        raise CannotOpen(f"The database {database} cannot be made: {problem.strerror}.") from problem


@contextlib.asynccontextmanager
async def _living(coach: Coach) -> AsyncIterator[tuple[Playground, Ticker]]:
    """The playground with its ticks, saying what is new at once as long as it lives."""
    ticker = Ticker(coach.house, coach.store, coach.clock, coach.deliverer)
    room, tick = coach.room, ticker.tick
    playground = Playground(coach.house, coach.store, coach.desk, room, coach.clock, tick, ticker.next_moment)
    delivering = asyncio.create_task(coach.deliverer.run())
    try:
        yield playground, ticker
    finally:
        await ticker.stop()
        coach.deliverer.stop()
        await delivering


@contextlib.contextmanager
def _listening(port: int) -> Iterator[socket]:
    """The port, taken before anything slow is done."""
    try:
        door = create_server((LOOPBACK, port), reuse_port=False)
    except OSError as problem:
        if problem.errno == errno.EADDRINUSE:
            raise CannotServe(
                f"Port {port} is in use by another program: stop that one, or choose another with --port {port + 1}."
            ) from problem
        raise CannotServe(f"Port {port} cannot be listened at: {problem.strerror}.") from problem
    with door:
        yield door


@contextlib.asynccontextmanager
async def _served(app: web.Application, door: socket) -> AsyncIterator[None]:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0, handler_cancellation=True)
    await runner.setup()
    await web.SockSite(runner, door).start()
    try:
        yield
    finally:
        await runner.cleanup()


def _discard(database: Path) -> None:
    for file in (database, database.with_name(database.name + "-wal"), database.with_name(database.name + "-shm")):
        file.unlink(missing_ok=True)
