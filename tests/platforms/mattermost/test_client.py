"""The calls of Mattermost's API: what comes back, and what goes wrong on the way."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from aiohttp import web

from bot.domain.library import Library
from bot.platforms.mattermost.client import Mattermost as Client
from bot.platforms.mattermost.dialogs import Entered, entered
from bot.platforms.mattermost.errors import (
    MEANINGS,
    Elsewhere,
    Gone,
    NobodyThere,
    TokenRevoked,
    TooMany,
    TriggerExpired,
)
from bot.platforms.mattermost.seals import Opened
from bot.platforms.mattermost.settings import MattermostSettings
from bot.platforms.surfaces import TriggerLate
from bot.ports import NotSent, OutcomeUnknown, Unreachable
from tests.platforms.mattermost.double import Fault, Mattermost, Person
from tests.platforms.mattermost.double.world import new_id
from tests.platforms.slack.double import served

IMPATIENT = aiohttp.ClientTimeout(total=3)
TEAMS = "GET /users/{user_id}/teams"
EVERY_ID = [(id_, meaning) for meaning in MEANINGS for id_ in meaning.ids]
EVERY_STATUS = [(status, meaning) for meaning in MEANINGS for status in meaning.statuses]


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(timeout=IMPATIENT) as opened:
        yield opened


@pytest.fixture
def client(mattermost: Mattermost, session: aiohttp.ClientSession) -> Client:
    return Client(session, mattermost.url + "/", mattermost.token)


async def test_a_proxy_that_takes_the_clock_off_leaves_a_time_that_is_not_too_late(
    session: aiohttp.ClientSession,
) -> None:
    async def ping(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
        request.transport.close()
        return web.Response()

    app = web.Application()
    app.router.add_get("/api/v4/system/ping", ping)
    async with served(app) as address:
        told = await Client(session, address, "token").server_time()
    assert timedelta(0) < datetime.now(UTC) - told < timedelta(minutes=10)


async def test_the_coach_knows_itself_and_asks_once(client: Client, mattermost: Mattermost) -> None:
    assert await client.own_id() == await client.own_id() == mattermost.bot.id
    assert len(mattermost.calls("GET /users/{user_id}")) == 1


async def test_people_are_found_by_id_and_by_name(client: Client, camille: Person) -> None:
    assert (await client.user(camille.user.id))["username"] == "camille"
    assert [user["id"] for user in await client.users([camille.user.id, new_id()])] == [camille.user.id]
    assert [user["id"] for user in await client.users_named(["camille", "nobody"])] == [camille.user.id]


async def test_all_people_of_a_large_channel_are_listed(client: Client, mattermost: Mattermost) -> None:
    people = [mattermost.person(f"Personne {number}") for number in range(450)]
    channel = mattermost.channel("tous", *people)
    there = await client.members(channel.id, 1_000) or []
    assert sorted(there) == sorted([*(person.user.id for person in people), mattermost.bot.id])


async def test_teams_and_their_channels_hold_direct_conversations(
    client: Client, mattermost: Mattermost, camille: Person
) -> None:
    channel = mattermost.channel("produit", camille)
    direct = await client.direct_channel(camille.user.id)
    assert direct["id"] == camille.direct.id
    [team] = await client.teams()
    assert {each["id"] for each in await client.channels(team["id"])} == {channel.id, direct["id"]}


async def test_what_changed_comes_oldest_change_first(client: Client, camille: Person) -> None:
    first, second = await camille.types("un"), await camille.types("deux")
    reply = await camille.types("trois", thread=first)
    since = (await client.post(second))["create_at"]
    await camille.edits(first, "un de plus")
    changed = await client.posts_since(camille.direct.id, since)
    assert [post["id"] for post in changed if not post["original_id"]] == [reply, first]
    assert [post["message"] for post in await client.thread(first)] == ["trois", "un de plus"]


async def test_what_people_send_as_an_id_leads_to_no_other_call(client: Client, mattermost: Mattermost) -> None:
    for made_up in ("", "../users/me", "a/b", "a?b=c", "..", "A#b"):
        with pytest.raises(NobodyThere):
            await client.channel(made_up)
        assert not await client.is_member(made_up, "me")
    assert mattermost.noted == []


async def test_the_servers_clock_is_known(client: Client) -> None:
    assert abs(await client.server_time() - datetime.now(UTC)) < timedelta(minutes=1)


async def test_a_refused_token_is_tried_again_in_an_hour(client: Client, mattermost: Mattermost) -> None:
    mattermost.revoke(mattermost.token)
    with pytest.raises(TokenRevoked) as refused:
        await client.teams()
    assert refused.value.wait == timedelta(hours=1)


async def test_a_form_that_opens_too_late_says_so(client: Client) -> None:
    with pytest.raises(TriggerExpired):
        await client.open_dialog("late", {"url": "https://coach.example", "dialog": {"title": "x", "elements": []}})


async def test_a_hook_that_is_used_up_is_nobodys(client: Client) -> None:
    with pytest.raises(Unreachable):
        await client.answer_command(new_id(), {"text": "trop tard"})


@pytest.mark.parametrize(("id_", "meaning"), EVERY_ID)
async def test_each_refusal_has_a_meaning(
    client: Client, mattermost: Mattermost, id_: str, meaning: type[Exception]
) -> None:
    mattermost.faults.refuse(TEAMS, 400, id_)
    with pytest.raises(meaning) as refused:
        await refusing(client)
    assert type(refused.value) is meaning
    assert issubclass(meaning, NotSent | Unreachable | OutcomeUnknown | Gone | TriggerLate)


@pytest.mark.parametrize(("status", "meaning"), EVERY_STATUS)
async def test_each_status_has_a_meaning(
    client: Client, mattermost: Mattermost, status: int, meaning: type[Exception]
) -> None:
    mattermost.faults.refuse(TEAMS, status, "new.in.2031")
    with pytest.raises(meaning) as refused:
        await refusing(client)
    assert type(refused.value) is meaning


async def refusing(client: Client) -> None:
    """The request that a test refuses."""
    await client.teams()


def test_no_refusal_has_two_meanings() -> None:
    for known in (EVERY_ID, EVERY_STATUS):
        assert len(known) == len({code for code, _ in known})


async def test_a_refusal_that_nobody_knows_is_set_aside_and_logged(
    client: Client, mattermost: Mattermost, caplog: pytest.LogCaptureFixture
) -> None:
    mattermost.faults.refuse(TEAMS, 418, "new.in.2031")
    with pytest.raises(Unreachable):
        await client.teams()
    assert "action=mattermost_refused status=418 error=new.in.2031" in caplog.text


@pytest.mark.parametrize(("told", "seconds"), [("37", 37), ("0", 1), ("1790000000", 300), ("soon", 1), (None, 1)])
async def test_too_fast_says_when_to_come_again(session: aiohttp.ClientSession, told: str | None, seconds: int) -> None:
    headers = {"X-RateLimit-Reset": told} if told else {}
    with pytest.raises(TooMany) as refused:
        await answered(session, web.Response(status=429, text="limit exceeded", headers=headers))
    assert refused.value.wait == timedelta(seconds=seconds)


async def test_what_is_no_answer_of_mattermosts_leaves_the_outcome_unknown(session: aiohttp.ClientSession) -> None:
    for answer in (web.Response(text="<html>"), web.Response(status=502, text="<html>"), web.Response(status=599)):
        with pytest.raises(OutcomeUnknown):
            await answered(session, answer)


async def test_a_token_is_not_carried_elsewhere(session: aiohttp.ClientSession) -> None:
    with pytest.raises(Elsewhere):
        await answered(session, web.Response(status=301, headers={"Location": "http://127.0.0.1:9/"}))


async def answered(session: aiohttp.ClientSession, response: web.Response) -> None:
    """Call a server that gives that answer to everything."""

    async def answer(_: web.Request) -> web.Response:
        return response

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    async with served(app) as url:
        await Client(session, url, "token").teams()


@pytest.mark.parametrize(
    ("fault", "meaning"),
    [(Fault.DROP_AFTER, OutcomeUnknown), (Fault.DROP_BEFORE, OutcomeUnknown), (Fault.HANG, OutcomeUnknown)],
)
async def test_a_broken_call_is_never_repeated_by_itself(
    client: Client, mattermost: Mattermost, fault: Fault, meaning: type[Exception]
) -> None:
    mattermost.faults.order("POST /users/ids", fault)
    with pytest.raises(meaning):
        await client.users([mattermost.bot.id])
    assert len(mattermost.calls("POST /users/ids")) == 1


async def test_a_refused_connection_was_surely_not_sent(session: aiohttp.ClientSession) -> None:
    with pytest.raises(NotSent):
        await Client(session, "http://127.0.0.1:9", "token").teams()


async def test_people_named_in_a_form_are_found_and_the_others_told(
    client: Client, mattermost: Mattermost, camille: Person, library: Library
) -> None:
    sacha = mattermost.person("Sacha")
    await mattermost.person("Parti").is_deactivated()
    opened = Opened("f", "team.form//", "c", direct=False, people=("coach",), named=("people", "more"))
    filled = {"people": f"@Camille, sacha @nobody; @parti @{mattermost.bot.username} camille", "coach": sacha.user.id}
    submission = {**filled, "more": None, "words": "des mots", "way": None}
    found = await entered(submission, opened, client.users_named)
    mistakes = found.errors(library.say("fr"))
    assert found.values == {
        "people": [camille.user.id, sacha.user.id],
        "more": [],
        "coach": [sacha.user.id],
        "words": "des mots",
        "way": "",
    }
    assert list(mistakes) == ["people"]
    assert f"@nobody, @parti, @{mattermost.bot.username}." in mistakes["people"]


async def test_a_form_without_people_asks_for_nobody(client: Client, mattermost: Mattermost) -> None:
    opened = Opened("f", "write/p1/", "c", direct=True, people=("coach",), named=("people",))
    assert await entered({}, opened, client.users_named) == Entered({"coach": [], "people": []})
    assert mattermost.noted == []


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"MATTERMOST_TOKEN": "t"}, ["MATTERMOST_URL", "PUBLIC_URL"]),
        ({"MATTERMOST_URL": "https://chat.example"}, ["MATTERMOST_TOKEN", "PUBLIC_URL"]),
        ({"MATTERMOST_URL": "https://c.example", "MATTERMOST_TOKEN": "t", "PUBLIC_URL": "https://p.example"}, []),
    ],
)
def test_what_is_not_set_is_named(given: dict[str, str], missing: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MATTERMOST_URL", "MATTERMOST_TOKEN", "PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    settings = MattermostSettings()
    assert settings.configured
    assert [sentence.partition(" ")[0] for sentence in settings.missing()] == missing
    assert "'t'" not in repr(settings)
