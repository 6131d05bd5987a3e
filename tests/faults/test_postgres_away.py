"""PostgreSQL away for half a minute, and its connections cut: what people see, what is kept, how it comes back."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.domain.library import Library
from tests.faults.chats import Chat, MattermostChat, SlackChat
from tests.faults.crowd import Crowd, town
from tests.faults.due import make_due, settings
from tests.faults.fleet import Fleet
from tests.faults.line import Line, line_to
from tests.faults.waiting import until, until_told
from tests.platforms.mattermost.double import Mattermost
from tests.platforms.slack.double import Slack
from tests.postgres import new_database

TICKS_IN_HALF_A_MINUTE = 60


@pytest.fixture
async def line(postgres: str) -> AsyncIterator[Line]:
    """The way to an empty database."""
    async with line_to(new_database(postgres, "afar")) as line:
        yield line


async def test_postgresql_away_for_half_a_minute_costs_nobody_a_word_or_a_question(
    slack: Slack, mattermost: Mattermost, library: Library, line: Line, tmp_path: Path
) -> None:
    chats: list[Chat] = [SlackChat(slack, people=3, teams=1), MattermostChat(mattermost, people=3, teams=1)]
    # The second of three is due while the database is away.
    await make_due(line.url, chats, within=timedelta(seconds=60))
    fleet = Fleet(settings(line.url, chats), tmp_path, ["web", "worker"])
    async with town(chats, library, line.url, fleet) as crowd:
        first = [chat.people[0] for chat in chats]
        await until(lambda: all(crowd.count.questions(person) for person in first), "the first questions")
        await line.goes_away()
        await until_told(lambda: is_away(fleet), "the processes to tell that it is away")
        for person in first:
            await person.taps(crowd.say("ratings.no"))
            assert (crowd.sorry(person), crowd.count.rated(person, "no")) == (1, 0)
            await person.commands("/pm-role")
            assert library.role("fr").short in person.reads()[-1]
        typing = [asyncio.create_task(person.types("Écrit pendant la panne.")) for person in first]
        failed = "action=store_away job=look"
        await until(lambda: fleet.said().count(failed) >= TICKS_IN_HALF_A_MINUTE, "half a minute of failing ticks")
        assert not any(crowd.count.of(person, "kept.note") for person in first)
        await line.comes_back()
        await asyncio.gather(*typing)
        await until(lambda: all(crowd.count.of(person, "kept.note") for person in first), "what was typed to be kept")
        async with crowd.answering():
            await until_told(crowd.rests, "everything to rest")
        assert {ship.lives for ship in fleet.ships} == {True}
        assert "Traceback" not in fleet.said()
        found = await crowd.found()
        assert all(found[name] == crowd.once[name] for name in ("questions", "digests")), found
        assert [crowd.count.of(person, "kept.note") for person in first] == [1, 1]
        assert [text.count("pendant la panne") for person in first for text in crowd.count.own_answers(person)] == [
            1,
            1,
        ]


async def is_away(fleet: Fleet) -> bool:
    """Whether every process lives, is not ready, and says so to who watches over it."""
    async with aiohttp.ClientSession() as session:
        for ship in fleet.ships:
            async with session.get(f"{ship.url}/healthz") as alive, session.get(f"{ship.url}/readyz") as ready:
                if (alive.status, ready.status) != (200, 503):
                    return False
            async with session.get(f"{ship.url}/metrics") as metrics:
                if "coach_store_up 0.0" not in await metrics.text():
                    return False
    return True


async def test_connections_cut_again_and_again_lose_nothing_that_was_not_said_to_be_lost(
    slack: Slack, mattermost: Mattermost, library: Library, line: Line, tmp_path: Path
) -> None:
    chats: list[Chat] = [SlackChat(slack, people=6, teams=1), MattermostChat(mattermost, people=6, teams=1)]
    await make_due(line.url, chats, within=timedelta(seconds=10))
    fleet = Fleet(settings(line.url, chats), tmp_path, ["web", "worker", "worker"])
    async with town(chats, library, line.url, fleet) as crowd:
        async with crowd.answering(), cutting(line, crowd):
            await until(lambda: len(crowd.answered) == len(crowd.people), "everybody to have answered")
        await until_told(crowd.rests, "everything to rest")
        assert await crowd.found() == crowd.once
        assert {ship.lives for ship in fleet.ships} == {True}


@contextlib.asynccontextmanager
async def cutting(line: Line, crowd: Crowd) -> AsyncIterator[None]:
    """Cut every connection again and again, at moments of chance."""

    async def cut() -> None:
        while True:
            await asyncio.sleep(crowd.random.uniform(0.5, 2.0))
            line.cut()

    task = asyncio.create_task(cut())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
