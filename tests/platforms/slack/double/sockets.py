"""Socket Mode: websockets that the app opened, envelopes in them, and their acknowledgements."""

import asyncio
import contextlib
import json
import random
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from aiohttp import WSMsgType, web

from tests.platforms.slack.double.doors import LATE, Answer
from tests.platforms.slack.double.refusals import JSON

if TYPE_CHECKING:
    from tests.platforms.slack.double.slack import Slack


class Sockets:
    """The open websockets; each envelope goes to one of them, and is acknowledged or not."""

    def __init__(self, slack: "Slack") -> None:
        self._slack = slack
        self.tickets: set[str] = set()
        self.open: list[web.WebSocketResponse] = []
        self.connected = asyncio.Event()
        self._waiting: dict[str, asyncio.Future[JSON]] = {}

    async def link(self, request: web.Request) -> web.StreamResponse:
        """One websocket of the app, from its hello to its end."""
        if request.query.get("ticket") not in self.tickets:
            raise web.HTTPForbidden
        self.tickets.discard(request.query["ticket"])
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.open.append(socket)
        hello = {"type": "hello", "num_connections": len(self.open), "connection_info": {"app_id": self._slack.app_id}}
        await socket.send_json({**hello, "debug_info": {"host": "double", "approximate_connection_time": 18060}})
        self.connected.set()
        try:
            async for message in socket:
                if message.type == WSMsgType.TEXT:
                    self._acknowledged(message.data)
        finally:
            self.open.remove(socket)
            if not self.open:
                self.connected.clear()
        return socket

    async def command(self, fields: Mapping[str, str]) -> Answer:
        return await self.send("slash_commands", dict(fields), accepts=True)

    async def interaction(self, payload: JSON) -> Answer:
        return await self.send("interactive", payload, accepts=True)

    async def event(self, envelope: JSON, retry: int) -> Answer:
        return await self.send("events_api", envelope, accepts=False, retry=retry)

    async def send(self, kind: str, payload: JSON, *, accepts: bool, retry: int = 0) -> Answer:
        """Send an envelope, and wait for its acknowledgement as long as Slack does."""
        id_ = str(uuid4())
        envelope: JSON = {"envelope_id": id_, "type": kind, "payload": payload, "accepts_response_payload": accepts}
        if kind == "events_api":
            envelope |= {"retry_attempt": retry, "retry_reason": "timeout" if retry else ""}
        acknowledged: asyncio.Future[JSON] = asyncio.get_running_loop().create_future()
        self._waiting[id_] = acknowledged
        try:
            async with asyncio.timeout(self._slack.patience):
                await self.connected.wait()
                # Slack chooses any of them.
                socket = random.choice(self.open)  # noqa: S311
                await socket.send_json(envelope)
                answer = await acknowledged
        except (TimeoutError, ConnectionError):
            return Answer(LATE)
        finally:
            del self._waiting[id_]
        body: Any = answer.get("payload") or None
        return Answer(200, body, (socket.get_extra_info("peername") or ("", 0))[1])

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask the app to open another websocket, and close this one."""
        for socket in list(self.open):
            with contextlib.suppress(ConnectionError):
                await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "double"}})
                await socket.close()

    async def close(self) -> None:
        """Close every websocket."""
        for socket in list(self.open):
            await socket.close()

    def _acknowledged(self, text: str) -> None:
        try:
            answer = json.loads(text)
        except ValueError:
            return
        waiting = self._waiting.get(answer.get("envelope_id", ""))
        if waiting is not None and not waiting.done():
            waiting.set_result(answer)
