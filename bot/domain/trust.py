"""What is noted so that people can trust the coach: what was erased, and what was done to somebody else's data."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(eq=False, kw_only=True)
class Erased:
    """The one mark of an erased conversation: nothing sent up to `until` is heard again.

    `id` is the pseudonym of whose it was.
    """

    id: str
    until: datetime


class Did(StrEnum):
    """What was done to somebody else's data, or to everybody's."""

    EXPORTED = "exported"
    ERASED = "erased"
    REMOVED = "removed"
    UNINVITED = "uninvited"
    TEAM_CHANGED = "team_changed"
    TEAM_ENDED = "team_ended"
    HANDED_OVER = "handed_over"
    KEYS_ROTATED = "keys_rotated"


@dataclass(eq=False, kw_only=True)
class Deed:
    """An act on somebody else's data: `person` it happened to and `author` are pseudonyms.

    `told` says what was `did`, `by` whom and in which `team`, by ids and names; no word that anybody wrote.
    """

    id: str
    at: datetime
    told: dict[str, str]
    person: str | None = None
    author: str | None = None

    @property
    def did(self) -> Did:
        """What was done."""
        return Did(self.told["did"])
