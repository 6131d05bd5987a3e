"""What a test orders to go wrong goes wrong as it does at Mattermost."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.platforms.mattermost.double import Fault, Mattermost, Person, mattermost_on_localhost
from tests.platforms.mattermost.double.bare import BareClient, client_of

POST = "POST /posts"


@pytest.fixture
async def mattermost() -> AsyncIterator[Mattermost]:
    async with mattermost_on_localhost() as double:
        yield double


@pytest.fixture
async def client(mattermost: Mattermost) -> AsyncIterator[BareClient]:
    async with client_of(mattermost) as client:
        yield client


@pytest.fixture
def camille(mattermost: Mattermost) -> Person:
    return mattermost.person("Camille")


def bonjour(camille: Person) -> dict[str, str]:
    """A post of the bot's, with a key."""
    return {"channel_id": camille.direct.id, "message": "Bonjour", "pending_post_id": "p:1"}


@pytest.mark.parametrize(("fault", "posts"), [(Fault.DROP_BEFORE, 0), (Fault.DROP_AFTER, 1)])
async def test_a_dropped_connection_tells_nothing_about_the_post_and_its_key_settles_it(
    mattermost: Mattermost, client: BareClient, camille: Person, fault: Fault, posts: int
) -> None:
    mattermost.faults.order(POST, fault)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await client(POST, bonjour(camille))
    assert len(camille.reads()) == posts
    assert (await client(POST, bonjour(camille))).status == 201
    assert camille.reads() == ["Bonjour"]


@pytest.mark.parametrize(("fault", "posts"), [(Fault.HTTP_500, 0), (Fault.HTTP_500_AFTER, 1)])
async def test_a_500_tells_nothing_about_the_post(
    mattermost: Mattermost, client: BareClient, camille: Person, fault: Fault, posts: int
) -> None:
    mattermost.faults.order(POST, fault, times=2)
    assert [(await client(POST, bonjour(camille))).status for _ in range(2)] == [500, 500]
    assert len(camille.reads()) == posts
    assert (await client(POST, bonjour(camille))).status == 201
    assert (len(camille.reads()), len(mattermost.calls(POST))) == (1, 3)


@pytest.mark.parametrize(("fault", "posts"), [(Fault.HANG, 0), (Fault.HANG_AFTER, 1)])
async def test_a_request_that_hangs_runs_into_the_caller_s_time_out(
    mattermost: Mattermost, client: BareClient, camille: Person, fault: Fault, posts: int
) -> None:
    mattermost.faults.order(POST, fault)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await client(POST, bonjour(camille))
    assert len(camille.reads()) == posts


async def test_an_answer_is_held_back_until_it_is_released(
    mattermost: Mattermost, client: BareClient, camille: Person
) -> None:
    held = mattermost.faults.hold(POST)
    sending = asyncio.create_task(client(POST, bonjour(camille)))
    await held.arrived.wait()
    assert (camille.reads(), sending.done()) == (["Bonjour"], False)
    held.release()
    assert (await sending).status == 201


async def test_a_key_whose_post_is_still_being_saved_is_a_500(
    mattermost: Mattermost, client: BareClient, camille: Person
) -> None:
    saving = mattermost.faults.save_slowly()
    sending = asyncio.create_task(client(POST, bonjour(camille)))
    await saving.arrived.wait()
    second = await client(POST, bonjour(camille))
    assert (second.status, second.body["id"]) == (500, "api.post.deduplicate_create_post.pending")
    assert camille.reads() == []
    saving.release()
    first = await sending
    assert (await client(POST, bonjour(camille))).body["id"] == first.body["id"]
    assert camille.reads() == ["Bonjour"]


async def test_a_limit_is_told_on_every_answer_and_ends_in_seconds(
    mattermost: Mattermost, client: BareClient, camille: Person
) -> None:
    mattermost.clock.follow(lambda: 1_795_000_000.0)
    mattermost.pace.limit(per_second=0.5, burst=1)
    first, second, third = [await client("GET /users/me") for _ in range(3)]
    assert (first.status, first.headers["X-RateLimit-Limit"], first.headers["X-RateLimit-Remaining"]) == (200, "2", "1")
    assert [each.headers["X-RateLimit-Reset"] for each in (first, second, third)] == ["2", "4", "4"]
    assert (third.status, third.body, third.headers["Retry-After"]) == (429, "limit exceeded\n", "2")
    mattermost.clock.advance(2)
    assert (await client(POST, bonjour(camille))).status == 201


async def test_one_answer_can_be_too_many_requests(mattermost: Mattermost, client: BareClient, camille: Person) -> None:
    mattermost.faults.slow_down(POST, after=7)
    slowed = await client(POST, bonjour(camille))
    assert (slowed.status, slowed.headers["X-RateLimit-Reset"], camille.reads()) == (429, "7", [])


async def test_history_can_be_hidden(mattermost: Mattermost, client: BareClient, camille: Person) -> None:
    request = f"GET /channels/{camille.direct.id}/posts?since=1"
    mattermost.faults.refuse("GET /channels/{channel_id}/posts", 403)
    assert [(await client(request)).status for _ in range(2)] == [403, 200]
    mattermost.history_hidden = True
    assert (await client(request)).status == 403


async def test_a_server_that_was_away_comes_back_with_all_it_had(
    mattermost: Mattermost, client: BareClient, camille: Person
) -> None:
    await client.post(camille.direct.id, "Bonjour")
    url = mattermost.url
    await mattermost.goes_away()
    with pytest.raises(aiohttp.ClientConnectionError):
        await client("GET /system/ping")
    await mattermost.comes_up()
    assert mattermost.url == url
    assert (await client("GET /system/ping")).body == {"status": "OK"}
    await client.post(camille.direct.id, "Me revoilà")
    assert camille.reads() == ["Bonjour", "Me revoilà"]
