"""The websockets: whom an event reaches, and what a client that comes back hears again."""

import asyncio
import contextlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import uuid4

from aiohttp import WSMessage, WSMsgType, web

from tests.platforms.mattermost.double.refusals import JSON
from tests.platforms.mattermost.double.world import Channel, User, new_id

if TYPE_CHECKING:
    from tests.platforms.mattermost.double.mattermost import Mattermost

KEPT_EVENTS = 128
KEPT_SECONDS = 5 * 60


@dataclass
class Connection:
    """One client's connection; on new servers it outlives its socket, with the events of its last minutes."""

    user: User
    token: str
    id: str = ""
    socket: web.WebSocketResponse | None = None
    transport: asyncio.Transport | None = None
    seq: int = 0
    events: list[JSON] = field(default_factory=list)
    lost_at: float = 0.0


class Sockets:
    """The open websockets; every one of a user hears every event."""

    def __init__(self, mattermost: "Mattermost") -> None:
        self._mattermost = mattermost
        self.connections: list[Connection] = []
        self.connected = asyncio.Event()
        self._pongs: dict[bytes, asyncio.Event] = {}
        self._writing: set[asyncio.Task[None]] = set()

    @property
    def open(self) -> list[Connection]:
        """The connections that have a socket now."""
        return [one for one in self.connections if one.socket is not None]

    async def link(self, request: web.Request) -> web.StreamResponse:
        """One websocket of a client, from its first word to its end."""
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        connection: Connection | None = None
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() == "bearer":
            connection = await self._enter(socket, token, request)
        try:
            async for message in socket:
                if await self._answered(socket, message):
                    continue
                connection = connection or await self._challenge(socket, message, request)
        finally:
            self._left(connection, socket)
        return socket

    def publish(
        self, event: str, data: JSON, *, channel: Channel | None = None, user: str = "", team: str = ""
    ) -> None:
        """Tell an event to one user, to the members of a channel or of a team, or to everybody."""
        where = {"omit_users": None, "user_id": user, "channel_id": channel.id if channel else "", "team_id": team}
        for connection in list(self.connections):
            if self._concerns(connection, channel, user, team):
                self._send(connection, {"event": event, "data": data, "broadcast": where})

    async def settle(self) -> bool:
        """Wait until each client has read what was told so far; false when one did not in time.

        A client answers a ping only after it has read, and if it reads one by one has dealt with, what came before.
        """
        while self._writing:
            await asyncio.wait(self._writing)
        answers = [await self._answers_ping(one) for one in self.open]
        return all(answers)

    async def cut(self) -> None:
        """Break every websocket without a word."""
        for connection in self.open:
            connection.socket, connection.lost_at = None, self._mattermost.clock.now()
            if connection.transport is not None:
                connection.transport.abort()
        self.connected.clear()
        await asyncio.sleep(0)

    async def _answers_ping(self, connection: Connection) -> bool:
        payload, pong = uuid4().hex.encode(), asyncio.Event()
        self._pongs[payload] = pong
        try:
            async with asyncio.timeout(self._mattermost.patience):
                if connection.socket is not None:
                    await connection.socket.ping(payload)
                while connection.socket is not None and not pong.is_set():
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(pong.wait(), 0.05)
        except (TimeoutError, ConnectionError):
            return False
        finally:
            del self._pongs[payload]
        return True

    async def _answered(self, socket: web.WebSocketResponse, message: WSMessage) -> bool:
        """Whether a message was a ping or a pong, dealt with now."""
        if message.type == WSMsgType.PING:
            await socket.pong(message.data)
        elif message.type == WSMsgType.PONG and bytes(message.data) in self._pongs:
            self._pongs[bytes(message.data)].set()
        return message.type != WSMsgType.TEXT

    async def _challenge(
        self, socket: web.WebSocketResponse, message: WSMessage, request: web.Request
    ) -> Connection | None:
        """Let a client in that says its token; a wrong one ends the websocket."""
        said = json.loads(message.data)
        if said.get("action") != "authentication_challenge":
            error = {"id": "api.web_socket_router.not_authenticated.app_error", "status_code": 401}
            await socket.send_json({"status": "FAIL", "seq_reply": said.get("seq"), "error": error})
            return None
        connection = await self._enter(socket, str((said.get("data") or {}).get("token", "")), request)
        if connection is None:
            await socket.close()
        else:
            await socket.send_json({"status": "OK", "seq_reply": said.get("seq")})
        return connection

    async def _enter(self, socket: web.WebSocketResponse, token: str, request: web.Request) -> Connection | None:
        user = self._mattermost.session(token)
        if user is None:
            return None
        connection = self._known(user, request) or self._fresh(user, token)
        connection.socket, connection.transport = socket, request.transport
        missed = [
            event for event in connection.events if event["seq"] >= int(request.query.get("sequence_number") or 0)
        ]
        for event in missed:
            await socket.send_json(event)
        self.connected.set()
        return connection

    def _fresh(self, user: User, token: str) -> Connection:
        connection = Connection(user, token, new_id() if self._mattermost.age == "new" else "")
        self.connections.append(connection)
        about = {"connection_id": connection.id, "server_version": f"{self._mattermost.version}.double"}
        where = {"omit_users": None, "user_id": user.id, "channel_id": "", "team_id": ""}
        connection.events.append({"event": "hello", "data": about, "broadcast": where, "seq": 0})
        connection.seq = 1
        return connection

    def _known(self, user: User, request: web.Request) -> Connection | None:
        """The connection that a client comes back to, if it is still there with all that the client missed."""
        self._forget_lost()
        wanted, sequence = request.query.get("connection_id"), request.query.get("sequence_number", "")
        if self._mattermost.age != "new" or not wanted or not sequence.isdigit():
            return None
        for connection in self.connections:
            if (connection.id, connection.user) == (wanted, user) and connection.socket is None:
                complete = connection.events[0]["seq"] <= int(sequence) <= connection.seq
                return connection if complete else None
        return None

    def _concerns(self, connection: Connection, channel: Channel | None, user: str, team: str) -> bool:
        if self._mattermost.session(connection.token) is None:
            return False
        heard = connection.user.id
        if user:
            return heard == user
        if channel is not None:
            return heard in channel.members
        return not team or heard in self._mattermost.world.team(team).members

    def _send(self, connection: Connection, event: JSON) -> None:
        told = {**event, "seq": connection.seq}
        connection.seq += 1
        connection.events = [*connection.events, told][-KEPT_EVENTS:]
        if connection.socket is not None and not connection.socket.closed:
            writing = asyncio.ensure_future(self._write(connection.socket, told))
            self._writing.add(writing)
            writing.add_done_callback(self._writing.discard)

    async def _write(self, socket: web.WebSocketResponse, event: JSON) -> None:
        with contextlib.suppress(ConnectionError):
            await socket.send_json(event)

    def _left(self, connection: Connection | None, socket: web.WebSocketResponse) -> None:
        if connection is None or connection.socket not in (socket, None):
            return
        if connection.socket is socket:
            connection.socket, connection.lost_at = None, self._mattermost.clock.now()
        if not connection.id and connection in self.connections:
            self.connections.remove(connection)
        if not self.open:
            self.connected.clear()

    def _forget_lost(self) -> None:
        oldest = self._mattermost.clock.now() - KEPT_SECONDS
        self.connections = [one for one in self.connections if one.socket is not None or one.lost_at > oldest]
