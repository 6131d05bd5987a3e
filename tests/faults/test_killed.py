"""Killed at any moment, the processes lose nothing and say nothing twice."""

import os
from collections import Counter
from pathlib import Path
from random import SystemRandom

from bot.domain.library import Library
from tests.faults.siege import siege
from tests.platforms.slack.double import Slack
from tests.postgres import new_database

PEOPLE, TEAMS, KILLS, LEAST = 30, 4, 30, 3


async def test_three_workers_and_two_web_processes_are_killed_at_random_and_everything_happens_once(
    slack: Slack, library: Library, postgres: str, tmp_path: Path
) -> None:
    seed = int(os.environ.get("COACH_SEED") or SystemRandom().randrange(2**32))
    told = f"COACH_SEED={seed} replays this run"
    database = new_database(postgres, "killed")
    async with siege(
        slack, library, database, tmp_path, seed=seed, people=PEOPLE, teams=TEAMS, kills=KILLS, least=LEAST
    ) as under_siege:
        await under_siege.run()
        found = await under_siege.found()
    once = {
        "questions": Counter({1: PEOPLE}),
        "replies": Counter({1: PEOPLE}),
        "confirmations": Counter({1: PEOPLE}),
        "digests": Counter({1: TEAMS}),
    }
    assert found == once, f"{told}\n{under_siege.fleet.said()[-6000:]}"
    assert under_siege.gaps.taken_not_recorded >= LEAST, told
    assert under_siege.gaps.committed_not_acknowledged >= LEAST, told
