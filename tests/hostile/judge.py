"""Sends the requests, a few at once and from many addresses, and finds fault with the answers."""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO

import aiohttp

from tests.hostile.attack import Sending
from tests.hostile.program import Program

AT_ONCE, ADDRESSES = 8, 100
LOOKED_THROUGH = 500
LONGEST = 20.0
ANEW = 3
TRACES = ("Traceback (most recent", 'File "/', "sqlalchemy", "asyncio.")
HEADERS = ("X-Content-Type-Options", "Referrer-Policy", "Content-Security-Policy", "Cache-Control")


@dataclass
class Figures:
    """What came of it; memory in megabytes, of the process under test. `apologies` are the coach's own excuses."""

    what: str
    seed: int
    count: int = 0
    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    memory_before: float = 0.0
    memory_halfway: float = 0.0
    memory_after: float = 0.0
    apologies: int = 0
    faults: list[str] = field(default_factory=list)


class Judge:
    """Sends to one program; `told` is everything that it told others meanwhile, in which `secret` must not stand."""

    def __init__(self, program: Program, told: Callable[[], str], secret: str, figures: Figures) -> None:
        self._program, self._told, self._secret, self.figures = program, told, secret, figures

    async def judge(self, sending: Callable[[int], Sending], count: int) -> None:
        """Send the requests from number 0 on."""
        figures = self.figures
        began, figures.memory_before = time.perf_counter(), self._program.memory()
        numbers = iter(range(count))
        async with _from_everywhere() as sessions:
            await asyncio.gather(*(self._send_all(sending, numbers, count, sessions) for _ in range(AT_ONCE)))
        self._look_through(count)
        figures.seconds += time.perf_counter() - began
        figures.memory_after = self._program.memory()
        figures.apologies += self._program.said().count("action=request_failed")
        figures.apologies += self._program.said().count("action=message_failed")
        if self._secret in self._program.said():
            figures.faults.append("the log holds a victim's words")

    async def _send_all(
        self,
        sending: Callable[[int], Sending],
        numbers: Iterator[int],
        count: int,
        sessions: list[aiohttp.ClientSession],
    ) -> None:
        for number in numbers:
            if number == count // 2:
                self.figures.memory_halfway = self._program.memory()
            request = sending(number)
            try:
                await self._send_anew(number, request, sessions[number % len(sessions)])
            except (aiohttp.ClientError, TimeoutError, OSError) as problem:
                self._blame(number, request, f"no answer: {problem!r}")
            if number % LOOKED_THROUGH == 0:
                self._look_through(number)

    async def _send_anew(self, number: int, request: Sending, session: aiohttp.ClientSession) -> None:
        """Send it; again where the connection was just being closed (RFC 9112, 9.3.1).

        A body that nobody wants may still be on its way when the answer to it has been given (RFC 9112, 9.6).
        """
        for _ in range(ANEW):
            with contextlib.suppress(aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
                return await self._send(number, request, session)
        return await self._send(number, request, session)

    async def _send(self, number: int, request: Sending, session: aiohttp.ClientSession) -> None:
        address = self._program.address + request.path
        asking = session.request(
            request.method,
            address,
            data=BytesIO(request.body) if request.body else None,
            headers=request.headers,
            allow_redirects=False,
        )
        async with asking as answer:
            said = await answer.text(errors="replace")
            self.figures.count += 1
            self.figures.statuses[answer.status] += 1
        if (answer.status >= 500 and answer.status != 503) or (request.unproved and answer.status < 400):
            self._blame(number, request, f"{answer.status}: {said[:200]}")
        if self._secret in said or any(trace in said for trace in TRACES):
            self._blame(number, request, f"{answer.status} says {said[:500]}")
        missing = [name for name in HEADERS if name not in answer.headers]
        # What is no HTTP at all is refused before there is anything of the coach's.
        if missing and (answer.status != 400 or answer.headers["Server"] == "pm-coach"):
            self._blame(number, request, f"{answer.status} without {missing}")

    def _look_through(self, number: int) -> None:
        if self._secret in self._told():
            self.figures.faults.append(f"somebody was told a victim's words, up to number {number}")

    def _blame(self, number: int, request: Sending, problem: str) -> None:
        shown = f"{request.method} {request.path[:100]} {dict(request.headers)!r:.200} {request.body[:300]!r}"
        self.figures.faults.append(f"seed {self.figures.seed}, number {number}: {problem}\n    {shown}")


@contextlib.asynccontextmanager
async def _from_everywhere() -> AsyncIterator[list[aiohttp.ClientSession]]:
    """Callers at many addresses of this machine."""
    async with contextlib.AsyncExitStack() as stack:
        yield [await stack.enter_async_context(_session(f"127.0.1.{at + 1}")) for at in range(ADDRESSES)]


def _session(address: str) -> aiohttp.ClientSession:
    connector = aiohttp.TCPConnector(local_addr=(address, 0), limit=2)
    timeout = aiohttp.ClientTimeout(total=LONGEST)
    return aiohttp.ClientSession(connector=connector, timeout=timeout, cookie_jar=aiohttp.DummyCookieJar())
