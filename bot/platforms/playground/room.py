"""The chat itself: people, channels and messages, kept in memory and written through to the store."""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from bot.domain.outbox import PlatformRecord
from bot.platforms.records import keep
from bot.ports import Store, StoreAway

WORKSPACE = "playground:example"
COACH = "coach"


@dataclass
class RoomPerson:
    """Someone one can be; `came` keeps the order in which people came."""

    id: str
    name: str
    title: str = ""
    example: bool = False
    came: int = 0


@dataclass
class Channel:
    """A channel, or someone's direct conversation with the coach when `person` is set; some people have `left` it."""

    id: str
    name: str
    topic: str = ""
    example: bool = False
    person: str | None = None
    came: int = 0
    left: list[str] = field(default_factory=list)


@dataclass
class Post:
    """A message: the words of a person, or the coach's blocks; `only_for` is the one person who sees it.

    `heard` says whether the coach has taken notice of its last change, `sending` the outbox posting it came from.
    """

    id: str
    channel: str
    author: str
    at: str
    text: str | None = None
    blocks: list[dict[str, Any]] | None = None
    notification: str = ""
    thread: str | None = None
    only_for: str | None = None
    edited: bool = False
    changes: int = 0
    heard: bool = True
    sending: str | None = None


@dataclass
class Event:
    """Something that happened in the room: what, and the post it happened to."""

    kind: str
    post: Post | None = None
    data: dict[str, Any] = field(default_factory=dict)


class Room:
    """People, channels and posts; `save` writes what changed, listeners hear of every change at once."""

    def __init__(self) -> None:
        self.people: dict[str, RoomPerson] = {}
        self.channels: dict[str, Channel] = {}
        self.posts: dict[str, Post] = {}
        self.notes: dict[str, Any] = {}
        self._listeners: list[Callable[[Event], None]] = []
        self._unsaved: dict[tuple[str, str], dict[str, Any] | None] = {}

    def add_person(self, person: RoomPerson, direct_name: str) -> None:
        """Let someone in, with their direct conversation with the coach."""
        person.came = len(self.people)
        self.people[person.id] = person
        self._unsaved["person", person.id] = asdict(person)
        self.add_channel(Channel(direct_channel(person.id), direct_name, person=person.id))

    def add_channel(self, channel: Channel) -> None:
        """Open a channel."""
        channel.came = len(self.channels)
        self.channels[channel.id] = channel
        self._unsaved["channel", channel.id] = asdict(channel)
        self.tell(Event("state"))

    def note(self, key: str, value: Any) -> None:
        """Remember something about the room as a whole."""
        self.notes[key] = value
        self._unsaved["note", key] = {"value": value}

    def write(self, post: Post) -> Post:
        """A new post, or a changed one."""
        post.changes += 1
        self.posts[post.id] = post
        self._unsaved["post", post.id] = asdict(post)
        self.tell(Event("message", post))
        return post

    def remove(self, post_id: str) -> None:
        """Take a post away, if it is still there."""
        post = self.posts.pop(post_id, None)
        if post is not None:
            self._unsaved["post", post_id] = None
            self.tell(Event("removed", post))

    def new_id(self) -> str:
        """An id that sorts after every other, as text."""
        newest = int(self.notes.get("last_id", 0)) + 1
        self.note("last_id", newest)
        return f"{newest:010}"

    def in_channel(self, channel: str, reader: str) -> list[Post]:
        """What a reader sees in a channel, oldest first."""
        return [post for post in self.posts.values() if post.channel == channel and post.only_for in (None, reader)]

    def replies(self, post_id: str) -> Iterable[Post]:
        """What people wrote in a post's thread."""
        return (post for post in self.posts.values() if post.thread == post_id and post.author != COACH)

    def may_read(self, person: str, channel: str) -> bool:
        """Whether this person is in that channel: in all that they did not leave, and never in others' direct ones."""
        found = self.channels.get(channel)
        return found is not None and found.person in (None, person) and person not in found.left

    def may_join(self, person: str, channel: str) -> bool:
        """Whether this person left that channel and may come back."""
        found = self.channels.get(channel)
        return found is not None and person in found.left

    def leave(self, person: str, channel: str) -> None:
        """Somebody is in that channel no more."""
        self._change(self.channels[channel], [*self.channels[channel].left, person])

    def come_back(self, person: str, channel: str) -> None:
        """Somebody is in that channel again."""
        self._change(self.channels[channel], [each for each in self.channels[channel].left if each != person])

    def _change(self, channel: Channel, left: list[str]) -> None:
        channel.left = left
        self._unsaved["channel", channel.id] = asdict(channel)
        self.tell(Event("state"))

    def listen(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        """Hear of every change; call what is returned to hear no more."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def tell(self, event: Event) -> None:
        """Let everyone who listens know."""
        for listener in list(self._listeners):
            listener(event)

    async def load(self, store: Store) -> None:
        """Fill the room with what was saved."""
        async with store.transaction() as tx:
            records = await tx.all(PlatformRecord, order="key", workspace=WORKSPACE)
        for record in records:
            body = json.loads(record.body)
            if record.kind == "person":
                self.people[record.key] = RoomPerson(**body)
            elif record.kind == "channel":
                self.channels[record.key] = Channel(**body)
            elif record.kind == "post":
                self.posts[record.key] = Post(**body)
            else:
                self.notes[record.key] = body["value"]
        self.people = dict(sorted(self.people.items(), key=lambda item: item[1].came))
        self.channels = dict(sorted(self.channels.items(), key=lambda item: item[1].came))

    async def save(self, store: Store) -> None:
        """Write what changed since the last time, in one transaction."""
        unsaved, self._unsaved = self._unsaved, {}
        if not unsaved:
            return
        try:
            async with store.transaction() as tx:
                for (kind, key), body in unsaved.items():
                    text = None if body is None else json.dumps(body, ensure_ascii=False)
                    await keep(tx, WORKSPACE, kind, key, text)
        except StoreAway:
            self._unsaved = {**unsaved, **self._unsaved}
            raise


def direct_channel(person: str) -> str:
    """The id of someone's direct conversation with the coach."""
    return f"direct-{person}"


def moment_of(post: Post) -> datetime:
    """When the post was written, aware."""
    return datetime.fromisoformat(post.at)
