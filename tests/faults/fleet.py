"""The coach's processes on one PostgreSQL, to be killed and started again."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import psutil

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


@dataclass
class Ship:
    """One process with its duty; a web process listens at `port`. What it says goes to `log`."""

    duty: str
    environment: Mapping[str, str]
    log: Path
    port: int = field(default_factory=free_port)
    process: asyncio.subprocess.Process | None = None
    kills: int = 0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def restart(self) -> None:
        """Kill it and start it again; whoever wants the same meanwhile waits, so that no process is left behind."""
        async with self.turn:
            await self.kill()
            await self.start()

    async def start(self) -> None:
        """Start it; it may take a while until it answers."""
        environment = dict(self.environment)
        if self.duty == "web":
            environment |= {"PORT": str(self.port), "HOST": "127.0.0.1"}
        with self.log.open("ab") as said:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", self.duty, stdout=said, stderr=said, env=environment, cwd=ROOT
            )

    async def kill(self) -> None:
        """End it as a power cut does."""
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()
            self.kills += 1

    async def stop(self) -> None:
        """Ask it to end, and make it where it does not."""
        async with self.turn:
            if self.process is None or self.process.returncode is not None:
                return
            self.process.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(self.process.wait(), 20)
            except TimeoutError:
                self.process.kill()
                await self.process.wait()

    async def is_ready(self) -> bool:
        """Whether this web process answers."""
        try:
            async with (
                aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session,
                session.get(f"http://127.0.0.1:{self.port}/readyz") as response,
            ):
                return response.status == 200
        except (aiohttp.ClientError, TimeoutError):
            return False

    def calls_from(self, port: int) -> bool:
        """Whether it is this process that calls from that port."""
        if self.process is None or self.process.returncode is not None:
            return False
        try:
            connections = psutil.Process(self.process.pid).net_connections("tcp4")
        except psutil.Error:
            return False
        return any(connection.laddr and connection.laddr.port == port for connection in connections)


class Fleet:
    """Web processes and workers that share everything."""

    def __init__(self, environment: Mapping[str, str], folder: Path, *, webs: int, workers: int) -> None:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        environment = {**kept, "PYTHONPATH": str(ROOT), **environment}
        duties = ["web"] * webs + ["worker"] * workers
        self.ships = [Ship(duty, environment, folder / f"{duty}-{at}.log") for at, duty in enumerate(duties)]

    @property
    def webs(self) -> list[Ship]:
        """The web processes."""
        return [ship for ship in self.ships if ship.duty == "web"]

    @property
    def kills(self) -> int:
        """How many processes were killed so far."""
        return sum(ship.kills for ship in self.ships)

    async def start(self) -> None:
        """Start every process, and wait until all web processes answer."""
        await asyncio.gather(*(ship.start() for ship in self.ships))
        await self.ready()

    async def ready(self) -> None:
        """Wait until all web processes answer."""
        async with asyncio.timeout(PATIENCE):
            while not all(await asyncio.gather(*(ship.is_ready() for ship in self.webs))):  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    async def stop(self) -> None:
        """End every process."""
        await asyncio.gather(*(ship.stop() for ship in self.ships))

    def caller_at(self, port: int) -> Ship | None:
        """The process that calls from that port."""
        return next((ship for ship in self.ships if ship.calls_from(port)), None)

    def said(self) -> str:
        """Everything that the processes logged."""
        return "\n".join(ship.log.read_text(errors="replace") for ship in self.ships if ship.log.exists())
