"""Hundreds of kills: `python -m tests.faults.siege --kills 200 --seed 1`, which says that nothing was lost or fails."""

import argparse
import asyncio
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom
from time import monotonic

from bot.content_loader import load
from bot.domain.library import Library
from tests.faults.chats import MattermostChat, SlackChat
from tests.faults.killing import Siege, besieged
from tests.platforms.mattermost.double import mattermost_on_localhost
from tests.platforms.slack.double import slack_on_localhost
from tests.postgres import new_database, postgres_server

KILLS, LEAST = 40, 5
"""In one wave of people who are asked and answer; `LEAST` is for each chat and dangerous moment."""
PEOPLE, TEAMS = 18, 2
"""In each chat, in one wave."""
ENOUGH = 20
"""Kills in each dangerous moment without which a run has shown nothing."""


class Lost(AssertionError):
    """Something was lost, happened twice, or was not tried often enough; the text says what, and the seed."""


@dataclass(frozen=True)
class Figures:
    """What a run did: kills in all and in each dangerous moment, and what happened exactly once."""

    seed: int
    seconds: float
    kills: int
    taken_not_recorded: int
    committed_not_acknowledged: int
    questions: int
    replies: int
    digests: int


def main(seed: int, kills: int) -> Figures:
    """Kill so many processes or more, in waves of people who are asked and answer.

    Raises:
        Lost: it is not true that everything happened once, or fewer than `ENOUGH` died in a dangerous moment.
    """
    with postgres_server() as postgres, tempfile.TemporaryDirectory(prefix="coach-siege-") as folder:
        return asyncio.run(_waves(seed, kills, postgres, Path(folder)))


async def _waves(seed: int, kills: int, postgres: str, folder: Path) -> Figures:
    begun, library, done = monotonic(), load(), Counter[str]()
    for number in range(2 + 2 * kills // KILLS):
        done += await _wave(seed + number, library, new_database(postgres, f"wave{number}"), folder)
        dangerous = min(done["taken_not_recorded"], done["committed_not_acknowledged"])
        if done["kills"] >= kills and dangerous >= ENOUGH:
            return Figures(seed, monotonic() - begun, **done)
    raise Lost(f"seed {seed}: fewer than {kills} kills, or than {ENOUGH} in a dangerous moment: {done}")


async def _wave(seed: int, library: Library, url: str, folder: Path) -> Counter[str]:
    """One siege; Slack is reached by websockets and by HTTP in turn."""
    async with slack_on_localhost() as slack, mattermost_on_localhost() as mattermost:
        chats = (
            SlackChat(slack, people=PEOPLE, teams=TEAMS, by_socket=seed % 2 == 0),
            MattermostChat(mattermost, people=PEOPLE, teams=TEAMS),
        )
        async with besieged(chats, library, url, folder, seed=seed, kills=KILLS, least=LEAST) as siege:
            await siege.run()
            return await _counted(siege, f"seed {seed}")


async def _counted(siege: Siege, told: str) -> Counter[str]:
    found = await siege.crowd.found()
    if found != siege.crowd.once:
        raise Lost(f"{told}: {found}\n{siege.fleet.said()[-6000:]}")
    return Counter(
        kills=siege.fleet.kills,
        taken_not_recorded=siege.taken_not_recorded.total(),
        committed_not_acknowledged=siege.committed_not_acknowledged.total(),
        **{name: found[name][1] for name in ("questions", "replies", "digests")},
    )


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--kills", type=int, default=200)
    asked.add_argument("--seed", type=int, default=SystemRandom().randrange(2**32))
    given = asked.parse_args()
    sys.stdout.write(f"Killing {given.kills} processes; --seed {given.seed} replays this run.\n")
    sys.stdout.flush()
    try:
        sys.stdout.write(f"{main(given.seed, given.kills)}\n")
    except Lost as problem:
        sys.exit(str(problem))
