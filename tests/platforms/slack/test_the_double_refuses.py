"""The double holds blocks and views against Slack's own schemas and sizes."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.platforms.slack.bare_app import buttons, client_of, home, modal, plain, refused, section, text_input
from tests.platforms.slack.double import Person, Slack

Blocks = list[dict[str, Any]]

LONG_BUTTON = {"type": "button", "action_id": "a", "text": plain("x"), "value": "x" * 2001}


def select(text: str = "x", value: str = "v") -> dict[str, Any]:
    options = [{"text": plain(text), "value": value}]
    return {"type": "actions", "elements": [{"type": "static_select", "action_id": "a", "options": options}]}


MESSAGES: dict[str, tuple[Blocks, str]] = {
    "51 blocks": ([section("x")] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
    "long section": ([section("x" * 3001)], "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    "empty section": ([section("")], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    "long header": ([{"type": "header", "text": plain("x" * 151)}], "must be less than 151 characters"),
    "long label": ([buttons("x" * 76)], "less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]"),
    "long value": ([{"type": "actions", "elements": [LONG_BUTTON]}], "must be less than 2001 characters"),
    "long option": ([select(text="x" * 76)], "/blocks/0/elements/0/options/0/text/text]"),
    "26 buttons": ([buttons(*"abcdefghijklmnopqrstuvwxyz")], "no more than 25 items allowed"),
    "no buttons": ([buttons()], "no fewer than 1 items allowed [json-pointer:/blocks/0/elements]"),
    "long markdown": ([{"type": "markdown", "text": "x" * 12_001}], "must be less than 12001 characters"),
    "same block twice": ([{**section("x"), "block_id": "b"}] * 2, "`b` already exists"),
    "unknown file": ([{"type": "image", "alt_text": "x", "slack_file": {"id": "F0"}}], "invalid slack file"),
}
SHAPES: dict[str, Blocks] = {
    "unknown type": [{"type": "sectoin"}],
    "header with markup": [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}],
    "image without alt text": [{"type": "image", "image_url": "https://example.org/a.png"}],
    "unknown field": [{**section("x"), "colour": "red"}],
}
VIEWS: dict[str, tuple[dict[str, Any], str]] = {
    "long title": (modal(section("x"), title=plain("x" * 25)), "/view/title/text]"),
    "101 blocks": (modal(*[section("x")] * 101), "no more than 100 items allowed [json-pointer:/view/blocks]"),
    "long metadata": (modal(section("x"), private_metadata="x" * 3001), "/view/private_metadata]"),
    "input without submit": ({k: v for k, v in modal(text_input("x")).items() if k != "submit"}, "field: submit"),
    "long initial value": (modal(text_input("x", initial_value="x" * 3001)), "/initial_value]"),
    "markdown block": (modal({"type": "markdown", "text": "x"}), "unsupported type: markdown"),
}


@pytest.fixture
def client(slack: Slack) -> AsyncWebClient:
    return client_of(slack)


@pytest.fixture
def camille(slack: Slack) -> Person:
    return slack.person("Camille")


@pytest.mark.parametrize("case", MESSAGES)
async def test_a_message_beyond_the_sizes_is_refused_with_its_place(
    client: AsyncWebClient, camille: Person, case: str
) -> None:
    blocks, message = MESSAGES[case]
    with refused("invalid_blocks", message):
        await client.chat_postMessage(channel=camille.user.id, text="x", blocks=blocks)
    assert camille.reads() == []


@pytest.mark.usefixtures("contracts_at")
@pytest.mark.parametrize("case", SHAPES)
async def test_a_message_of_another_shape_is_refused(client: AsyncWebClient, camille: Person, case: str) -> None:
    with refused("invalid_blocks", "[json-pointer:/blocks/0"):
        await client.chat_postMessage(channel=camille.user.id, text="x", blocks=SHAPES[case])


async def test_a_message_that_is_too_long_as_a_whole_is_refused(client: AsyncWebClient, camille: Person) -> None:
    with refused("msg_too_long"):
        await client.chat_postMessage(channel=camille.user.id, text="x", blocks=[section("x" * 2700)] * 5)
    with refused("msg_too_long"):
        await client.chat_postMessage(channel=camille.user.id, text="x" * 40_001)


async def test_a_message_of_nothing_is_refused(client: AsyncWebClient, camille: Person) -> None:
    with refused("no_text"):
        await client.api_call("chat.postMessage", json={"channel": camille.user.id, "text": ""})
    with refused("invalid_blocks_format"):
        await client.chat_postMessage(channel=camille.user.id, text="x", blocks="[{")


async def test_just_inside_the_sizes_all_is_well(client: AsyncWebClient, camille: Person) -> None:
    blocks = [section("x" * 3000), buttons("x" * 75), select("x" * 75), *[section("x")] * 47]
    assert (await client.chat_postMessage(channel=camille.user.id, text="x", blocks=blocks))["ok"]


@pytest.mark.parametrize("case", VIEWS)
async def test_a_view_beyond_the_sizes_is_refused(
    slack: Slack, client: AsyncWebClient, camille: Person, case: str
) -> None:
    view, message = VIEWS[case]
    trigger = slack.trigger(slack.workspace, camille.user.id)
    with refused("invalid_arguments", message):
        await client.views_open(trigger_id=trigger, view=view)
    assert camille.modal == ""


async def test_a_home_tab_is_published_and_held_to_the_same(client: AsyncWebClient, camille: Person) -> None:
    published = await client.views_publish(user_id=camille.user.id, view=home(section("*Où* j’en suis")))
    assert camille.home == "Où j’en suis"
    with refused("invalid_arguments", "no more than 100 items"):
        await client.views_publish(user_id=camille.user.id, view=home(*[section("x")] * 101))
    await client.views_publish(user_id=camille.user.id, view=home(section("Plus tard")), hash=published["view"]["hash"])
    with refused("hash_conflict"):
        await client.views_publish(user_id=camille.user.id, view=home(), hash=published["view"]["hash"])
    with refused("user_not_found"):
        await client.views_publish(user_id="U0NOBODY", view=home())


async def test_a_trigger_is_good_once_and_for_three_seconds(
    slack: Slack, client: AsyncWebClient, camille: Person
) -> None:
    trigger = slack.trigger(slack.workspace, camille.user.id)
    await client.views_open(trigger_id=trigger, view=modal(section("x")))
    with refused("exchanged_trigger_id"):
        await client.views_open(trigger_id=trigger, view=modal(section("x")))
    slack.trigger_age = 3
    late = slack.trigger(slack.workspace, camille.user.id)
    with refused("expired_trigger_id"):
        await client.views_open(trigger_id=late, view=modal(section("x")))
    with refused("invalid_trigger_id"):
        await client.views_open(trigger_id="1.2", view=modal(section("x")))


async def test_an_open_modal_is_updated_and_a_closed_one_is_not_found(
    slack: Slack, client: AsyncWebClient, camille: Person
) -> None:
    trigger = slack.trigger(slack.workspace, camille.user.id)
    opened = await client.views_open(trigger_id=trigger, view=modal(section("Un instant")))
    await client.views_update(view_id=opened["view"]["id"], view=modal(section("Voilà")))
    assert camille.modal == "Titre\nVoilà"
    slack.workspace.modals.clear()
    with refused("not_found"):
        await client.views_update(view_id=opened["view"]["id"], view=modal(section("Trop tard")))
