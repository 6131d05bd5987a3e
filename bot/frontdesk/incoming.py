"""What comes in from a platform, and what goes back as the direct answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.message import Act, Form, Message

WHOLE_FORM = ""
"""Where a sentence stands that is about no field of its own."""


@dataclass(frozen=True)
class Person:
    """Someone as their platform knows them; language and time zone may be unknown.

    `administers` is an administrator of the workspace, as far as the platform tells, `is_program` an account that no
    person uses.
    """

    workspace: str
    user: str
    name: str
    language: str | None = None
    zone: str | None = None
    administers: bool = False
    is_program: bool = False


@dataclass(frozen=True)
class Place:
    """Where something was typed or tapped; `direct` is the conversation with the coach, `aside` a page beside it."""

    channel: str
    direct: bool = False
    aside: bool = False


@dataclass(frozen=True)
class Command:
    """A slash command, without its slash."""

    who: Person
    place: Place
    name: str
    words: str = ""


@dataclass(frozen=True)
class Tap:
    """A button or a menu's entry."""

    who: Person
    place: Place
    act: Act


@dataclass(frozen=True)
class Submission:
    """A form sent: texts by field, a list for people."""

    who: Person
    place: Place
    form_id: str
    act: Act
    values: Mapping[str, str | Sequence[str]]


@dataclass(frozen=True)
class Typed:
    """A message typed to the coach, or its later wording."""

    who: Person
    place: Place
    event: str
    message_id: str
    words: str
    sent_at: datetime
    changed_at: datetime
    thread: str | None = None


@dataclass(frozen=True)
class Deleted:
    """A message that its author deleted, sent at that moment as far as the chat tells."""

    who: Person
    place: Place
    event: str
    message_id: str
    sent_at: datetime | None = None


@dataclass(frozen=True)
class InThread:
    """What a user wrote in a thread of a channel; `words` is None for a deleted message."""

    workspace: str
    channel: str
    thread: str
    message_id: str
    user: str
    words: str | None


@dataclass(frozen=True)
class Arrival:
    """The coach was brought into a channel, by whom; it is named where the answer stands elsewhere."""

    who: Person
    place: Place
    event: str
    channel_name: str = ""


@dataclass(frozen=True)
class Reply:
    """The direct answer to a request.

    `message` is seen by the asker only, `replace` stands in place of the tapped message, `form` opens, and `errors`
    keep the form open with a sentence a field, or one for `WHOLE_FORM`. `followed` says that the outbox, too, brings
    the tapped message up to date, where it is one of its own.
    """

    message: Message | None = None
    replace: Message | None = None
    followed: bool = False
    form: Form | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
