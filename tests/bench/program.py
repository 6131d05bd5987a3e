"""The program itself: from start to ready, and how much memory it keeps, before and after a digest."""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

from tests.bench.figures import Figure
from tests.bench.process import KEY, Program, free_port, running

STARTS = 5
BARE = (
    "from aiohttp import web; import sqlalchemy.ext.asyncio, typer, pydantic_settings, slack_bolt.async_app,"
    " apscheduler.schedulers.asyncio"
)
NO_SLACK = {
    "HOST": "127.0.0.1",
    "SLACK_API_URL": "http://127.0.0.1:9/api/",
    "SLACK_BOT_TOKEN": "xoxb-nobody",
    "SLACK_SIGNING_SECRET": "nobody",
    "PUBLIC_URL": "https://coach.example",
    "COACH_SECRET_KEYS": KEY,
    "COACH_RESPONSIBLE": "La DNUM",
    "COACH_DPO": "dpo@example.gouv.fr",
}


def measure() -> Sequence[Figure]:
    """Seconds to be ready and megabytes; starts of the program and of its bare libraries take turns."""
    with tempfile.TemporaryDirectory() as name:
        starts, floors, idle = [], [], 0.0
        for _ in range(STARTS):
            floors.append(_bare_start())
            with _run(Path(name)) as program:
                starts.append(program.seconds_to_ready)
                idle = program.memory()
        with _playground(Path(name)) as program:
            before, after = program.memory(), _after_digest(program)
    floor = {"importing its libraries": statistics.median(floors)}
    return [
        Figure("pm-coach run, from start to ready", statistics.median(starts), "s", 1.5, floors=floor),
        Figure("memory of pm-coach run, idle", idle, "MB", 150),
        Figure(
            "memory after a digest and its picture", after, "MB", 150, note=f"playground, before it {before:.0f} MB"
        ),
    ]


def _bare_start() -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", BARE], check=True)
    return time.perf_counter() - started


@contextmanager
def _run(folder: Path) -> Iterator[Program]:
    port = free_port()
    environment = {**NO_SLACK, "DATABASE_URL": f"sqlite:///{folder / 'coach.db'}", "PORT": str(port)}
    with running("bot", "run", port=port, environment=environment) as program:
        yield program


@contextmanager
def _playground(folder: Path) -> Iterator[Program]:
    port = free_port()
    with running("bot", "playground", "--port", str(port), "--folder", str(folder), port=port) as program:
        yield program


def _after_digest(program: Program) -> float:
    """The memory once a community's digest was published and its picture drawn."""
    for _ in range(2):
        _post(program, "clock", {"to": "next"})
    messages = _get(program, "messages?person=andrea&channel=community")["messages"]
    pictures = [block["url"] for message in messages for block in message["blocks"] or [] if block["type"] == "picture"]
    with urlopen(program.address + pictures[-1], timeout=60) as picture:
        picture.read()
    return program.memory()


def _post(program: Program, what: str, body: dict[str, str]) -> None:
    headers = {"Content-Type": "application/json"}
    request = Request(f"{program.address}/api/{what}", json.dumps(body).encode(), headers)
    with urlopen(request, timeout=120) as answer:
        answer.read()


def _get(program: Program, what: str) -> dict[str, list[dict[str, list[dict[str, str]]]]]:
    with urlopen(f"{program.address}/api/{what}", timeout=60) as answer:
        found: dict[str, list[dict[str, list[dict[str, str]]]]] = json.load(answer)
    return found
