"""Looks for a life in which something published gives a person's answer away: `python -m tests.arithmetic.search`."""

import sys
from collections.abc import Iterator
from random import Random, randrange

from rich.console import Console

from tests.arithmetic.lives import Life, life
from tests.arithmetic.reader import given_away
from tests.arithmetic.rules import Ours, Rule, live


def holes(rule: Rule, seed: int, lives: int) -> Iterator[tuple[Life, list[str]]]:
    """The lives in which the rule gives somebody away, and what a reader learns; the same for the same seed."""
    random = Random(seed)  # noqa: S311
    for _ in range(lives):
        lived = life(random)
        found = given_away(live(lived, rule))
        if found:
            yield lived, found


def main(seed: int, lives: int) -> int:
    """Search, and print what was found; how many lives gave somebody away."""
    say = Console(highlight=False).print
    say(f"seed {seed}, {lives} lives")
    found = list(holes(Ours(), seed, lives))
    for lived, learnt in found:
        say(lived, *learnt, sep="\n  ")
    say(f"{len(found)} of them give somebody away")
    return len(found)


def any_seed() -> int:
    """A seed that the reader has not tried."""
    return randrange(2**32)  # noqa: S311


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    sys.exit(main(given[0] if given else any_seed(), given[1] if given[1:] else 100_000) > 0)
