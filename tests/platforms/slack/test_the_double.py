"""The double of Slack keeps Slack's promises, refusals included: seen with Slack's own SDK and with Bolt."""

from collections.abc import Iterator
from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.platforms.slack.bare_app import bare_app, listening
from tests.platforms.slack.double import Person, Slack


@pytest.fixture
def client(slack: Slack) -> AsyncWebClient:
    """The app's client, which tries nothing twice."""
    return AsyncWebClient(slack.workspace.token, base_url=slack.api_url, retry_handlers=[])


@pytest.fixture
def camille(slack: Slack) -> Person:
    return slack.person("Camille")


def modal(label: str = "Vos mots") -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": "words", "multiline": True}
    block = {"type": "input", "block_id": "b", "label": {"type": "plain_text", "text": label}, "element": element}
    texts = {name: {"type": "plain_text", "text": name} for name in ("title", "submit")}
    return {"type": "modal", "callback_id": "form", "blocks": [block], **texts}


def button(label: str) -> dict[str, Any]:
    element = {"type": "button", "action_id": "act", "value": "v", "text": {"type": "plain_text", "text": label}}
    return {"type": "actions", "elements": [element]}


async def test_a_command_opens_a_modal_that_is_filled_in_and_sent(slack: Slack, camille: Person) -> None:
    app, heard = bare_app(slack), []

    @app.command("/pm-coach")
    async def start(ack: Any, body: Any, client: Any) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=modal())
        await ack(text="*Voilà* &lt;3", blocks=[button("Oui")])

    @app.action("act")
    async def tapped(ack: Any, respond: Any, action: Any) -> None:
        await ack()
        await respond(text=f"tapped {action['value']}", replace_original=True)

    @app.view("form")
    async def sent(ack: Any, view: Any) -> None:
        heard.append(view["state"]["values"]["b"]["words"]["value"])
        await ack() if len(heard) > 1 else await ack(response_action="errors", errors={"b": "Encore."})

    async with listening(slack, app):
        await camille.commands("/pm-coach", "start")
        assert camille.modal == "title\nVos mots"
        await camille.fills({"Vos mots": "a & b"})
        assert camille.errors == {"Vos mots": "Encore."}
        await camille.fills()
        assert (camille.modal, heard) == ("", ["a & b", "a & b"])
        assert camille.labels() == ["Oui"]
        await camille.taps("Oui")
        assert camille.reads() == ["tapped v"]
