"""PostgreSQL: migrated when asked to and by one at a time; every way in which it cannot be used has its sentence."""

import asyncio

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, text

from bot.domain.people import Member
from bot.ports import StoreAway
from bot.storage.keys import Keyring
from bot.storage.opening import CannotOpen, open_store
from bot.storage.store import spelled
from bot.storage.tables import metadata
from tests.postgres import new_database
from tests.storage.things import SECRET, member

KEYRING = Keyring([SECRET])


@pytest.fixture
def empty(postgres: str) -> str:
    """A database in which nobody has made any table."""
    return new_database(postgres, "bare")


async def opened(url: str, *, migrating: bool = True) -> None:
    await (await open_store(url, KEYRING, migrating=migrating)).close()


async def test_only_who_migrates_makes_tables_and_the_refusal_says_how(empty: str) -> None:
    with pytest.raises(CannotOpen, match="run `pm-coach migrate`"):
        await opened(empty, migrating=False)
    await opened(empty)
    await opened(empty)
    await opened(empty, migrating=False)


async def test_the_migrations_are_equal_to_the_tables(empty: str) -> None:
    def differences(connection: Connection) -> object:
        options = {"compare_type": True, "target_metadata": metadata}
        return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)

    await opened(empty)
    engine = create_engine(spelled(empty))
    with engine.connect() as connection:
        assert differences(connection) == []
    engine.dispose()


async def test_four_who_migrate_at_once_make_the_tables_once(empty: str) -> None:
    await asyncio.gather(*(opened(empty) for _ in range(4)))
    store = await open_store(empty, KEYRING)
    async with store.transaction() as tx:
        tx.add(member("ana"))
    async with store.transaction() as tx:
        assert [found.id for found in await tx.all(Member)] == ["ana"]
    await store.close()


async def test_older_code_works_on_newer_tables_until_the_database_says_no(empty: str) -> None:
    await opened(empty)
    engine = create_engine(spelled(empty))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await opened(empty, migrating=False)
    with engine.begin() as connection:
        connection.execute(text("UPDATE house SET oldest_code = 99"))
    engine.dispose()
    with pytest.raises(CannotOpen, match="newer version"):
        await opened(empty, migrating=False)


async def test_with_another_key_it_is_not_opened(empty: str) -> None:
    await opened(empty)
    with pytest.raises(CannotOpen, match="COACH_SECRET_KEYS"):
        await open_store(empty, Keyring(["another key " * 4]))


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://coach:secret@127.0.0.1:9/coach", "cannot be reached"),
        ("postgres://coach:secret@127.0.0.1:9/coach", "cannot be reached"),
    ],
)
async def test_a_server_that_does_not_answer_is_named_without_its_password(url: str, said: str) -> None:
    with pytest.raises(CannotOpen, match=said) as problem:
        await opened(url)
    assert "secret" not in str(problem.value)
    assert "127.0.0.1" in str(problem.value)


async def test_a_database_that_is_not_there_is_named(postgres: str) -> None:
    with pytest.raises(CannotOpen, match=r"no database nowhere at"):
        await opened(postgres.replace("/postgres?", "/nowhere?"))


async def test_connections_that_were_cut_are_made_anew(empty: str) -> None:
    await opened(empty)
    store = await open_store(empty, KEYRING)
    async with store.transaction() as tx:
        tx.add(member("ana"))
    cut = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = 'bare'"
    )
    engine = create_engine(spelled(empty))
    with engine.begin() as connection:
        connection.execute(cut)
    async with store.transaction() as tx:
        tx.add(member("bob"))

    async def is_cut_off() -> None:
        async with store.transaction() as tx:
            tx.add(member("kim"))
            await tx.all(Member)
            with engine.begin() as connection:
                connection.execute(cut)

    with pytest.raises(StoreAway):
        await is_cut_off()
    async with store.transaction() as tx:
        assert [found.id for found in await tx.all(Member)] == ["ana", "bob"]
    engine.dispose()
    await store.close()
