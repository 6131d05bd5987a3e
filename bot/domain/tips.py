"""What was said after answers, and which of several things is said next: none returns within three months."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar

THREE_MONTHS = timedelta(days=92)


class Occasion(StrEnum):
    """What something is said after: a kind of quick answer, or written words."""

    LOW = "low"
    UNKNOWN = "unknown"
    YES = "yes"
    WORDS = "words"


@dataclass(eq=False, kw_only=True)
class Told:
    """That what the content calls `said` was told with a prompt, once on each occasion.

    After words it is a question; `answered_at` is when more was written.
    """

    id: str
    member_id: str
    prompt_id: str
    occasion: Occasion
    said: str
    told_at: datetime
    answered_at: datetime | None = None


_NEVER = datetime.min.replace(tzinfo=UTC)


class _Named(Protocol):
    @property
    def id(self) -> str: ...


_Item = TypeVar("_Item", bound=_Named)


def least_recent(items: Sequence[_Item], told: Mapping[str, datetime], now: datetime) -> _Item | None:
    """The item told longest ago, those never told first and in their order; None when all are too recent.

    `told` is the moment each id was last told to this person.
    """
    rested = [item for item in items if item.id not in told or now - told[item.id] >= THREE_MONTHS]
    return min(rested, key=lambda item: told.get(item.id, _NEVER), default=None)
