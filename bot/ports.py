"""What the coach needs from outside, as protocols; `bot.bootstrap` joins them to what fulfils them."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from bot.domain.chart import Chart
from bot.domain.message import Message
from bot.domain.outbox import Posting
from bot.domain.pace import Pace, Pacing
from bot.domain.people import Due, Team
from bot.domain.reflection import Asking, Prompt, Rated, Round, TypedWords

Entity = TypeVar("Entity")


class Watch(Protocol):
    """The coach's clock, which says what is due."""

    def now(self) -> datetime:
        """The present moment, aware."""


class StoreAway(Exception):
    """The store did not answer in time: nothing of the transaction was saved."""


class Conflict(StoreAway):
    """Somebody else changed the same at the same moment: nothing was saved, and doing it again will."""


@dataclass(frozen=True)
class Figures:
    """Members to ask now, seconds since the first of them was due, and postings to say by platform and state."""

    due: int = 0
    oldest_due_seconds: float = 0.0
    postings: Mapping[tuple[str, str], int] = field(default_factory=dict)


class Transaction(Protocol):
    """One unit of work: what is read in it is written back, all or nothing, when it ends without an error."""

    def add(self, *entities: object) -> None:
        """Keep these from now on."""

    async def remove(self, entity: object) -> None:
        """Keep this no more."""

    async def get(self, kind: type[Entity], id_: str | None, /, *, lock: bool = False) -> Entity | None:
        """The entity of that id; nobody else changes a locked one before this transaction ends."""

    async def first(self, kind: type[Entity], /, *, lock: bool = False, **equal: object) -> Entity | None:
        """One entity whose columns equal these, locked as by `get`."""

    async def all(
        self, kind: type[Entity], /, *, order: str = "id", lock: bool = False, **equal: object
    ) -> Sequence[Entity]:
        """Every entity whose columns equal these, locked as by `get`; a collection means any of its values."""

    async def heard(self, workspace: str, event: str, now: datetime) -> bool:
        """Whether this event was heard before; from now on it was."""

    async def due_members(self, now: datetime, limit: int) -> Sequence[Due]:
        """Members to ask now, earliest first, which no other process is given until `plan` told what became of them."""

    async def turn_of(self, member_id: str) -> Due:
        """The same of one member, due or not."""

    async def ask(self, now: datetime, askings: Sequence[Asking]) -> None:
        """Keep the prompts of these, but no second one of a member and week; their products have had their turn."""

    async def tell_readers(self, prompt_ids: Sequence[str], example: Posting) -> None:
        """Say each of these prompts that is kept to its reader, by a posting like the example."""

    async def plan(self, rounds: Sequence[Round]) -> None:
        """Members whose round was lived take part, and are due again when it says."""

    async def due_teams(self, now: datetime, limit: int) -> Sequence[Team]:
        """Teams whose digest is due now, earliest first, which no other process is given."""

    async def due_again(self, now: datetime, limit: int) -> Sequence[Prompt]:
        """Open prompts that their readers wanted to see again by now."""

    async def last_prompt(self, member_id: str) -> Prompt | None:
        """The question last asked of a member."""

    async def words_since(self, since: datetime) -> Sequence[TypedWords]:
        """Typed words last changed at or after `since` and not deleted, oldest first."""

    async def ratings_between(self, member_ids: Iterable[str], since: datetime, until: datetime) -> Sequence[Rated]:
        """Ratings of questions of the cycle that last changed after `since` and up to `until`, oldest first."""

    async def next_moment(self) -> datetime | None:
        """When the next thing is due, whatever it is."""

    async def figures(self, now: datetime) -> Figures:
        """What is due and what waits to be said."""

    async def lapse_invitations(self, now: datetime) -> int:
        """Mark open invitations that lapsed by now; how many."""

    async def forget_heard(self, before: datetime) -> int:
        """Forget events heard before that moment; how many."""

    async def forget_answers(self, before: datetime) -> int:
        """Remove answers and typed words last changed before that moment; how many."""

    async def forget_drafts(self, before: datetime) -> int:
        """Remove previews that were never published, made before that moment; how many."""

    async def claim(self, limit: int, lease: timedelta) -> Sequence[Posting]:
        """Postings to bring up to date now, most urgent first, each leased to the caller alone."""

    async def reclaim(self, limit: int, lease: timedelta) -> Sequence[Posting]:
        """Postings whose sender vanished or could not tell what became of them, leased to the caller to look."""

    async def store_now(self) -> datetime:
        """The store's own clock, which never jumps and is the same for every process."""

    async def pace(self, workspace: str, channel: str) -> Pace:
        """The pace kept there, which nobody else changes before this transaction ends."""

    async def forget_paces(self, idle: timedelta) -> int:
        """Forget where nobody has spoken for that long on the store's clock; how many."""

    async def retry(self, posting: Posting, wait: timedelta) -> None:
        """Give a posting back, to be claimed again after `wait` on the store's clock."""


class Store(Protocol):
    """Where everything rests."""

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """A transaction that commits at its end.

        Raises:
            StoreAway: it could not begin, write or commit within two seconds; nothing was saved.
            Conflict: the same, since somebody else was quicker.
        """


@dataclass(frozen=True)
class Pulse:
    """Whether a platform's websocket is open, and for how many seconds nothing came through it, no heartbeat either."""

    is_open: bool
    silent_seconds: float


@dataclass(frozen=True)
class Profile:
    """What a platform says about a person; language and time zone may be unknown."""

    name: str
    language: str | None = None
    zone: str | None = None


@dataclass(frozen=True)
class Posted:
    """Where a message stands: ids as the platform gives them, always text, and the coach's name of the workspace.

    `user` is whom a direct message is for.
    """

    channel: str
    message_id: str
    workspace: str = ""
    user: str = ""


class NotSent(Exception):
    """The platform surely did not take the message; try again after `wait`."""

    def __init__(self, reason: str, wait: timedelta = timedelta(seconds=5)) -> None:
        super().__init__(reason)
        self.wait = wait


class SlowDown(NotSent):
    """The platform asks everybody who speaks in that workspace to wait."""


class Unreachable(Exception):
    """Nobody can be reached there; trying again would not help."""


class OutcomeUnknown(Exception):
    """The message may or may not have been taken."""


class CannotLook(Exception):
    """The platform does not let the coach see whether a message arrived."""


class Courier(Protocol):
    """Carries the coach's messages into one platform's chats.

    Every method may raise NotSent, Unreachable or OutcomeUnknown.
    """

    @property
    def pacing(self) -> Pacing:
        """How fast the platform may be spoken to."""

    async def post(self, posting: Posting, message: Message, thread: Posted | None) -> Posted:
        """Say something new; the posting's id travels along, so that it can be found again."""

    async def update(self, posted: Posted, message: Message) -> None:
        """Say it differently in the same place."""

    async def delete(self, posted: Posted) -> None:
        """Take it away; what is gone already is fine."""

    async def find(self, posting: Posting) -> Posted | None:
        """Look whether a posting arrived. Raises CannotLook."""

    async def has_replies(self, posted: Posted) -> bool:
        """Whether people answered in the message's thread."""

    async def profile(self, workspace: str, user: str) -> Profile | None:
        """What the platform says about someone; None when there is no such person."""

    async def members_of(self, workspace: str, channel: str) -> Sequence[str]:
        """The people of a channel."""

    async def can_post(self, workspace: str, channel: str) -> bool:
        """Whether the coach may post in a channel."""

    async def is_in(self, workspace: str, channel: str, user: str) -> bool:
        """Whether someone is in a channel."""


@dataclass(frozen=True)
class Spoken:
    """What a saying says now: a message or nothing, and what to leave in its place where people replied to it."""

    message: Message | None
    emptied: Message | None = None


class DrawingFailed(Exception):
    """No picture could be drawn; the message says why, without any word of the chart."""


class Painter(Protocol):
    """Draws charts."""

    async def draw(self, chart: Chart) -> bytes:
        """The chart as a PNG. Raises DrawingFailed."""
