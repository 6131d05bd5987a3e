"""A chat that refuses, fails, or never answers while everybody is to be asked: each question comes once, only later."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from bot.domain.library import Library
from bot.storage.store import spelled
from tests.faults.chats import Chat, MattermostChat, SlackChat
from tests.faults.crowd import town
from tests.faults.due import make_due, settings
from tests.faults.fleet import Fleet
from tests.faults.waiting import until
from tests.platforms.mattermost.double import Mattermost
from tests.platforms.slack.double import Slack
from tests.postgres import new_database

TROUBLES = ("SLOW_DOWN", "HTTP_500", "HTTP_500_AFTER", "HANG", "HANG_AFTER")
"""What becomes of the first posts; `_AFTER` the message was taken, only its sender does not know."""


@pytest.mark.parametrize("troubled", [0, 1], ids=["slack", "mattermost"])
async def test_whatever_a_chat_does_to_the_first_posts_everybody_is_asked_once_and_the_other_chat_at_once(
    slack: Slack, mattermost: Mattermost, library: Library, postgres: str, tmp_path: Path, troubled: int
) -> None:
    chats: list[Chat] = [SlackChat(slack, people=6, teams=1), MattermostChat(mattermost, people=6, teams=1)]
    url, worse, well = new_database(postgres, "troubled"), chats[troubled], chats[1 - troubled]
    for trouble in TROUBLES:
        worse.goes_wrong(trouble)
    await make_due(url, chats)
    fleet = Fleet(settings(url, chats), tmp_path, ["web", "worker", "worker"])
    async with town(chats, library, url, fleet) as crowd, crowd.answering():
        await until(lambda: all(crowd.count.questions(person) for person in well.people), "the others to be asked")
        while not await crowd.rests():
            a_minute_passes(url)
            await asyncio.sleep(0.5)
        assert await crowd.found() == crowd.once


def a_minute_passes(url: str) -> None:
    """Nobody is waited for: whoever is to be tried again in a minute is tried again now."""
    engine = create_engine(spelled(url))
    with engine.begin() as connection:
        connection.execute(text("UPDATE postings SET retry_at = retry_at - interval '1 minute'"))
    engine.dispose()
