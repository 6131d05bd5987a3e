"""Killed at any moment, the processes lose nothing and say nothing twice."""

from collections import Counter
from pathlib import Path

from bot.domain.library import Library
from bot.domain.outbox import Posting
from tests.faults.chats import MattermostChat, SlackChat
from tests.faults.killing import besieged
from tests.platforms.mattermost.double import Mattermost
from tests.platforms.slack.double import Slack
from tests.postgres import new_database

PEOPLE, TEAMS, KILLS, LEAST = 12, 2, 24, 2


async def test_three_workers_and_two_web_processes_are_killed_at_random_and_everything_happens_once(
    slack: Slack, mattermost: Mattermost, library: Library, postgres: str, tmp_path: Path, seed: int
) -> None:
    told, url = f"COACH_SEED={seed} replays this run", new_database(postgres, "killed")
    chats = (SlackChat(slack, people=PEOPLE, teams=TEAMS), MattermostChat(mattermost, people=PEOPLE, teams=TEAMS))
    async with besieged(chats, library, url, tmp_path, seed=seed, kills=KILLS, least=LEAST) as siege:
        await siege.run()
        assert await siege.crowd.found() == siege.crowd.once, f"{told}\n{siege.fleet.said()[-6000:]}"
    for chat in chats:
        assert siege.fewest(chat) >= LEAST, told


async def test_where_nobody_may_look_a_message_is_set_aside_and_never_said_twice(
    slack: Slack, mattermost: Mattermost, library: Library, postgres: str, tmp_path: Path, seed: int
) -> None:
    told, url = f"COACH_SEED={seed} replays this run", new_database(postgres, "hidden")
    chats = (SlackChat(slack, people=6, teams=1, by_socket=False), MattermostChat(mattermost, people=6, teams=1))
    for chat in chats:
        chat.hides_history()
    async with besieged(chats, library, url, tmp_path, seed=seed, kills=8, least=1) as siege:
        await siege.run()
        found = await siege.crowd.found()
        async with siege.crowd.store.transaction() as tx:
            fates = Counter(posting.state.value for posting in await tx.all(Posting))
    assert all(max(counted) == 1 for counted in found.values()), f"{told}: {found}"
    assert found["replies"][1] == found["questions"][1], f"{told}: {found}"
    assert fates["set_aside"] + fates["unsettled"] > 0, f"{told}: {fates}"
