"""A full disk under SQLite, and a file that another program has locked: what people see, and how it comes back."""

import asyncio
import contextlib
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import pytest

from bot.domain.library import Library
from tests.faults.chats import Chat, MattermostChat, SlackChat
from tests.faults.crowd import Crowd, town
from tests.faults.due import make_due, settings
from tests.faults.fleet import Fleet
from tests.faults.waiting import until
from tests.platforms.mattermost.double import Mattermost
from tests.platforms.slack.double import Slack

Trouble = Callable[[Path], AbstractContextManager[None]]

WORDS = "Écrit quand rien ne pouvait être gardé."
LONGEST_ANSWER = 3.0
"""Seconds that both chats give the coach."""


@pytest.fixture
def chats(slack: Slack, mattermost: Mattermost) -> list[Chat]:
    """One person in each chat, whose client is as impatient as a real one."""
    found: list[Chat] = [SlackChat(slack, people=1, teams=1), MattermostChat(mattermost, people=1, teams=1)]
    slack.patience = mattermost.patience = LONGEST_ANSWER
    return found


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, of a few megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "coach", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only who may mount a disk can fill one")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@contextlib.contextmanager
def locked(database: Path) -> Iterator[None]:
    """Another program writes in the file and does not end."""
    with contextlib.closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield


@contextlib.contextmanager
def full(database: Path) -> Iterator[None]:
    """Something else takes all the room on the disk."""
    ballast = database.with_name("ballast")
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(bytes(4096)):
            pass
    with pytest.raises(sqlite3.OperationalError, match="full"):
        _grow(database.with_name("other.db"))
    yield
    ballast.unlink()


def _grow(database: Path) -> None:
    with contextlib.closing(sqlite3.connect(database)) as file:
        file.execute("CREATE TABLE words (word TEXT)")


async def test_a_locked_file_is_told_in_a_sentence_and_what_was_typed_is_kept_once_it_is_free(
    chats: list[Chat], library: Library, tmp_path: Path
) -> None:
    await goes_through(chats, library, tmp_path / "coach.db", locked, tmp_path)


async def test_a_full_disk_is_told_in_a_sentence_and_what_was_typed_is_kept_once_there_is_room(
    chats: list[Chat], library: Library, small_disk: Path, tmp_path: Path
) -> None:
    database = small_disk / "coach.db"
    await goes_through(chats, library, database, full, tmp_path)
    with contextlib.closing(sqlite3.connect(database)) as file:
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


async def goes_through(chats: list[Chat], library: Library, database: Path, trouble: Trouble, folder: Path) -> None:
    """Somebody taps, and types; nothing of it is kept before the trouble is over, and then it is, once."""
    url = f"sqlite:///{database}"
    await make_due(url, chats)
    fleet = Fleet(settings(url, chats), folder, ["run"])
    async with town(chats, library, url, fleet) as crowd:
        await until(lambda: all(crowd.count.questions(person) for person in crowd.people), "the questions")
        with trouble(database):
            await finds_out(crowd, library)
            typing = [asyncio.create_task(person.types(WORDS)) for person in crowd.people]
            failed = fleet.said().count("action=store_away")
            await until(lambda: fleet.said().count("action=store_away") > failed + 2, "more to have failed")
            assert not any(crowd.count.of(person, "kept.note") for person in crowd.people)
        await asyncio.gather(*typing)
        for key in ("kept.note", "answered.words_kept"):
            await until(partial(crowd.all_read, key), key)
        for person in crowd.people:
            await person.taps(crowd.say("answered.rate"))
            await person.taps(crowd.say("ratings.no"))
            told = "\n".join(await crowd.own_answers(person))
            assert (told.count(WORDS), told.count(crowd.count.entry("no"))) == (1, 1)
            assert (crowd.count.of(person, "kept.note"), crowd.sorry(person)) == (1, 1)
        assert "Traceback" not in fleet.said()


async def finds_out(crowd: Crowd, library: Library) -> None:
    """A tap is answered by a sentence in time, and so is a question about the role."""
    for person in crowd.people:
        await person.taps(crowd.say("ratings.no"))
        assert (crowd.sorry(person), person.trouble) == (1, "")
        assert crowd.count.rated(person, "no") == 0
        await person.commands("/pm-role")
        assert library.role("fr").short in person.reads()[-1]
