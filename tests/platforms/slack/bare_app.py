"""A tiny Bolt app and a client, to hold the double against."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.platforms.slack.double import HttpDoor, Slack, served

PATH = "/slack/events"


def client_of(slack: Slack, token: str | None = None) -> AsyncWebClient:
    """The app's client, which tries nothing twice."""
    return AsyncWebClient(slack.workspace.token if token is None else token, base_url=slack.api_url, retry_handlers=[])


def bare_app(slack: Slack, **settings: Any) -> AsyncApp:
    """A Bolt app with no listener yet, which runs its listeners before it acknowledges."""
    workspace = slack.workspace

    async def authorize() -> AuthorizeResult:
        who = {"bot_user_id": workspace.bot_user, "bot_id": workspace.bot_id, "bot_token": workspace.token}
        return AuthorizeResult(enterprise_id=None, team_id=workspace.id, **who)

    given = settings or {"authorize": authorize, "client": client_of(slack, "")}
    return AsyncApp(signing_secret=slack.signing_secret, process_before_response=True, **given)


@contextlib.asynccontextmanager
async def listening(slack: Slack, app: AsyncApp) -> AsyncIterator[HttpDoor]:
    """Serve the app, and let the double know where."""
    async with served(app.web_app(PATH)) as url:
        yield slack.listens(f"{url}{PATH}")


@contextlib.contextmanager
def refused(error: str, *messages: str) -> Any:
    """The call inside is answered with that error, and these words in its messages."""
    with pytest.raises(SlackApiError) as caught:
        yield caught
    answer = caught.value.response
    assert answer["error"] == error, answer.data
    told = " ".join(answer.get("response_metadata", {}).get("messages", ()))
    assert [message for message in messages if message not in told] == [], told


def plain(text: str) -> dict[str, Any]:
    """A plain text object."""
    return {"type": "plain_text", "text": text}


def section(text: str) -> dict[str, Any]:
    """A section with markup."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def buttons(*labels: str) -> dict[str, Any]:
    """A row of buttons, the number of each its value."""
    made = [
        {"type": "button", "action_id": f"act{at}", "value": str(at), "text": plain(label)}
        for at, label in enumerate(labels)
    ]
    return {"type": "actions", "elements": made}


def text_input(label: str, **more: Any) -> dict[str, Any]:
    """An input of a modal; its ids are its label."""
    element = {"type": "plain_text_input", "action_id": "value", **more}
    return {"type": "input", "block_id": label, "label": plain(label), "element": element}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A modal with these blocks."""
    texts = {"title": plain("Titre"), "submit": plain("Envoyer")}
    return {"type": "modal", "callback_id": "form", "blocks": list(blocks), **texts, **more}


def home(*blocks: dict[str, Any]) -> dict[str, Any]:
    """A Home tab with these blocks."""
    return {"type": "home", "blocks": list(blocks)}
