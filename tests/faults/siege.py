"""People in Slack and a coach whose processes are killed at random: what stands there in the end is counted there."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from bot.domain.library import Library
from bot.domain.people import TeamKind
from bot.storage.keys import Keyring
from bot.storage.opening import open_store
from bot.storage.store import SqlStore
from tests.faults.fleet import Fleet, Ship
from tests.platforms.slack.double import Channel, Person, Slack
from tests.platforms.slack.double.doors import Answer, HttpDoor
from tests.platforms.slack.double.refusals import JSON
from tests.storage.things import holder, membership, prompt, share, team

KEY = "k" * 40
LEASE_SECONDS = 30
LONGEST = 600.0
QUIET = 90.0
"""Seconds to wait after the last kill: a lease, a look, and some more where the machine is slow."""


@dataclass
class Gaps:
    """Kills in the two dangerous moments."""

    taken_not_recorded: int = 0
    committed_not_acknowledged: int = 0


class ManyDoors:
    """The way into whichever web process answers; an event is repeated until one acknowledges it."""

    def __init__(self, siege: "Siege") -> None:
        self._siege = siege

    async def command(self, fields: Any) -> Answer:
        return await self._first(lambda door: door.command(fields))

    async def interaction(self, payload: JSON) -> Answer:
        return await self._first(lambda door: door.interaction(payload))

    async def event(self, envelope: JSON, retry: int) -> Answer:
        siege = self._siege
        while True:
            ship = siege.random.choice(siege.fleet.webs)
            answer = await self._door(ship).event(envelope, retry)
            if answer.good and siege.wants_to_kill and siege.random.random() < siege.lost_acknowledgements:
                # It committed and answered; the answer never arrives, and the process is no more.
                await siege.kill(ship)
                siege.gaps.committed_not_acknowledged += 1
            elif answer.good:
                return answer
            retry += 1
            await asyncio.sleep(0.2)

    async def _first(self, send: Any) -> Answer:
        while True:
            answer: Answer = await send(self._door(self._siege.random.choice(self._siege.fleet.webs)))
            if answer.good:
                return answer
            await asyncio.sleep(0.2)

    def _door(self, ship: Ship) -> HttpDoor:
        return HttpDoor(f"http://127.0.0.1:{ship.port}/slack/events", self._siege.slack.signing_secret, 10)


@dataclass
class Siege:
    """One run: who is in Slack, which processes live, how many are still to be killed."""

    slack: Slack
    library: Library
    fleet: Fleet
    random: Random
    people: list[Person]
    channels: list[Channel]
    to_kill: int
    least: int
    quiet: float = QUIET
    over: bool = False
    lost_acknowledgements: float = 0.4
    held_answers: float = 0.3
    gaps: Gaps = field(default_factory=Gaps)
    words: dict[str, str] = field(default_factory=dict)

    @property
    def kills_at_random(self) -> bool:
        """Whether any process may be killed at any moment."""
        return not self.over and self.fleet.kills < self.to_kill

    @property
    def wants_to_kill(self) -> bool:
        """Whether somebody is still to be killed, at random or in one of the gaps."""
        fewest = min(self.gaps.taken_not_recorded, self.gaps.committed_not_acknowledged)
        return self.kills_at_random or (not self.over and fewest < self.least)

    async def kill(self, ship: Ship) -> None:
        """Kill a process and start it again."""
        await ship.restart()

    async def run(self) -> None:
        """Kill while people answer; then let everything come to rest."""
        self.slack.door = ManyDoors(self)
        killers = [asyncio.create_task(self._kill_at_random()), asyncio.create_task(self._kill_who_was_answered())]
        async with asyncio.timeout(LONGEST):
            await asyncio.gather(*(self._answers(person) for person in self.people))
            self.over = True
            await asyncio.gather(*killers)
            await self.fleet.ready()
            await self._until_quiet()

    async def run_unanswered(self) -> None:
        """Kill while everybody is asked and nobody answers; then let everything come to rest."""
        async with asyncio.timeout(LONGEST):
            await asyncio.gather(self._kill_at_random(), self._kill_who_was_answered())
            self.over = True
            await self.fleet.ready()
            await self._until_quiet()

    async def _kill_at_random(self) -> None:
        while self.kills_at_random:
            await asyncio.sleep(self.random.uniform(0.3, 1.5))
            await self.kill(self.random.choice(self.fleet.ships))

    async def _kill_who_was_answered(self) -> None:
        """Kill whoever has had a message taken, before the answer reaches them."""
        while self.wants_to_kill:
            order = self.slack.faults.hold("chat.postMessage")
            waiting = asyncio.create_task(order.arrived.wait())
            while self.wants_to_kill and not waiting.done():
                await asyncio.wait((waiting,), timeout=0.2)
            waiting.cancel()
            if not order.arrived.is_set():
                self.slack.faults.withdraw("chat.postMessage", order)
            ship = self.fleet.caller_at(order.caller) if order.arrived.is_set() else None
            if ship is not None:
                await self.kill(ship)
                self.gaps.taken_not_recorded += 1
            order.release()
            await asyncio.sleep(self.random.uniform(0, 1))

    async def _answers(self, person: Person) -> None:
        """Waits for the question, then writes something that nobody else writes."""
        while not prompts(self.library, person):  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        words = f"Réponse numéro {self.random.randrange(10**9)}."
        self.words[person.user.id] = words
        await person.types(words)

    async def _until_quiet(self) -> None:
        """Until everything asked for stands there, or nothing moved for as long as a lease and a look take."""
        seen, since = -1, asyncio.get_running_loop().time()
        while not self.is_complete():
            now, calls = asyncio.get_running_loop().time(), len(self.slack.calls("chat.postMessage"))
            if calls != seen:
                seen, since = calls, now
            if now - since > self.quiet:
                return
            await asyncio.sleep(0.5)

    def is_complete(self) -> bool:
        """Whether nothing is missing; what is there twice is counted later."""
        asked = all(prompts(self.library, person) for person in self.people)
        kept = all(confirmations(self.library, person) for person in self.people)
        return asked and kept and all(digests(self.library, self.people[0], channel) for channel in self.channels)

    async def found(self) -> dict[str, Counter[int]]:
        """How often each thing stands in Slack that must stand there once: how many people or channels, by count."""
        replies = {person.user.id: await self._kept(person) for person in self.people}
        return {
            "questions": Counter(len(prompts(self.library, person)) for person in self.people),
            "replies": Counter(replies.values()),
            "confirmations": Counter(len(confirmations(self.library, person)) for person in self.people),
            "digests": Counter(len(digests(self.library, self.people[0], channel)) for channel in self.channels),
        }

    async def _kept(self, person: Person) -> int:
        """How often one's own words stand among one's answers."""
        await person.commands("/pm-coach", "mes-réponses")
        return person.sees().count(self.words[person.user.id])


def prompts(library: Library, person: Person) -> list[str]:
    """The questions in somebody's conversation, answered or not."""
    say = library.say("fr")
    titles = [say(key, product="Mes démarches") for key in ("prompt.title", "answered.title")]
    return [text for text in person.reads() if text.startswith(tuple(titles))]


def confirmations(library: Library, person: Person) -> list[str]:
    """What tells somebody that their words are kept."""
    beginning = library.say("fr")("kept.text", count=1, question="|").partition("|")[0]
    return [text for text in person.reads() if text.startswith(beginning)]


def digests(library: Library, reader: Person, channel: Channel) -> list[str]:
    """The digests in a channel."""
    title = library.say("fr")("digest.title_community", team=channel.name)
    return [text for text in reader.reads(channel) if text.startswith(title)]


@contextlib.asynccontextmanager
async def siege(
    slack: Slack,
    library: Library,
    url: str,
    folder: Path,
    *,
    seed: int,
    people: int,
    teams: int,
    kills: int,
    least: int,
) -> AsyncIterator[Siege]:
    """Everybody is to be asked now, every team's digest is due, and the processes run."""
    slack.echoes = False
    slack.workspace.scopes |= {"channels:history"}
    persons = [slack.person(f"Personne {number}") for number in range(people)]
    channels = [slack.channel(f"equipe-{number}", *persons) for number in range(teams)]
    store = await open_store(url, Keyring([KEY]), migrating=True)
    try:
        await _everything_is_due(store, slack.workspace.id, persons, channels)
    finally:
        await store.close()
    fleet = Fleet(_environment(slack, url), folder, webs=2, workers=3)
    try:
        await fleet.start()
        yield Siege(slack, library, fleet, Random(seed), persons, channels, kills, least)  # noqa: S311  (to be replayed)
    finally:
        slack.faults.close()
        await fleet.stop()


async def _everything_is_due(store: SqlStore, team_id: str, people: list[Person], channels: list[Channel]) -> None:
    now, workspace = datetime.now(UTC), f"slack:{team_id}"
    local = {"zone": _zone_of_morning(now), "weekday": now.weekday(), "hour": 10}
    earlier = now - timedelta(weeks=4)
    async with store.transaction() as tx:
        for person in people:
            given = {"workspace": workspace, "user": person.user.id, "started_at": earlier, "next_due": now}
            who, *rest = holder(person.user.id, **given, **local)
            tx.add(who, *rest)
            tx.add(prompt(f"old-{who.id}", who.id, asked_at=earlier, week=None))
        for channel in channels:
            given = {"workspace": workspace, "channel": channel.id, "name": channel.name, "created_at": earlier}
            tx.add(team(channel.id, **given, **local, kind=TeamKind.COMMUNITY, next_due=now))
            author = people[0].user.id
            tx.add(membership(author, channel.id))
            tx.add(share(f"share-{channel.id}", member_id=author, team_id=channel.id, prompt_id=f"old-{author}"))


def _zone_of_morning(now: datetime) -> str:
    """A time zone where it is between ten and eleven: what is due now is not too late there."""
    ahead = (10 - now.hour + 12) % 24 - 12
    return f"Etc/GMT{-ahead:+d}"


def _environment(slack: Slack, url: str) -> dict[str, str]:
    return {
        "DATABASE_URL": url,
        "PUBLIC_URL": "https://coach.example",
        "SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": slack.workspace.token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "COACH_SECRET_KEYS": KEY,
        "COACH_RESPONSIBLE": "La DNUM",
        "COACH_DPO": "dpo@example.gouv.fr",
        "COACH_TICK_SECONDS": "0.5",
        "COACH_LEASE_SECONDS": str(LEASE_SECONDS),
    }
