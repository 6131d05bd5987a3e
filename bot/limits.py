"""How much may come in: the size of a request, how many are in hand at once, and how many come without proof.

Chats send from few addresses, so an address is only counted as long as a request has not proved who sends it.
"""

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Hashable, Iterator
from time import monotonic
from typing import TypeVar
from uuid import uuid4

from aiohttp import web

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

LONGEST_BODY = 1024 * 1024
"""Bytes of a POST, unpacked: the largest window of Slack, written as Slack writes it, is a third smaller."""
BODY_SECONDS = 10.0
"""How long a body may take to arrive."""
ARRIVING = 100
"""Requests from one address whose bodies are still on their way."""
AT_ONCE = 500
"""Requests in hand, of everybody."""
PERSON_AT_ONCE = 20
"""Requests in hand of one person, once it is proved who that is."""
UNPROVED_A_MINUTE = 60
"""Requests from one address that prove nothing; what is proved always passes."""
MOST_ADDRESSES = 10_000
EVERYBODY = ""


class Crowded(Exception):
    """As many as may be are in hand already."""


class Crowd:
    """Counts what is in hand for each sender, and lets no more in than may be at once."""

    def __init__(self, most: int) -> None:
        self._most, self._inside = most, Counter[Hashable]()

    @contextlib.contextmanager
    def room_for(self, sender: Hashable) -> Iterator[None]:
        """Attend to one request of that sender. Raises Crowded."""
        if self._inside[sender] >= self._most:
            raise Crowded
        self._inside[sender] += 1
        try:
            yield
        finally:
            self._inside[sender] -= 1
            if not self._inside[sender]:
                del self._inside[sender]


class Door:
    """What is counted before it is known who asks; `clock` counts seconds."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.arriving, self.inside = Crowd(ARRIVING), Crowd(AT_ONCE)
        self._clock, self._minute = clock, 0
        self._unproved = Counter[str]()

    def unproved(self, address: str) -> None:
        """One more request from there that proves nothing. Raises Crowded."""
        minute = int(self._clock() // 60)
        if minute != self._minute or len(self._unproved) >= MOST_ADDRESSES:
            self._minute = minute
            self._unproved.clear()
        self._unproved[address] += 1
        if self._unproved[address] > UNPROVED_A_MINUTE:
            raise Crowded


DOOR = web.AppKey("door", Door)


def unproved(request: web.Request) -> None:
    """Count a request that proves nothing, before anything is done for it. Raises Crowded, which is answered 429."""
    request.app[DOOR].unproved(request.remote or "")


@web.middleware
async def bounded(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let a request in as long as there is room, and answer plainly whatever goes wrong with it."""
    door = request.app[DOOR]
    try:
        if request.can_read_body:
            await _arrived(request, door)
        with door.inside.room_for(EVERYBODY):
            return await handler(request)
    except Crowded:
        raise web.HTTPTooManyRequests(headers={"Retry-After": "60"}) from None
    except web.HTTPException:
        raise
    except Exception:
        reference = uuid4().hex[:8]
        log.exception("action=request_failed reference=%s", reference)
        raise web.HTTPInternalServerError(text=f"500: {reference}") from None


async def _arrived(request: web.Request, door: Door) -> None:
    """Wait for the body, which only a POST may have; most are there already, and need no watch."""
    if request.method != "POST":
        raise web.HTTPRequestEntityTooLarge(0)
    try:
        if request.content.is_eof():
            await request.read()
            return
        with door.arriving.room_for(request.remote):
            async with asyncio.timeout(BODY_SECONDS):
                await request.read()
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    except web.RequestPayloadError:
        raise web.HTTPBadRequest from None


def shared(ask: Callable[[], Awaitable[Answer]]) -> Callable[[], Awaitable[Answer]]:
    """The same question, asked once for everybody who wants the answer at the same time."""
    asking: asyncio.Future[Answer] | None = None

    async def answer() -> Answer:
        nonlocal asking
        if asking is None or asking.done():
            asking = asyncio.ensure_future(ask())
        return await asyncio.shield(asking)

    return answer
