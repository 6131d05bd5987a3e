"""The coach as its own process, between a Slack and a Mattermost on this machine, or with its playground."""

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import psutil

from tests.faults.fleet import ROOT, free_port

PATIENCE = 60.0
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Program:
    """Where it answers, what it logged, and what it weighs."""

    address: str
    process: psutil.Process
    log: Path

    def memory(self) -> float:
        """Megabytes in memory."""
        return float(self.process.memory_info().rss) / MEGABYTE

    def said(self) -> str:
        """Everything that it logged."""
        return self.log.read_text(errors="replace")


@contextlib.asynccontextmanager
async def running(folder: Path, *arguments: str, port: int | None = None, **environment: str) -> AsyncIterator[Program]:
    """`pm-coach` with these arguments and this environment, from ready until it is stopped."""
    chosen = port or free_port()
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    given = {**kept, "PYTHONPATH": str(ROOT), "PORT": str(chosen), "HOST": "127.0.0.1", **environment}
    log = folder / "coach.log"
    with log.open("ab") as said:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *arguments, stdout=said, stderr=said, env=given, cwd=ROOT
        )
    program = Program(f"http://127.0.0.1:{chosen}", psutil.Process(process.pid), log)
    try:
        await _ready(program, process)
        yield program
    finally:
        process.terminate()
        await process.wait()


async def _ready(program: Program, process: asyncio.subprocess.Process) -> None:
    async with asyncio.timeout(PATIENCE), aiohttp.ClientSession() as session:
        while not await _answers(session, program.address):
            assert process.returncode is None, program.said()
            await asyncio.sleep(0.05)


async def _answers(session: aiohttp.ClientSession, address: str) -> bool:
    try:
        async with session.get(f"{address}/readyz") as response:
            answer: Mapping[str, object] = await response.json()
            return response.status == 200 and not answer["missing"]
    except aiohttp.ClientError:
        return False
