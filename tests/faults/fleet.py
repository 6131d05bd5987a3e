"""The coach's processes on one database, to be killed and started again."""

import asyncio
import contextlib
import ctypes
import os
import random
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import aiohttp
import psutil

from tests.faults.waiting import until, until_told

ROOT = Path(__file__).parents[2]
PR_SET_PDEATHSIG = 1
NOBODY_ELSES = range(20_000, 32_000)
"""Ports that Linux gives to nobody by itself, so that a process killed finds its own free again."""


def free_port() -> int:
    """A port that nobody listens at."""
    while True:
        port = random.SystemRandom().choice(NOBODY_ELSES)
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def _end_with_tests() -> None:
    """Let a process end with the tests, however these end; Linux alone can be told so."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


@dataclass
class Ship:
    """One process with its duty, and its own clock, which is `ahead`; what it says goes to `log`.

    A worker answers at its port too, as it does where a host gives it one. Requests go to who is `routed`.
    """

    duty: str
    environment: Mapping[str, str]
    log: Path
    ahead: timedelta = timedelta()
    routed: bool = True
    port: int = field(default_factory=free_port)
    process: asyncio.subprocess.Process | None = None
    kills: int = 0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def lives(self) -> bool:
        """Whether it has been started and has not ended."""
        return self.process is not None and self.process.returncode is None

    async def start(self) -> None:
        """Start it; it may take a while until it answers."""
        entry = ["tests.faults.ahead", str(self.ahead.total_seconds())] if self.ahead else ["bot"]
        environment = {**self.environment, "PORT": str(self.port), "HOST": "127.0.0.1"}
        with self.log.open("ab") as said:
            # A group of its own, so that what it starts ends with it.
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", *entry, self.duty),
                stdout=said,
                stderr=said,
                env=environment,
                cwd=ROOT,
                start_new_session=True,
                preexec_fn=_end_with_tests,
            )

    async def kill(self) -> None:
        """End it as a power cut does."""
        if self.lives:
            self.kills += 1
            await self._end()

    async def restart(self) -> None:
        """Kill it and start it again; whoever wants the same meanwhile waits, so that no process is left behind."""
        async with self.turn:
            await self.kill()
            await self.start()

    async def stop(self) -> int | None:
        """Ask it to end; the code with which it did within what hosts give it, None where it had to be made to."""
        async with self.turn:
            if self.process is None:
                return None
            if self.lives:
                self.process.send_signal(signal.SIGTERM)
            with contextlib.suppress(TimeoutError):
                return await asyncio.wait_for(self.process.wait(), 20)
            await self._end()
            return None

    async def is_ready(self) -> bool:
        """Whether it answers, with its database and every connection that it keeps."""
        told = await self.readyz()
        return told is not None and not told["missing"]

    async def readyz(self) -> Mapping[str, Sequence[str]] | None:
        """What it tells of itself; None where it is not ready, or not there."""
        timeout = aiohttp.ClientTimeout(total=5)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.get(f"{self.url}/readyz") as response,
            ):
                told: Mapping[str, Sequence[str]] = await response.json()
                return told if response.status == 200 else None
        except (aiohttp.ClientError, TimeoutError):
            return None

    def has_port(self, port: int) -> bool:
        """Whether it is this process that calls from that port, or listens there."""
        if not self.lives or self.process is None:
            return False
        try:
            connections = psutil.Process(self.process.pid).net_connections("tcp4")
        except psutil.Error:
            return False
        return any(connection.laddr and connection.laddr.port == port for connection in connections)

    def said(self) -> str:
        """Everything that it logged."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    async def _end(self) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            await self.process.wait()


class Fleet:
    """Processes that share everything; `duties` name them, `ahead` sets the clocks of the first ones."""

    def __init__(
        self, environment: Mapping[str, str], folder: Path, duties: Sequence[str], ahead: Sequence[timedelta] = ()
    ) -> None:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        environment = {**kept, "PYTHONPATH": str(ROOT), **environment}
        clocks = [*ahead, *[timedelta()] * len(duties)]
        self.ships = [
            Ship(duty, environment, folder / f"{duty}-{at}.log", clock)
            for at, (duty, clock) in enumerate(zip(duties, clocks, strict=False))
        ]

    @property
    def webs(self) -> list[Ship]:
        """The processes that requests go to."""
        return [ship for ship in self.ships if ship.duty != "worker" and ship.routed]

    @property
    def kills(self) -> int:
        """How many processes were killed so far."""
        return sum(ship.kills for ship in self.ships)

    async def start(self) -> None:
        """Start every process, and wait until all are ready."""
        await asyncio.gather(*(ship.start() for ship in self.ships))
        await self.ready()

    async def ready(self) -> None:
        """Wait until all processes are ready."""
        for ship in self.ships:
            await until_told(ship.is_ready, f"{ship.duty} to be ready; it said:\n{ship.said()[-3000:]}")

    async def deploy(self) -> Sequence[int | None]:
        """Put new processes in the place of all these, as hosts do; the codes with which the old ones ended."""
        old = self.ships
        migrating = self._anew(old[0], "migrate")
        await migrating.start()
        assert migrating.process is not None
        assert await migrating.process.wait() == 0
        new = [self._anew(ship, ship.duty) for ship in old]
        self.ships = [*old, *new]
        await asyncio.gather(*(ship.start() for ship in new))
        await self.ready()
        for ship in self.ships:
            ship.routed = ship in new
        return await asyncio.gather(*(ship.stop() for ship in old))

    async def stop(self) -> Sequence[int | None]:
        """Ask every process to end; the codes with which they did, None for one that had to be made to."""
        return await asyncio.gather(*(ship.stop() for ship in self.ships))

    def ship_at(self, port: int) -> Ship | None:
        """The process that calls from that port, or listens there."""
        return next((ship for ship in self.ships if ship.has_port(port)), None)

    def said(self) -> str:
        """Everything that the processes logged."""
        return "\n".join(ship.said() for ship in self.ships)

    async def says(self, words: str) -> None:
        """Wait until one of them has logged that."""
        await until(lambda: words in self.said(), f"the log to say {words!r}")

    def _anew(self, ship: Ship, duty: str) -> Ship:
        return Ship(duty, ship.environment, ship.log.with_suffix(f".{duty}.log"), ship.ahead, routed=False)
