"""Planning many members who are due on PostgreSQL, beside plain SQL and beside one APScheduler job a member."""

import asyncio
import gc
import os
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from threading import Event
from uuid import uuid4

from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

from bot.__main__ import GARBAGE
from bot.coach.ask import ask_due
from bot.coach.deliver import Deliverer
from bot.coach.scene import House
from bot.content_loader import load
from bot.domain.library import Library
from bot.domain.people import Member
from bot.domain.policy import Policy
from bot.domain.reflection import Wording
from bot.storage.keys import Keyring
from bot.storage.types import give_keyring
from jobs.ticks import Ticker
from jobs.timetable import TIMETABLE
from tests.bench.figures import Figure, shown
from tests.bench.load import looked_over, people, worded
from tests.coach.chat import Clock
from tests.postgres import emptied, postgres_server
from tests.storage.stores import House as Database
from tests.storage.stores import house_at
from tests.storage.things import MONDAY, SECRET, WEEK, posting, prompt

ROUNDS = 3
MEMBERS = int(os.environ.get("BENCH_MEMBERS", "100000"))
JOBS, THREADS, LONGEST = 2_000, 10, 120.0
"""As many as one APScheduler job a member can live through in a bench; it is counted in jobs a second all the same."""
SQL = (
    """INSERT INTO prompts (id, member_id, holding_id, question_id, asked_at, language, wording_id, week, state)
    SELECT 'q' || m.id, m.id, h.id, 'vision', :now, m.language, 'vision', 2930, 'open'
    FROM members m JOIN holdings h ON h.member_id = m.id WHERE m.next_due <= :now""",
    """INSERT INTO postings (id, workspace, kind, subject, language, priority, created_at, "user", not_after, wanted,
    shown, state, attempts) SELECT 's' || m.id, m.workspace, 'prompt', 'q' || m.id, m.language, 2, :now, m."user", :now,
    1, 0, 'waiting', 0 FROM members m WHERE m.next_due <= :now""",
    "UPDATE holdings h SET last_asked = :now FROM members m WHERE m.id = h.member_id AND m.next_due <= :now",
    "UPDATE members SET last_week = 2930, next_due = :next WHERE next_due <= :now",
)


def measure() -> Sequence[Figure]:
    """Members planned a second; the three ways take turns in every round."""
    # As the program does at its start.
    gc.freeze()
    gc.set_threshold(GARBAGE)
    with postgres_server() as url:
        rounds = asyncio.run(_measure(url))
    coach, sql, jobs = (statistics.median(each) for each in zip(*rounds, strict=True))
    floors = {"plain SQL doing the same rows": sql, "one APScheduler job a member": jobs}
    note = f"{shown(MEMBERS, 'members')}, {JOBS} jobs"
    return [
        Figure("planning members who are due", coach, "a second", 10_000, more_is_better=True, floors=floors, note=note)
    ]


async def _measure(url: str) -> list[tuple[float, ...]]:
    ways: Sequence[tuple[Callable[[Database], Awaitable[None]], int]] = (
        (_coach, MEMBERS),
        (_sql, MEMBERS),
        (_jobs, JOBS),
    )
    return [tuple([await _rate(url, way, count) for way, count in ways]) for _ in range(ROUNDS)]


async def _rate(url: str, way: Callable[[Database], Awaitable[None]], count: int) -> float:
    """How many members a second that way plans, of so many who are all due."""
    _library()
    async with house_at(emptied(url)) as database:
        async with database.store.engine.begin() as connection:
            await connection.execute(text("SET LOCAL statement_timeout = 0"))
            await people(connection, count, MONDAY)
            await looked_over(connection)
        begun = time.perf_counter()
        await way(database)
        took = time.perf_counter() - begun
        async with database.store.engine.connect() as connection:
            planned = await connection.scalar(text("SELECT count(*) FROM postings"))
        assert planned == count, f"{planned} of {count} were planned"
    return count / took


async def _coach(database: Database) -> None:
    """The coach's own timetable, its entry for asking."""
    [entry] = [entry for entry in TIMETABLE if entry.do is ask_due]
    await ticker(database).work_off(entry)


@cache
def _library() -> Library:
    return load()


def ticker(database: Database) -> Ticker:
    """The ticks of a coach in that database, on Monday at nine."""
    house, clock = House(_library(), Policy()), Clock(MONDAY)
    return Ticker(house, database.store, clock, Deliverer(house, database.store, {}, clock, WEEK))


async def _sql(database: Database) -> None:
    """The same rows by four statements."""
    given = {"now": MONDAY.replace(tzinfo=None), "next": (MONDAY + WEEK).replace(tzinfo=None)}
    async with database.store.engine.begin() as connection:
        await worded(connection)
        await connection.execute(text("SET LOCAL statement_timeout = 0"))
        for statement in SQL:
            wanted = {name: value for name, value in given.items() if f":{name}" in statement}
            await connection.execute(text(statement), wanted)


async def _jobs(database: Database) -> None:
    """One job a member, which reads the member, writes the prompt and the message, and commits."""
    async with database.store.engine.begin() as connection:
        await worded(connection)
    engine = create_engine(database.store.url, pool_size=THREADS)
    give_keyring(engine.dialect, Keyring([SECRET]))
    await asyncio.to_thread(_lived, engine)
    engine.dispose()


def _lived(engine: Engine) -> None:
    done, left = Event(), [None] * JOBS
    with Session(engine) as reading:
        wording = reading.get_one(Wording, "vision")

    def ask(member_id: str) -> None:
        with Session(engine) as session, session.begin():
            member = session.get_one(Member, member_id)
            about = {"holding_id": member_id.replace("m", "h"), "wording": session.merge(wording, load=False)}
            asked = prompt(uuid4().hex, member_id, week=2930, **about)
            session.add_all([asked, posting(uuid4().hex, kind="prompt", subject=asked.id)])
            member.last_week = 2930
            member.plan(MONDAY)
        left.pop()
        if not left:
            done.set()

    scheduler = BackgroundScheduler(timezone=UTC)
    scheduler.start(paused=True)
    now = datetime.now(UTC)
    for number in range(1, JOBS + 1):
        scheduler.add_job(ask, "interval", [f"m{number}"], weeks=1, next_run_time=now, misfire_grace_time=None)
    scheduler.resume()
    done.wait(LONGEST)
    scheduler.shutdown()
