"""The room and its page's API: what a browser could send, and what it gets."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.bootstrap import playground_app, playground_coach
from bot.platforms.playground.host import CannotDo, Playground
from bot.platforms.playground.room import Channel, Event, RoomPerson
from bot.settings import Settings, read_settings
from jobs.ticks import Ticker

Client = TestClient[Any, Any]


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with playground_coach(read_settings(Settings)) as coach:
        ticker = Ticker(coach.house, coach.store, coach.clock, coach.deliverer)
        made = Playground(
            coach.house, coach.store, coach.desk, coach.room, coach.clock, ticker.tick, ticker.next_moment
        )
        made.room.add_channel(Channel("general", "général"))
        for name in ("Camille", "Sacha"):
            made.room.add_person(RoomPerson(name.lower(), name), "Coach PM")
        app = playground_app(coach, made)
        async with TestClient(TestServer(app)) as client:
            made.client = client  # type: ignore[attr-defined]
            yield made


@pytest.fixture
def client(playground: Playground) -> Client:
    found: Client = playground.client  # type: ignore[attr-defined]
    return found


async def sent(client: Client, deed: str, **body: object) -> tuple[int, dict[str, Any]]:
    async with client.post(f"/api/{deed}", json=body) as answer:
        return answer.status, await answer.json()


async def messages(client: Client, person: str, channel: str) -> list[dict[str, Any]]:
    async with client.get("/api/messages", params={"person": person, "channel": channel}) as answer:
        found: list[dict[str, Any]] = (await answer.json())["messages"]
        return found


async def test_a_command_is_answered_for_the_asker_alone(client: Client) -> None:
    status, _ = await sent(client, "command", person="camille", channel="general", text="/pm-role vision")
    assert status == 200
    assert [message["only_for"] for message in await messages(client, "camille", "general")] == [True]
    assert await messages(client, "sacha", "general") == []


async def test_nobody_reads_someone_elses_conversation(client: Client) -> None:
    async with client.get("/api/messages", params={"person": "sacha", "channel": "direct-camille"}) as answer:
        assert answer.status == 409
    status, told = await sent(client, "post", person="sacha", channel="direct-camille", text="coucou")
    assert status == 409
    assert "conversation" in told["error"]


async def test_nobody_taps_a_button_that_only_someone_else_sees(client: Client) -> None:
    await sent(client, "command", person="camille", channel="general", text="/pm-role")
    post = (await messages(client, "camille", "general"))[0]
    status, told = await sent(client, "tap", person="sacha", channel="general", message=post["id"], act="role/who/")
    assert status == 409
    assert "rien n’a été changé" in told["error"]


async def test_nobody_edits_or_deletes_someone_elses_message(client: Client) -> None:
    await sent(client, "post", person="camille", channel="general", text="bonjour")
    post = (await messages(client, "sacha", "general"))[0]
    for deed, more in (("edit", {"text": "autre chose"}), ("delete", {})):
        status, _ = await sent(client, deed, person="sacha", channel="general", message=post["id"], **more)
        assert status == 409
    assert (await messages(client, "camille", "general"))[0]["text"] == "bonjour"


@pytest.mark.parametrize(
    ("deed", "body"),
    [
        ("command", {}),
        ("command", {"person": 7, "channel": "general", "text": "/pm-role"}),
        ("submit", {"person": "camille", "channel": "general", "form": "x", "act": "y", "values": "z"}),
        ("submit", {"person": "camille", "channel": "general", "form": "x", "act": "y", "values": {"a": {"b": 1}}}),
        ("clock", {"to": None}),
    ],
)
async def test_a_request_that_the_page_never_sends_gets_a_sentence(
    client: Client, deed: str, body: dict[str, object]
) -> None:
    status, told = await sent(client, deed, **body)
    assert status == 400
    assert told["error"].startswith("Je ne comprends pas cette demande")


@pytest.mark.parametrize("data", [b"", b"{", b"[1, 2]", b'"text"', b"[" * 5000, "é".encode("latin-1")])
async def test_a_body_that_is_no_object_gets_a_sentence(client: Client, data: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    async with client.post("/api/command", data=data, headers=headers) as answer:
        assert answer.status == 400
        assert "error" in await answer.json()


@pytest.mark.parametrize(
    ("deed", "body", "expected"),
    [
        ("command", {"text": "/remind me"}, "/remind"),
        ("post", {"text": "   "}, "vide"),
        ("post", {"text": "x" * 40_001}, "40000"),
        ("people", {"name": ""}, "nom"),
        ("people", {"name": "camille"}, "Camille".lower()),
        ("language", {"language": "de"}, "réponses proposées"),
        ("clock", {"to": "2026-02-31T09:00"}, "n’existe pas"),
        ("clock", {"to": "2001-01-01T09:00"}, "passé"),
        ("clock", {"to": "2199-01-01T09:00"}, "trop loin"),
        ("clock", {"to": "next"}, "Rien n’est prévu"),
    ],
)
async def test_what_cannot_be_done_is_told(client: Client, deed: str, body: dict[str, str], expected: str) -> None:
    status, told = await sent(client, deed, **{"person": "camille", "channel": "general", **body})
    assert status == 409
    assert expected in told["error"]


async def test_another_sites_page_cannot_speak_to_the_playground(client: Client) -> None:
    body = {"person": "camille", "channel": "general", "text": "/pm-role"}
    for headers in ({"Origin": "https://example.org"}, {"Host": "example.org"}, {"Origin": "null"}):
        async with client.post("/api/command", json=body, headers=headers) as answer:
            assert answer.status == 403
    async with client.post("/api/command", data=json.dumps(body), headers={"Content-Type": "text/plain"}) as answer:
        assert answer.status == 400


async def test_only_the_pages_own_files_are_served(client: Client) -> None:
    for path in ("/page/../host.py", "/page/%2e%2e%2fhost.py", "/page/nothing.js", "/page/host.py", "/picture/1/2.png"):
        async with client.get(path) as answer:
            assert answer.status == 404


async def test_every_answer_carries_the_security_headers(client: Client) -> None:
    for path in ("/", "/privacy", "/healthz", "/api/state", "/nothing"):
        async with client.get(path) as answer:
            assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
            assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_the_privacy_page_speaks_the_readers_language(client: Client) -> None:
    for language, expected in (("fr", "Vos données"), ("en", "Your data"), ("xx", "Vos données")):
        async with client.get("/privacy", params={"language": language}) as answer:
            text = await answer.text()
            assert f'lang="{language if language != "xx" else "fr"}"' in text
            assert expected in text


async def test_a_listener_hears_of_every_change_once_and_no_more_after_leaving(playground: Playground) -> None:
    heard: list[Event] = []
    leave = playground.room.listen(heard.append)
    await playground.post("camille", "general", "bonjour", None)
    leave()
    await playground.post("camille", "general", "encore", None)
    assert [event.kind for event in heard] == ["message"]


async def test_what_was_written_while_the_coach_was_away_is_heard_when_it_comes_back(tmp_path: Path) -> None:
    database = tmp_path / "playground.db"
    async with playground_coach(read_settings(Settings), database) as coach:
        coach.room.add_person(RoomPerson("camille", "Camille"), "Coach PM")
        ticker = Ticker(coach.house, coach.store, coach.clock, coach.deliverer)
        before = Playground(
            coach.house, coach.store, coach.desk, coach.room, coach.clock, ticker.tick, ticker.next_moment
        )
        await before.post("camille", "direct-camille", "aide", None)
        written = next(post for post in coach.room.posts.values() if post.text == "aide")
        written.heard = False
        coach.room.write(written)
        await coach.room.save(coach.store)
    async with playground_coach(read_settings(Settings), database) as coach:
        ticker = Ticker(coach.house, coach.store, coach.clock, coach.deliverer)
        after = Playground(
            coach.house, coach.store, coach.desk, coach.room, coach.clock, ticker.tick, ticker.next_moment
        )
        await after.catch_up()
        await coach.deliverer.deliver()
        answers = [post for post in coach.room.posts.values() if post.author == "coach"]
        assert len(answers) == 2
        assert all(post.heard for post in coach.room.posts.values())


async def test_a_person_who_is_not_there_can_do_nothing(playground: Playground) -> None:
    with pytest.raises(CannotDo, match="pas là"):
        await playground.command("nobody", "general", "/pm-role")
