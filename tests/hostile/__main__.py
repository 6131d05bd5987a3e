"""`python -m tests.hostile [SEED [COUNT]]`: requests from that seed against the coach, and what came of them."""

import asyncio
import dataclasses
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from secrets import randbelow

from bot.content_loader import load
from tests.hostile.attack import Attack
from tests.hostile.chats import SECRET, besieged
from tests.hostile.judge import Figures, Judge
from tests.hostile.room import RoomAttack, besieged_room

USUAL = 200_000
IN_THE_ROOM = 5
"""One request in so many goes to the playground."""


def main(seed: int, count: int) -> Sequence[Figures]:
    """What came of that many generated requests against the coach in both chats, and in the playground."""
    with tempfile.TemporaryDirectory() as chats, tempfile.TemporaryDirectory() as room:
        first = asyncio.run(against_chats(Path(chats), seed, count - count // IN_THE_ROOM))
        return first, asyncio.run(against_room(Path(room), seed, count // IN_THE_ROOM))


async def against_chats(folder: Path, seed: int, count: int, url: str = "") -> Figures:
    """The coach between Slack and Mattermost, with its database in that folder, or at that address."""
    figures = Figures("the chats", seed)
    async with besieged(folder, load(), url) as chats:
        await Judge(chats.program, chats.told, SECRET, figures).judge(Attack(chats, seed).sending, count)
        if not await chats.is_untouched():
            figures.faults.append("something of Camille's changed")
    return figures


async def against_room(folder: Path, seed: int, count: int) -> Figures:
    """The playground, in that folder."""
    figures = Figures("the playground", seed)
    async with besieged_room(folder) as room:
        await Judge(room.program, room.told, SECRET, figures).judge(RoomAttack(room, seed).sending, count)
        if not await room.is_untouched():
            figures.faults.append("something of Camille's changed")
    return figures


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    wanted = given[0] if given else randbelow(10**6)
    found = main(wanted, given[1] if given[1:] else USUAL)
    for each in found:
        print(dataclasses.replace(each, faults=[]), *each.faults, sep="\n")  # noqa: T201
    sys.exit(any(each.faults for each in found))
