"""The playground as one thing: what people do in the room reaches the coach, and time can be lived through."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from bot.coach.scene import House
from bot.coach.speak import workspace_speaks
from bot.domain.calendar import local
from bot.domain.message import Act, Message
from bot.domain.people import Member, Team
from bot.domain.words import plain
from bot.frontdesk.desk import FrontDesk
from bot.frontdesk.incoming import Command, Deleted, InThread, Person, Place, Reply, Submission, Tap, Typed
from bot.platforms.playground.clock import JumpingClock
from bot.platforms.playground.room import COACH, WORKSPACE, Event, Post, Room, RoomPerson
from bot.platforms.playground.wire import JSON, form_json, message_json
from bot.ports import Store, StoreAway

log = logging.getLogger(__name__)

LONGEST_JUMP = timedelta(days=800)
LONGEST_NAME = 60
# A moment that a store too busy kept from being lived is lived at the next try.
MOST_TRIES = 5
LONGEST_POST = 40_000


class CannotDo(Exception):
    """Something the room does not allow; the text is a sentence for the person."""


class Playground:
    """What one can do in the room: speak, tap, fill in forms, be somebody else, jump in time.

    `tick` does everything that is due at the clock's moment, `next_moment` tells when something is due next.
    """

    def __init__(
        self,
        house: House,
        store: Store,
        desk: FrontDesk,
        room: Room,
        clock: JumpingClock,
        tick: Callable[[], Awaitable[None]],
        next_moment: Callable[[], Awaitable[datetime | None]],
    ) -> None:
        self.house, self.room, self.clock = house, room, clock
        self._store, self._desk, self._tick, self._next_moment = store, desk, tick, next_moment
        self._jumping = asyncio.Lock()

    @property
    def language(self) -> str:
        """The language that people here speak."""
        return str(self.room.notes.get("language", self.house.policy.language))

    def say(self, key: str, **values: object) -> str:
        """A phrase in the room's language."""
        return self.house.library.say(self.language)(key, **values)

    async def command(self, person: str, channel: str, text: str) -> JSON:
        """A slash command; its answer is seen by this person only."""
        name, _, words = text.strip().removeprefix("/").partition(" ")
        if name not in ("pm-role", "pm-coach"):
            raise CannotDo(self.say("playground.no_command", command=name[:LONGEST_NAME]))
        reply = await self._desk.command(Command(self._who(person), self._place(person, channel), name, words))
        return await self._show(person, channel, reply)

    async def tap(self, person: str, channel: str, post_id: str, act: str) -> JSON:
        """A tap on a button of a message that this person sees."""
        post = self.room.posts.get(post_id)
        if post is None or post.channel != channel or post.only_for not in (None, person):
            raise CannotDo(self.say("errors.old_button"))
        reply = await self._desk.tap(Tap(self._who(person), self._place(person, channel), Act.parse(act)))
        return await self._show(person, channel, reply, tapped=post)

    async def submit(
        self, person: str, channel: str, form_id: str, act: str, values: Mapping[str, str | Sequence[str]]
    ) -> JSON:
        """A form sent."""
        place = self._place(person, channel)
        reply = await self._desk.submit(Submission(self._who(person), place, form_id, Act.parse(act), values))
        return await self._show(person, channel, reply)

    async def post(self, person: str, channel: str, text: str, thread: str | None) -> None:
        """A message typed by a person."""
        place = self._place(person, channel)
        if not text.strip():
            raise CannotDo(self.say("playground.empty"))
        if len(text) > LONGEST_POST:
            raise CannotDo(self.say("playground.too_long", longest=LONGEST_POST))
        now = self.clock.now().isoformat()
        is_heard = not place.direct and thread is None
        post = Post(self.room.new_id(), channel, person, now, text=text, thread=thread, heard=is_heard)
        self.room.write(post)
        await self.room.save(self._store)
        await self._listen_to(post)

    async def edit(self, person: str, post_id: str, text: str) -> None:
        """One's own message, worded differently."""
        post = self._own(person, post_id)
        if not text.strip():
            raise CannotDo(self.say("playground.empty"))
        post.text, post.edited, post.heard = text, True, not self._is_direct(post.channel)
        self.room.write(post)
        await self.room.save(self._store)
        await self._listen_to(post)

    async def delete(self, person: str, post_id: str) -> None:
        """One's own message, taken away."""
        post = self._own(person, post_id)
        place = self._place(person, post.channel)
        if place.direct:
            sent_at = datetime.fromisoformat(post.at)
            await self._desk.deleted(Deleted(self._who(person), place, f"deleted:{post.id}", post.id, sent_at))
        elif post.thread is not None:
            await self._desk.in_thread(InThread(WORKSPACE, post.channel, post.thread, post.id, person, None))
        self.room.remove(post.id)
        await self.room.save(self._store)

    async def leave(self, person: str, channel: str) -> None:
        """Somebody leaves a channel, and the coach hears of it."""
        if self._place(person, channel).direct:
            raise CannotDo(self.say("playground.no_channel"))
        self.room.leave(person, channel)
        await self.room.save(self._store)
        await self._desk.left(WORKSPACE, channel, person)

    async def join(self, person: str, channel: str) -> None:
        """Somebody comes back into a channel that they left, and the coach hears of it."""
        if not self.room.may_join(person, channel):
            raise CannotDo(self.say("playground.no_channel"))
        self.room.come_back(person, channel)
        await self.room.save(self._store)
        await self._desk.came(WORKSPACE, channel, person)

    async def add_person(self, name: str) -> str:
        """Someone new, whom one can be."""
        name = " ".join(name.split())
        if not name or len(name) > LONGEST_NAME:
            raise CannotDo(self.say("playground.name", longest=LONGEST_NAME))
        if any(plain(person.name) == plain(name) for person in self.room.people.values()):
            raise CannotDo(self.say("playground.name_taken", name=name))
        person = RoomPerson(f"person-{uuid4().hex[:8]}", name)
        self.room.add_person(person, self.say("playground.coach"))
        await self.room.save(self._store)
        return person.id

    async def speak(self, language: str) -> None:
        """From now on people and teams here speak this language."""
        if language not in self.house.library.languages:
            raise CannotDo(self.say("errors.field_choice"))
        async with self._store.transaction() as tx:
            await workspace_speaks(tx, WORKSPACE, language)
        self._desk.forget_languages()
        self.room.note("language", language)
        await self.room.save(self._store)
        self.room.tell(Event("state"))

    async def jump(self, to: datetime | None) -> None:
        """Live through everything due until that moment, in order; None is the next thing that happens."""
        async with self._jumping:
            await self._jump(to)

    async def _jump(self, to: datetime | None) -> None:
        now = self.clock.now()
        target = to or await self._next_moment()
        if target is None:
            raise CannotDo(self.say("playground.nothing_next"))
        if target <= now and to is not None:
            raise CannotDo(self.say("playground.past"))
        if target - now > LONGEST_JUMP:
            raise CannotDo(self.say("playground.too_far", days=LONGEST_JUMP.days))
        await self.live_until(max(target, now))
        self.room.note("offset", self.clock.offset.total_seconds())
        await self.room.save(self._store)
        self.room.tell(Event("clock", data=await self.time()))

    async def live_until(self, target: datetime) -> None:
        """Let each thing due happen at its own moment; the clock goes on from `target`."""
        lived: datetime | None = None
        tries = 0
        try:
            while (moment := await self._next_moment()) is not None and moment <= target:
                tries = tries + 1 if moment == lived else 0
                if tries > MOST_TRIES:
                    log.error("action=stuck_in_time moment=%s", moment.isoformat())
                    break
                self.clock.stand_still(max(moment, self.clock.now()))
                await self._tick()
                lived = moment
            self.clock.stand_still(target)
            await self._tick()
        finally:
            self.clock.go_on()

    async def catch_up(self) -> None:
        """Let the coach hear what was written while it was away."""
        for post in [post for post in self.room.posts.values() if not post.heard]:
            await self._listen_to(post)

    async def time(self) -> JSON:
        """The coach's moment, and the next thing that happens."""
        moment = await self._next_moment()
        upcoming = {"at": self.local(moment), "what": await self._what(moment)} if moment else None
        return {"now": self.local(self.clock.now()), "zone": self.house.policy.zone, "next": upcoming}

    def local(self, moment: datetime) -> str:
        """The moment as clocks show it in the room's time zone, ISO with its offset."""
        return local(moment, self.house.policy.zone).isoformat()

    async def _what(self, moment: datetime) -> str:
        async with self._store.transaction() as tx:
            members = await tx.all(Member, next_due=moment)
            team = await tx.first(Team, next_due=moment)
        if members:
            name = self.room.people[members[0].user].name
            return self.say("playground.next_question", name=name, count=len(members))
        if team is not None:
            return self.say("playground.next_digest", team=team.name)
        return self.say("playground.next_other")

    async def _show(self, person: str, channel: str, reply: Reply, tapped: Post | None = None) -> JSON:
        if reply.replace is not None and tapped is not None:
            tapped.blocks, tapped.notification = message_json(reply.replace), reply.replace.notification
            self.room.write(tapped)
        for message in (reply.message, None if tapped else reply.replace):
            if message is not None:
                self._whisper(person, channel, message)
        await self._save_quietly()
        channels = {id_: channel.name for id_, channel in self.room.channels.items() if channel.person is None}
        return {"form": form_json(reply.form, channels) if reply.form else None, "errors": dict(reply.errors) or None}

    def _whisper(self, person: str, channel: str, message: Message) -> None:
        now, blocks = self.clock.now().isoformat(), message_json(message)
        only_for = None if self._is_direct(channel) else person
        post = Post(self.room.new_id(), channel, COACH, now, blocks=blocks, notification=message.notification)
        post.only_for = only_for
        self.room.write(post)

    async def _save_quietly(self) -> None:
        """An answer is shown even while nothing can be saved; it is written with the next one."""
        try:
            await self.room.save(self._store)
        except StoreAway:
            log.error("action=room_not_saved")

    async def _listen_to(self, post: Post) -> None:
        if post.heard or post.text is None:
            return
        place = self._place(post.author, post.channel)
        if not place.direct:
            await self._listen_to_thread(post, post.text)
            return
        changed = self.clock.now() if post.edited else datetime.fromisoformat(post.at)
        event = f"post:{post.id}:{post.changes}"
        sent = datetime.fromisoformat(post.at)
        who = self._who(post.author)
        await self._desk.typed(Typed(who, place, event, post.id, post.text, sent, changed, post.thread))
        post.heard = True
        await self.room.save(self._store)

    async def _listen_to_thread(self, post: Post, text: str) -> None:
        told = InThread(WORKSPACE, post.channel, post.thread or "", post.id, post.author, text)
        await self._desk.in_thread(told)
        post.heard = True
        await self.room.save(self._store)

    def _who(self, person: str) -> Person:
        found = self.room.people.get(person)
        if found is None:
            raise CannotDo(self.say("playground.nobody"))
        return Person(WORKSPACE, person, found.name, self.language, self.house.policy.zone)

    def _place(self, person: str, channel: str) -> Place:
        if not self.room.may_read(person, channel):
            raise CannotDo(self.say("playground.no_channel"))
        return Place(channel, self._is_direct(channel))

    def _is_direct(self, channel: str) -> bool:
        return self.room.channels[channel].person is not None

    def _own(self, person: str, post_id: str) -> Post:
        post = self.room.posts.get(post_id)
        if post is None or post.author != person:
            raise CannotDo(self.say("playground.not_yours"))
        return post
