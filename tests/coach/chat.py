"""A chat platform in memory that can refuse, hang, break after taking a message, be unreachable or hide its history."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.message import Message
from bot.domain.outbox import Posting
from bot.domain.pace import Pacing
from bot.ports import CannotLook, Posted, Profile

Trouble = Callable[[str], Awaitable[None]]
"""Something that happens on the way, told whom it happens to: a posting's id, or a message's."""


async def nothing(_what: str) -> None:
    """No trouble."""


def fails(problem: BaseException, times: int = 1, only: str = "") -> Trouble:
    """Raise this so many times, for everybody or for one alone."""
    left = [problem] * times

    async def fail(what: str) -> None:
        if left and only in ("", what):
            raise left.pop()

    return fail


async def hangs(_what: str) -> None:
    """Never answer."""
    await asyncio.Event().wait()


@dataclass
class Chat:
    """What stands in the chat by message id, and every posting taken; each kind of call has its own trouble."""

    shown: dict[str, Message] = field(default_factory=dict)
    threads: dict[str, str] = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)
    replied_to: set[str] = field(default_factory=set)
    cleared: list[str] = field(default_factory=list)
    more: list[datetime] = field(default_factory=list)
    profiles: dict[str, Profile | None] = field(default_factory=dict)
    members: dict[str, list[str]] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    hides_history: bool = False
    pacing: Pacing = field(default_factory=Pacing)
    before_taking: Trouble = nothing
    after_taking: Trouble = nothing
    changing: Trouble = nothing
    looking: Trouble = nothing

    async def post(self, posting: Posting, message: Message, thread: Posted | None) -> Posted:
        self.tried.append(posting.id)
        await self.before_taking(posting.id)
        self.taken.append(posting.id)
        message_id = f"{posting.id}#{Counter(self.taken)[posting.id]}"
        self.shown[message_id] = message
        if thread is not None:
            self.threads[message_id] = thread.message_id
        await self.after_taking(posting.id)
        return Posted(posting.channel or f"direct-{posting.user}", message_id)

    async def update(self, posted: Posted, message: Message) -> None:
        await self.changing(posted.message_id)
        self.shown[posted.message_id] = message

    async def delete(self, posted: Posted) -> None:
        await self.changing(posted.message_id)
        self.shown.pop(posted.message_id, None)

    async def clear(self, workspace: str, user: str, until: datetime) -> datetime | None:  # noqa: ARG002
        self.cleared.append(user)
        await self.looking(user)
        return self.more.pop() if self.more else None

    async def find(self, posting: Posting) -> Posted | None:
        if self.hides_history:
            raise CannotLook("no history here")
        await self.looking(posting.id)
        if posting.id not in self.taken:
            return None
        return Posted(posting.channel or f"direct-{posting.user}", f"{posting.id}#1")

    async def has_replies(self, posted: Posted) -> bool:
        return posted.message_id in self.replied_to

    async def profile(self, workspace: str, user: str) -> Profile | None:  # noqa: ARG002
        return self.profiles.get(user, Profile(user))

    async def profiles_of(self, workspace: str, users: Sequence[str]) -> Mapping[str, Profile]:  # noqa: ARG002
        found = {user: self.profiles.get(user, Profile(user)) for user in users}
        return {user: profile for user, profile in found.items() if profile is not None}

    async def members_of(self, workspace: str, channel: str, most: int) -> Sequence[str] | None:  # noqa: ARG002
        await self.looking(channel)
        found = self.members.get(channel, [])
        return found if len(found) <= most else None

    async def channel_name(self, workspace: str, channel: str) -> str:  # noqa: ARG002
        return f"#{channel}"

    async def is_in(self, workspace: str, channel: str, user: str) -> bool:  # noqa: ARG002
        return True

    async def can_post(self, workspace: str, channel: str) -> bool:  # noqa: ARG002
        return channel not in self.lost


@dataclass
class Clock:
    """The coach's clock, which shows what a test wants."""

    moment: datetime

    def now(self) -> datetime:
        """That moment."""
        return self.moment
