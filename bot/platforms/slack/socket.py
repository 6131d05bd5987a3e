"""Socket Mode: Slack reaches the coach through a websocket that the coach opens, again whenever it is lost."""

import asyncio
import contextlib
import json
import logging
import random
from collections.abc import AsyncIterator
from time import monotonic

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.platforms.slack.blocks import JSON
from bot.platforms.slack.errors import ScopeMissing, TokenRevoked, understood
from bot.platforms.slack.workspaces import Workspaces
from bot.platforms.surfaces import Later
from bot.ports import NotSent, OutcomeUnknown, Pulse, SlowDown, Unreachable

log = logging.getLogger(__name__)

Websocket = aiohttp.ClientWebSocketResponse

FIRST_PAUSE, LONGEST_PAUSE, MOST_DOUBLINGS = 1.0, 60.0, 6
HEARTBEAT_SECONDS = 10.0
IN_HAND_SECONDS = 3.0
"""How long Slack waits for an acknowledgement."""
AWAY = (NotSent, Unreachable, OutcomeUnknown, aiohttp.ClientError, OSError)


@contextlib.asynccontextmanager
async def connected(app: AsyncApp, workspaces: Workspaces, app_token: str) -> AsyncIterator["Socket"]:
    """Keep a websocket open for this application."""
    socket = Socket(app, workspaces, app_token)
    keeping = asyncio.create_task(socket.keep_open())
    try:
        yield socket
    finally:
        await socket.finish()
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)


class Socket:
    """The websocket, and what came through it and is in hand."""

    def __init__(self, app: AsyncApp, workspaces: Workspaces, app_token: str) -> None:
        self._app, self._workspaces, self._app_token = app, workspaces, app_token
        self._websocket: Websocket | None = None
        self._in_hand = Later()
        self._failures = 0
        self._heard_at = monotonic()

    def is_open(self) -> bool:
        """Whether Slack reaches the coach now."""
        return self._websocket is not None and not self._websocket.closed

    def pulse(self) -> Pulse:
        """How it is now."""
        return Pulse(self.is_open(), monotonic() - self._heard_at)

    async def keep_open(self) -> None:
        """Open it, and open it again, until cancelled."""
        while True:
            try:
                await self._live()
            except AWAY as problem:
                _tell(problem)
                await self._rest(problem)
            except Exception as problem:
                log.exception("action=slack_socket_away reason=%s", type(problem).__name__)
                await self._rest(problem)

    async def _rest(self, problem: Exception) -> None:
        """Wait a while before the next attempt: longer each time, and not for every process the same."""
        usual = min(FIRST_PAUSE * 2 ** min(self._failures, MOST_DOUBLINGS), LONGEST_PAUSE)
        asked = problem.wait.total_seconds() if isinstance(problem, SlowDown) else 0.0
        self._failures += 1
        await asyncio.sleep(max(asked, usual) * random.uniform(1, 1.5))  # noqa: S311

    async def finish(self) -> None:
        """Wait for what is in hand, so that it is acknowledged."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(IN_HAND_SECONDS):
                await self._in_hand.finish()

    async def _live(self) -> None:
        """Open it and hear what comes through, until Slack asks for another; raises what went wrong otherwise."""
        client = self._workspaces.client()
        answer = await understood(client.apps_connections_open(app_token=self._app_token))
        opening = self._workspaces.session.ws_connect(
            answer["url"], heartbeat=HEARTBEAT_SECONDS, autoping=False, proxy=client.proxy
        )
        async with opening as self._websocket:
            log.info("action=slack_socket_open")
            async for message in self._websocket:
                self._heard_at = monotonic()
                if message.type is aiohttp.WSMsgType.PING:
                    await self._websocket.pong(message.data)
                if message.type is not aiohttp.WSMsgType.TEXT:
                    continue
                told = json.loads(message.data)
                if told["type"] == "disconnect":
                    await self.finish()
                    return
                self._take(self._websocket, told)
        raise ConnectionResetError

    def _take(self, websocket: Websocket, told: JSON) -> None:
        self._failures = 0
        if "envelope_id" in told:
            self._in_hand.do(self._hear(websocket, told))

    async def _hear(self, websocket: Websocket, told: JSON) -> None:
        """Let the application hear it, and acknowledge what it did not fail at."""
        answer = await self._app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=told["payload"]))
        if answer.status == 200:
            payload: JSON = {"payload": _payload(answer.body)} if answer.body else {}
            await websocket.send_json({"envelope_id": told["envelope_id"], **payload})


def _payload(body: str) -> JSON:
    """What is answered: JSON, or a mere text."""
    return dict(json.loads(body)) if body.startswith("{") else {"text": body}


def _tell(problem: Exception) -> None:
    reason = str(problem) or type(problem).__name__
    if isinstance(problem, TokenRevoked | ScopeMissing | Unreachable):
        log.error("action=slack_socket_away reason=%s: Slack does not accept SLACK_APP_TOKEN", reason)
    else:
        log.warning("action=slack_socket_away reason=%s", reason)
