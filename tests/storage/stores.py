"""Stores to try promises on; the tables are made at once, without the migrations that other tests prove equal."""

import contextlib
from collections.abc import AsyncIterator, Sequence
from typing import Any, TypeVar

from bot.storage.keys import Keyring
from bot.storage.store import SqlStore
from bot.storage.tables import metadata
from tests.storage.things import SECRET

Entity = TypeVar("Entity")


class House:
    """A database with its stores: more than one is as if other processes used it too."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.store = self._open()
        self._others: list[SqlStore] = []

    def another(self) -> SqlStore:
        """A store of another process; a database in memory has but one."""
        if self.url == "sqlite://":
            return self.store
        self._others.append(self._open())
        return self._others[-1]

    async def keep(self, *entities: object) -> None:
        """Write these."""
        async with self.store.transaction() as tx:
            tx.add(*entities)

    async def kept(self, kind: type[Entity], **equal: Any) -> Sequence[Entity]:
        """What is written of a kind."""
        async with self.store.transaction() as tx:
            return await tx.all(kind, **equal)

    async def one(self, kind: type[Entity], id_: str) -> Entity:
        """What is written under that id."""
        (found,) = await self.kept(kind, id=id_)
        return found

    async def make(self) -> None:
        """Make the tables."""
        async with self.store.engine.begin() as connection:
            await connection.run_sync(metadata.create_all)

    async def close(self) -> None:
        """Give every connection back."""
        for store in (self.store, *self._others):
            await store.close()

    def _open(self) -> SqlStore:
        return SqlStore(self.url, Keyring([SECRET]))


@contextlib.asynccontextmanager
async def house_at(url: str) -> AsyncIterator[House]:
    """A database with its tables, until it is left."""
    house = House(url)
    try:
        await house.make()
        yield house
    finally:
        await house.close()
