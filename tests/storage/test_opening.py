"""Opening a store: its whole life, and every reason not to open it, told in one sentence that names it."""

import os
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.domain.people import Member, Product
from bot.ports import StoreAway
from bot.storage import opening
from bot.storage.keys import Keyring
from bot.storage.opening import CODE_VERSION, CannotOpen, open_store
from bot.storage.store import GIVE_UP_SECONDS, LOCK_WAIT_MILLISECONDS, SqlStore, spelled
from tests.storage.things import SECRET, member, product

KEYRING = Keyring([SECRET])
NOBODY = 65534
CHATS_WAIT = 3
"""Seconds that Slack waits for an answer."""
SOON = GIVE_UP_SECONDS + 3
"""Seconds; generous, since machines are sometimes busy."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "coach.db"


@pytest.fixture
def outside() -> Iterator[Path]:
    """A folder that everybody may enter, unlike pytest's own."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


class SomebodyElse:
    """Root may write everything: while this lasts, the kernel refuses us what it refuses anybody.

    With `told`, asking beforehand tells so; without, only trying does.
    """

    def __init__(self, *, told: bool) -> None:
        self._real = NOBODY if told else -1

    def __enter__(self) -> None:
        if os.geteuid() == 0:
            os.setresuid(self._real, NOBODY, 0)

    def __exit__(self, *_problem: object) -> None:
        if os.getresuid()[2] == 0:
            os.setresuid(0, 0, 0)


def address(file: Path) -> str:
    return f"sqlite:///{file}"


async def opened(file: Path, keyring: Keyring = KEYRING) -> SqlStore:
    return await open_store(address(file), keyring)


async def made(file: Path) -> None:
    """A database that was opened and closed."""
    await (await opened(file)).close()


async def refusal(file: Path, keyring: Keyring = KEYRING) -> str:
    """Why the store does not open: one sentence."""
    with pytest.raises(CannotOpen) as caught:
        await open_store(address(file), keyring)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    assert "Error" not in sentence
    return sentence


def change(file: Path, statement: str, *values: object) -> None:
    """Change the database behind the coach's back."""
    with sqlite3.connect(file) as raw:
        raw.execute(statement, values)
    raw.close()


def put(file: Path, text: str = "") -> None:
    """Write a file that the coach did not make."""
    file.write_text(text)


def size(file: Path) -> int:
    """In bytes."""
    return file.stat().st_size


def allow(path: Path, mode: int) -> None:
    """Say who may do what with it."""
    path.chmod(mode)


# A whole life.


async def test_a_store_is_created_kept_closed_and_opened_again(file: Path) -> None:
    first = await opened(file)
    async with first.transaction() as tx:
        tx.add(member("ana"), product(name="Été à l’école"))
    await first.close()
    second = await opened(file)
    async with second.transaction() as tx:
        assert [found.user for found in await tx.all(Member)] == ["ana"]
        assert [found.name for found in await tx.all(Product)] == ["Été à l’école"]
    await second.close()


async def test_a_new_database_is_nobody_elses_to_read(file: Path) -> None:
    store = await opened(file)
    try:
        async with store.transaction() as tx:
            tx.add(member("ana"))
        kept = list(file.parent.glob(f"{file.name}*"))
        assert file in kept
        assert {each.stat().st_mode & 0o077 for each in kept} == {0}
    finally:
        await store.close()


async def test_a_folder_that_is_missing_is_made(tmp_path: Path) -> None:
    await made(tmp_path / "new" / "newer" / "coach.db")
    assert (tmp_path / "new" / "newer" / "coach.db").is_file()


async def test_an_empty_file_becomes_a_database(file: Path) -> None:
    put(file)
    await made(file)
    await made(file)


async def test_a_store_in_memory_opens_too() -> None:
    store = await open_store("sqlite://", KEYRING)
    async with store.transaction() as tx:
        tx.add(member("ana"))
    async with store.transaction() as tx:
        assert len(await tx.all(Member)) == 1
    await store.close()


async def test_what_failed_half_made_is_made_whole_the_next_time(file: Path) -> None:
    class Breaks(Keyring):
        def encrypt(self, _text: str) -> str:
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await opened(file, Breaks([SECRET]))
    await made(file)


async def test_a_store_opens_while_another_program_has_it_open(file: Path) -> None:
    first = await opened(file)
    second = await opened(file)
    async with first.transaction() as tx:
        tx.add(member("ana"))
    async with second.transaction() as tx:
        assert len(await tx.all(Member)) == 1
    await first.close()
    await second.close()


# Versions.


async def test_a_newer_version_that_needs_newer_code_is_refused(file: Path) -> None:
    await made(file)
    change(file, "UPDATE house SET oldest_code = ?", CODE_VERSION + 1)
    assert "newer version" in await refusal(file)


async def test_newer_tables_that_this_code_can_still_use_open(file: Path) -> None:
    await made(file)
    change(file, "UPDATE alembic_version SET version_num = '9999'")
    change(file, "ALTER TABLE members ADD COLUMN shoe_size INTEGER")
    store = await opened(file)
    async with store.transaction() as tx:
        tx.add(member("ana"))
    await store.close()


# Keys.


async def test_a_wrong_key_is_refused(file: Path) -> None:
    await made(file)
    assert "COACH_SECRET_KEYS" in await refusal(file, Keyring(["not the key that this was written with"]))


async def test_the_right_key_may_stand_behind_a_new_one(file: Path) -> None:
    await made(file)
    await (await opened(file, Keyring(["a newer key, in front of the old one", SECRET]))).close()


# Files that cannot be used.


async def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(file: Path) -> None:
    letter = "Dear diary, this is not a database. " * 40
    put(file, letter)
    assert f"The file {file} is not a database" in await refusal(file)
    assert size(file) == len(letter)


async def test_a_sqlite_that_is_too_old_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))
    assert "is too old for the coach, which needs 3.35" in await refusal(file)


async def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotOpen, match=str(tmp_path)):
        await open_store(address(tmp_path), KEYRING)


async def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    put(tmp_path / "var")
    sentence = await refusal(tmp_path / "var" / "coach.db")
    assert f"The folder {tmp_path / 'var'}" in sentence


@pytest.mark.parametrize("told", [True, False], ids=["and says so", "and only refuses"])
async def test_a_file_that_is_read_only_is_refused(outside: Path, told: bool) -> None:
    file = outside / "coach.db"
    await made(file)
    allow(file, 0o444)
    with SomebodyElse(told=told):
        sentence = await refusal(file)
    assert (
        sentence == f"The database {file} is read-only: allow this user to write it, or name another in DATABASE_URL."
    )


@pytest.mark.parametrize("told", [True, False], ids=["and says so", "and only refuses"])
@pytest.mark.parametrize("new", [True, False], ids=["for a new file", "with the file in it"])
async def test_a_folder_that_is_read_only_is_refused(outside: Path, told: bool, new: bool) -> None:
    file = outside / "coach.db"
    if not new:
        await made(file)
        allow(file, 0o666)
    allow(outside, 0o555)
    with SomebodyElse(told=told):
        sentence = await refusal(file)
    allow(outside, 0o755)
    assert f"The database {file} " in sentence
    assert "this user" in sentence
    assert "write" in sentence


@pytest.mark.parametrize("url", ["", "nonsense", "oracle://somewhere/else", "nosuch+driver://here"])
async def test_an_address_that_names_no_database_is_refused(url: str) -> None:
    with pytest.raises(CannotOpen, match="DATABASE_URL"):
        await open_store(url, KEYRING)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_both_spellings_of_postgresql_mean_the_same(scheme: str) -> None:
    assert spelled(f"{scheme}://ana@db/coach").render_as_string() == "postgresql+psycopg://ana@db/coach"


# Locked by another program.


def test_the_store_gives_up_before_the_chats_do() -> None:
    assert GIVE_UP_SECONDS <= 2
    assert GIVE_UP_SECONDS + LOCK_WAIT_MILLISECONDS / 1000 < CHATS_WAIT


async def test_a_locked_file_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MIGRATION_MILLISECONDS", 500)
    await made(file)
    raw = sqlite3.connect(file)
    raw.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    assert f"The database {file} is locked by another program" in await refusal(file)
    assert time.monotonic() - began < SOON
    raw.close()
    await made(file)


async def test_a_store_that_another_program_locks_gives_up_and_saves_nothing(file: Path) -> None:
    store = await opened(file)
    raw = sqlite3.connect(file)
    raw.execute("BEGIN IMMEDIATE")
    began = time.monotonic()

    async def write() -> None:
        async with store.transaction() as tx:
            tx.add(member("ana"))

    with pytest.raises(StoreAway):
        await write()
    assert time.monotonic() - began < SOON
    raw.close()
    async with store.transaction() as tx:
        assert await tx.all(Member) == []
        tx.add(member("bob"))
    async with store.transaction() as tx:
        assert [found.id for found in await tx.all(Member)] == ["bob"]
    await store.close()
