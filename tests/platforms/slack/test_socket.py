"""Socket Mode over the wire: whatever becomes of the websocket, the coach opens it again."""

import asyncio
import logging

import aiohttp
import pytest

from bot.domain.library import Library
from bot.platforms.slack import socket
from bot.platforms.slack.side import WEBSOCKET
from bot.ports import Pulse
from tests.platforms.slack.coach import Coach, coaching
from tests.platforms.slack.double import Fault, Person, Slack

OPEN = "apps.connections.open"
ENOUGH_SECONDS = 10


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(socket, "FIRST_PAUSE", 0.0)
    caplog.set_level(logging.INFO, "bot")


async def opened(slack: Slack) -> None:
    """Wait until the coach has opened a websocket."""
    async with asyncio.timeout(ENOUGH_SECONDS):
        await slack.sockets.connected.wait()


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the log says of the websocket."""
    return [record.getMessage() for record in caplog.records if "slack_socket" in record.getMessage()]


async def missing(coach: Coach) -> list[str]:
    """What `/readyz` names as missing."""
    async with aiohttp.ClientSession() as session, session.get(f"{coach.address}/readyz") as response:
        return list((await response.json())["missing"])


async def test_slack_being_away_at_the_start_is_waited_out(
    slack: Slack, library: Library, camille: Person, caplog: pytest.LogCaptureFixture
) -> None:
    slack.faults.order(OPEN, Fault.HTTP_500)
    slack.faults.order(OPEN, Fault.DROP_BEFORE)
    slack.faults.slow_down(OPEN, after=0)
    held = slack.faults.hold(OPEN)
    async with coaching(slack, library, by_socket=True) as coach:
        await held.arrived.wait()
        assert await missing(coach) == [WEBSOCKET]
        held.release()
        await opened(slack)
        await camille.commands("/pm-role")
        assert coach.library.role("fr").short in camille.sees()
        assert await missing(coach) == []
    away = "action=slack_socket_away reason="
    reasons = ["http 500", "ServerDisconnectedError", "ratelimited"]
    assert told(caplog) == [*(away + reason for reason in reasons), "action=slack_socket_open"]


@pytest.mark.parametrize("error", ["invalid_auth", "not_allowed_token_type", "account_inactive"])
async def test_a_refused_app_token_is_named_in_the_log_and_tried_again(
    slack: Slack, library: Library, camille: Person, caplog: pytest.LogCaptureFixture, error: str
) -> None:
    slack.faults.refuse(OPEN, error)
    async with coaching(slack, library, by_socket=True):
        await camille.commands("/pm-role")
    assert told(caplog)[0].endswith(f"reason={error}: Slack does not accept SLACK_APP_TOKEN")
    assert told(caplog)[1:] == ["action=slack_socket_open"]


async def test_an_address_that_slack_takes_no_more_is_asked_for_again(
    slack: Slack, library: Library, camille: Person
) -> None:
    held = slack.faults.hold(OPEN)
    async with coaching(slack, library, by_socket=True):
        await held.arrived.wait()
        slack.sockets.tickets.clear()
        held.release()
        await camille.commands("/pm-role")
        assert camille.sees()


@pytest.mark.parametrize("asked", [True, False])
async def test_a_lost_websocket_is_opened_again(
    slack: Slack, library: Library, camille: Person, caplog: pytest.LogCaptureFixture, asked: bool
) -> None:
    async with coaching(slack, library, by_socket=True):
        await opened(slack)
        if asked:
            await slack.sockets.disconnect()
        else:
            await slack.sockets.close()
        await camille.commands("/pm-role")
        assert camille.sees()
    lost = [] if asked else ["action=slack_socket_away reason=ConnectionResetError"]
    assert told(caplog) == ["action=slack_socket_open", *lost, "action=slack_socket_open"]


async def test_a_heartbeat_tells_that_slack_is_still_there_where_nobody_says_anything(
    slack: Slack, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "HEARTBEAT_SECONDS", 0.02)
    heard = asyncio.Event()

    def now() -> float:
        heard.set()
        return 100.0

    async with coaching(slack, library, by_socket=True) as coach:
        await opened(slack)
        monkeypatch.setattr(socket, "monotonic", now)
        await asyncio.wait_for(heard.wait(), ENOUGH_SECONDS)
        assert coach.heard.pulse() == Pulse(is_open=True, silent_seconds=0)
