"""The store: an engine, its transactions, and what must be true before it opens."""

import asyncio
import contextlib
import math
import sqlite3
from collections.abc import AsyncIterator, Coroutine
from pathlib import Path
from typing import Any

from sqlalchemy import URL, ExceptionContext, PoolResetState, event, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlalchemy.pool import StaticPool

from bot.ports import Conflict, StoreAway
from bot.storage.keys import Keyring
from bot.storage.transaction import SqlTransaction
from bot.storage.types import give_keyring

GIVE_UP_SECONDS = 2.0
LOCK_WAIT_MILLISECONDS = 500
"""A wait for SQLite's lock cannot be cut short: after two seconds of other waits it still ends before chats give up."""
OUTRUN = ("40001", "40P01")
"""PostgreSQL's codes for a transaction that met another one: serialization failure and deadlock."""
PRAGMAS = (f"busy_timeout={LOCK_WAIT_MILLISECONDS}", "foreign_keys=ON", "synchronous=FULL", "secure_delete=ON")


class SqlStore:
    """Transactions on a database, SQLite or PostgreSQL."""

    def __init__(self, url: str, keyring: Keyring) -> None:
        self.url = spelled(url)
        self.engine = _engine(self.url)
        give_keyring(self.engine.dialect, keyring)
        self._own_keys: dict[str, str] = {}
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False, autoflush=True)
        # SQLite lets one write at a time: taking turns is fair, where waiting for its lock is not.
        self._turn: Any = asyncio.Lock() if _is_sqlite(self.url) else contextlib.nullcontext()

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[SqlTransaction]:
        """A transaction that commits at its end; see `bot.ports.Store`."""
        try:
            async with asyncio.timeout(GIVE_UP_SECONDS) as patience, self._turn:
                session = self._sessions()
                try:
                    yield SqlTransaction(session, self._own_keys)
                    await session.flush()
                    patience.reschedule(None)
                    await _finished(session.commit())
                finally:
                    await _finished(session.close())
        except (DBAPIError, PoolTimeout, TimeoutError) as problem:
            raise _told(problem) from problem

    async def close(self) -> None:
        """Give every connection back."""
        await self.engine.dispose()


def spelled(url: str) -> URL:
    """The address with the driver that this project uses: hosts hand out `postgres://` and people write `sqlite:///`."""
    address = make_url(url.replace("postgres://", "postgresql://", 1) if url.startswith("postgres://") else url)
    driver = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}.get(address.get_backend_name())
    return address.set(drivername=driver) if driver else address


def sqlite_file(url: URL) -> Path | None:
    """The file of a SQLite database, None for one in memory or on a server."""
    return Path(str(url.database)) if _is_sqlite(url) and not _in_memory(url) else None


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _in_memory(url: URL) -> bool:
    return _is_sqlite(url) and url.database in (None, "", ":memory:")


def _told(problem: Exception) -> StoreAway:
    """What went wrong, for who may try again."""
    state = getattr(getattr(problem, "orig", None), "sqlstate", None)
    quicker = isinstance(problem, IntegrityError) or state in OUTRUN
    return Conflict(str(problem)) if quicker else StoreAway(str(problem))


async def _finished(work: Coroutine[Any, Any, None]) -> None:
    """Let it finish before a cancellation is heard: cut short, a commit would leave nobody knowing what was saved."""
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait((task,))
        except asyncio.CancelledError as cancellation:
            cancelled = cancellation
    problem = cancelled or task.exception()
    if problem is not None:
        raise problem


def _engine(url: URL) -> AsyncEngine:
    # What is bound to a statement is about people, and an error's text ends in logs.
    options: dict[str, Any] = {"hide_parameters": True}
    if not _is_sqlite(url):
        options |= {"pool_timeout": GIVE_UP_SECONDS, "pool_pre_ping": True, "connect_args": _bounds()}
        return create_async_engine(url, **options)
    if _in_memory(url):
        options["poolclass"] = StaticPool
    engine = create_async_engine(url, **options)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_immediately)
    event.listen(engine.sync_engine, "handle_error", _keep_connection)
    event.listen(engine.sync_engine, "reset", _leave_no_transaction)
    return engine


def _bounds() -> dict[str, Any]:
    """How long PostgreSQL may take for anything, said to the server and to the connection itself."""
    longest = math.ceil(GIVE_UP_SECONDS * 1000)
    limits = {"statement_timeout": longest, "lock_timeout": longest, "idle_in_transaction_session_timeout": 5 * longest}
    return {
        "application_name": "pm-coach",
        "connect_timeout": math.ceil(GIVE_UP_SECONDS),
        "tcp_user_timeout": longest,
        "keepalives_idle": 5,
        "keepalives_interval": 1,
        "keepalives_count": 3,
        "options": " ".join(f"-c {name}={value}" for name, value in limits.items()),
    }


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    try:
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        # It stays with the file. Here it may fail while another program is just doing the same to a new one.
        with contextlib.suppress(sqlite3.OperationalError):
            cursor.execute("PRAGMA journal_mode=WAL")
    except BaseException:
        connection.close()
        raise
    cursor.close()


def _begin_immediately(connection: Any) -> None:
    # Deferred transactions that read and then write lose updates silently.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _keep_connection(context: ExceptionContext) -> None:
    # A cancelled call still ends in its thread, before the rollback. Thrown away, the connection would take a database
    # in memory with it, or hold the lock of a file for as long as nobody collects it.
    if isinstance(context.original_exception, asyncio.CancelledError):
        context.is_disconnect = False


def _leave_no_transaction(connection: Any, _record: object, state: PoolResetState) -> None:
    # A commit that fails, on a full disk for example, leaves SQLite in the middle of its transaction.
    if state.asyncio_safe:
        connection.rollback()
