"""Rooms to talk in, over each kind of database. One store serves them all, on one loop: that is twice as fast."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.content_loader import LANGUAGES
from bot.domain.library import Library
from bot.storage.keys import Keyring
from bot.storage.store import SqlStore
from bot.storage.tables import metadata
from tests.dialogs.talk import Talk
from tests.postgres import emptied


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every conversation takes place on the loop that the store belongs to."""
    for item in items:
        if Path(__file__).parent in item.path.parents and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session", params=["memory", "postgresql"])
async def shared(request: pytest.FixtureRequest) -> AsyncIterator[SqlStore]:
    """The store of everybody."""
    url = "sqlite://" if request.param == "memory" else emptied(request.getfixturevalue("postgres"))
    async with opened(url) as store:
        yield store


@pytest_asyncio.fixture(loop_scope="session")
async def talk(library: Library, shared: SqlStore) -> Talk:
    """A room where French is spoken."""
    return Talk(library, await cleared(shared), "fr")


@pytest_asyncio.fixture(loop_scope="session")
async def english(library: Library, shared: SqlStore) -> Talk:
    """A room where English is spoken."""
    return Talk(library, await cleared(shared), "en")


@pytest_asyncio.fixture(params=LANGUAGES, loop_scope="session")
async def each_talk(library: Library, shared: SqlStore, request: pytest.FixtureRequest) -> Talk:
    """A room where French is spoken, then one where English is."""
    return Talk(library, await cleared(shared), request.param)


@pytest_asyncio.fixture(loop_scope="session")
async def disk(library: Library, tmp_path: Path) -> AsyncIterator[Talk]:
    """A room whose store is a file, which somebody else can lock."""
    async with opened(f"sqlite:///{tmp_path / 'coach.db'}") as store:
        yield Talk(library, store, "fr")


@contextlib.asynccontextmanager
async def opened(url: str) -> AsyncIterator[SqlStore]:
    """A store whose tables are made at once, without the migrations that other tests prove equal."""
    store = SqlStore(url, Keyring(["a key of the tests, long enough to be one"]))
    try:
        async with store.engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
        yield store
    finally:
        await store.close()


async def cleared(store: SqlStore) -> SqlStore:
    """The same store, of which nothing is left."""
    async with store.engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            await connection.execute(table.delete())
    return store
