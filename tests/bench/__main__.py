"""`make bench`: prints the figures as one table."""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import Request, urlopen

from rich.console import Console
from rich.table import Table

from tests.bench import role
from tests.bench.program import Program, playground

STARTS = 5
BARE = (
    "from aiohttp import web; import sqlalchemy.ext.asyncio, typer, pydantic_settings, apscheduler.schedulers.asyncio"
)


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with playground(folder) as program:
            first = program.seconds_to_ready
        starts, floors = [], []
        for _ in range(STARTS):
            floors.append(_bare_start())
            with playground(folder) as program:
                starts.append(program.seconds_to_ready)
                before = program.memory()
                after = _after_digest(program) if len(starts) == STARTS else before
    answers = role.measure()
    table = Table("work", "measured", "floor in the same run", "reach", title="The PM coach, measured")
    start, floor = statistics.median(starts), statistics.median(floors)
    table.add_row("first start, the example lived", f"{first:.1f} s", "", "")
    table.add_row("from start to ready", f"{start:.2f} s", f"{floor:.2f} s to import the libraries", "1.5 s")
    table.add_row("memory when ready", f"{before:.0f} MB", "", "150 MB")
    table.add_row("memory after a digest and its picture", f"{after:.0f} MB", "", "150 MB")
    constant = f"{answers.constant:.0f} µs for a constant"
    table.add_row("/pm-role with a known word, store away", f"{answers.known:.0f} µs", constant, "")
    table.add_row("/pm-role with a mistyped word, store away", f"{answers.mistyped:.0f} µs", constant, "")
    Console(width=130).print(table)


def _bare_start() -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", BARE], check=True)
    return time.perf_counter() - started


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


if __name__ == "__main__":
    main()
