"""Words of people rest encrypted; keys can be exchanged."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Column, String, Table, Text, insert

from bot.domain.outbox import Posting
from bot.domain.people import Product
from bot.domain.reflection import Answer, Rating
from bot.storage import tables
from bot.storage.keys import Keyring, WrongKey
from bot.storage.opening import CannotOpen, open_store
from bot.storage.store import SqlStore
from bot.storage.types import EncryptedJSON, EncryptedText
from tests.storage.rows import row, word
from tests.storage.stores import House
from tests.storage.things import SECRET, answer, holder, posting, product, prompt

NEWER = "another key of the tests, as long as the first"
ENCRYPTED = [
    column
    for table in tables.metadata.sorted_tables
    for column in table.columns
    if isinstance(column.type, EncryptedText | EncryptedJSON)
]


def test_words_and_names_are_in_encrypted_columns() -> None:
    assert {f"{column.table.name}.{column.name}" for column in ENCRYPTED} >= {
        "answers.words",
        "invitations.invited_by_name",
        "platform_records.body",
        "products.name",
        "shares.author_name",
        "shares.excerpt",
        "teams.name",
        "teams.set_up_by_name",
        "typed_words.words",
        "wordings.words",
    }


@pytest.mark.parametrize("table", tables.metadata.sorted_tables, ids=str)
def test_a_column_in_clear_has_no_room_for_words(table: Table) -> None:
    for column in table.columns:
        if isinstance(column.type, String):
            assert not isinstance(column.type, Text), column
            assert column.type.length is not None, column
            assert column.type.length <= 200, column


async def test_no_word_written_through_any_column_is_in_the_files(on_disk: House, tmp_path: Path) -> None:
    async with on_disk.store.engine.begin() as connection:
        for table in tables.metadata.sorted_tables:
            await connection.execute(insert(table).values(row(table, "a")))
    assert (tmp_path / "coach.db-wal").stat().st_size > 0
    _assert_hidden(tmp_path)
    await on_disk.close()
    _assert_hidden(tmp_path)
    for column in ENCRYPTED:
        assert word(column, "a") in await _read_back(on_disk, column)


def _assert_hidden(folder: Path) -> None:
    files = {file.name: file.read_bytes() for file in folder.iterdir()}
    assert any(b"question_i" in content for content in files.values()), "what is in clear is found, so the search works"
    for name, content in files.items():
        assert b"quetzal" not in content, name
        for column in ENCRYPTED:
            assert word(column, "a").encode() not in content, (name, column)


async def _read_back(house: House, column: Column[str]) -> str:
    async with house.store.engine.begin() as connection:
        return str((await connection.execute(column.table.select().with_only_columns(column))).scalar())


async def test_ratings_and_question_ids_are_in_clear(on_disk: House, tmp_path: Path) -> None:
    await on_disk.keep(*holder(), prompt(), answer(rating=Rating.RATHER_NO, words="des mots"))
    with sqlite3.connect(tmp_path / "coach.db") as raw:
        [(rating, question, words)] = raw.execute("SELECT rating, question_id, words FROM answers").fetchall()
    raw.close()
    assert (rating, question) == ("rather_no", "vision")
    assert "mots" not in words


async def test_the_same_words_are_never_written_alike(on_disk: House, tmp_path: Path) -> None:
    await on_disk.keep(product("one"), product("two"))
    with sqlite3.connect(tmp_path / "coach.db") as raw:
        assert len(set(raw.execute("SELECT name FROM products"))) == 2
    raw.close()


async def test_after_a_new_key_the_old_one_still_decrypts_and_the_new_one_encrypts(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'coach.db'}"
    old = await open_store(url, Keyring([SECRET]))
    await _keep(old, product("old", name="écrit avant"))
    both = await open_store(url, Keyring([NEWER, SECRET]))
    assert await _names(both) == {"old": "écrit avant"}
    await _keep(both, product("new", name="écrit après"))
    assert await _names(both) == {"old": "écrit avant", "new": "écrit après"}
    with pytest.raises(WrongKey):
        await _names(old)
    with pytest.raises(CannotOpen, match="COACH_SECRET_KEYS"):
        await open_store(url, Keyring([NEWER]))
    for store in (old, both):
        await store.close()


async def test_what_was_removed_is_overwritten_in_the_file(on_disk: House, tmp_path: Path) -> None:
    await on_disk.keep(*(posting(f"p{at}", subject=f"hapax-legomenon-{at}") for at in range(20)))
    async with on_disk.store.transaction() as tx:
        for each in await tx.all(Posting):
            await tx.remove(each)
    await on_disk.close()
    assert b"hapax-legomenon" not in _all_of(tmp_path)


async def test_a_keyring_that_lost_its_old_key_reads_only_what_the_new_one_wrote(on_disk: House) -> None:
    rotated = SqlStore(on_disk.url, Keyring([NEWER, SECRET]))
    await _keep(rotated, product("new", name="écrit après"))
    alone = SqlStore(on_disk.url, Keyring([NEWER]))
    assert await _names(alone) == {"new": "écrit après"}
    for store in (rotated, alone):
        await store.close()


async def test_two_stores_in_one_program_each_use_their_own_key(on_disk: House, tmp_path: Path) -> None:
    elsewhere = House(f"sqlite:///{tmp_path / 'elsewhere.db'}")
    elsewhere.store = SqlStore(elsewhere.url, Keyring([NEWER]))
    await elsewhere.make()
    for house in (on_disk, elsewhere, on_disk):
        await house.keep(*holder("ana") if not await house.kept(Product) else ())
        assert [found.name for found in await house.kept(Product)] == ["Mes démarches"]
    await elsewhere.close()


def test_a_key_serves_one_purpose() -> None:
    token = Keyring([SECRET], "words").encrypt("secret")
    assert Keyring([SECRET], "words").decrypt(token) == "secret"
    with pytest.raises(WrongKey):
        Keyring([SECRET], "signatures").decrypt(token)


async def test_words_that_were_never_written_stay_nothing(on_disk: House) -> None:
    await on_disk.keep(*holder(), prompt(), answer(words=None))
    [found] = await on_disk.kept(Answer)
    assert found.words is None


async def _keep(store: SqlStore, *entities: object) -> None:
    async with store.transaction() as tx:
        tx.add(*entities)


async def _names(store: SqlStore) -> dict[str, str]:
    async with store.transaction() as tx:
        return {found.id: found.name for found in await tx.all(Product)}


def _all_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())
