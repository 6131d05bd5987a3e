"""What a test orders to go wrong goes wrong as it does at Slack, and files and installations take their way."""

import asyncio

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncConnectionErrorRetryHandler
from slack_sdk.http_retry.builtin_interval_calculators import FixedValueRetryIntervalCalculator
from slack_sdk.web.async_client import AsyncWebClient

from tests.platforms.slack.bare_app import client_of, refused
from tests.platforms.slack.double import Fault, Person, Slack

POST = "chat.postMessage"
AT_ONCE = AsyncConnectionErrorRetryHandler(interval_calculator=FixedValueRetryIntervalCalculator(0))
PICTURE = b"\x89PNG..."


@pytest.fixture
def client(slack: Slack) -> AsyncWebClient:
    return client_of(slack)


@pytest.fixture
def camille(slack: Slack) -> Person:
    return slack.person("Camille")


async def test_the_sdk_s_own_retry_posts_twice_when_the_connection_drops(slack: Slack, camille: Person) -> None:
    client = AsyncWebClient(slack.workspace.token, base_url=slack.api_url, retry_handlers=[AT_ONCE])
    slack.faults.order(POST, Fault.DROP_AFTER)
    await client.chat_postMessage(channel=camille.user.id, text="Bonjour")
    assert camille.reads() == ["Bonjour", "Bonjour"]


async def test_without_retries_a_dropped_connection_leaves_one_post_and_an_error(
    slack: Slack, client: AsyncWebClient, camille: Person
) -> None:
    slack.faults.order(POST, Fault.DROP_AFTER)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await client.chat_postMessage(channel=camille.user.id, text="Bonjour")
    assert camille.reads() == ["Bonjour"]


async def test_a_connection_dropped_before_leaves_nothing(
    slack: Slack, client: AsyncWebClient, camille: Person
) -> None:
    slack.faults.order(POST, Fault.DROP_BEFORE)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await client.chat_postMessage(channel=camille.user.id, text="Bonjour")
    assert camille.reads() == []


@pytest.mark.parametrize(("fault", "posts"), [(Fault.HTTP_500, 0), (Fault.HTTP_500_AFTER, 1)])
async def test_a_500_tells_nothing_about_the_post(
    slack: Slack, client: AsyncWebClient, camille: Person, fault: Fault, posts: int
) -> None:
    slack.faults.order(POST, fault)
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=camille.user.id, text="Bonjour")
    assert (caught.value.response.status_code, len(camille.reads())) == (500, posts)


@pytest.mark.parametrize(("fault", "posts"), [(Fault.HANG, 0), (Fault.HANG_AFTER, 1)])
async def test_a_call_that_hangs_runs_into_the_callers_time_out(
    slack: Slack, client: AsyncWebClient, camille: Person, fault: Fault, posts: int
) -> None:
    slack.faults.order(POST, fault)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await client.chat_postMessage(channel=camille.user.id, text="Bonjour")
    assert len(camille.reads()) == posts


async def test_an_answer_is_held_back_until_it_is_released(
    slack: Slack, client: AsyncWebClient, camille: Person
) -> None:
    held = slack.faults.hold(POST)
    sending = asyncio.create_task(client.chat_postMessage(channel=camille.user.id, text="Bonjour"))
    await held.arrived.wait()
    assert (camille.reads(), sending.done()) == (["Bonjour"], False)
    held.release()
    assert (await sending)["ok"]


async def test_slack_can_ask_to_slow_down_and_tells_for_how_long(
    slack: Slack, client: AsyncWebClient, camille: Person
) -> None:
    slack.faults.slow_down(POST, after=7)
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=camille.user.id, text="Bonjour")
    assert caught.value.response.headers["Retry-After"] == "7"
    assert [noted.outcome for noted in slack.calls(POST)] == ["SLOW_DOWN"]
    assert camille.reads() == []


async def test_history_can_be_asked_once_a_minute_only(slack: Slack, client: AsyncWebClient, camille: Person) -> None:
    slack.pace.every("conversations.history", 60)
    await client.conversations_history(channel=camille.direct.id)
    with refused("ratelimited"):
        await client.conversations_history(channel=camille.direct.id)
    slack.clock.advance(60)
    assert (await client.conversations_history(channel=camille.direct.id))["ok"]


async def test_a_picture_can_be_shown_only_once_it_is_processed(
    slack: Slack, client: AsyncWebClient, camille: Person
) -> None:
    slack.file_busy_for = 1
    uploaded = await client.files_upload_v2(filename="points.png", content=PICTURE)
    image = {"type": "image", "alt_text": "Les points", "slack_file": {"id": uploaded["files"][0]["id"]}}
    with refused("invalid_blocks", "invalid slack file"):
        await client.chat_postMessage(channel=camille.user.id, text="Le point", blocks=[image])
    await client.chat_postMessage(channel=camille.user.id, text="Le point", blocks=[image])
    assert camille.reads() == ["Les points"]


async def test_a_file_never_brought_cannot_be_completed(client: AsyncWebClient) -> None:
    asked = await client.files_getUploadURLExternal(filename="points.png", length=7)
    with refused("file_not_found"):
        await client.files_completeUploadExternal(files=[{"id": asked["file_id"], "title": "Les points"}])


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
async def test_a_code_is_exchanged_once_for_a_token(slack: Slack, camille: Person) -> None:
    client, code = client_of(slack, ""), slack.allows(camille, "https://coach.example/slack/oauth_redirect")
    asked = {"client_id": slack.client_id, "client_secret": slack.client_secret, "code": code}
    with refused("bad_redirect_uri"):
        await client.oauth_v2_access(**asked)
    asked["redirect_uri"] = "https://coach.example/slack/oauth_redirect"
    with refused("bad_client_secret"):
        await client.oauth_v2_access(**{**asked, "client_secret": "other"})
    granted = await client.oauth_v2_access(**asked)
    assert granted["access_token"] == slack.workspace.token
    assert (granted["team"]["id"], granted["authed_user"]["id"]) == (slack.workspace.id, camille.user.id)
    with refused("invalid_code"):
        await client.oauth_v2_access(**asked)


async def test_one_workspace_knows_nothing_of_another(slack: Slack, client: AsyncWebClient, camille: Person) -> None:
    other = slack.add_workspace("T0OTHER", "autre")
    alix = slack.person("Alix", other)
    with refused("channel_not_found"):
        await client.chat_postMessage(channel=alix.user.id, text="Bonjour")
    await client_of(slack, other.token).chat_postMessage(channel=alix.user.id, text="Bonjour")
    assert (alix.reads(), camille.reads()) == (["Bonjour"], [])
