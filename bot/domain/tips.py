"""Which of several things to say is said next: none of them returns within three months."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol, TypeVar

THREE_MONTHS = timedelta(days=92)

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
