"""What must be true before a store opens: the file can be written, the tables fit this code, the key is right."""

import contextlib
import os
import sqlite3
from pathlib import Path

from sqlalchemy import URL, Connection, inspect, text
from sqlalchemy.exc import ArgumentError, DatabaseError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.keys import Keyring, WrongKey
from bot.storage.store import LOCK_WAIT_MILLISECONDS, SqlStore, sqlite_file

CODE_VERSION = 2
"""What this code calls itself in the database; a migration that older code cannot live with raises `oldest_code`."""

OLDEST_SQLITE = (3, 35)
"""The first that removes a column."""
MIGRATIONS = Path(__file__).parent / "migrations"
MIGRATING = 7_266_224_000
"""The lock of PostgreSQL that whoever migrates holds; any number that nobody else uses there."""
MIGRATION_MILLISECONDS = 10_000
"""How long an opening waits for another one of the same file, which may be making all its tables."""
_KEY_CHECK = "pm-coach"


class CannotOpen(Exception):
    """The store cannot be used; the text is one sentence for the person who starts the program."""


async def open_store(url: str, keyring: Keyring, *, migrating: bool = False) -> SqlStore:
    """A store that is ready to use; SQLite is created and migrated on the way, PostgreSQL only when `migrating`.

    Raises:
        CannotOpen: with a sentence that says what is wrong and what to do.
    """
    store = _store(url, keyring)
    try:
        _check_file(store)
        is_sqlite = store.url.get_backend_name() == "sqlite"
        async with store.engine.connect() as connection:
            if is_sqlite:
                await _wait_for_locks(connection, MIGRATION_MILLISECONDS)
            await connection.run_sync(_make_fit, keyring, migrating or is_sqlite)
            await connection.commit()
            if is_sqlite:
                await _wait_for_locks(connection, LOCK_WAIT_MILLISECONDS)
    except BaseException as problem:
        await store.close()
        if isinstance(problem, DatabaseError):
            raise CannotOpen(_told(store.url, str(problem.orig))) from problem
        raise
    return store


def migrate(connection: Connection) -> None:
    """Bring the tables of this connection up to date, one process after the other."""
    # Alembic takes long to load, and most starts do not need it.
    from alembic import command
    from alembic.config import Config

    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0"))
        connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATING})"))
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def latest_revision() -> str:
    """The newest migration that this code knows: the files are named by their revision."""
    return max(path.stem.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


async def _wait_for_locks(connection: AsyncConnection, milliseconds: int) -> None:
    """How long SQLite waits for whoever writes; said to the driver, so that it stands before any transaction begins."""
    raw = await connection.get_raw_connection()
    assert raw.driver_connection is not None  # noqa: S101
    await raw.driver_connection.execute(f"PRAGMA busy_timeout={milliseconds}")


def _store(url: str, keyring: Keyring) -> SqlStore:
    try:
        return SqlStore(url, keyring)
    except (ArgumentError, ImportError) as problem:
        raise CannotOpen(
            "DATABASE_URL names no database that the coach can use: write for example sqlite:///var/coach.db."
        ) from problem


def _check_file(store: SqlStore) -> None:
    if store.url.get_backend_name() == "sqlite" and sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise CannotOpen(
            f"SQLite {sqlite3.sqlite_version} is too old for the coach, which needs 3.35 or newer:"
            " install a newer one, or use PostgreSQL."
        )
    file = sqlite_file(store.url)
    if file is None:
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise CannotOpen(f"The folder {file.parent} for the database cannot be made: {problem.strerror}.") from problem
    writable = file if file.exists() else file.parent
    if not os.access(writable, os.W_OK):
        raise CannotOpen(_read_only(file))
    if not file.exists():
        # Nobody else's to read; what SQLite writes beside it takes after it, and where that is impossible it tells why.
        with contextlib.suppress(OSError):
            file.touch(mode=0o600)
    try:
        # Tried here first: a connection of aiosqlite that cannot be opened leaves its thread behind.
        sqlite3.connect(file).close()
    except sqlite3.Error as problem:
        raise CannotOpen(_told(store.url, str(problem))) from problem


def _make_fit(connection: Connection, keyring: Keyring, migrating: bool) -> None:
    oldest_code = _oldest_code(connection)
    if oldest_code is not None and oldest_code > CODE_VERSION:
        raise CannotOpen(
            "The database was written by a newer version of the coach, which this one cannot read:"
            " install that version again."
        )
    is_new = oldest_code is None
    if not is_new:
        _check_key(connection, keyring)
    if is_new or _revision(connection) < latest_revision():
        if not migrating:
            raise CannotOpen("The database is not up to date with this version of the coach: run `pm-coach migrate`.")
        _migrate(connection)
    if is_new:
        _check_key(connection, keyring)


def _migrate(connection: Connection) -> None:
    try:
        migrate(connection)
    except WrongKey:
        raise CannotOpen(
            "COACH_SECRET_KEYS lacks a key that something in the database was written with: add that key behind the"
            " others and run this again; nothing was changed."
        ) from None


def _oldest_code(connection: Connection) -> int | None:
    if not inspect(connection).has_table("house"):
        return None
    found: int | None = connection.scalar(text("SELECT oldest_code FROM house"))
    return found


def _revision(connection: Connection) -> str:
    return str(connection.scalar(text("SELECT version_num FROM alembic_version")))


def _check_key(connection: Connection, keyring: Keyring) -> None:
    token = connection.scalar(text("SELECT key_check FROM house"))
    if token is None:
        row = {"oldest": CODE_VERSION, "token": keyring.encrypt(_KEY_CHECK)}
        connection.execute(text("INSERT INTO house (id, oldest_code, key_check) VALUES (1, :oldest, :token)"), row)
        return
    try:
        keyring.decrypt(token)
    except WrongKey:
        raise CannotOpen(
            "COACH_SECRET_KEYS holds none of the keys that this database was written with:"
            " add the old key behind the new one."
        ) from None


def _told(url: URL, reason: str) -> str:
    where = sqlite_file(url)
    return _told_of_file(where, reason) if where else _told_of_server(url, reason)


def _told_of_server(url: URL, reason: str) -> str:
    where = url.set(drivername=url.get_backend_name()).render_as_string(hide_password=True)
    if f'database "{url.database}" does not exist' in reason:
        return f"There is no database {url.database} at {where}: create it, or name another in DATABASE_URL."
    if "authentication failed" in reason or "role" in reason:
        return f"The server of {where} does not accept its user or password: correct DATABASE_URL."
    if "connect" in reason:
        return f"The database {where} cannot be reached: start its server, or name another in DATABASE_URL."
    return f"The database {where} cannot be used: {reason.partition(chr(10))[0].rstrip('.')}."


def _told_of_file(where: Path, reason: str) -> str:
    if "locked" in reason:
        return f"The database {where} is locked by another program: stop that one, or name another in DATABASE_URL."
    if "not a database" in reason:
        return f"The file {where} is not a database: name another one in DATABASE_URL."
    if "readonly" in reason or "read-only" in reason:
        return _read_only(where)
    if "unable to open" in reason:
        return (
            f"The database {where} cannot be opened: let this user write its folder, or name another in DATABASE_URL."
        )
    return f"The database {where} cannot be used: {reason.partition(chr(10))[0].rstrip('.')}."


def _read_only(where: object) -> str:
    return f"The database {where} is read-only: allow this user to write it, or name another in DATABASE_URL."
