"""Encrypts everything with the first key, so that older ones can be dropped."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, Text, column, func, select, table, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.keys import Keyring, WrongKey
from bot.storage.opening import CannotOpen
from bot.storage.store import SqlStore
from bot.storage.tables import house, metadata
from bot.storage.types import EncryptedJSON, EncryptedText

BATCH = 200
"""Rows a transaction, few enough to keep nobody waiting."""
PASSES = 3


@dataclass(frozen=True)
class _Sealed:
    """A table as it rests, its texts unread: `texts` are the columns that hold them."""

    name: str
    key: str
    texts: Sequence[str]

    @property
    def raw(self) -> Any:
        return table(self.name, column(self.key), *(column(each, Text) for each in self.texts))


async def rotate(store: SqlStore, keyring: Keyring, tell: Callable[[int, int], None]) -> bool:
    """Encrypt with the first key whatever is not, and tell how many rows of how many were looked at.

    It may be ended at any moment and run again, beside any number of processes that know that key. The answer is
    whether nothing is left: a process that still encrypts with an older key may write anew what was just done.

    Raises:
        CannotOpen: none of the keys reads something; what was done until then stays done.
    """
    for _ in range(PASSES):
        if await one_pass(store, keyring, tell) == 0:
            return True
    return False


async def one_pass(store: SqlStore, keyring: Keyring, tell: Callable[[int, int], None]) -> int:
    """Look at every row once; how many had to be encrypted anew. Raises CannotOpen."""
    async with store.engine.begin() as connection:
        total = sum([await _count(connection, each) for each in _sealed()])
    seen, changed = 0, 0
    tell(seen, total)
    for each in _sealed():
        last: object = None
        while True:
            async with store.engine.begin() as connection:
                rows = await _batch(connection, each, last)
                changed += sum([await _renew(connection, keyring, each, row) for row in rows])
            seen += len(rows)
            tell(seen, max(seen, total))
            if len(rows) < BATCH:
                break
            last = rows[-1][0]
    return changed


def _sealed() -> Iterator[_Sealed]:
    """Every table that holds encrypted texts.

    The house comes last: as long as its check needs an old key, no process starts without that key.
    """
    for each in (*(other for other in metadata.sorted_tables if other is not house), house):
        if texts := _texts(each):
            yield _Sealed(each.name, each.primary_key.columns[0].name, texts)


def _texts(of: Table) -> list[str]:
    return [each.name for each in of.columns if isinstance(each.type, EncryptedText | EncryptedJSON)]


async def _count(connection: AsyncConnection, sealed: _Sealed) -> int:
    found: int = (await connection.execute(select(func.count()).select_from(sealed.raw))).scalar_one()
    return found


async def _batch(connection: AsyncConnection, sealed: _Sealed, after: object) -> Sequence[Any]:
    raw = sealed.raw
    key = raw.c[sealed.key]
    query = select(key, *(raw.c[each] for each in sealed.texts)).order_by(key).limit(BATCH)
    return (await connection.execute(query if after is None else query.where(key > after))).all()


async def _renew(connection: AsyncConnection, keyring: Keyring, sealed: _Sealed, row: Any) -> bool:
    """Whether a row had to be encrypted anew; one that somebody changes at this moment is left to them."""
    raw, id_ = sealed.raw, row[0]
    old = {name: token for name, token in zip(sealed.texts, row[1:], strict=True) if token is not None}
    new = {name: renewed for name, token in old.items() if (renewed := _renewed(keyring, sealed, token)) is not None}
    if new:
        as_read = [raw.c[name] == old[name] for name in new]
        await connection.execute(update(raw).where(raw.c[sealed.key] == id_, *as_read).values(new))
    return bool(new)


def _renewed(keyring: Keyring, sealed: _Sealed, token: str) -> str | None:
    try:
        return keyring.renewed(token)
    except WrongKey:
        raise CannotOpen(
            f"COACH_SECRET_KEYS lacks a key that something in {sealed.name} was written with: add that key behind the"
            " others and run this again; what was done so far stays done."
        ) from None
