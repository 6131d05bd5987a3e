"""The double's websockets tell what Mattermost's tell, end, and come back: seen with a bare client."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.platforms.mattermost.double import Mattermost, Person, mattermost_on_localhost
from tests.platforms.mattermost.double.bare import BareClient, Ear, client_of, coming_back, listening


@pytest.fixture
async def mattermost() -> AsyncIterator[Mattermost]:
    async with mattermost_on_localhost() as double:
        yield double


@pytest.fixture
async def client(mattermost: Mattermost) -> AsyncIterator[BareClient]:
    async with client_of(mattermost) as client:
        yield client


@pytest.fixture
async def ear(mattermost: Mattermost, camille: Person) -> AsyncIterator[Ear]:
    """The bot's websocket, opened when Camille's conversation with it was there."""
    assert camille.direct.members
    async with listening(mattermost) as ear:
        yield ear


@pytest.fixture
def camille(mattermost: Mattermost) -> Person:
    return mattermost.person("Camille")


async def test_a_client_is_greeted_and_let_in_by_its_token(mattermost: Mattermost, ear: Ear) -> None:
    assert ear.replies == [{"status": "OK", "seq_reply": 1}]
    (hello,) = ear.events
    assert (hello["event"], hello["seq"], hello["data"]["connection_id"]) == ("hello", 0, "")
    assert hello["broadcast"]["user_id"] == mattermost.bot.id
    async with listening(mattermost, "other") as stranger:
        await stranger.ended.wait()
    assert (stranger.events, stranger.replies) == ([], [])


async def test_a_client_can_say_its_token_in_a_header(mattermost: Mattermost) -> None:
    headers = {"Authorization": f"Bearer {mattermost.token}"}
    url = f"{mattermost.url}/api/v4/websocket"
    async with aiohttp.ClientSession() as session, session.ws_connect(url, headers=headers) as socket:
        assert (await socket.receive_json())["event"] == "hello"


async def test_words_edits_and_deletions_are_told_as_json_in_a_text(ear: Ear, camille: Person) -> None:
    post = await camille.types("Bonjour")
    await camille.edits(post, "Bonsoir")
    await camille.deletes(post)
    assert ear.kinds() == ["hello", "posted", "post_edited", "post_deleted"]
    assert [event["seq"] for event in ear.events] == [0, 1, 2, 3]
    told = [ear.posts(kind)[0] for kind in ("posted", "post_edited", "post_deleted")]
    assert [each["message"] for each in told] == ["Bonjour", "Bonsoir", "Bonsoir"]
    assert told[1]["update_at"] == told[2]["update_at"], "a deletion is told with the post as it was"
    assert (ear.events[1]["data"]["channel_type"], ear.events[1]["data"]["sender_name"]) == ("D", "@camille")
    assert [each["delete_at"] for each in told] == [0, 0, 0]


async def test_the_bot_hears_its_own_posts_and_nothing_of_where_it_is_not(
    mattermost: Mattermost, client: BareClient, ear: Ear, camille: Person
) -> None:
    await client.post(camille.direct.id, "Bonjour", pending_post_id="p:1")
    await camille.types("Entre nous", mattermost.channel("prive", camille, coach=False))
    await mattermost.settle()
    (own,) = ear.posts("posted")
    assert (own["user_id"], own["pending_post_id"], own["props"]) == (mattermost.bot.id, "p:1", {"from_bot": "true"})


async def test_every_socket_of_the_bot_hears_everything(mattermost: Mattermost, ear: Ear, camille: Person) -> None:
    async with listening(mattermost) as second:
        await camille.types("Bonjour")
        assert ear.kinds() == second.kinds() == ["hello", "posted"]


async def test_coming_to_a_channel_and_being_sent_away_are_told(
    mattermost: Mattermost, ear: Ear, camille: Person
) -> None:
    channel = mattermost.channel("produit", camille, coach=False)
    await camille.invites_coach(channel)
    await camille.removes_coach(channel)
    assert ear.kinds() == ["hello", "user_added", "posted", "user_removed"]
    assert ear.posts("posted")[0]["type"] == "system_add_to_channel"
    assert ear.posts("posted")[0]["props"]["addedUserId"] == mattermost.bot.id
    assert ear.events[-1]["data"] == {"channel_id": channel.id, "remover_id": camille.user.id}


async def test_new_people_and_new_habits_are_told(mattermost: Mattermost, ear: Ear, camille: Person) -> None:
    await camille.changes(locale="fr", timezone={"manualTimezone": "Europe/Paris"})
    sacha = mattermost.person("Sacha")
    await sacha.types("Bonjour")
    await camille.is_deactivated()
    assert ear.kinds() == ["hello", "user_updated", "direct_added", "posted", "user_updated"]
    assert ear.events[1]["data"]["user"]["timezone"]["manualTimezone"] == "Europe/Paris"
    assert ear.events[2]["data"] == {"creator_id": sacha.user.id, "teammate_id": mattermost.bot.id}
    assert ear.events[-1]["data"]["user"]["delete_at"] > 0


async def test_a_revoked_token_hears_nothing_more(mattermost: Mattermost, ear: Ear, camille: Person) -> None:
    mattermost.revoke(mattermost.token)
    await camille.types("Bonjour")
    assert ear.kinds() == ["hello"]


async def test_what_is_said_in_a_gap_is_not_told_by_old_servers(mattermost: Mattermost, camille: Person) -> None:
    async with listening(mattermost) as ear:
        await mattermost.sockets.cut()
        await ear.ended.wait()
        await camille.types("Bonjour")
    async with coming_back(mattermost, "", 1) as again:
        assert again.kinds() == ["hello"]


async def test_new_servers_tell_after_a_gap_what_was_missed(mattermost: Mattermost, camille: Person) -> None:
    mattermost.age = "new"
    async with listening(mattermost) as ear:
        await camille.types("Avant")
        await mattermost.sockets.cut()
        await ear.ended.wait()
    connection = ear.events[0]["data"]["connection_id"]
    await camille.types("Pendant")
    async with coming_back(mattermost, connection, 3) as again:
        await camille.types("Après")
        assert [post["message"] for post in again.posts("posted")] == ["Pendant", "Après"]
        assert [event["seq"] for event in again.events] == [3, 4]


async def test_new_servers_forget_a_connection_in_five_minutes(mattermost: Mattermost, camille: Person) -> None:
    mattermost.age = "new"
    async with listening(mattermost) as ear:
        await mattermost.sockets.cut()
        await ear.ended.wait()
    connection = ear.events[0]["data"]["connection_id"]
    await camille.types("Pendant")
    mattermost.clock.advance(301)
    async with coming_back(mattermost, connection, 1) as again:
        assert again.kinds() == ["hello"]
        assert again.events[0]["data"]["connection_id"] != connection


async def test_who_does_not_tell_what_it_heard_last_is_sent_away(mattermost: Mattermost) -> None:
    mattermost.age = "new"
    async with listening(mattermost) as ear:
        await mattermost.sockets.cut()
        await ear.ended.wait()
    connection = ear.events[0]["data"]["connection_id"]
    url = f"{mattermost.url}/api/v4/websocket?connection_id={connection}"
    headers = {"Authorization": f"Bearer {mattermost.token}"}
    async with aiohttp.ClientSession() as session, session.ws_connect(url, headers=headers) as socket:
        assert (await socket.receive()).type == aiohttp.WSMsgType.CLOSE


async def test_only_a_token_in_a_header_brings_a_connection_back(mattermost: Mattermost, camille: Person) -> None:
    mattermost.age = "new"
    async with listening(mattermost) as ear:
        await mattermost.sockets.cut()
        await ear.ended.wait()
    await camille.types("Pendant")
    async with listening(mattermost, query=f"?connection_id={ear.events[0]['data']['connection_id']}") as again:
        assert again.kinds() == ["hello"]


async def test_settling_waits_for_what_comes_of_what_was_heard(
    mattermost: Mattermost, client: BareClient, camille: Person
) -> None:
    async def answers(socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            if "camille" in message.json().get("data", {}).get("sender_name", ""):
                await client.post(camille.direct.id, "Noté")

    headers = {"Authorization": f"Bearer {mattermost.token}"}
    url = f"{mattermost.url}/api/v4/websocket"
    async with aiohttp.ClientSession() as session, session.ws_connect(url, headers=headers) as socket:
        answering = asyncio.create_task(answers(socket))
        await mattermost.sockets.connected.wait()
        await camille.types("Bonjour")
        assert camille.sees() == "Noté"
        await socket.close()
        await answering


async def test_settling_waits_until_a_client_has_dealt_with_what_it_heard(
    mattermost: Mattermost, camille: Person
) -> None:
    dealt = list[str]()

    async def deals_one_by_one(socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            await asyncio.sleep(0.01)
            dealt.append(message.json().get("event", "reply"))

    headers = {"Authorization": f"Bearer {mattermost.token}"}
    url = f"{mattermost.url}/api/v4/websocket"
    async with aiohttp.ClientSession() as session, session.ws_connect(url, headers=headers) as socket:
        dealing = asyncio.create_task(deals_one_by_one(socket))
        await mattermost.sockets.connected.wait()
        await camille.types("Bonjour")
        assert dealt == ["hello", "direct_added", "posted"]
        await socket.close()
        await dealing
