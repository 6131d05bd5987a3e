"""Counting answers so that no total tells what one person answered; why it cannot stands in docs/adr/0013."""

from collections.abc import Iterable, Mapping

from bot.domain.reflection import Rating

Counts = Mapping[str, int]

KNOWN = 2
"""How many of the answers in a total its reader may know: their own, and one that a colleague told."""


def total(ratings: Iterable[Rating], minimum_group: int) -> dict[str, int] | None:
    """How many chose each rating; None for fewer than `minimum_group`, and for answers too alike to hide anybody's."""
    counts = {rating.value: 0 for rating in Rating}
    for rating in ratings:
        counts[rating.value] += 1
    return counts if sum(counts.values()) >= minimum_group and hides(counts, KNOWN) else None


def hides(counts: Counts, known: int) -> bool:
    """Whether two ratings at least are left to the others, whichever `known` of those counted a reader knows."""
    return sum(counts.values()) - max(counts.values()) > known


def spread(counts: Counts) -> float:
    """How far answers lie apart: the variance of their levels, 0.0 when all agree or none has a level."""
    levels = [rating.level for rating in Rating for _ in range(counts[rating.value]) if rating.level is not None]
    if not levels:
        return 0.0
    mean = sum(levels) / len(levels)
    return sum((level - mean) ** 2 for level in levels) / len(levels)


def differ_most(totals: Mapping[str, Counts], at_least: float = 0.5) -> str | None:
    """The key of the total whose answers lie furthest apart; None where all lie close together, or two as far."""
    apart = {key: spread(counts) for key, counts in totals.items()}
    furthest = max(apart.values(), default=0.0)
    widest = [key for key, far in apart.items() if far == furthest]
    return widest[0] if len(widest) == 1 and furthest >= at_least else None
