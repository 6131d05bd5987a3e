"""What must hold however often it is tried: processes killed, hostile requests, arithmetic on what is published."""

from collections.abc import Sequence
from secrets import randbelow

from rich.console import Console

import tests.arithmetic.search
import tests.faults.siege
import tests.hostile.__main__
from tests.bench.figures import Figure
from tests.faults.siege import ENOUGH

KILLS, REQUESTS, LIVES = 200, 200_000, 100_000


def killed() -> Sequence[Figure]:
    """Deaths in each of the two dangerous moments while everything happened once. Raises Lost where it did not."""
    seed = _any_seed()
    found = tests.faults.siege.main(seed, KILLS)
    note = (
        f"{found.kills} kills; {found.questions} questions, {found.replies} replies and {found.digests} digests,"
        f" each once; seed {seed}"
    )
    rarest = min(found.taken_not_recorded, found.committed_not_acknowledged)
    return [Figure("kills in each dangerous moment, nothing lost", rarest, "", ENOUGH, more_is_better=True, note=note)]


def hostile() -> Sequence[Figure]:
    """Requests without a fault, against both chats and against the playground."""
    seed = _any_seed()
    results = tests.hostile.__main__.main(seed, REQUESTS)
    for fault in (fault for found in results for fault in found.faults):
        Console(highlight=False, markup=False).print(fault)
    return [
        Figure(
            f"hostile requests without a fault, {found.what}",
            found.count - len(found.faults),
            "",
            found.count,
            more_is_better=True,
            note=f"memory {found.memory_before:.0f} MB at first, {found.memory_halfway:.0f} halfway, "
            f"{found.memory_after:.0f} at the end; seed {seed}",
        )
        for found in results
    ]


def arithmetic() -> Sequence[Figure]:
    """Lives of small groups after which no published things tell what one person answered."""
    seed = _any_seed()
    kept = LIVES - tests.arithmetic.search.main(seed, LIVES)
    work = "lives of small groups that give nobody away"
    return [Figure(work, kept, "", LIVES, more_is_better=True, note=f"seed {seed}")]


def _any_seed() -> int:
    return randbelow(10**6)
