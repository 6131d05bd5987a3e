"""What a data-protection officer does, as a real process: export, erase, read the audit, exchange keys."""

import asyncio
import json
import stat
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.domain.people import Member
from bot.domain.reflection import TypedWords
from bot.domain.trust import Deed
from bot.storage.keys import Keyring
from bot.storage.opening import open_store
from bot.storage.store import SqlStore
from tests.commandline.test_commandline import KEY, pm_coach, told
from tests.storage.things import holding, member, product, prompt, typed

NEWER = "n" * 40
CAMILLE = "slack:T1/U-camille"


@pytest.fixture
def database(tmp_path: Path) -> str:
    """A database with what Camille wrote, and Sacha."""
    url = f"sqlite:///{tmp_path / 'coach.db'}"

    async def fill(store: SqlStore) -> None:
        async with store.transaction() as tx:
            for name in ("camille", "sacha"):
                tx.add(
                    member(name, workspace="slack:T1", user=f"U-{name}"),
                    product(f"product-{name}", workspace="slack:T1"),
                )
                tx.add(holding(name, product_id=f"product-{name}"), prompt(f"prompt-{name}", name))
                tx.add(
                    typed(name, workspace="slack:T1", member_id=name, prompt_id=f"prompt-{name}", words=f"De {name}.")
                )

    on(url, fill)
    return url


def on(url: str, work: Callable[[SqlStore], Awaitable[object]], *keys: str) -> None:
    """Do this with the store there."""

    async def do() -> None:
        store = await open_store(url, Keyring(keys or [KEY]))
        try:
            await work(store)
        finally:
            await store.close()

    asyncio.run(do())


def left(url: str) -> tuple[list[str], list[str | None], list[str]]:
    """The members, the words and the deeds that are kept."""
    found: list[tuple[list[str], list[str | None], list[str]]] = []

    async def look(store: SqlStore) -> None:
        async with store.transaction() as tx:
            members = [member.id for member in await tx.all(Member)]
            words = [each.words for each in await tx.all(TypedWords)]
            found.append((members, words, [deed.did.value for deed in await tx.all(Deed, order="at")]))

    on(url, look)
    return found[0]


def officer(database: str, *words: str, keys: str = KEY) -> str:
    """What the command says; it ends well."""
    said = pm_coach(*words, DATABASE_URL=database, COACH_SECRET_KEYS=keys)
    assert said.returncode == 0, told(said)
    return told(said)


def test_an_export_is_two_files_that_nobody_else_on_the_machine_reads(database: str, tmp_path: Path) -> None:
    officer(database, "export", CAMILLE, "--yes", "--folder", str(tmp_path / "out"))
    files = {file.suffix: file for file in (tmp_path / "out").iterdir()}
    assert "> De camille." in files[".md"].read_text("utf-8")
    assert "sacha" not in files[".json"].read_text("utf-8")
    assert json.loads(files[".json"].read_text("utf-8"))["person"] == CAMILLE
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files.values())
    assert left(database)[2] == ["exported"]


def test_erasing_leaves_nothing_of_that_person_and_is_noted(database: str) -> None:
    said = officer(database, "erase", "U-camille", "--yes")
    assert "It cannot remove" in said
    assert left(database) == (["sacha"], ["De sacha."], ["erased"])


def test_nothing_is_done_before_it_is_confirmed(database: str) -> None:
    said = pm_coach("erase", CAMILLE, DATABASE_URL=database, COACH_SECRET_KEYS=KEY)
    assert said.returncode == 1
    assert f"Erase everything of {CAMILLE}?" in told(said)
    assert left(database)[0] == ["camille", "sacha"]


@pytest.mark.parametrize("wanted", ["slack:T1/U-nobody", "Nobody"])
def test_somebody_of_whom_nothing_is_kept_is_told_so(database: str, wanted: str) -> None:
    said = pm_coach("export", wanted, "--yes", DATABASE_URL=database, COACH_SECRET_KEYS=KEY)
    assert said.returncode == 1
    assert f"Nothing is kept of anybody called {wanted}" in told(said)


def test_the_audit_lists_what_was_done_without_a_name_or_a_word(database: str, tmp_path: Path) -> None:
    assert "Nothing was done" in officer(database, "audit")
    officer(database, "export", CAMILLE, "--yes", "--folder", str(tmp_path / "out"))
    officer(database, "export", "U-sacha", "--yes", "--folder", str(tmp_path / "out"))
    officer(database, "erase", CAMILLE, "--yes")
    everything = officer(database, "audit")
    assert [everything.count(did) for did in ("exported", "erased")] == [2, 1]
    assert "camille" not in everything
    camilles = officer(database, "audit", "--person", CAMILLE)
    assert [camilles.count(did) for did in ("exported", "erased")] == [1, 1]
    assert "Nothing was done" in officer(database, "audit", "--since", "2999-01-01")


def test_the_audit_cuts_no_id_short_on_a_narrow_screen(database: str, tmp_path: Path) -> None:
    officer(database, "export", CAMILLE, "--yes", "--folder", str(tmp_path / "out"))
    narrow = pm_coach("audit", DATABASE_URL=database, COACH_SECRET_KEYS=KEY, COLUMNS="50")
    assert "…" not in told(narrow)


def test_a_person_half_named_to_the_audit_is_told_how(database: str) -> None:
    said = pm_coach("audit", "--person", "U-camille", DATABASE_URL=database, COACH_SECRET_KEYS=KEY)
    assert said.returncode == 2
    assert "slack:T1/U2" in told(said)


def test_keys_are_exchanged_in_three_steps(database: str) -> None:
    said = officer(database, "keys", "rotate", keys=f"{NEWER},{KEY}")
    assert "may be dropped" in said
    assert left_with(database, NEWER) == ["De camille.", "De sacha."]
    old = pm_coach("check", DATABASE_URL=database, COACH_SECRET_KEYS=KEY)
    assert old.returncode == 1
    assert "COACH_SECRET_KEYS holds none of the keys" in told(old)
    assert "keys_rotated" in officer(database, "audit", keys=NEWER)


def test_keys_cannot_be_exchanged_without_the_old_one(database: str) -> None:
    said = pm_coach("keys", "rotate", DATABASE_URL=database, COACH_SECRET_KEYS=NEWER)
    assert said.returncode == 1
    assert "add the old key behind the new one" in told(said)


def test_without_a_key_nothing_starts(database: str) -> None:
    for words in (("keys", "rotate"), ("audit",), ("export", CAMILLE)):
        said = pm_coach(*words, DATABASE_URL=database)
        assert said.returncode == 1
        assert "COACH_SECRET_KEYS is not set" in told(said)


def left_with(database: str, key: str) -> list[str]:
    """The words that this key alone reads."""
    found: list[str] = []

    async def look(store: SqlStore) -> None:
        async with store.transaction() as tx:
            found.extend(each.words or "" for each in await tx.all(TypedWords))

    on(database, look, key)
    return sorted(found)
