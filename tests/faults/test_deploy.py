"""A deployment in the middle of a morning's questions: nobody is asked twice, and no tap is lost."""

from datetime import timedelta
from pathlib import Path

from bot.domain.library import Library
from tests.faults.chats import Chat, MattermostChat, SlackChat
from tests.faults.crowd import town
from tests.faults.due import make_due, settings
from tests.faults.fleet import Fleet
from tests.faults.waiting import until, until_told
from tests.platforms.mattermost.double import Mattermost
from tests.platforms.slack.double import Slack
from tests.postgres import new_database

PEOPLE = 12
DUTIES = ("web", "worker", "worker")


async def test_a_deployment_with_half_of_the_questions_asked_loses_none_and_says_none_twice(
    slack: Slack, mattermost: Mattermost, library: Library, postgres: str, tmp_path: Path
) -> None:
    chats: list[Chat] = [SlackChat(slack, people=PEOPLE, teams=2), MattermostChat(mattermost, people=PEOPLE, teams=2)]
    url = new_database(postgres, "deployed")
    await make_due(url, chats, within=timedelta(seconds=20))
    fleet = Fleet(settings(url, chats), tmp_path, DUTIES)
    async with town(chats, library, url, fleet) as crowd:
        async with crowd.answering():
            await until(lambda: sum(map(crowd.count.questions, crowd.people)) >= PEOPLE, "half of the questions")
            assert await fleet.deploy() == [0, 0, 0]
            await until_told(crowd.rests, "everything to rest")
        assert await crowd.found() == crowd.once
        assert fleet.said().count("action=stopping") == len(DUTIES)
        assert "action=cut_off" not in fleet.said()
