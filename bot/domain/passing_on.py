"""What a PM passes on to a product coach, and what both then say to each other."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

LONGEST_PASSED, LONGEST_REPLY = 1500, 3000
"""What a message holds whole on every platform."""


class PassedState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Reader:
    """Who reads what is passed on: one person, or everybody of a channel; `name` is None until it is known."""

    is_channel: bool
    name: str | None


@dataclass(eq=False, kw_only=True)
class PassedOn:
    """A question, words, an action: what a member chose, for a product coach who is a person or a channel's readers.

    A draft is a preview that its author alone sees; of a withdrawn one no words are left. `reader_name` is what the
    person or the channel was called of whom its author knew that they read it.
    """

    id: str
    workspace: str
    member_id: str
    team_id: str
    created_at: datetime
    author_name: str
    coach: str | None = None
    channel: str | None = None
    question: str | None = None
    words: str | None = None
    action: str | None = None
    state: PassedState = PassedState.DRAFT
    reader_name: str | None = None

    @property
    def reader(self) -> Reader:
        """Who reads it, as its author was told."""
        return Reader(self.channel is not None, self.reader_name)

    def is_read_by(self, user: str, channel: str) -> bool:
        """Whether it was passed on to this user, or into the channel where they are."""
        read = user == self.coach or (self.channel is not None and channel == self.channel)
        return read and self.state is not PassedState.DRAFT


@dataclass(eq=False, kw_only=True)
class PassedReply:
    """What one of the two says, by form or in a message; `words` is None once its author took it away.

    One that is `held` was typed where it may have been meant for the other side, and waits for its author to say so.
    """

    id: str
    workspace: str
    passed_id: str
    user: str
    author_name: str
    sent_at: datetime
    changed_at: datetime
    words: str | None
    channel: str | None = None
    message_id: str | None = None
    held: bool = False
