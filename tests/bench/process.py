"""A program as its own process: started, asked, weighed and stopped."""

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import psutil

from tests.platforms.slack.double import Slack

LONGEST_START = 120.0
MEGABYTE = 1024 * 1024
KEY = "k" * 40


@dataclass(frozen=True)
class Program:
    """A running program: where it is, how long it took to be ready (seconds), and its process."""

    address: str
    seconds_to_ready: float
    process: psutil.Process

    def memory(self) -> float:
        """Megabytes that the program itself keeps in memory; children that draw are not counted."""
        return float(self.process.memory_info().rss) / MEGABYTE


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


@contextlib.contextmanager
def running(
    module: str, *arguments: str, port: int, environment: Mapping[str, str] | None = None, ready: str = "/readyz"
) -> Iterator[Program]:
    """That module of Python's, from start to stop; `environment` stands in for this process's own."""
    own = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "PYTHONPATH") if name in os.environ}
    command: Sequence[str] = [sys.executable, "-m", module, *arguments]
    started = time.perf_counter()
    given = os.environ if environment is None else {**own, **environment}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=given)
    try:
        address = f"http://127.0.0.1:{port}"
        while not _answers(address + ready):
            if process.poll() is not None or time.perf_counter() - started > LONGEST_START:
                raise RuntimeError(f"{' '.join(command)} did not become ready")
            time.sleep(0.01)
        yield Program(address, time.perf_counter() - started, psutil.Process(process.pid))
    finally:
        process.terminate()
        process.wait(timeout=30)


@contextlib.asynccontextmanager
async def in_thread(program: AbstractContextManager[Program]) -> AsyncIterator[Program]:
    """The same, started and stopped while this process goes on answering."""
    found = await asyncio.to_thread(program.__enter__)
    try:
        yield found
    finally:
        await asyncio.to_thread(program.__exit__, None, None, None)


def slack_environment(slack: Slack, database: str, port: int) -> dict[str, str]:
    """The settings of a coach in that Slack."""
    return {
        "DATABASE_URL": database,
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "PUBLIC_URL": "https://coach.example",
        "SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": slack.workspace.token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "COACH_SECRET_KEYS": KEY,
        "COACH_RESPONSIBLE": "La DNUM",
        "COACH_DPO": "dpo@example.gouv.fr",
    }


def _answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=LONGEST_START):
            return True
    except HTTPError:
        return True
    except (URLError, TimeoutError):
        return False
