"""A tick in which nobody is due, with a thousand, a hundred thousand and a million members, on PostgreSQL."""

import asyncio
import os
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, event, text

from tests.bench.figures import Figure, shown
from tests.bench.load import looked_over, past, people
from tests.bench.planning import ticker
from tests.postgres import emptied, postgres_server
from tests.storage.stores import House as Database
from tests.storage.stores import house_at
from tests.storage.things import MONDAY

TICKS = 60
SIZES = tuple(int(size) for size in os.environ.get("BENCH_SIZES", "1000,100000,1000000").split(","))


def measure() -> Sequence[Figure]:
    """Milliseconds that one tick waits for the store, by the number of members."""
    with postgres_server() as url:
        found = asyncio.run(_measure(url))
    least, most = SIZES[0], SIZES[-1]
    return [
        Figure(f"a tick, {shown(most, 'members')}, nobody due", found[most], "ms", 5),
        Figure(
            "the same beside fewer members",
            found[most] / found[least],
            "times",
            note="; ".join(f"{shown(size, 'members')}: {shown(ms, 'ms')}" for size, ms in found.items()),
        ),
    ]


async def _measure(url: str) -> dict[int, float]:
    return {size: await _quiet_tick(url, size) for size in SIZES}


async def _quiet_tick(url: str, members: int) -> float:
    async with house_at(emptied(url)) as database:
        async with database.store.engine.begin() as connection:
            await connection.execute(text("SET LOCAL statement_timeout = 0"))
            await people(connection, members, MONDAY + timedelta(days=3))
            await past(connection, members)
            await looked_over(connection)
        return await _median_tick(database)


async def _median_tick(database: Database) -> float:
    tick = ticker(database).tick
    with _waited(database.store.engine.sync_engine) as waits:
        for _ in range(TICKS):
            waits.append(0.0)
            await tick()
    return statistics.median(waits[TICKS // 4 :]) * 1000


@contextmanager
def _waited(engine: Engine) -> Iterator[list[float]]:
    """Seconds that statements took since the last entry was made, added to it."""
    waits: list[float] = []

    def begin(_connection: Any, _cursor: Any, _statement: Any, _given: Any, context: Any, _many: Any) -> None:
        context.began = time.perf_counter()

    def end(_connection: Any, _cursor: Any, _statement: Any, _given: Any, context: Any, _many: Any) -> None:
        waits[-1] += time.perf_counter() - context.began

    event.listen(engine, "before_cursor_execute", begin)
    event.listen(engine, "after_cursor_execute", end)
    try:
        yield waits
    finally:
        event.remove(engine, "before_cursor_execute", begin)
        event.remove(engine, "after_cursor_execute", end)
