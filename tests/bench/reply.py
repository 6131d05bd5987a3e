"""Replies at a hundred a second: from the event that brings one to its commit, on PostgreSQL."""

import asyncio
import gc
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from uuid import uuid4

from sqlalchemy import text

from bot.__main__ import GARBAGE
from bot.coach.scene import House
from bot.content_loader import load
from bot.domain.policy import Policy
from bot.domain.reflection import TypedWords
from bot.frontdesk.desk import FrontDesk
from bot.frontdesk.incoming import Person, Place, Typed
from bot.ports import StoreAway
from bot.storage.keys import Keyring
from tests.bench.figures import Figure
from tests.bench.load import looked_over, past, people
from tests.coach.chat import Clock
from tests.postgres import emptied, postgres_server
from tests.storage.stores import House as Database
from tests.storage.stores import house_at
from tests.storage.things import DAY, MONDAY, SECRET, WORKSPACE

A_SECOND, SECONDS, ROUNDS = 100, 4, 5
WORDS = "Nous avons revu la feuille de route avec les utilisateurs et l’équipe, et la vision tient toujours. " * 3
SQL = (
    "INSERT INTO inbox (id, workspace, event, heard_at) VALUES (:id, :workspace, :id, :now)",
    """INSERT INTO typed_words (id, workspace, channel, message_id, member_id, sent_at, changed_at, prompt_id, words,
    deleted) VALUES (:id, :workspace, :channel, :id, :member, :now, :now, :prompt, :words, false)""",
    "UPDATE prompts SET state = 'answered' WHERE id = :prompt",
    """INSERT INTO postings (id, workspace, kind, subject, language, priority, created_at, "user", wanted, shown, state,
    attempts) VALUES (:id, :workspace, 'kept', :prompt, 'fr', 0, :now, :member, 1, 0, 'waiting', 0)""",
)

Rounds = list[list[float]]
"""What each reply of each round took."""
Keep = Callable[[int], Awaitable[bool]]
"""Whether it was kept; else its platform tells it again."""


def measure() -> Sequence[Figure]:
    """The 99th percentile of a round, in milliseconds, the median of all; the coach and plain SQL take turns."""
    with postgres_server() as url:
        coach, sql = asyncio.run(_measure(url))
    floors = {"the same rows by plain SQL": _p99(sql)}
    median = statistics.median(took for each in coach for took in each)
    worst = max(took for each in coach for took in each)
    note = f"median {median:.1f} ms, slowest of {SECONDS * A_SECOND * ROUNDS} {worst:.0f} ms, {A_SECOND} a second"
    return [Figure("a reply from event to commit, p99", _p99(coach), "ms", 50, floors=floors, note=note)]


async def _measure(url: str) -> tuple[Rounds, Rounds]:
    async with house_at(emptied(url)) as database:
        # As where the coach is at work.
        gc.freeze()
        gc.set_threshold(GARBAGE)
        count = 2 * A_SECOND * SECONDS * (ROUNDS + 1)
        async with database.store.engine.begin() as connection:
            await people(connection, count, None)
            await past(connection, count)
            await looked_over(connection)
        numbers = iter(range(1, count + 1))
        coach, sql = _front_desk(database), _plain_sql(database)
        await _round(coach, numbers)
        await _round(sql, numbers)
        rounds = [(await _round(coach, numbers), await _round(sql, numbers)) for _ in range(ROUNDS)]
        async with database.store.transaction() as tx:
            assert len(await tx.all(TypedWords)) == count, "a reply was not kept"
    return [one for one, _ in rounds], [other for _, other in rounds]


def _front_desk(database: Database) -> Keep:
    desk = FrontDesk(House(load(), Policy()), database.store, {}, Clock(MONDAY + DAY), lambda: None)

    async def keep(number: int) -> bool:
        who, place = Person(WORKSPACE, f"u{number}", f"Personne {number}"), Place(f"D{number}", direct=True)
        now, id_ = MONDAY + DAY, uuid4().hex
        try:
            await desk.typed(Typed(who, place, id_, id_, WORDS, now, now))
        except StoreAway:
            return False
        return True

    return keep


def _plain_sql(database: Database) -> Keep:
    words = Keyring([SECRET]).encrypt(WORDS)

    async def keep(number: int) -> bool:
        id_, now = uuid4().hex, (MONDAY + DAY).replace(tzinfo=None)
        given = {"id": id_, "workspace": WORKSPACE, "now": now, "prompt": f"q{number}", "member": f"m{number}"}
        async with database.store.engine.begin() as connection:
            for statement in SQL:
                all_ = {**given, "words": words, "channel": f"D{number}"}
                wanted = {name: value for name, value in all_.items() if f":{name}" in statement}
                await connection.execute(text(statement), wanted)
        return True

    return keep


async def _round(keep: Keep, numbers: Iterator[int]) -> list[float]:
    """Milliseconds that each reply took; the next comes at its time, however late those before are."""
    took: list[float] = []

    async def one(number: int, due: float) -> None:
        while not await keep(number):
            pass
        took.append((time.perf_counter() - due) * 1000)

    begun = time.perf_counter()
    async with asyncio.TaskGroup() as replies:
        for at in range(A_SECOND * SECONDS):
            due = begun + at / A_SECOND
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            replies.create_task(one(next(numbers), due))
    return took


def _p99(rounds: Rounds) -> float:
    return statistics.median(statistics.quantiles(took, n=100)[98] for took in rounds)
