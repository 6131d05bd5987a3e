"""What the coach needs from outside, as protocols; `bot.bootstrap` joins them to what fulfils them."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from bot.domain.calendar import Holidays
from bot.domain.chart import Chart
from bot.domain.message import Message
from bot.domain.outbox import Posting
from bot.domain.pace import Pace, Pacing
from bot.domain.people import Due, Member, Team
from bot.domain.poll import Poll
from bot.domain.reflection import Asking, Prompt, Rated, Reminding, Round, TypedWords

Entity = TypeVar("Entity")
Rows = Mapping[str, Sequence[Mapping[str, Any]]]
"""Rows by table, each a value by column."""


class Watch(Protocol):
    """The coach's clock, which says what is due."""

    def now(self) -> datetime:
        """The present moment, aware."""


Almanac = Callable[[str], Holidays | None]
"""The public holidays of a country or of a part of it, `FR` or `FR-57`; None for a place that it does not know."""


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


@dataclass(frozen=True)
class Place:
    """A workspace, how long until its next turn, and until when its platform wants silence on the store's own clock."""

    workspace: str
    wait: timedelta
    held_until: datetime | None


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

    async def to_remind(self, now: datetime, limit: int) -> Sequence[Reminding]:
        """Open questions whose reminder is due, earliest first, which no other process is given."""

    async def reminded(self, prompt_ids: Sequence[str]) -> None:
        """Nobody is reminded of these any more."""

    async def due_teams(self, now: datetime, limit: int) -> Sequence[Team]:
        """Teams whose digest is due now, earliest first, which no other process is given."""

    async def due_polls(self, now: datetime, limit: int) -> Sequence[Poll]:
        """Polls to be closed now, earliest first, which no other process is given."""

    async def answerers(self, workspace: str, question_id: str, since: datetime) -> Sequence[tuple[str, str]]:
        """Users who answered that question after `since`, each with the id of an answer."""

    async def sharers(self, workspace: str, question_id: str, since: datetime) -> Sequence[str]:
        """Users who shared something on that question after `since`, with their name or taken back meanwhile."""

    async def unasked_to(self, workspace: str, user: str, since: datetime) -> Sequence[Posting]:
        """What a user did not ask for, said since then or still to be said; nobody else tells them such a thing now."""

    async def with_room(self, now: datetime, limit: int) -> Sequence[Posting]:
        """What waited until now for a day with room, which no other process is given."""

    async def due_again(self, now: datetime, limit: int) -> Sequence[Prompt]:
        """Open prompts that their readers wanted to see again by now."""

    async def last_prompt(self, member_id: str) -> Prompt | None:
        """The question last asked of a member."""

    async def prompts_since(self, member_id: str, since: datetime) -> Sequence[Prompt]:
        """The questions asked of a member at or after `since`, oldest first."""

    async def words_since(self, since: datetime) -> Sequence[TypedWords]:
        """Typed words last changed at or after `since` and not deleted, oldest first."""

    async def undrawn(self, team_id: str, since: datetime) -> Sequence[Rated]:
        """Ratings that a total of the team may count, oldest first; nobody else draws them meanwhile.

        They are its members', given after `since` and since they joined, to questions of the cycle.
        """

    async def draw(self, rated: Iterable[Rated], digest_id: str) -> None:
        """No other total counts these; `digest_id` is empty where none is shown."""

    async def next_moment(self) -> datetime | None:
        """When the next thing is due, whatever it is."""

    async def figures(self, now: datetime) -> Figures:
        """What is due and what waits to be said."""

    async def lapse_invitations(self, now: datetime) -> int:
        """Mark open invitations that lapsed by now; how many."""

    async def forget_heard_in(self, workspace: str, channel: str) -> None:
        """Forget which messages of that conversation were heard."""

    async def forget_heard(self, before: datetime) -> int:
        """Forget events heard before that moment; how many."""

    async def forget_old(self, before: datetime, limit: int) -> int:
        """Remove what is older than that moment and stands in no chat, so many rows of a kind; how many."""

    async def old(self, kind: type[Entity], before: datetime, limit: int) -> Sequence[Entity]:
        """Entities of a kind from before that moment, which nothing refers to and no other process is given."""

    async def old_postings(self, before: datetime, limit: int) -> Sequence[Posting]:
        """What was said to people before that moment, which no other process is given."""

    async def forget_unheld_products(self, limit: int) -> int:
        """Remove products that nobody holds and no team is for; how many."""

    async def pseudonym(self, workspace: str, user: str) -> str:
        """A name for somebody that this store alone can make, from which nobody can tell who it is."""

    async def rows_about(self, workspace: str, user: str) -> Rows:
        """Everything that is kept of somebody, or names them, decrypted."""

    async def remove_rows_of(self, workspace: str, user: str, spared: Collection[str]) -> None:
        """Remove every row of somebody's but those of the spared ids, and their name from the rows of others."""

    async def everyone(self) -> Sequence[tuple[str, str]]:
        """Workspace and user of everybody of whom anything is kept."""

    async def leave_workspace(self, workspace: str, now: datetime, errands: Collection[str]) -> None:
        """Everybody there has stopped, every team is over, nothing new is said; postings of these kinds are removed."""

    async def strangers(self) -> Sequence[tuple[str, str]]:
        """Workspace and user of whom a team, an invitation or the like knows, and who never started."""

    async def left_members(self, before: datetime, limit: int) -> Sequence[Member]:
        """Members who stopped, or whose account closed, before that moment; no other process is given them."""

    async def unseen_teams(self, now: datetime, limit: int) -> Sequence[Team]:
        """Teams whose channel is to be looked at by now, which no other process is given."""

    async def unseen_members(self, now: datetime, limit: int) -> Sequence[Member]:
        """Members whose account is to be looked at by now, which no other process is given."""

    async def forget_drafts(self, before: datetime) -> int:
        """Remove previews that were never published, and words never sent, made before that moment; how many."""

    async def places(self) -> Sequence[Place]:
        """Workspaces with something to say now.

        The most urgent come first, and of equally urgent ones who had their last turn longest ago.
        """

    async def claim(self, workspace: str, limit: int, lease: timedelta) -> Sequence[Posting]:
        """Postings to bring up to date there now, most urgent first, each leased to the caller alone.

        At most one for a conversation, and none where another one is in somebody's hands.
        """

    async def reclaim(self, limit: int, lease: timedelta, busy: Collection[str] = ()) -> Sequence[Posting]:
        """Postings whose sender vanished or could not tell what became of them, leased to the caller to look.

        At most one for a workspace, and none for a `busy` one.
        """

    async def store_now(self) -> datetime:
        """The store's own clock, which never jumps and is the same for every process."""

    async def pace(self, workspace: str) -> Pace:
        """The pace kept there, which nobody else changes before this transaction ends."""

    async def rest(self, workspace: str, channels: Mapping[str, datetime]) -> None:
        """Say nothing new in each of these channels before its moment on the store's clock."""

    async def forget_paces(self, channels: timedelta, workspaces: timedelta) -> int:
        """Forget the paces of channels and of workspaces where nobody spoke for that long; how many."""

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
    """What a platform says about a person; language and time zone may be unknown.

    `administers` is an administrator of the workspace, `closed` an account that nobody uses any more, `is_program` one
    that no person uses.
    """

    name: str
    language: str | None = None
    zone: str | None = None
    administers: bool = False
    closed: bool = False
    is_program: bool = False


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

    async def clear(self, workspace: str, user: str, until: datetime) -> datetime | None:
        """Take away some of what the coach said to somebody alone up to that moment; until when more may stand.

        None once nothing is left. Raises CannotLook.
        """

    async def find(self, posting: Posting) -> Posted | None:
        """Look whether a posting arrived. Raises CannotLook."""

    async def has_replies(self, posted: Posted) -> bool:
        """Whether people answered in the message's thread."""

    async def profile(self, workspace: str, user: str) -> Profile | None:
        """What the platform says about someone; None when there is no such person."""

    async def profiles_of(self, workspace: str, users: Sequence[str]) -> Mapping[str, Profile]:
        """What the platform says about these; who is not there, or belongs to another workspace, is left out."""

    async def members_of(self, workspace: str, channel: str, most: int) -> Sequence[str] | None:
        """Who is in a channel; None where that are more than `most`."""

    async def can_post(self, workspace: str, channel: str) -> bool:
        """Whether the coach may post in a channel."""

    async def channel_name(self, workspace: str, channel: str) -> str:
        """What a channel is called, as people of the chat write it."""

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
