"""The websocket by which Mattermost tells what happens: kept open for ever, and resumed where the server can."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Iterator
from time import monotonic

import aiohttp
from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType

from bot.platforms.mattermost.reading import ANSWERED, Event, event_in
from bot.ports import NotSent, OutcomeUnknown, Pulse, StoreAway, Unreachable

log = logging.getLogger(__name__)

PATH = "/api/v4/websocket"
HELLO = "hello"
ALIVE_SECONDS = 30.0
"""How often it is tried whether the server is still there."""
LONGEST_WAIT = 60.0

Hear = Callable[[Event], Awaitable[None]]
Pause = Callable[[float], Awaitable[None]]


class Missed(Exception):
    """The server told something that did not arrive."""


ENDS = (aiohttp.ClientError, OSError, TimeoutError, StoreAway, NotSent, Unreachable, OutcomeUnknown, Missed)
"""What ends a connection: the next one begins where this one was."""


class Stream:
    """How far the server's events were heard, so that the next connection goes on there."""

    def __init__(self) -> None:
        self._connection, self._next = "", 0

    def where(self) -> dict[str, str]:
        """What to ask the server for; nothing where it cannot resume, or where too much was missed."""
        return {"connection_id": self._connection, "sequence_number": str(self._next)} if self._connection else {}

    def forget(self) -> None:
        """Begin anew with the next connection."""
        self._connection = ""

    def begin(self, hello: Event) -> None:
        """Everything before this greeting was heard; a server that can resume names the connection in it."""
        self._connection, self._next = str(hello.data.get("connection_id") or ""), hello.sequence + 1

    def expect(self, event: Event) -> None:
        """Raise Missed where an event before this one did not arrive."""
        if event.sequence != self._next:
            self.forget()
            raise Missed(f"event {self._next} did not arrive")

    def heard(self, event: Event) -> None:
        """This event needs not be told again."""
        self._next = event.sequence + 1


class Websocket:
    """Hands every event to `hear`, one after the other; `anew` reads what may have been missed before the first."""

    def __init__(
        self,
        session: ClientSession,
        url: str,
        token: str,
        hear: Hear,
        anew: Callable[[], Awaitable[None]],
        pause: Pause = asyncio.sleep,
    ) -> None:
        self._session, self._url, self._token = session, url.rstrip("/") + PATH, token
        self._hear, self._anew, self._pause = hear, anew, pause
        self._stream = Stream()
        self._waits = backing_off()
        self._is_away = False
        self._heard_at = monotonic()
        self.caught_up = asyncio.Event()
        """Set as long as the connection is open and nothing from before it is missing."""
        self.idle = asyncio.Event()
        """Set as long as everything that arrived was heard."""

    def pulse(self) -> Pulse:
        """How it is now."""
        return Pulse(self.caught_up.is_set(), monotonic() - self._heard_at)

    async def run(self) -> None:
        """Stay connected until cancelled."""
        while True:
            reason = "the server closed it"
            try:
                await self._connection()
            except ENDS as problem:
                reason = type(problem).__name__
            except Exception as problem:
                log.exception("action=websocket_failed")
                reason = type(problem).__name__
            self._leave(reason)
            await self._pause(next(self._waits))

    async def _connection(self) -> None:
        # Only who is known while the connection opens may resume; the challenge is for where a proxy drops the header.
        known = {"Authorization": f"Bearer {self._token}"}
        where = self._stream.where()
        opening = self._session.ws_connect(
            self._url, headers=known, params=where, heartbeat=ALIVE_SECONDS, autoping=False
        )
        async with opening as socket:
            challenge = {"seq": 1, "action": "authentication_challenge", "data": {"token": self._token}}
            await socket.send_json(challenge)
            # A resumed connection greets with nothing: its answer to this tells that it is open.
            await socket.send_json({"seq": 2, "action": "ping"})
            await self._listen(socket)

    async def _listen(self, socket: ClientWebSocketResponse) -> None:
        """Take what arrives until the connection ends; while that takes its time, more is received."""
        inbox: asyncio.Queue[str | None] = asyncio.Queue()
        receiving = asyncio.create_task(self._receive(socket, inbox))
        try:
            while (text := await inbox.get()) is not None:
                await self._take(text)
                if inbox.empty():
                    self.idle.set()
        finally:
            receiving.cancel()
            await asyncio.gather(receiving, return_exceptions=True)
            self.idle.set()

    async def _receive(self, socket: ClientWebSocketResponse, inbox: asyncio.Queue[str | None]) -> None:
        try:
            async for message in socket:
                self._heard_at = monotonic()
                if message.type is WSMsgType.PING:
                    await socket.pong(message.data)
                if message.type is WSMsgType.TEXT:
                    self.idle.clear()
                    inbox.put_nowait(message.data)
        finally:
            inbox.put_nowait(None)

    async def _take(self, text: str) -> None:
        event = event_in(text)
        if event.name == HELLO:
            await self._begin(event)
        elif event.name == ANSWERED:
            if self._stream.where():
                self._arrive()
        else:
            self._stream.expect(event)
            await self._hear(event)
            self._stream.heard(event)

    async def _begin(self, hello: Event) -> None:
        """A connection that the server could not resume: what came before it is read, and only then it can be."""
        self._stream.forget()
        self.caught_up.clear()
        await self._anew()
        self._stream.begin(hello)
        self._arrive()

    def _arrive(self) -> None:
        self.caught_up.set()
        self._waits = backing_off()
        if self._is_away:
            self._is_away = False
            log.info("action=mattermost_back")

    def _leave(self, reason: str) -> None:
        self.caught_up.clear()
        if not self._is_away:
            self._is_away = True
            log.warning("action=mattermost_away reason=%s", reason)


def backing_off() -> Iterator[float]:
    """Seconds to wait before each try: twice as long each time up to a minute, drawn so that not all come at once."""
    longest = 1.0
    while True:
        yield random.uniform(longest / 2, longest)  # noqa: S311
        longest = min(2 * longest, LONGEST_WAIT)
