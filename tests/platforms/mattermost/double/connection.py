"""One client's connection: its socket, and the events that it could hear again."""

import asyncio
import contextlib
from dataclasses import dataclass, field
from uuid import uuid4

from aiohttp import web

from tests.platforms.mattermost.double.refusals import JSON
from tests.platforms.mattermost.double.world import User

KEPT_EVENTS = 128


@dataclass
class Connection:
    """What a client connected; on new servers it has an id and outlives its socket by some minutes."""

    user: User
    token: str
    id: str = ""
    socket: web.WebSocketResponse | None = None
    transport: asyncio.Transport | None = None
    seq: int = 0
    events: list[JSON] = field(default_factory=list)
    lost_at: float = 0.0
    pongs: dict[bytes, asyncio.Event] = field(default_factory=dict)
    writing: set[asyncio.Task[None]] = field(default_factory=set)

    def tell(self, event: JSON) -> None:
        """Send an event under the next number, and keep it."""
        told = {**event, "seq": self.seq}
        self.seq += 1
        self.events = [*self.events, told][-KEPT_EVENTS:]
        if self.socket is not None and not self.socket.closed:
            writing = asyncio.ensure_future(self._write(self.socket, told))
            self.writing.add(writing)
            writing.add_done_callback(self.writing.discard)

    def has_all_since(self, sequence: int) -> bool:
        """Whether every event from that number on is kept."""
        first: int = self.events[0]["seq"]
        return first <= sequence <= self.seq

    async def take(self, socket: web.WebSocketResponse, request: web.Request, sequence: int = 0) -> None:
        """Go on with that socket, from that event on."""
        self.socket, self.transport = socket, request.transport
        for event in [event for event in self.events if event["seq"] >= sequence]:
            await socket.send_json(event)

    def lose(self, now: float) -> None:
        """Have no socket any more."""
        self.socket, self.lost_at = None, now

    async def answers_ping(self, patience: float) -> bool:
        """Whether the client answers a ping in time; a client that is gone has nothing to answer."""
        while self.writing:
            await asyncio.wait(self.writing)
        payload, pong = uuid4().hex.encode(), asyncio.Event()
        self.pongs[payload] = pong
        try:
            async with asyncio.timeout(patience):
                if self.socket is not None:
                    await self.socket.ping(payload)
                while self.socket is not None and not pong.is_set():
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(pong.wait(), 0.05)
        except (TimeoutError, ConnectionError):
            return False
        finally:
            del self.pongs[payload]
        return True

    def heed_pong(self, payload: bytes) -> None:
        """The client answered a ping."""
        if payload in self.pongs:
            self.pongs[payload].set()

    async def _write(self, socket: web.WebSocketResponse, event: JSON) -> None:
        with contextlib.suppress(ConnectionError):
            await socket.send_json(event)
