"""What an administrator may and nobody else, and what breaks Mattermost's contract: seen over the wire."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.platforms.contracts import contracts
from tests.platforms.mattermost.double import AppMistake, Mattermost, mattermost_on_localhost
from tests.platforms.mattermost.double.bare import BareClient, client_of


@pytest.fixture
async def mattermost() -> AsyncIterator[Mattermost]:
    """A server before the coach is set up on it."""
    async with mattermost_on_localhost(with_bot=False) as double:
        yield double


@pytest.fixture
async def admin(mattermost: Mattermost) -> AsyncIterator[BareClient]:
    async with client_of(mattermost, mattermost.admin_token) as client:
        yield client


@pytest.fixture
async def client(mattermost: Mattermost) -> AsyncIterator[BareClient]:
    """Somebody who administers nothing."""
    async with client_of(mattermost, mattermost.add_token(mattermost.person("Camille").user)) as client:
        yield client


async def test_an_administrator_sets_the_bot_up(mattermost: Mattermost, admin: BareClient) -> None:
    team = (await admin("GET /teams/name/exemple")).body["id"]
    assert [each["id"] for each in (await admin("GET /teams?per_page=200")).body] == [team]
    bot = (await admin("POST /bots", {"username": "pm-coach", "display_name": "PM coach"})).body["user_id"]
    assert (await admin("POST /bots", {"username": "pm-coach"})).status == 400
    assert [each["user_id"] for each in (await admin("GET /bots?include_deleted=true")).body] == [bot]
    token = (await admin(f"POST /users/{bot}/tokens", {"description": "coach"})).body
    (known,) = (await admin(f"GET /users/{bot}/tokens")).body
    assert (known["id"], "token" in known) == (token["id"], False)
    assert (await admin(f"GET /teams/{team}/members/{bot}")).status == 404
    added = await admin(f"POST /teams/{team}/members", {"team_id": team, "user_id": bot})
    assert (added.status, mattermost.bot.id) == (201, bot)
    async with client_of(mattermost, token["token"]) as client:
        assert (await client("GET /users/me")).body["username"] == "pm-coach"
        assert [each["name"] for each in (await client("GET /users/me/teams")).body] == ["exemple"]
        asked = {"team_id": team, "trigger": "pm", "url": "http://coach.example/", "method": "P"}
        assert (await client("POST /commands", asked)).status == 403


async def test_a_disabled_bot_is_let_in_again_once_it_is_enabled(mattermost: Mattermost, admin: BareClient) -> None:
    bot = (await admin("POST /bots", {"username": "pm-coach"})).body["user_id"]
    token = mattermost.add_token(mattermost.bot)
    mattermost.bot.delete_at = 1
    async with client_of(mattermost, token) as client:
        assert (await client("GET /users/me")).status == 401
        assert (await admin(f"POST /bots/{bot}/enable")).body["delete_at"] == 0
        assert (await client("GET /users/me")).status == 200


async def test_a_command_is_made_once_and_changed_with_its_token_kept(
    mattermost: Mattermost, admin: BareClient
) -> None:
    asked = {"team_id": mattermost.team.id, "trigger": "PM", "url": "http://coach.example/", "method": "P"}
    made = await admin("POST /commands", {**asked, "auto_complete": True, "display_name": "PM coach"})
    assert (made.status, made.body["trigger"], made.body["auto_complete"]) == (201, "pm", True)
    for wrong in (
        {},
        {"trigger": "help"},
        {"trigger": "/pm"},
        {"trigger": "p m"},
        {"url": "coach"},
        {"method": "POST"},
    ):
        assert (await admin("POST /commands", {**asked, **wrong})).status == 400
    changed = {**made.body, "url": "http://elsewhere.example/", "token": "other"}
    await admin(f"PUT /commands/{made.body['id']}", changed)
    (listed,) = (await admin(f"GET /commands?team_id={mattermost.team.id}&custom_only=true")).body
    assert (listed["url"], listed["token"]) == ("http://elsewhere.example/", made.body["token"])


async def test_nobody_else_may(mattermost: Mattermost, client: BareClient) -> None:
    team, me = mattermost.team.id, (await client("GET /users/me")).body["id"]
    channel = mattermost.channel("produit", coach=False)
    channel.members.append(me)
    refused: dict[str, Any] = {
        "POST /bots": {"username": "robot"},
        "GET /bots": None,
        f"POST /users/{me}/tokens": {"description": "mine"},
        f"POST /teams/{team}/members": {"team_id": team, "user_id": me},
        "POST /commands": {"team_id": team, "trigger": "pm", "url": "http://coach.example/", "method": "P"},
        f"GET /commands?team_id={team}": None,
        "GET /config": None,
        "POST /posts/ephemeral": {"user_id": me, "post": {"channel_id": channel.id, "message": "Psst"}},
    }
    assert {request: (await client(request, body)).status for request, body in refused.items()} == dict.fromkeys(
        refused, 403
    )


async def test_the_settings_are_told_to_administrators_and_some_to_all(
    mattermost: Mattermost, admin: BareClient, client: BareClient
) -> None:
    settings = (await admin("GET /config")).body["ServiceSettings"]
    assert (settings["SiteURL"], settings["EnableBotAccountCreation"]) == (mattermost.url, True)
    assert (await client("GET /config/client?format=old")).body["BuildNumber"] == "5.36.1"
    assert (await client("GET /config/client")).status == 501


@pytest.mark.parametrize(
    ("request_", "body", "said"),
    [
        ("GET /users/me?color=red", None, "no query parameter 'color'"),
        ("GET /bots?page=first", None, "query parameter 'page' is 'first'"),
        ("POST /bots", {"display_name": "PM coach"}, "'username' is a required property"),
        ("POST /bots", {"username": "robot", "name": "Robot"}, "no property 'name'"),
        ("POST /users/ids", {"ids": []}, "is not of type 'array'"),
        ("POST /users/ids", None, "the body is missing"),
        ("GET /users/me", {}, "no body is expected"),
        ("GET /nowhere", None, "no such request here"),
    ],
)
async def test_what_the_contract_does_not_know_fails_the_test(
    mattermost: Mattermost, admin: BareClient, request_: str, body: Any, said: str
) -> None:
    contracts()
    await admin(request_, body)
    with pytest.raises(AppMistake, match=said):
        mattermost.check_contract()
    mattermost.violations.clear()


@pytest.mark.parametrize(
    ("attachment", "said"),
    [
        ({"txt": "x"}, "no property 'txt'"),
        ({"text": 1}, "text is no text"),
        ({"actions": [{"id": "a-b", "name": "A", "integration": {"url": "x"}}]}, "'a-b' is not letters"),
        ({"actions": [{"id": "ab", "name": "A"}]}, "no integration"),
        ({"actions": [{"id": "ab", "name": "A", "type": "select", "integration": {"url": "x"}}]}, "no options"),
    ],
)
async def test_an_attachment_that_readers_would_miss_fails_the_test(
    mattermost: Mattermost, admin: BareClient, attachment: dict[str, Any], said: str
) -> None:
    channel = mattermost.channel("produit", coach=False)
    await admin.post(channel.id, "", props={"attachments": [attachment]})
    with pytest.raises(AppMistake, match=said):
        mattermost.check_contract()
    mattermost.violations.clear()


async def test_a_broken_contract_fails_the_test_at_its_end() -> None:
    with pytest.raises(AppMistake, match="no such request here"):
        async with mattermost_on_localhost() as double, client_of(double) as client:
            await client("GET /nowhere")
