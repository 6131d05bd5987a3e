"""How fast the coach may speak in one place; every moment here is on the store's own clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

LONGEST_REST = timedelta(seconds=2)
"""A turn that comes later than this is not waited for: whatever else is to be said would wait as well."""


@dataclass(frozen=True)
class Pacing:
    """The time that a platform wants between two calls in a workspace, and between two new messages in a channel."""

    workspace: timedelta = timedelta(0)
    channel: timedelta = timedelta(0)


@dataclass(eq=False, kw_only=True)
class Pace:
    """From when on the coach may speak again in a channel, or in the whole workspace where `channel` is empty."""

    id: str
    workspace: str
    channel: str
    free_at: datetime


Place = tuple[Pace, timedelta]
"""A place with the time that one turn takes there."""


def take_turn(now: datetime, places: Sequence[Place]) -> timedelta:
    """How long until the next turn in all these places; it is taken unless that is longer than `LONGEST_REST`."""
    starts = max(now, *(pace.free_at for pace, _ in places))
    if starts - now <= LONGEST_REST:
        for pace, interval in places:
            pace.free_at = starts + interval
    return starts - now


def hold_back(now: datetime, pace: Pace, wait: timedelta) -> None:
    """Nobody's turn comes there before `wait` is over."""
    pace.free_at = max(pace.free_at, now + wait)
