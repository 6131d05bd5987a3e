"""`python -m tests.hostile [SEED] [COUNT]`: requests from that seed against the coach, and what came of them."""

import asyncio
import dataclasses
import sys
import tempfile
from pathlib import Path
from secrets import randbelow

from bot.content_loader import load
from tests.hostile.attack import Attack
from tests.hostile.chats import SECRET, besieged
from tests.hostile.judge import Figures, Judge

USUAL = 200_000


def main(seed: int, count: int, url: str = "") -> Figures:
    """That many generated requests against the coach in both chats, as a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(against_chats(Path(folder), seed, count, url))


async def against_chats(folder: Path, seed: int, count: int, url: str = "") -> Figures:
    """The same, with everything kept in that folder, or in the database of that address."""
    figures = Figures(seed)
    async with besieged(folder, load(), url) as chats:
        judge = Judge(chats.program, chats.told, SECRET, figures)
        await judge.judge(Attack(chats, seed).sending, count)
        if not await chats.is_untouched():
            figures.faults.append("something of a victim's changed")
    return figures


if __name__ == "__main__":
    seed, count = ([int(each) for each in sys.argv[1:]] + [randbelow(10**6), USUAL][len(sys.argv) - 1 :])[:2]
    found = main(seed, count)
    print(dataclasses.replace(found, faults=[]), *found.faults, sep="\n")  # noqa: T201
    sys.exit(bool(found.faults))
