"""Carries the coach's messages into the room."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.message import Message
from bot.domain.outbox import Posting
from bot.domain.pace import Pacing
from bot.platforms.playground.room import COACH, Post, Room, direct_channel, moment_of
from bot.platforms.playground.wire import message_json
from bot.ports import NotSent, Posted, Profile, Store, StoreAway, Unreachable, Watch


class RoomCourier:
    """The playground's side of `bot.ports.Courier`."""

    pacing = Pacing()

    def __init__(self, room: Room, store: Store, watch: Watch) -> None:
        self._room, self._store, self._watch = room, store, watch

    async def post(self, posting: Posting, message: Message, thread: Posted | None) -> Posted:
        known = await self.find(posting)
        if known is not None:
            await self._save()
            return known
        channel = posting.channel or direct_channel(posting.user or "")
        if channel not in self._room.channels:
            raise Unreachable(f"no channel {channel}")
        post = Post(
            id=self._room.new_id(),
            channel=channel,
            author=COACH,
            at=self._watch.now().isoformat(),
            blocks=message_json(message),
            notification=message.notification,
            thread=thread.message_id if thread else None,
            sending=posting.id,
        )
        self._room.write(post)
        await self._save()
        return Posted(channel, post.id)

    async def update(self, posted: Posted, message: Message) -> None:
        post = self._room.posts.get(posted.message_id)
        blocks = message_json(message)
        if post is None or post.blocks == blocks:
            return
        post.blocks, post.notification = blocks, message.notification
        self._room.write(post)
        await self._save()

    async def delete(self, posted: Posted) -> None:
        self._room.remove(posted.message_id)
        await self._save()

    async def clear(self, workspace: str, user: str, until: datetime) -> datetime | None:  # noqa: ARG002
        """As the protocol says; what this person alone saw in channels is theirs, too."""
        home = direct_channel(user)
        for post in list(self._room.posts.values()):
            alone = post.author == COACH and (post.channel == home or post.only_for == user)
            if alone and moment_of(post) <= until:
                self._room.remove(post.id)
        await self._save()
        return None

    async def find(self, posting: Posting) -> Posted | None:
        for post in self._room.posts.values():
            if post.sending == posting.id:
                return Posted(post.channel, post.id)
        return None

    async def has_replies(self, posted: Posted) -> bool:
        return any(True for _ in self._room.replies(posted.message_id))

    async def profile(self, workspace: str, user: str) -> Profile | None:  # noqa: ARG002
        person = self._room.people.get(user)
        return Profile(person.name) if person else None

    async def profiles_of(self, workspace: str, users: Sequence[str]) -> Mapping[str, Profile]:  # noqa: ARG002
        people = self._room.people
        return {user: Profile(people[user].name) for user in users if user in people}

    async def members_of(self, workspace: str, channel: str, most: int) -> Sequence[str] | None:  # noqa: ARG002
        found = [person for person in self._room.people if self._room.may_read(person, channel)]
        return found if len(found) <= most else None

    async def can_post(self, workspace: str, channel: str) -> bool:  # noqa: ARG002
        found = self._room.channels.get(channel)
        return found is not None and found.person is None

    async def channel_name(self, workspace: str, channel: str) -> str:  # noqa: ARG002
        found = self._room.channels.get(channel)
        if found is None:
            raise Unreachable("no such channel")
        return f"#{found.name}"

    async def is_in(self, workspace: str, channel: str, user: str) -> bool:  # noqa: ARG002
        return self._room.may_read(user, channel)

    async def _save(self) -> None:
        try:
            await self._room.save(self._store)
        except StoreAway as problem:
            raise NotSent("the room cannot be saved") from problem
