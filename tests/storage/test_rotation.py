"""Keys are exchanged while the coach works: killed and run again, nothing is lost, and the old key can be dropped."""

from collections.abc import AsyncIterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, insert

from bot.domain.people import Product
from bot.storage import rotation, tables
from bot.storage.keys import Keyring, WrongKey
from bot.storage.opening import CannotOpen
from bot.storage.store import SqlStore
from tests.storage.conftest import address
from tests.storage.rows import row, word
from tests.storage.stores import House, house_at
from tests.storage.test_encryption import ENCRYPTED, NEWER
from tests.storage.things import SECRET, product

BOTH, ALONE, OLD = Keyring([NEWER, SECRET]), Keyring([NEWER]), Keyring([SECRET])


class Killed(Exception):
    """The process ends in the middle."""


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "BATCH", 2)


@pytest.fixture(params=["disk", "postgresql"])
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[House]:
    """A database that processes share, with rows in every table that were written with the old key."""
    async with house_at(address(request, tmp_path)) as here:
        async with here.store.engine.begin() as connection:
            for table in tables.metadata.sorted_tables:
                for tag in ("a",) if table.name == "house" else ("a", "b", "c"):
                    await connection.execute(insert(table).values(row(table, tag)))
        yield here


async def read(house: House, keyring: Keyring, texts: Sequence[Column[Any]] = ENCRYPTED) -> str:
    """What is encrypted in these columns, as this keyring reads it."""
    store = SqlStore(house.url, keyring)
    try:
        async with store.engine.begin() as connection:
            queries = [column.table.select().with_only_columns(column) for column in texts]
            return str([(await connection.execute(query)).all() for query in queries])
    finally:
        await store.close()


def quiet(_seen: int, _total: int) -> None:
    """Nobody looks."""


async def test_every_text_is_read_with_the_new_key_alone_and_the_old_one_reads_none(house: House) -> None:
    assert await rotation.rotate(house.store, BOTH, quiet)
    told = await read(house, ALONE)
    for column in ENCRYPTED:
        assert word(column, "a") in told, column
    with pytest.raises(WrongKey):
        await read(house, OLD)


async def test_progress_reaches_its_end(house: House) -> None:
    told: list[tuple[int, int]] = []
    await rotation.rotate(house.store, BOTH, lambda seen, total: told.append((seen, total)))
    assert told[0][0] == 0
    assert told[-1][0] == told[-1][1] > 20
    assert all(seen <= total for seen, total in told)


async def test_killed_at_any_moment_and_run_again_nothing_is_lost(house: House) -> None:
    killed = 0
    for last in count(2, 3):
        steps = count()

        def tell(_seen: int, _total: int, steps: "count[int]" = steps, last: int = last) -> None:
            if next(steps) == last:
                raise Killed

        try:
            await rotation.rotate(house.store, BOTH, tell)
            break
        except Killed:
            killed += 1
            told = await read(house, BOTH)
            assert all(word(column, "a") in told for column in ENCRYPTED)
    assert killed > 3
    assert word(ENCRYPTED[-1], "c") in await read(house, ALONE)


async def test_until_all_is_done_no_process_starts_without_the_old_key(house: House) -> None:
    def tell(seen: int, total: int) -> None:
        if seen == total - 1:
            raise Killed

    with pytest.raises(Killed):
        await rotation.rotate(house.store, BOTH, tell)
    texts = [column for column in ENCRYPTED if column.table is not tables.house]
    assert word(texts[-1], "c") in await read(house, ALONE, texts), "everything else is done already"
    with pytest.raises(WrongKey):
        await read(house, ALONE, [tables.house.c.key_check])


async def test_what_another_process_still_writes_with_the_old_key_is_done_as_well(house: House) -> None:
    other, written = house.another(), count()

    async def write_once() -> None:
        async with other.transaction() as tx:
            tx.add(product(f"new-{next(written)}"))

    assert await rotation.one_pass(house.store, BOTH, quiet) > 0
    await write_once()
    assert await rotation.rotate(house.store, BOTH, quiet)
    store = SqlStore(house.url, ALONE)
    async with store.transaction() as tx:
        assert len(await tx.all(Product)) == 4
    await store.close()


async def test_who_goes_on_writing_with_the_old_key_keeps_it_from_being_dropped(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick, written = rotation.one_pass, count()

    async def with_somebody_writing(*given: object) -> int:
        await house.keep(product(f"new-{next(written)}"))
        return await quick(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(rotation, "one_pass", with_somebody_writing)
    assert not await rotation.rotate(house.another(), BOTH, quiet)


async def test_a_missing_key_is_told_in_a_sentence_and_nothing_is_harmed(house: House) -> None:
    with pytest.raises(CannotOpen, match="COACH_SECRET_KEYS lacks a key"):
        await rotation.rotate(house.store, ALONE, quiet)
    assert await rotation.rotate(house.store, BOTH, quiet)
