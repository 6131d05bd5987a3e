"""The playground as a user starts it: a process of its own, a folder of its own, stopped as by Ctrl+C."""

import asyncio
import contextlib
import json
import os
import re
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from uuid import uuid4

ROOT = Path(__file__).parents[2]
LOOPBACK = "127.0.0.1"
LONGEST_START, LONGEST_STOP = 90.0, 20.0
READY = "The playground is at "
KNOWN_LINES = re.compile(
    r"Living through eight weeks of the example, once \(about ten seconds\) \.\.\."
    r"|The playground is at http://127\.0\.0\.1:\d+/ \(stop it with Ctrl\+C\)\."
)
GAVE_UP = re.compile(r"ERROR [\w.]+ action=store_away job=\w+")
SETTINGS = ("COACH_", "SLACK_", "MATTERMOST_", "DATABASE_URL", "PORT", "HOST", "PUBLIC_URL")


class TooBusy(AssertionError):
    """The machine had so much else to do that the store gave up within its two seconds, as it should."""


@dataclass(frozen=True)
class Program:
    """A playground that answers."""

    port: int
    folder: Path
    language: str

    @property
    def address(self) -> str:
        """Where its page is, without the last slash."""
        return f"http://{LOOPBACK}:{self.port}"

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> "Answer":
        """What is answered to something other than a browser."""
        with contextlib.closing(HTTPConnection(LOOPBACK, self.port, timeout=LONGEST_STOP)) as connection:
            connection.request(method, path, body.encode(), headers)
            response = connection.getresponse()
            return Answer(response.status, response.read().decode())

    def do(self, deed: str, **values: Any) -> Any:
        """Do something beside the page, as the page would."""
        answer = self.ask("POST", f"/api/{deed}", json.dumps(values), **{"Content-Type": "application/json"})
        assert answer.status == HTTPStatus.OK, answer.text
        return answer.json()

    def let_in(self, name: str = "") -> str:
        """Add a person; their id."""
        added: str = self.do("people", name=name or f"Personne {uuid4().hex[:12]}")["id"]
        return added

    def start(self, person: str, product: str = "Démarches en ligne") -> None:
        """Let that person start with the coach, who asks them at once."""
        place = {"person": person, "channel": f"direct-{person}"}
        form = self.do("command", **place, text="/pm-coach start")["form"]
        known = {field["name"]: field["value"] for field in form["fields"]}
        values = known | {"product": product, "way": "business", "first": "now"}
        self.do("submit", **place, form=form["id"], act=form["act"], values=values)


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    text: str

    def json(self) -> Any:
        """What it says, read."""
        return json.loads(self.text)


@contextlib.asynccontextmanager
async def running(folder: Path, *, language: str = "fr", port: int | None = None) -> AsyncIterator[Program]:
    """The program, from ready until it has ended cleanly: code 0, and nothing said but what is known."""
    chosen = port or _free_port()
    process = await _start(folder, language, chosen)
    said: list[str] = []
    try:
        async with asyncio.timeout(LONGEST_START):
            await _ready(process, said)
        yield Program(chosen, folder, language)
    except BaseException:
        await _end(process)
        raise
    await _stop(process, said)


async def _start(folder: Path, language: str, port: int) -> Process:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(SETTINGS)}
    command = (sys.executable, "-m", "bot", "playground", "--port", str(port), "--folder", str(folder))
    return await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=environment | {"COACH_LANGUAGE": language}, stdout=PIPE, stderr=PIPE
    )


async def _ready(process: Process, said: list[str]) -> None:
    """Wait for the line that gives the address, which comes once the page is served."""
    assert process.stdout is not None
    async for line in process.stdout:
        said.append(line.decode().strip())
        if said[-1].startswith(READY):
            return
    assert process.stderr is not None
    raise AssertionError(f"The playground ended before it was ready: {(await process.stderr.read()).decode()}")


async def _stop(process: Process, said: list[str]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        async with asyncio.timeout(LONGEST_STOP):
            rest, complaints = await process.communicate()
    except TimeoutError:
        await _end(process)
        raise AssertionError("The playground did not end when it was asked to.") from None
    told = complaints.decode()
    assert process.returncode == 0, f"The playground ended with code {process.returncode}: {told}"
    if told and all(GAVE_UP.fullmatch(line) for line in told.splitlines()):
        raise TooBusy(told)
    assert not told, f"The playground complained: {told}"
    unknown = [line for line in [*said, *rest.decode().splitlines()] if not KNOWN_LINES.fullmatch(line)]
    assert not unknown, f"The playground said something else: {unknown}"


async def _end(process: Process) -> None:
    if process.returncode is None:
        process.kill()
    await process.communicate()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port
