"""What the coach has to say unasked, named and not worded, and what it has heard already."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum


class Priority(IntEnum):
    """Who goes first when much is to be said."""

    REPLY = 0
    DIGEST = 1
    PROMPT = 2
    ERRAND = 3


class PostingState(StrEnum):
    """What became of a posting.

    UNSETTLED may stand in a channel where the coach may not look, LEFT does: somebody was asked, and the coach can
    neither change nor remove it there.
    """

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    SET_ASIDE = "set_aside"
    UNSETTLED = "unsettled"
    LEFT = "left"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Saying:
    """The name of something to say: its kind and what it is about."""

    kind: str
    subject: str = ""


@dataclass(eq=False, kw_only=True)
class Posting:
    """One message of the coach in a chat, kept up to date: `wanted` counts what it should show, `shown` what it does.

    It goes to a `channel`, or to a `user` by direct message. `unasked` says that this user did not ask for it,
    `said_at` when it was first said, `room_at` until when it waits for a day with room. `lease_until` and `retry_at`
    are on the store's own clock, everything else on the coach's.
    """

    id: str
    workspace: str
    kind: str
    subject: str
    language: str
    priority: Priority
    created_at: datetime
    channel: str | None = None
    user: str | None = None
    thread_of: str | None = None
    not_after: datetime | None = None
    wanted: int = 1
    shown: int = 0
    state: PostingState = PostingState.WAITING
    lease_until: datetime | None = None
    retry_at: datetime | None = None
    attempts: int = 0
    posted_channel: str | None = None
    message_id: str | None = None
    reason: str | None = None
    unasked: bool = False
    said_at: datetime | None = None
    room_at: datetime | None = None

    @property
    def saying(self) -> Saying:
        """What this posting says."""
        return Saying(self.kind, self.subject)

    @property
    def to(self) -> str:
        """The conversation that it belongs to: a channel, or a person."""
        return self.channel or self.user or ""


@dataclass(eq=False, kw_only=True)
class Heard:
    """The id of an event, or of a form, whose effect is committed."""

    id: str
    workspace: str
    event: str
    heard_at: datetime


@dataclass(eq=False, kw_only=True)
class PlatformRecord:
    """Something a platform keeps for itself under a kind and a key, encrypted."""

    id: str
    workspace: str
    kind: str
    key: str
    body: str
