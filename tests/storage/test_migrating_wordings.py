"""What was asked before wordings were kept once reads as it was, and can be taken back."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, event, text

from bot.domain.reflection import Prompt
from bot.storage.keys import Keyring, WrongKey
from bot.storage.opening import CODE_VERSION, MIGRATIONS, CannotOpen, migrate, open_store
from bot.storage.store import spelled
from bot.storage.types import give_keyring
from tests.postgres import new_database
from tests.storage.things import ASKED

SECRET = "a key of the tests without a comma"
KEYRING = Keyring([SECRET])
TEAM = ASKED._replace(title="Équipe", question="Complète ?")
BEFORE = {
    "first": {"product": "Mes démarches", **ASKED._asdict()},
    "second": {"product": "Mes démarches", **ASKED._asdict(), "slower": "fortnightly"},
    "third": {"product": "Mes démarches", **TEAM._asdict()},
}
"""What prompts kept until then."""

ROWS = (
    """INSERT INTO members (id, workspace, "user", language, zone, weekday, hour, rhythm, started_at, standing)
    VALUES ('m', 'w', 'u', 'fr', 'Europe/Paris', 0, 9, 'weekly', '2026-03-02 08:00:00.000000', 'active')""",
    "INSERT INTO products (id, workspace, name) VALUES ('p', 'w', :name)",
    "INSERT INTO holdings (id, member_id, product_id, way) VALUES ('h', 'm', 'p', 'business')",
)
ANSWER = """INSERT INTO answers (id, member_id, prompt_id, question_id, changed_at)
    VALUES ('a', 'm', 'first', 'vision', '2026-03-02 08:00:00.000000')"""
PROMPT = """INSERT INTO prompts (id, member_id, holding_id, question_id, asked_at, language, asked, state)
    VALUES (:id, 'm', 'h', 'vision', '2026-03-02 08:00:00.000000', 'fr', :asked, 'open')"""


@pytest.fixture(params=["sqlite", "postgresql"])
def before(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of the version before, with three questions in it."""
    is_file = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'coach.db'}" if is_file else new_database(request.getfixturevalue("postgres"), "old")
    _on(url, lambda connection: command.upgrade(_config(connection), "0016"))
    _on(url, _ask)
    return url


async def test_each_question_reads_as_it_was_asked(before: str) -> None:
    await (await open_store(before, KEYRING, migrating=True)).close()
    store = await open_store(before, KEYRING)
    async with store.transaction() as tx:
        prompts = {prompt.id: prompt for prompt in await tx.all(Prompt)}
    await store.close()
    assert {prompt.product.name for prompt in prompts.values()} == {"Mes démarches"}
    assert {id_: prompt.asked for id_, prompt in prompts.items()} == {"first": ASKED, "second": ASKED, "third": TEAM}
    assert [id_ for id_, prompt in prompts.items() if prompt.slower] == ["second"]
    assert _on(before, lambda connection: connection.scalar(text("SELECT count(*) FROM wordings"))) == 2


async def test_without_the_right_key_nothing_is_changed_and_a_sentence_says_so(before: str) -> None:
    with pytest.raises(CannotOpen, match="holds none of the keys"):
        await open_store(before, Keyring(["another key, with which nothing was ever written"]), migrating=True)
    assert _on(before, _asked) == BEFORE


async def test_a_question_that_no_key_reads_stops_it_before_anything_is_changed(before: str) -> None:
    lost = {"id": "lost", "asked": "lost"}
    _on(before, lambda connection: connection.execute(text(PROMPT), lost))
    with pytest.raises(CannotOpen, match="lacks a key"):
        await open_store(before, KEYRING, migrating=True)
    _on(before, lambda connection: connection.execute(text("DELETE FROM prompts WHERE id = 'lost'")))
    assert _on(before, _asked) == BEFORE


def test_alembic_itself_makes_the_change_where_it_is_given_the_key(
    before: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = _config()
    monkeypatch.setenv("DATABASE_URL", before)
    monkeypatch.delenv("COACH_SECRET_KEYS", raising=False)
    with pytest.raises(WrongKey, match="COACH_SECRET_KEYS"):
        command.upgrade(config, "head")
    assert _on(before, _asked) == BEFORE
    monkeypatch.setenv("COACH_SECRET_KEYS", SECRET)
    command.upgrade(config, "head")
    command.downgrade(config, "0016")
    assert _on(before, _asked) == BEFORE


async def test_code_that_cannot_read_it_any_more_is_told_so(before: str) -> None:
    assert _on(before, _oldest_code) == 1
    await (await open_store(before, KEYRING, migrating=True)).close()
    assert _on(before, _oldest_code) == 2 <= CODE_VERSION


def test_it_can_be_taken_back(before: str) -> None:
    _on(before, migrate)
    _on(before, lambda connection: command.downgrade(_config(connection), "0016"))
    assert _on(before, _asked) == BEFORE
    assert _on(before, lambda connection: connection.scalar(text("SELECT count(*) FROM answers"))) == 1
    assert _on(before, _oldest_code) == 1


def _on(url: str, work: Callable[[Connection], Any]) -> Any:
    address = spelled(url)
    engine = create_engine(address.set(drivername=address.drivername.replace("+aiosqlite", "")))
    give_keyring(engine.dialect, KEYRING)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA foreign_keys=ON"))
    try:
        with engine.begin() as connection:
            return work(connection)
    finally:
        engine.dispose()


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def _ask(connection: Connection) -> None:
    for row in ROWS:
        connection.execute(text(row), {"name": KEYRING.encrypt("Mes démarches")} if ":name" in row else {})
    for id_, words in BEFORE.items():
        connection.execute(text(PROMPT), {"id": id_, "asked": KEYRING.encrypt(json.dumps(words))})
    connection.execute(text(ANSWER))
    house = text("INSERT INTO house (id, oldest_code, key_check) VALUES (1, 1, :token)")
    connection.execute(house, {"token": KEYRING.encrypt("pm-coach")})


def _asked(connection: Connection) -> dict[str, Mapping[str, str]]:
    rows = connection.execute(text("SELECT id, asked FROM prompts"))
    return {id_: json.loads(KEYRING.decrypt(asked)) for id_, asked in rows}


def _oldest_code(connection: Connection) -> int | None:
    found: int | None = connection.scalar(text("SELECT oldest_code FROM house"))
    return found
