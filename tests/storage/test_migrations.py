"""Migrations give the very tables that the code describes, and can be taken back."""

import asyncio
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine

from bot.storage.keys import Keyring
from bot.storage.opening import MIGRATIONS, latest_revision, migrate, open_store
from bot.storage.tables import metadata
from tests.storage.things import SECRET, member

OPEN = """
import asyncio, sys
import alembic.command
from bot.storage.keys import Keyring
from bot.storage.opening import open_store

async def main():
    print("ready", flush=True)
    sys.stdin.readline()
    await (await open_store(sys.argv[1], Keyring([sys.argv[2]]))).close()

asyncio.run(main())
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "coach.db"


def test_the_migrations_are_equal_to_the_tables(file: Path) -> None:
    _on(file, migrate)
    assert _on(file, _differences) == []


def test_the_migrations_make_what_the_tables_say_down_to_each_column_and_key(tmp_path: Path) -> None:
    migrated, made = tmp_path / "migrated.db", tmp_path / "made.db"
    _on(migrated, migrate)
    _on(made, metadata.create_all)
    assert _described(migrated) == _described(made)


def test_a_difference_would_be_seen(file: Path) -> None:
    _on(file, migrate)
    _on(file, lambda connection: connection.exec_driver_sql("ALTER TABLE members ADD COLUMN shoe_size INTEGER"))
    assert [difference[0] for difference in _on(file, _differences)] == ["remove_column"]


def test_the_migrations_can_be_taken_back_and_made_again(file: Path) -> None:
    _on(file, migrate)
    _on(file, _downgrade)
    assert set(_described(file)) <= {"alembic_version"}
    _on(file, migrate)
    assert _on(file, _differences) == []


def test_migrating_again_changes_nothing(file: Path) -> None:
    _on(file, migrate)
    before = _described(file)
    _on(file, migrate)
    assert _described(file) == before


def test_the_newest_migration_is_the_last_in_line(file: Path) -> None:
    _on(file, migrate)
    current = _on(file, lambda connection: MigrationContext.configure(connection).get_current_revision())
    assert current == latest_revision()


async def test_two_tasks_that_open_a_new_database_at_once_both_succeed(file: Path) -> None:
    keyring = Keyring([SECRET])
    stores = await asyncio.gather(*(open_store(f"sqlite:///{file}", keyring) for _ in range(2)))
    for store, id_ in zip(stores, ("ana", "bob"), strict=True):
        async with store.transaction() as tx:
            tx.add(member(id_))
    for store in stores:
        await store.close()
    assert _on(file, _differences) == []


async def test_two_processes_that_open_a_new_database_at_once_both_succeed(file: Path) -> None:
    pipe = asyncio.subprocess.PIPE
    words = (sys.executable, "-c", OPEN, f"sqlite:///{file}", SECRET)
    processes = [await asyncio.create_subprocess_exec(*words, stdin=pipe, stdout=pipe, stderr=pipe) for _ in range(2)]
    for process in processes:
        assert process.stdout is not None
        await process.stdout.readline()
    told = await asyncio.gather(*(process.communicate(b"go\n") for process in processes))
    assert [process.returncode for process in processes] == [0, 0], told
    assert _on(file, _differences) == []


def _on(file: Path, work: Callable[[Connection], Any]) -> Any:
    engine = create_engine(f"sqlite:///{file}")
    try:
        with engine.begin() as connection:
            return work(connection)
    finally:
        engine.dispose()


def _differences(connection: Connection) -> list[Any]:
    return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata))


def _downgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.downgrade(config, "base")


def _described(file: Path) -> dict[str, list[Any]]:
    """By table, everything that SQLite knows about its columns, keys and indexes."""
    raw = sqlite3.connect(file)
    names = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = {name: _table(raw, name) for name in names}
    raw.close()
    found.pop("alembic_version", None)
    return found


def _table(raw: sqlite3.Connection, name: str) -> list[Any]:
    columns = raw.execute(f"SELECT * FROM pragma_table_info('{name}')").fetchall()  # noqa: S608
    keys = raw.execute(f"SELECT * FROM pragma_foreign_key_list('{name}')").fetchall()  # noqa: S608
    indexes = raw.execute(f"SELECT name, \"unique\", origin FROM pragma_index_list('{name}')").fetchall()  # noqa: S608
    of_index = "SELECT name FROM pragma_index_info('{}')"
    [sql] = raw.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", [name]).fetchone()
    return [
        sql.count("DEFERRABLE INITIALLY DEFERRED"),
        columns,
        sorted(key[2:] for key in keys),
        sorted((unique, origin, raw.execute(of_index.format(index)).fetchall()) for index, unique, origin in indexes),
    ]
