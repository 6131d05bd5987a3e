"""A room with the coach and people in it, so that a test reads like a conversation.

The chat is the playground's own, the store is SQLite in memory, the clock stands still between what people do.
"""

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, TypeVar

from bot.almanac import holidays_of
from bot.coach.deliver import Deliverer
from bot.coach.scene import House
from bot.domain.library import Library
from bot.domain.message import Act
from bot.domain.policy import Policy
from bot.frontdesk.desk import FrontDesk
from bot.frontdesk.incoming import Person, Place, Tap
from bot.platforms.playground.clock import JumpingClock
from bot.platforms.playground.courier import RoomCourier
from bot.platforms.playground.host import Playground
from bot.platforms.playground.room import COACH, WORKSPACE, Channel, Post, Room, RoomPerson, direct_channel
from bot.ports import StoreAway
from bot.storage.store import SqlStore
from jobs.ticks import Ticker
from tests.dialogs.reading import JSON, buttons_of, paris, spaced, text_of

Entity = TypeVar("Entity")

WEDNESDAY = "2026-11-25 10:00"
LEASE = timedelta(seconds=60)


class Talk:
    """The room: its people, its channels, its store and its clock."""

    def __init__(self, library: Library, store: SqlStore, language: str) -> None:
        self.library, self.store, self.language = library, store, language
        policy = Policy(language=language, responsible="La DNUM", dpo="dpo@example.gouv.fr")
        house = House(library, policy, holidays_of)
        self.room, self.clock = Room(), JumpingClock()
        self.room.note("language", language)
        couriers = {"playground": RoomCourier(self.room, store, self.clock)}
        self.deliverer = Deliverer(house, store, couriers, self.clock, LEASE)
        self.desk = FrontDesk(house, store, couriers, self.clock, self.deliverer.wake)
        ticker = Ticker(house, store, self.clock, self.deliverer)
        self.playground = Playground(house, store, self.desk, self.room, self.clock, ticker.tick, ticker.next_moment)
        self.tick = ticker.tick
        self.clock.stand_still(paris(WEDNESDAY))

    def person(self, name: str) -> "Someone":
        """Somebody new in the room."""
        self.room.add_person(RoomPerson(name.casefold(), name), "coach")
        return Someone(self, name.casefold())

    def channel(self, name: str) -> str:
        """A new channel, in which everyone is."""
        self.room.add_channel(Channel(name, name))
        return name

    async def until(self, wall: str) -> None:
        """Live through everything that is due until that moment in Paris."""
        await self.playground.live_until(paris(wall))
        self.clock.stand_still(paris(wall))

    async def settle(self) -> None:
        """Say what is to be said now; the next deed is a second later."""
        with contextlib.suppress(StoreAway):
            await self.deliverer.deliver()
        self.clock.stand_still(self.clock.now() + timedelta(seconds=1))

    async def kept(self, kind: type[Entity], **equal: Any) -> Sequence[Entity]:
        """What the store holds of a kind."""
        async with self.store.transaction() as tx:
            return await tx.all(kind, **equal)

    @contextlib.contextmanager
    def store_away(self) -> Iterator[None]:
        """Somebody else keeps the database on disk to themselves."""
        somebody = sqlite3.connect(str(self.store.url.database), isolation_level=None)
        somebody.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            somebody.close()

    def posts(self, channel: str) -> list[str]:
        """What everyone sees in a channel, one text a post of the coach."""
        return [text_of(post) for post in self.room.in_channel(channel, "") if post.author == COACH]

    def say(self, key: str, **values: object) -> str:
        """A phrase in the room's language."""
        return spaced(self.library.say(self.language)(key, **values))


class Someone:
    """A person of the room, what they do and what they see: in their own conversation unless a channel is named."""

    def __init__(self, talk: Talk, user: str) -> None:
        self._talk, self.user, self.home = talk, user, direct_channel(user)
        self.form: JSON | None = None
        self.errors: dict[str, str] = {}
        self.filled: dict[str, Any] = {}

    async def commands(self, text: str, channel: str = "") -> None:
        """Types a slash command."""
        self._open(await self._talk.playground.command(self.user, channel or self.home, text))
        await self._talk.settle()

    async def taps(self, label: str, channel: str = "") -> None:
        """Taps the newest button or menu entry that is called so."""
        await self.taps_again(self.button(label, channel))

    def button(self, label: str, channel: str = "") -> tuple[Post, str]:
        """The newest button or menu entry that is called so, to be tapped later or twice."""
        for post in reversed(self.posts(channel)):
            for name, act in buttons_of(post):
                if name == label:
                    return post, act
        raise LookupError(f"no button {label!r} in {self.reads(channel)[-2:]}")

    async def taps_again(self, button: tuple[Post, str]) -> None:
        """Taps that very button."""
        post, act = button
        self._open(await self._talk.playground.tap(self.user, post.channel, post.id, act))
        await self._talk.settle()

    async def forges(self, act: str, channel: str = "") -> str:
        """Sends an act that no button of theirs offers; what the coach answers."""
        who = Person(WORKSPACE, self.user, self.user, self._talk.language, "Europe/Paris")
        place = Place(channel or self.home, not channel)
        reply = await self._talk.desk.tap(Tap(who, place, Act.parse(act)))
        await self._talk.settle()
        return spaced(reply.message.notification) if reply.message else ""

    async def sends(self, channel: str = "", **values: str | list[str]) -> None:
        """Fills in these fields of the open form, leaves the others as they are, and sends it."""
        assert self.form is not None
        self.filled |= values
        form = self.form
        self._open(
            await self._talk.playground.submit(self.user, channel or self.home, form["id"], form["act"], self.filled)
        )
        await self._talk.settle()

    async def picks(self, channel: str, **values: str) -> None:
        """Picks a channel in the open form, fills in these fields, and sends it."""
        self.filled["channel"] = channel
        await self.sends(**values)

    def is_refused(self, *texts: str) -> None:
        """The form that was sent is still open, with its words, and says all of these."""
        said = self.errors.get("", "")
        missing = [text for text in texts if spaced(text) not in said]
        assert not missing, f"{missing} not in: {said}"
        assert self.form is not None

    async def starts(self, product: str = "Mes démarches", **values: str) -> None:
        """Starts with that product, everything else as proposed, and the first question on the chosen day."""
        await self.commands("/pm-coach start")
        await self.sends(**{"product": product, "way": "business", "first": "on_the_day", **values})

    async def types(self, words: str, thread: str | None = None) -> str:
        """Writes to the coach; the id of the message."""
        before = set(self._talk.room.posts)
        await self._talk.playground.post(self.user, self.home, words, thread)
        (post,) = (post for key, post in self._talk.room.posts.items() if key not in before)
        await self._talk.settle()
        return post.id

    async def answers_in(self, channel: str, post: Post, words: str) -> str:
        """Writes in the thread of a message; the id of what they wrote."""
        before = set(self._talk.room.posts)
        await self._talk.playground.post(self.user, channel, words, post.thread or post.id)
        await self._talk.settle()
        return next(key for key in self._talk.room.posts if key not in before)

    async def edits(self, message: str, words: str) -> None:
        """Words their own message differently."""
        await self._talk.playground.edit(self.user, message, words)
        await self._talk.settle()

    async def deletes(self, message: str) -> None:
        """Takes their own message away."""
        await self._talk.playground.delete(self.user, message)
        await self._talk.settle()

    def reads(self, channel: str = "") -> list[str]:
        """Everything the coach shows them there, oldest first."""
        return [text_of(post) for post in self.posts(channel)]

    def sees(self, *texts: str, channel: str = "") -> None:
        """The coach's last message holds all of these."""
        last = self.reads(channel)[-1]
        missing = [text for text in texts if spaced(text) not in last]
        assert not missing, f"{missing} not in:\n{last}"

    def labels(self, channel: str = "") -> list[str]:
        """The buttons and menu entries of the coach's last message."""
        return [label for label, _ in buttons_of(self.posts(channel)[-1])]

    def explained(self) -> str:
        """What the open form says before its fields."""
        assert self.form is not None
        return "\n".join(spaced(block["text"]) for block in self.form["intro"])

    def last(self, channel: str = "") -> Post:
        """The coach's last message there."""
        return self.posts(channel)[-1]

    def announced(self) -> str:
        """Everything that a notification told them."""
        return "\n".join(spaced(post.notification) for post in self.posts(""))

    def posts(self, channel: str = "") -> list[Post]:
        """What the coach shows them there, oldest first."""
        seen = self._talk.room.in_channel(channel or self.home, self.user)
        return [post for post in seen if post.author == COACH]

    def _open(self, answer: JSON) -> None:
        self.errors = {name: spaced(said) for name, said in (answer["errors"] or {}).items()}
        if not self.errors:
            self.form = answer["form"]
            self.filled = {field["name"]: field["value"] for field in self.form["fields"]} if self.form else {}
