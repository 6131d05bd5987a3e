"""Everybody in the chats: they answer when they are asked, and what they then see is counted."""

import asyncio
import contextlib
import itertools
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from random import Random

from bot.domain.library import Library
from bot.domain.outbox import Posting, PostingState
from bot.storage.keys import Keyring
from bot.storage.opening import open_store
from bot.storage.store import SqlStore
from tests.faults.chats import Chat, Human
from tests.faults.due import KEY, Counting
from tests.faults.fleet import Fleet, Ship
from tests.faults.waiting import until

LONGEST = 600.0
Way = Callable[[Human, str], Awaitable[bool]]
"""How somebody answers a question with these words; whether it worked."""
IN_HAND = (PostingState.WAITING, PostingState.SENDING, PostingState.UNKNOWN)
ALL_THAT_IS_DUE = timedelta(hours=1)
BY_TAP = ""
"""What somebody answered who wrote nothing."""


class AnyWeb:
    """Requests go to any web process, and what it answers arrives."""

    def __init__(self, fleet: Fleet, random: Random) -> None:
        self.fleet, self.random = fleet, random

    def web(self) -> Ship:
        """Any web process."""
        return self.random.choice(self.fleet.webs)

    async def loses(self, chat: Chat, port: int) -> bool:  # noqa: ARG002
        """It arrives."""
        return False


class Crowd:
    """Some answer by a tap, some in the form and some in words, again as long as they are told of trouble.

    `answered` holds what somebody answered, by their id.
    """

    def __init__(self, chats: Sequence[Chat], library: Library, store: SqlStore, random: Random) -> None:
        self.chats, self.store, self.random = chats, store, random
        self.people = [person for chat in chats for person in chat.people]
        self.count, self.say = Counting(library), library.say("fr")
        self.answered: dict[str, str] = {}

    @contextlib.asynccontextmanager
    async def answering(self) -> AsyncIterator[None]:
        """They answer meanwhile; who is never asked is waited for no more at the end."""
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(self._answers(way, person))
                for chat in self.chats
                for way, person in zip(itertools.cycle(self._ways(chat)), chat.people, strict=False)
            ]
            yield
            for task in tasks:
                task.cancel()

    async def rests(self) -> bool:
        """Whether nothing is due, nothing waits to be said and whoever was asked has answered."""
        if any(self.count.questions(person) and person.user.id not in self.answered for person in self.people):
            return False
        async with self.store.transaction() as tx:
            moment = await tx.next_moment()
            postings = await tx.all(Posting)
        later = moment is None or moment > datetime.now(UTC) + ALL_THAT_IS_DUE
        return later and not any(posting.state in IN_HAND for posting in postings)

    async def found(self) -> Mapping[str, Counter[int]]:
        """How often each thing stands in the chats: how many people or channels, by count."""
        channels = [(chat, channel) for chat in self.chats for channel in chat.channels]
        return {
            "questions": Counter(self.count.questions(person) for person in self.people),
            "confirmations": Counter(self._confirmed(person) for person in self.people),
            "replies": Counter(await asyncio.gather(*(self._kept(person) for person in self.people))),
            "digests": Counter(self.count.digests(chat, channel) for chat, channel in channels),
        }

    @property
    def once(self) -> Mapping[str, Counter[int]]:
        """What is found where everything happened once."""
        everybody = Counter({1: len(self.people)})
        digests = Counter({1: sum(len(chat.channels) for chat in self.chats)})
        return {"questions": everybody, "confirmations": everybody, "replies": everybody, "digests": digests}

    def sorry(self, person: Human) -> int:
        """How often somebody was told that nothing could be saved."""
        return self.count.of(person, "errors.store_away")

    def all_read(self, key: str) -> bool:
        """Whether everybody reads that phrase."""
        return all(self.count.of(person, key) for person in self.people)

    async def own_answers(self, person: Human) -> Sequence[str]:
        """What somebody is shown who asks for their own answers."""
        await person.commands("/pm-coach", "mes-réponses")
        await until(lambda: bool(self.count.own_answers(person)), "one's own answers")
        return self.count.own_answers(person)

    def _ways(self, chat: Chat) -> Sequence[Way]:
        """Nobody types where words can be lost: nobody is told that they did not arrive."""
        return (self._taps, self._fills, self._types) if chat.finds_words else (self._taps, self._fills)

    async def _answers(self, way: Way, person: Human) -> None:
        words = f"Réponse numéro {self.random.randrange(10**9)}."
        await until(lambda: bool(self.count.questions(person)), "the question", patience=LONGEST)
        while not await way(person, words):  # noqa: ASYNC110
            await asyncio.sleep(0.2)
        self.answered[person.user.id] = BY_TAP if way == self._taps else words

    async def _taps(self, person: Human, _words: str) -> bool:
        before = self.sorry(person)
        # What is answered already offers no answers any more.
        with contextlib.suppress(LookupError):
            await person.taps(self.say("ratings.no"))
            return not person.trouble and self.sorry(person) == before
        return True

    async def _fills(self, person: Human, words: str) -> bool:
        if not person.modal:
            await person.taps(self.say("prompt.write"))
        if not person.modal:
            return False
        await person.fills({self.say("fields.words"): words})
        return not person.trouble and not person.errors

    async def _types(self, person: Human, words: str) -> bool:
        await person.types(words)
        return True

    async def _kept(self, person: Human) -> int:
        """How often one's answer is among one's own answers."""
        if person.user.id not in self.answered:
            return 0
        kept = self.answered[person.user.id] or self.count.entry("no")
        return sum(text.count(kept) for text in await self.own_answers(person))

    def _confirmed(self, person: Human) -> int:
        """How often the question shows what was answered to it."""
        by_tap = self.answered.get(person.user.id) == BY_TAP
        return self.count.rated(person, "no") if by_tap else self.count.of(person, "answered.words_kept")


@contextlib.asynccontextmanager
async def town(
    chats: Sequence[Chat], library: Library, url: str, fleet: Fleet, random: Random | None = None
) -> AsyncIterator[Crowd]:
    """The chats with everybody in them, reached by that fleet, which is ready; at the end none of it is left."""
    store = await open_store(url, Keyring([KEY]))
    chosen = random or Random(0)  # noqa: S311
    try:
        await fleet.start()
        for chat in chats:
            chat.reaches(AnyWeb(fleet, chosen))
        yield Crowd(chats, library, store, chosen)
    finally:
        for chat in chats:
            chat.closes()
        await fleet.stop()
        await store.close()
