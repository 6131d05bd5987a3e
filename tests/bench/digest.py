"""A community's digest over two hundred members and a year of rounds: published and worded, not drawn."""

import asyncio
import statistics
import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import text

from bot.coach.publish_digest import publish_due
from bot.coach.say import say
from bot.coach.scene import House, Scene
from bot.content_loader import load
from bot.domain.outbox import Posting
from bot.domain.people import Team
from bot.domain.policy import Policy
from bot.domain.reflection import Rating
from tests.bench.figures import Figure
from tests.postgres import emptied, postgres_server
from tests.storage.stores import House as Database
from tests.storage.stores import house_at
from tests.storage.things import DAY, MONDAY, WEEK, answer, digest, holder, membership, prompt, share, team

MEMBERS, WEEKS, TIMES = 200, 52, 15
SQL = """
SELECT a.question_id, a.rating, count(*) FROM answers a JOIN prompts p ON p.id = a.prompt_id
JOIN memberships m ON m.member_id = a.member_id
WHERE m.team_id = 'team' AND p.week IS NOT NULL AND a.rated_at > :since GROUP BY 1, 2
"""
"""The totals alone."""


def measure() -> Sequence[Figure]:
    """Milliseconds from the tick that finds the digest due to its words, on PostgreSQL."""
    with postgres_server() as url:
        coach, sql = asyncio.run(_measure(url))
    work = f"a digest over {MEMBERS} members and {WEEKS} rounds"
    return [Figure(work, coach, "ms", 100, floors={"counting alone, in plain SQL": sql}, note="without drawing")]


async def _measure(url: str) -> tuple[float, float]:
    async with house_at(emptied(url)) as database:
        await _furnish(database)
        both = [(await _publish(database), await _count(database)) for _ in range(TIMES)]
    coach, sql = zip(*both, strict=True)
    return statistics.median(coach) * 1000, statistics.median(sql) * 1000


async def _furnish(database: Database) -> None:
    """Everybody rated every question of a year; the digest before this one was a year ago."""
    members = [f"m{number:03}" for number in range(MEMBERS)]
    questions = [question.id for question in load().role("fr").questions]
    await database.keep(team(created_at=MONDAY - WEEKS * WEEK), *(thing for each in members for thing in holder(each)))
    await database.keep(*(membership(each) for each in members))
    for week in range(WEEKS):
        asked_at = MONDAY - (WEEKS - week) * WEEK + DAY
        question = questions[week % len(questions)]
        earlier = digest(f"old-{week}", week=week, published_at=asked_at, totals={question: _counts(week)})
        rated = (_rated(each, at, week, asked_at, question) for at, each in enumerate(members))
        await database.keep(earlier, *(thing for both in rated for thing in both))
    shares = [share(f"s{at}", member_id=each, prompt_id=f"{each}-51") for at, each in enumerate(members[:10])]
    await database.keep(*shares)


def _rated(member: str, number: int, week: int, when: datetime, question: str) -> tuple[object, object]:
    asked = prompt(f"{member}-{week}", member, asked_at=when, week=week, question_id=question)
    rating = list(Rating)[(number + week) % len(Rating)]
    return asked, answer(asked.id, member, rated_at=when, changed_at=when, question_id=question, rating=rating)


def _counts(week: int) -> dict[str, int]:
    return {"yes": 50 + week, "rather_yes": 40, "rather_no": 30, "no": 20, "unknown": 10}


async def _publish(database: Database) -> float:
    """Seconds to publish it and to say it; then it is as if it had not been."""
    async with database.store.transaction() as tx:
        [team] = await tx.all(Team)
        team.next_due, team.last_digest_at, team.last_week = MONDAY, None, None
    house = House(load(), Policy())
    begun = time.perf_counter()
    async with database.store.transaction() as tx:
        await publish_due(Scene(house, tx, MONDAY), 50)
    async with database.store.transaction() as tx:
        for posting in await tx.all(Posting):
            scene = Scene(house, tx, MONDAY, posting.workspace, posting.language)
            assert (await say(scene, posting)).message is not None
    took = time.perf_counter() - begun
    await _undo(database)
    return took


async def _undo(database: Database) -> None:
    async with database.store.engine.begin() as connection:
        await connection.execute(text("DELETE FROM postings"))
        await connection.execute(text("UPDATE shares SET digest_id = NULL"))
        await connection.execute(text("UPDATE answers SET drawn_in = NULL"))
        gone = await connection.execute(text("DELETE FROM digests WHERE id NOT LIKE 'old-%' AND totals::text <> '{}'"))
    assert gone.rowcount == 1, "no digest with totals was published"


async def _count(database: Database) -> float:
    since = (MONDAY - timedelta(weeks=WEEKS + 1)).replace(tzinfo=None)
    begun = time.perf_counter()
    async with database.store.engine.connect() as connection:
        (await connection.execute(text(SQL), {"since": since})).all()
    return time.perf_counter() - begun
