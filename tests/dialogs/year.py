"""A year of five PMs, each with a habit of their own: what they do from week to week, and what they are told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.platforms.playground.room import COACH, Event, Post
from tests.dialogs.groups import set_up
from tests.dialogs.reading import buttons_of, spaced, text_of
from tests.dialogs.talk import Someone, Talk

START, WEEKS = date(2026, 11, 30), 52
PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True)
class Said:
    """Something shown to somebody: `by_itself` while nobody did anything, `new` as a message of its own."""

    at: datetime
    user: str
    post: str
    text: str
    new: bool
    by_itself: bool

    @property
    def day(self) -> date:
        """The local day."""
        return self.at.astimezone(PARIS).date()


class Chronicle:
    """Everything that people are told in their own conversations, and what is posted in channels."""

    def __init__(self, talk: Talk) -> None:
        self.talk, self.said, self.posted = talk, list[Said](), list[Said]()
        self._by_itself, self._seen = False, set[str]()
        talk.room.listen(self._hear)

    def told_by_itself(self, user: str) -> Sequence[Said]:
        """The messages that came to somebody without their doing."""
        return [said for said in self.said if said.user == user and said.new and said.by_itself]

    async def until(self, day: date) -> None:
        """Live until ten o'clock of that day."""
        self._by_itself = True
        await self.talk.until(f"{day} 10:00")
        self._by_itself = False

    def _hear(self, event: Event) -> None:
        post = event.post
        if event.kind != "message" or post is None or post.author != COACH or post.blocks is None:
            return
        user, new = self.talk.room.channels[post.channel].person, post.id not in self._seen
        self._seen.add(post.id)
        said = Said(self.talk.clock.now(), user or post.channel, post.id, text_of(post), new, self._by_itself)
        if user is not None:
            self.said.append(said)
        elif post.only_for is None:
            self.posted.append(said)


class Year(Chronicle):
    """The room with its five PMs."""

    def __init__(self, talk: Talk) -> None:
        super().__init__(talk)
        self.put_off, self.pauses = list[tuple[str, date]](), list[tuple[str, date, date]]()
        kinds = (Always, Late, Silent, Leaving, ComingBack)
        self.people = [kind(self, talk.person(name)) for kind, name in zip(kinds, "ABCDE", strict=True)]

    async def live(self) -> None:
        """From the first week to the last."""
        for pm in self.people:
            await pm.someone.starts(product=f"Produit {pm.someone.user.upper()}", way=pm.way)
        for week in range(WEEKS):
            await self.until(START + timedelta(weeks=week))
            for pm in self.people:
                await pm.acts(week)


class Pm:
    """Somebody with a habit: what they do on the Monday of each week, an hour after the question."""

    way = "business"

    def __init__(self, year: Year, someone: Someone) -> None:
        self.year, self.someone, self.answered = year, someone, 0

    async def acts(self, week: int) -> None:
        """By default nothing."""

    def open_questions(self) -> Sequence[Post]:
        """The prompts that can be answered by a tap, oldest first."""
        unknown = self._say("ratings.unknown")
        return [post for post in self.someone.posts() if unknown in dict(buttons_of(post))]

    async def answers(self, post: Post) -> None:
        """Answers with one tap."""
        ratings = ("rather_yes", "no", "unknown", "yes", "rather_no", "no")
        await self._taps(post, self._say(f"ratings.{ratings[self.answered % len(ratings)]}"))
        self.answered += 1

    async def puts_off(self, post: Post, when: str) -> None:
        """Has it asked again later, which is what they then wished for."""
        await self._taps(post, self._say(when))
        self.year.put_off.append((self.someone.user, self._today()))

    async def pauses(self, weeks: int) -> None:
        """Takes a break."""
        await self.someone.commands(f"/pm-coach pause {weeks} semaines")
        self.year.pauses.append((self.someone.user, self._today(), self._today() + timedelta(weeks=weeks)))

    async def _taps(self, post: Post, label: str) -> None:
        now = next((other for other in self.someone.posts() if other.id == post.id), None)
        act = dict(buttons_of(now)).get(label) if now else None
        if now is not None and act is not None:
            await self.someone.taps_again((now, act))

    def _say(self, key: str) -> str:
        return spaced(self.year.talk.say(key))

    def _today(self) -> date:
        return self.year.talk.clock.now().astimezone(PARIS).date()


class Always(Pm):
    """Answers as soon as a question is there, takes actions, sets up a community, and pauses in summer."""

    async def acts(self, week: int) -> None:
        for post in self.open_questions():
            await self.answers(post)
        if week == 5:
            channel, invited = self.year.talk.channel("pm"), [pm.someone.user for pm in self.year.people[1:]]
            await set_up(self.someone, channel, invited, rhythm="monthly")
        if week == 33:
            await self.pauses(3)

    async def answers(self, post: Post) -> None:
        """Tells what became of the action, answers, now and then in words, and takes the action that is offered."""
        await self._taps(post, self._say("action.done" if self.answered % 2 else "action.not_yet"))
        await super().answers(post)
        if self.answered % 4 == 0:
            await self.someone.types(f"Note numéro {self.answered} : on verra bien.")
        await self._taps(post, self._say("action.take"))


class Late(Pm):
    """Answers a week later; puts off now and then, skips, and sometimes does nothing."""

    way = "project_lead"

    async def acts(self, week: int) -> None:
        questions = self.open_questions()
        if week % 4 == 1:
            await self.puts_off(questions[-1], "prompt.later_tomorrow")
        elif week % 7 == 3:
            await self._taps(questions[-1], self._say("prompt.skip"))
        elif week % 5 != 4 and len(questions) > 1:
            await self.answers(questions[0])


class Silent(Pm):
    """Started, and does nothing any more."""


class Leaving(Pm):
    """Answers for ten weeks, then stops."""

    way = "shared"

    async def acts(self, week: int) -> None:
        if week < 10:
            for post in self.open_questions():
                await self.answers(post)
        if week == 10:
            await self.someone.commands("/pm-coach arrêter")


class ComingBack(Pm):
    """Answers for four weeks, is silent for months, and asks for a question in the middle of June."""

    way = "unknown"

    async def acts(self, week: int) -> None:
        if week == 28:
            await self.someone.commands("/pm-coach question")
        if week < 4 or week >= 28:
            for post in self.open_questions():
                await self.answers(post)
