"""Processes on machines whose clocks differ by minutes: everybody is asked once, by whichever clock is first."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.library import Library
from tests.faults.chats import Chat, MattermostChat, SlackChat
from tests.faults.crowd import town
from tests.faults.due import make_due, settings
from tests.faults.fleet import Fleet
from tests.faults.waiting import until_told
from tests.platforms.mattermost.double import Mattermost
from tests.platforms.slack.double import Slack
from tests.postgres import new_database

MINUTE = timedelta(minutes=1)


async def test_with_clocks_minutes_apart_everything_happens_once(
    slack: Slack, mattermost: Mattermost, library: Library, postgres: str, tmp_path: Path
) -> None:
    chats: list[Chat] = [
        SlackChat(slack, people=6, teams=2, by_socket=False),
        MattermostChat(mattermost, people=6, teams=2),
    ]
    url = new_database(postgres, "clocks")
    await make_due(url, chats, later=2 * MINUTE)
    duties, clocks = ["web", "web", "worker", "worker", "worker"], [3, -3, 4, -4, 0]
    fleet = Fleet(settings(url, chats), tmp_path, duties, [minutes * MINUTE for minutes in clocks])
    async with town(chats, library, url, fleet) as crowd:
        async with crowd.answering():
            await until_told(crowd.rests, "everything to rest")
        for person in crowd.people:
            await person.commands("/pm-coach", "question")
        await until_told(crowd.rests, "everything to rest")
        assert await crowd.found() == crowd.once
        assert not any(crowd.count.of(person, "errors.old_button") for person in crowd.people)


@pytest.mark.parametrize("ahead", [-6 * MINUTE, 6 * MINUTE], ids=["behind", "ahead"])
async def test_a_clock_more_than_five_minutes_wrong_believes_nothing_that_slack_asks_and_tells_none_of_it(
    slack: Slack, library: Library, postgres: str, tmp_path: Path, ahead: timedelta
) -> None:
    chats: list[Chat] = [SlackChat(slack, people=1, teams=0, by_socket=False)]
    url = new_database(postgres, "wrong")
    await make_due(url, chats)
    fleet = Fleet(settings(url, chats), tmp_path, ["web"], [ahead])
    async with town(chats, library, url, fleet) as crowd:
        (person,) = crowd.people
        await person.commands("/pm-coach", "des mots que personne ne doit lire")
        assert "dispatch_failed" in person.trouble
        assert "action=slack_unproved" in fleet.said()
        assert "personne" not in fleet.said()
