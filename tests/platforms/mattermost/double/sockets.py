"""The websockets: whom an event reaches, and what a client that comes back hears again."""

import asyncio
import json
from typing import TYPE_CHECKING

from aiohttp import WSMessage, WSMsgType, web

from tests.platforms.mattermost.double.connection import Connection
from tests.platforms.mattermost.double.refusals import JSON
from tests.platforms.mattermost.double.world import Channel, new_id

if TYPE_CHECKING:
    from tests.platforms.mattermost.double.mattermost import Mattermost

KEPT_SECONDS = 5 * 60
MOST_ROUNDS = 200


class NoSequence(Exception):
    """A client names the connection that it had, and not what it heard last."""


class Sockets:
    """The open websockets; every one of a user hears every event."""

    def __init__(self, mattermost: "Mattermost") -> None:
        self._mattermost = mattermost
        self.connections: list[Connection] = []
        self.connected = asyncio.Event()

    @property
    def open(self) -> list[Connection]:
        """The connections that have a socket now."""
        return [one for one in self.connections if one.socket is not None]

    async def link(self, request: web.Request) -> web.StreamResponse:
        """One websocket of a client, from its first word to its end."""
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        comes_back = kind.lower() == "bearer"
        try:
            connection = await self._enter(socket, request, token, comes_back=True) if comes_back else None
        except NoSequence:
            await socket.close()
            return socket
        try:
            async for message in socket:
                if message.type == WSMsgType.TEXT and connection is not None:
                    await _pong(socket, message)
                elif message.type == WSMsgType.TEXT:
                    connection = await self._challenge(socket, request, message)
                elif message.type == WSMsgType.PING:
                    await socket.pong(message.data)
                elif message.type == WSMsgType.PONG and connection is not None:
                    connection.heed_pong(bytes(message.data))
        finally:
            if connection is not None and connection.socket is socket:
                self._lost(connection)
        return socket

    def publish(
        self, event: str, data: JSON, *, channel: Channel | None = None, user: str = "", team: str = ""
    ) -> None:
        """Tell an event to one user, to the members of a channel or of a team, or to everybody."""
        for connection in self.connections:
            if self._concerns(connection, channel, user, team):
                where = _broadcast(user, channel.id if channel else "", team)
                connection.tell({"event": event, "data": data, "broadcast": where})

    async def settle(self) -> bool:
        """Wait until each client has read all that it was told, of its own deeds too; false when one did not in time.

        A client answers a ping only after it has read, and if it reads one by one has dealt with, what came before.
        """
        for _ in range(MOST_ROUNDS):
            told = [one.seq for one in self.open]
            if not all([await one.answers_ping(self._mattermost.patience) for one in self.open]):
                return False
            if told == [one.seq for one in self.open]:
                return True
        raise AssertionError("the app answers its own messages without end")

    async def cut(self) -> None:
        """Break every websocket without a word."""
        for connection in self.open:
            self._lost(connection)
            if connection.transport is not None:
                connection.transport.abort()
        await asyncio.sleep(0)

    async def _challenge(
        self, socket: web.WebSocketResponse, request: web.Request, message: WSMessage
    ) -> Connection | None:
        """Let a client in that says its token; a wrong one ends the websocket."""
        said = json.loads(message.data)
        if said.get("action") != "authentication_challenge":
            error = {"id": "api.web_socket_router.not_authenticated.app_error", "status_code": 401}
            await socket.send_json({"status": "FAIL", "seq_reply": said.get("seq"), "error": error})
            return None
        connection = await self._enter(socket, request, str((said.get("data") or {}).get("token", "")))
        if connection is None:
            await socket.close()
        else:
            await socket.send_json({"status": "OK", "seq_reply": said.get("seq")})
        return connection

    async def _enter(
        self, socket: web.WebSocketResponse, request: web.Request, token: str, *, comes_back: bool = False
    ) -> Connection | None:
        """The connection of a good token; one that was lost only for who says the token in a header."""
        user = self._mattermost.session(token)
        if user is None:
            return None
        known = self._known(token, request) if comes_back else None
        if known is not None:
            await known.take(socket, request, int(request.query["sequence_number"]))
            self.connected.set()
            return known
        connection = Connection(user, token, new_id() if self._mattermost.age == "new" else "")
        about = {"connection_id": connection.id, "server_version": f"{self._mattermost.version}.double"}
        connection.tell({"event": "hello", "data": about, "broadcast": _broadcast(user.id)})
        self.connections.append(connection)
        await connection.take(socket, request)
        self.connected.set()
        return connection

    def _known(self, token: str, request: web.Request) -> Connection | None:
        """The connection that a client comes back to, if it is still there with all that the client missed."""
        oldest = self._mattermost.clock.now() - KEPT_SECONDS
        self.connections = [one for one in self.connections if one.socket is not None or one.lost_at > oldest]
        wanted, sequence = request.query.get("connection_id"), request.query.get("sequence_number", "")
        lost = [one for one in self.connections if (one.id, one.token, one.socket) == (wanted, token, None)]
        if not wanted or not lost:
            return None
        if not sequence.isdigit():
            raise NoSequence
        return next((one for one in lost if one.has_all_since(int(sequence))), None)

    def _lost(self, connection: Connection) -> None:
        connection.lose(self._mattermost.clock.now())
        if not connection.id:
            self.connections.remove(connection)
        if not self.open:
            self.connected.clear()

    def _concerns(self, connection: Connection, channel: Channel | None, user: str, team: str) -> bool:
        if self._mattermost.session(connection.token) is None:
            return False
        heard = connection.user.id
        if user:
            return heard == user
        if channel is not None:
            return heard in channel.members
        return not team or heard in self._mattermost.world.team(team).members


def _broadcast(user: str = "", channel: str = "", team: str = "") -> JSON:
    return {"omit_users": None, "user_id": user, "channel_id": channel, "team_id": team}


async def _pong(socket: web.WebSocketResponse, message: WSMessage) -> None:
    """Answer a client's own `ping`; a challenge of one that is known gets no answer."""
    said = json.loads(message.data)
    if said.get("action") == "ping":
        await socket.send_json({"status": "OK", "seq_reply": said.get("seq"), "data": {"text": "pong"}})
