"""The double speaks Socket Mode: envelopes over a websocket that the app opened. Seen with Bolt's own handler."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

from tests.platforms.slack.bare_app import bare_app, client_of, refused
from tests.platforms.slack.double import LATE, Person, Slack


@pytest.fixture
def camille(slack: Slack) -> Person:
    return slack.person("Camille")


@pytest.fixture
async def socket(slack: Slack) -> AsyncIterator[AsyncSocketModeHandler]:
    """An app that answers one command, and hears every message that is not “raise”."""
    app = bare_app(slack)

    @app.command("/pm-role")
    async def role(ack: Any, command: dict[str, Any]) -> None:
        await ack(text=f"Le rôle : {command['text']}")

    @app.event("message")
    async def hear(event: dict[str, Any]) -> None:
        if event["text"] == "raise":
            raise RuntimeError("the store is away")

    handler = AsyncSocketModeHandler(app, slack.app_token, web_client=client_of(slack, ""))
    slack.by_socket()
    try:
        await handler.connect_async()  # type: ignore[no-untyped-call]
        yield handler
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]


@pytest.mark.usefixtures("socket")
async def test_a_command_is_answered_in_its_acknowledgement(camille: Person) -> None:
    await camille.commands("/pm-role", "vision")
    assert camille.sees() == "Le rôle : vision"


@pytest.mark.usefixtures("socket")
async def test_an_event_whose_listener_raised_is_not_acknowledged(slack: Slack, camille: Person) -> None:
    await camille.types("Bonjour")
    slack.patience = 0.3
    await camille.types("raise")
    assert [each.answer.status for each in slack.deliveries] == [200, LATE]
    assert not (await slack.repeats(slack.deliveries[-1])).answer.good


async def test_asked_to_the_app_opens_another_socket(
    slack: Slack, camille: Person, socket: AsyncSocketModeHandler
) -> None:
    assert socket.client is not None
    await slack.sockets.disconnect()
    await socket.client.connect_to_new_endpoint(force=True)
    await camille.commands("/pm-role", "encore")
    assert camille.sees() == "Le rôle : encore"


async def test_a_socket_is_opened_with_the_app_s_token_alone(slack: Slack) -> None:
    for token, error in (
        (slack.workspace.token, "not_allowed_token_type"),
        ("xapp-other", "invalid_auth"),
        ("", "not_authed"),
    ):
        with refused(error):
            await client_of(slack, "").apps_connections_open(app_token=token)
