"""`make bench`: measures each row, prints a table, and with `--write` puts it and its picture into docs.

`make bench ARGS="planning digest"` measures these rows alone.
"""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console

from bot.storage import store
from tests.bench import digest, fanout, holding, planning, program, reply, role, tick
from tests.bench.figures import Figure
from tests.bench.telling import table, write

DOCS = Path(__file__).parents[2] / "docs"

ROWS: dict[str, Callable[[], Sequence[Figure]]] = {
    "role": role.measure,
    "planning": planning.measure,
    "tick": tick.measure,
    "fanout": fanout.measure,
    "reply": reply.measure,
    "digest": digest.measure,
    "program": program.measure,
    "killed": holding.killed,
    "hostile": holding.hostile,
    "arithmetic": holding.arithmetic,
}


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(prog="make bench", description=__doc__)
    arguments.add_argument("rows", nargs="*", metavar="row", help=f"of {', '.join(ROWS)}; all unless named")
    arguments.add_argument("--write", action="store_true", help="put the table and its picture into docs")
    wanted = arguments.parse_args()
    if unknown := set(wanted.rows) - set(ROWS):
        arguments.error(f"no such row: {', '.join(sorted(unknown))}")
    # A busy machine makes figures worse; it must not make a bench fail.
    store.GIVE_UP_SECONDS = 60.0
    console = Console(width=170)
    figures: list[Figure] = []
    for name in wanted.rows or ROWS:
        console.print(f"Measuring {name} ...", style="dim")
        figures += ROWS[name]()
    console.print(table(figures))
    if wanted.write:
        write(figures, DOCS)


if __name__ == "__main__":
    main()
