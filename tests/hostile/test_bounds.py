"""What comes in is bounded, what goes out says how it may be used, and who sends much leaves room for others."""

import asyncio
import gzip
import json
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot import limits
from bot.bootstrap import playground_app, playground_coach, real_coach, real_settings
from bot.domain.library import Library
from bot.domain.people import Invitation
from bot.frontdesk.forms import MOST_PEOPLE
from bot.limits import LONGEST_BODY, PERSON_AT_ONCE, UNPROVED_A_MINUTE, Crowd, Crowded, Door, shared
from bot.platforms.playground.host import Playground
from bot.settings import Settings
from jobs.ticks import Ticker
from tests.dialogs.conftest import opened
from tests.dialogs.talk import Talk
from tests.hostile.attack import signature
from tests.hostile.chats import installs
from tests.platforms.mattermost.double import mattermost_on_localhost
from tests.platforms.slack.double import Slack, command_letter, served, slack_on_localhost

HTTPS = "https://coach.example"
FORM = "application/x-www-form-urlencoded"
SLACK, COMMAND = "/slack/events", "/mattermost/command"
ANYWHERE = re.compile(r"{\w+}")
EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Server": "pm-coach",
}


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with slack_on_localhost() as double:
        yield double


@pytest.fixture(params=[HTTPS, "http://coach.example"])
def public_url(request: pytest.FixtureRequest) -> str:
    """How the chats reach the coach."""
    return str(request.param)


@pytest.fixture
async def app(slack: Slack, public_url: str) -> AsyncIterator[web.Application]:
    """Everything that `pm-coach run` serves."""
    async with mattermost_on_localhost() as mattermost:
        settings = real_settings(
            DATABASE_URL="sqlite://",
            COACH_SECRET_KEYS="k" * 32,
            PUBLIC_URL=public_url,
            SLACK_CLIENT_ID=slack.client_id,
            SLACK_CLIENT_SECRET=slack.client_secret,
            SLACK_SIGNING_SECRET=slack.signing_secret,
            SLACK_API_URL=slack.api_url,
            MATTERMOST_URL=mattermost.url,
            MATTERMOST_TOKEN=mattermost.token,
        )
        async with real_coach(settings) as real:
            yield real.app


@pytest.fixture
async def address(app: web.Application) -> AsyncIterator[str]:
    async with served(app) as where:
        yield where


@pytest.fixture
async def playground() -> AsyncIterator[web.Application]:
    """Everything that `pm-coach playground` serves."""
    async with playground_coach(Settings()) as coach:
        ticker = Ticker(coach.house, coach.store, coach.clock, coach.deliverer)
        room = Playground(
            coach.house, coach.store, coach.desk, coach.room, coach.clock, ticker.tick, ticker.next_moment
        )
        yield playground_app(coach, room)


@dataclass(frozen=True)
class Answer:
    """What came back from there."""

    path: str
    status: int
    headers: Mapping[str, str]
    text: str


async def ask(address: str, method: str, path: str, **told: Any) -> Answer:
    """The answer to that."""
    async with aiohttp.ClientSession() as session, session.request(method, address + path, **told) as answer:
        return Answer(path, answer.status, answer.headers, await answer.text(errors="replace"))


def endpoints(app: web.Application, *methods: str) -> Sequence[tuple[str, str]]:
    """Method and path of every endpoint, but for the stream that has no end."""
    routes = {
        (route.method, ANYWHERE.sub("x", route.resource.canonical)) for route in app.router.routes() if route.resource
    }
    return sorted(each for each in routes if each[0] in methods and each[1] != "/api/events")


async def test_every_answer_says_that_it_is_not_to_be_framed_sniffed_kept_or_told_on(
    app: web.Application, playground: web.Application, public_url: str
) -> None:
    for each, https in ((app, public_url == HTTPS), (playground, False)):
        async with served(each) as where:
            found = [await ask(where, *endpoint) for endpoint in endpoints(each, "GET", "POST")]
            found += [await ask(where, "GET", "/nowhere"), await ask(where, "DELETE", "/healthz")]
        assert len(found) > 10
        for answer in found:
            assert {name: answer.headers.get(name) for name in EXPECTED} == EXPECTED, answer.path
            assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"], answer.path
            assert answer.headers["Cache-Control"] in ("no-store", "no-cache"), answer.path
            assert ("Strict-Transport-Security" in answer.headers) is https, answer.path


async def test_nothing_that_a_person_wrote_is_kept_by_a_browser(playground: web.Application) -> None:
    async with served(playground) as where:
        for method, path in endpoints(playground, "GET", "POST"):
            if path.startswith(("/api/", "/picture/")):
                assert (await ask(where, method, path)).headers["Cache-Control"] == "no-store", path


async def test_every_endpoint_takes_its_own_method_alone(app: web.Application, address: str) -> None:
    known = set(endpoints(app, "GET", "POST", "HEAD"))
    for _, path in known:
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
            if (method, path) not in known:
                assert (await ask(address, method, path)).status == 405, (method, path)


async def test_a_body_that_is_too_long_is_refused_at_every_endpoint(
    app: web.Application, playground: web.Application
) -> None:
    for each in (app, playground):
        async with served(each) as where:
            for method, path in endpoints(each, "GET", "POST"):
                longer = LONGEST_BODY + 1 if method == "POST" else 1
                assert (await ask(where, method, path, data=BytesIO(b"x" * longer))).status == 413, path


async def test_a_body_that_unpacks_to_too_much_is_refused(address: str) -> None:
    packed = gzip.compress(b" " * (20 * LONGEST_BODY))
    for path in (SLACK, COMMAND):
        assert (await ask(address, "POST", path, data=packed, headers={"Content-Encoding": "gzip"})).status == 413


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "klingon"])
async def test_a_body_that_does_not_unpack_is_refused(address: str, encoding: str) -> None:
    answer = await ask(address, "POST", SLACK, data=b"no such thing", headers={"Content-Encoding": encoding})
    assert answer.status in (400, 401)


async def test_a_body_that_does_not_come_is_not_waited_for(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BODY_SECONDS", 0.01)
    assert await raw(address, f"POST {SLACK} HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nshort") == 408


@pytest.mark.parametrize(
    "headers", ["X: " + "x" * 10_000, "\r\n".join(f"X{number}: x" for number in range(200)), "é", "X"]
)
async def test_headers_are_bounded(address: str, headers: str) -> None:
    assert await raw(address, f"GET /healthz HTTP/1.1\r\nHost: x\r\n{headers}\r\n\r\n") == 400


async def raw(address: str, request: str) -> int:
    """The status of the answer to that very request."""
    host, _, port = address.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        writer.write(request.encode())
        return int((await reader.readline()).split()[1])
    finally:
        writer.close()


def role(slack: Slack, user: str) -> dict[str, Any]:
    """A signed `/pm-role` of that person's."""
    workspace = slack.workspace.id
    who = {"team_id": workspace, "user_id": user, "channel_id": "C1", "trigger_id": "1.2", "response_url": slack.url}
    body = command_letter({**who, "command": "/pm-role", "text": ""}).body.encode()
    return {"data": body, "headers": {"Content-Type": FORM, **signature(slack.signing_secret, body)}}


async def test_who_proves_nothing_is_soon_told_to_wait_and_who_does_is_let_in(address: str, slack: Slack) -> None:
    statuses = [(await ask(address, "POST", SLACK, data=b"x")).status for _ in range(UNPROVED_A_MINUTE + 5)]
    assert set(statuses) == {401, 429}
    refused = await ask(address, "POST", COMMAND, data={"token": "another"})
    assert (refused.status, refused.headers["Retry-After"]) == (429, "60")
    assert (await ask(address, "POST", SLACK, **role(slack, "U1"))).status == 200


async def test_returning_from_slack_again_and_again_is_bounded(address: str) -> None:
    asked = {"state": "made up", "code": "made up"}
    statuses = [(await ask(address, "GET", "/slack/oauth_redirect", params=asked)).status for _ in range(100)]
    assert set(statuses) == {400, 429}


async def test_many_people_at_once_from_one_address_are_all_answered(
    address: str, slack: Slack, public_url: str
) -> None:
    await installs(slack, slack.person("Camille"), address, public_url)
    asking = [ask(address, "POST", SLACK, **role(slack, f"U{number % 20}")) for number in range(200)]
    assert {answer.status for answer in await asyncio.gather(*asking)} == {200}


async def test_whoever_is_too_many_at_once_is_told_to_wait(
    address: str, slack: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Crowd, "room_for", _full)
    assert (await ask(address, "POST", SLACK, **role(slack, "U1"))).status == 429


def _full(_crowd: Crowd, _sender: object) -> Any:
    raise Crowded


def test_a_crowd_lets_in_so_many_of_each_and_another_when_one_leaves() -> None:
    crowd = Crowd(2)
    with crowd.room_for("a"), crowd.room_for("b"):
        with crowd.room_for("a"), pytest.raises(Crowded), crowd.room_for("a"):
            pass
        with crowd.room_for("a"):
            pass
    assert PERSON_AT_ONCE > 1


def test_an_address_that_proved_nothing_may_try_again_in_the_next_minute() -> None:
    now = 0.0
    door = Door(lambda: now)
    for _ in range(UNPROVED_A_MINUTE):
        door.unproved("here")
    door.unproved("there")
    with pytest.raises(Crowded):
        door.unproved("here")
    now = 60.0
    door.unproved("here")


async def test_a_question_asked_by_many_at_once_is_asked_once() -> None:
    asked = 0

    async def count() -> int:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0)
        return asked

    answer = shared(count)
    assert await asyncio.gather(*(answer() for _ in range(50))) == [1] * 50
    assert await answer() == 2


async def test_what_nobody_can_read_is_answered_plainly(address: str, slack: Slack) -> None:
    for body in (b"\xff", b"[]", b"null", b'"x"', b"[" * 100_000, json.dumps({"a": "\0"}).encode()):
        headers = {"Content-Type": "application/json", **signature(slack.signing_secret, body)}
        answer = await ask(address, "POST", SLACK, data=body, headers=headers)
        assert answer.status in (400, 401, 404), body
        assert "Traceback" not in answer.text


async def test_nobody_invites_a_whole_ministry_at_once(library: Library) -> None:
    async with opened("sqlite://") as store:
        talk = Talk(library, store, "fr")
        camille, channel = talk.person("Camille"), talk.channel("equipe")
        await camille.commands("/pm-coach team", channel)
        people = [f"somebody-{number}" for number in range(MOST_PEOPLE + 1)]
        await camille.sends(channel, team_name="Tout le monde", people=people)
        assert camille.errors["people"] == talk.say("errors.field_many_people", most=MOST_PEOPLE)
        assert await talk.kept(Invitation) == []
        await camille.sends(channel, people=people[:-1])
        assert len(await talk.kept(Invitation)) == MOST_PEOPLE
