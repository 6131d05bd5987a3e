"""The store: an engine, its transactions, and what must be true before it opens."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from sqlalchemy import URL, event, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlalchemy.pool import StaticPool

from bot.ports import StoreAway
from bot.storage.keys import Keyring
from bot.storage.transaction import SqlTransaction
from bot.storage.types import give_keyring

GIVE_UP_SECONDS = 2.0
LOCK_WAIT_MILLISECONDS = 1500


class SqlStore:
    """Transactions on a database, SQLite or PostgreSQL."""

    def __init__(self, url: str, keyring: Keyring) -> None:
        self.url = spelled(url)
        self.engine = _engine(self.url)
        give_keyring(self.engine.dialect, keyring)
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False, autoflush=True)
        # A database in memory has one connection, so its transactions take turns.
        self._turn: Any = asyncio.Lock() if _in_memory(self.url) else contextlib.nullcontext()

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[SqlTransaction]:
        """A transaction that commits at its end; see `bot.ports.Store`."""
        try:
            async with self._turn, asyncio.timeout(GIVE_UP_SECONDS), self._sessions() as session, session.begin():
                yield SqlTransaction(session)
        except (DBAPIError, PoolTimeout, TimeoutError) as problem:
            raise StoreAway(str(problem)) from problem

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
    if url.get_backend_name() != "sqlite" or _in_memory(url):
        return None
    return Path(str(url.database))


def _in_memory(url: URL) -> bool:
    return url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:")


def _engine(url: URL) -> AsyncEngine:
    if url.get_backend_name() != "sqlite":
        return create_async_engine(url, pool_timeout=GIVE_UP_SECONDS, pool_pre_ping=True)
    pool: dict[str, Any] = {"poolclass": StaticPool} if _in_memory(url) else {}
    engine = create_async_engine(url, **pool)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_immediately)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (f"busy_timeout={LOCK_WAIT_MILLISECONDS}", "foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediately(connection: Any) -> None:
    # Deferred transactions that read and then write lose updates silently.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
