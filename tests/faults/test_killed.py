"""Killed at any moment, the processes lose nothing and say nothing twice."""

import os
from collections import Counter
from pathlib import Path
from random import SystemRandom

from bot.domain.library import Library
from bot.domain.outbox import Posting
from bot.storage.keys import Keyring
from bot.storage.opening import open_store
from tests.faults.siege import KEY, LEASE_SECONDS, digests, prompts, siege
from tests.platforms.slack.double import Slack
from tests.postgres import new_database

PEOPLE, TEAMS, KILLS, LEAST = 30, 4, 30, 3


def seed() -> int:
    """Another one each time, unless a run is to be replayed."""
    return int(os.environ.get("COACH_SEED") or SystemRandom().randrange(2**32))


async def test_three_workers_and_two_web_processes_are_killed_at_random_and_everything_happens_once(
    slack: Slack, library: Library, postgres: str, tmp_path: Path
) -> None:
    chosen = seed()
    told = f"COACH_SEED={chosen} replays this run"
    database = new_database(postgres, "killed")
    async with siege(
        slack, library, database, tmp_path, seed=chosen, people=PEOPLE, teams=TEAMS, kills=KILLS, least=LEAST
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


async def test_where_nobody_may_look_a_message_is_set_aside_and_never_said_twice(
    slack: Slack, library: Library, postgres: str, tmp_path: Path
) -> None:
    chosen, database = seed(), new_database(postgres, "hidden")
    for method in ("conversations.history", "conversations.replies"):
        slack.faults.refuse(method, "missing_scope", times=10_000)
    async with siege(
        slack, library, database, tmp_path, seed=chosen, people=10, teams=2, kills=8, least=0
    ) as under_siege:
        under_siege.quiet = LEASE_SECONDS + 15
        await under_siege.run_unanswered()
        asked = [len(prompts(library, person)) for person in under_siege.people]
        published = [len(digests(library, under_siege.people[0], channel)) for channel in under_siege.channels]
        store = await open_store(database, Keyring([KEY]))
        async with store.transaction() as tx:
            postings = await tx.all(Posting)
        await store.close()
    told = f"COACH_SEED={chosen} replays this run"
    fates = Counter(posting.state.value for posting in postings if posting.kind in ("prompt", "digest"))
    assert max(asked + published) == 1, told
    assert fates.keys() <= {"sent", "set_aside", "unsettled"}, told
    assert fates["set_aside"] + fates["unsettled"] > 0, told
