"""The same lives, lived by the coach itself on a store, and what its digests really say."""

from dataclasses import dataclass
from datetime import timedelta

from bot.coach import answer, share, start
from bot.coach.came_of import draft_of
from bot.coach.depart import leave
from bot.coach.publish_digest import publish_due
from bot.coach.say import say
from bot.coach.scene import House, Scene
from bot.domain.message import Block, Picture, Quote, Table
from bot.domain.outbox import Posting
from bot.domain.people import Member, Team
from bot.domain.policy import Policy
from bot.domain.reflection import Answer, Digest, Prompt, Share, ShareState
from bot.domain.refusals import Refusal
from bot.ports import Store, Transaction
from tests.arithmetic import lives
from tests.arithmetic.lives import Life, Step
from tests.arithmetic.rules import Issue, Town
from tests.storage.things import HOUR, MONDAY, WEEK, WORKSPACE, holder, membership, prompt, team

MINUTE = timedelta(minutes=1)
Numbers = tuple[int, ...]


@dataclass(frozen=True)
class Read:
    """What a channel reads in the end: each digest's table, the newest trend, and by excerpt whether it has a name."""

    tables: list[list[Numbers]]
    trend: list[Numbers]
    quotes: dict[str, bool]


class Coach:
    """A coach that lives one life."""

    def __init__(self, house: House, store: Store, life: Life) -> None:
        self._house = House(house.library, Policy(minimum_group=life.minimum))
        self._store, self._life, self._now, self._shared = store, life, MONDAY, 0

    async def live(self) -> dict[str, Read]:
        """Live it; what each channel reads in the end, every message worded anew."""
        async with self._store.transaction() as tx:
            self._found(tx)
        for number, steps in enumerate(self._life.rounds):
            self._now = MONDAY + number * WEEK
            for step in steps:
                self._now += MINUTE
                async with self._store.transaction() as tx:
                    await self._do(Scene(self._house, tx, self._now, WORKSPACE), step)
        async with self._store.transaction() as tx:
            scene = Scene(self._house, tx, self._now, WORKSPACE)
            return {channel: await self._read(scene, channel) for channel in lives.CHANNELS}

    def _found(self, tx: Transaction) -> None:
        for person in range(self._life.people):
            tx.add(*holder(str(person)))
        for channel, people in self._life.members.items():
            tx.add(team(channel, created_at=MONDAY - HOUR))
            tx.add(*(membership(str(person), channel, joined_at=MONDAY - HOUR) for person in people))

    async def _do(self, scene: Scene, step: Step) -> None:
        match step:
            case lives.Answers(person, asked, rating):
                await answer.rate(scene, await self._asked(scene, person, asked), rating)
            case lives.Shares():
                await self._share(scene, step)
            case lives.TakesBack(person, asked):
                await share.take_back_all_of(scene, await self._asked(scene, person, asked))
            case lives.Erases(person):
                await self._erase(scene, person)
            case lives.Moves(person, channel, joins):
                await (self._join if joins else self._leave)(scene, person, channel)
            case lives.Stops(person):
                start.stop(scene, await self._member(scene, person))
            case lives.Digest(channel):
                await self._publish(scene, channel)

    async def _publish(self, scene: Scene, channel: str) -> None:
        found = await scene.tx.get(Team, channel)
        assert found is not None
        found.next_due = scene.now
        await publish_due(scene)
        found.next_due = None

    async def _share(self, scene: Scene, step: lives.Shares) -> None:
        member = await self._member(scene, step.person)
        name = f"person {step.person}" if step.named else None
        try:
            await share.publish(scene, member, await self._draft(scene, step, name))
        except Refusal:
            return
        self._shared += 1

    async def _draft(self, scene: Scene, step: lives.Shares, name: str | None) -> Share:
        member, asked = await self._member(scene, step.person), await self._asked(scene, step.person, step.asked)
        found, words = await scene.tx.get(Team, step.channel), f"excerpt {self._shared}"
        assert found is not None
        last = await share.last_digest(scene, found) if step.came else None
        if last is not None:
            return await draft_of(scene, member, last, asked, words, name)
        return await share.draft(scene, member, asked, step.channel, words, name)

    async def _erase(self, scene: Scene, person: int) -> None:
        for shared in await scene.tx.all(Share, member_id=str(person), state=ShareState.SHARED):
            await share.take_back(scene, shared)
        for asked in await scene.tx.all(Prompt, member_id=str(person)):
            for given in await scene.tx.all(Answer, prompt_id=asked.id):
                await scene.tx.remove(given)
        for channel in lives.CHANNELS:
            await self._leave(scene, person, channel)

    async def _join(self, scene: Scene, person: int, channel: str) -> None:
        await start.join(scene, await self._member(scene, person), channel)

    async def _leave(self, scene: Scene, person: int, channel: str) -> None:
        found = await scene.tx.get(Team, channel)
        assert found is not None
        await leave(scene, await self._member(scene, person), found)

    async def _member(self, scene: Scene, person: int) -> Member:
        found = await scene.tx.get(Member, str(person))
        assert found is not None
        return found

    async def _asked(self, scene: Scene, person: int, asked: int) -> Prompt:
        id_, question = f"{person}-{asked}", scene.role.questions[self._life.questions[asked]]
        if await scene.tx.get(Prompt, id_) is None:
            scene.tx.add(prompt(id_, str(person), question_id=question.id, week=asked))
        found = await scene.tx.get(Prompt, id_)
        assert found is not None
        return found

    async def _read(self, scene: Scene, channel: str) -> Read:
        read = Read([], [], {})
        for digest in await scene.tx.all(Digest, order="published_at", team_id=channel):
            blocks = await _said(scene, digest)
            read.tables.append(sorted(row for block in blocks if isinstance(block, Table) for row in _numbers(block)))
            read.trend[:] = next((_numbers(block.table) for block in blocks if isinstance(block, Picture)), read.trend)
            read.quotes.update(
                {block.text: block.by.startswith("person") for block in blocks if isinstance(block, Quote)}
            )
        return read


async def _said(scene: Scene, digest: Digest) -> list[Block]:
    """Everything that the digest's message and its thread say."""
    postings = [one for one in await scene.tx.all(Posting) if one.subject.partition("/")[0] == digest.id]
    spoken = [await say(scene, posting) for posting in postings]
    return [block for one in spoken if one.message for block in one.message.blocks]


def _numbers(table: Table) -> list[Numbers]:
    return sorted(tuple(int(cell) for cell in row[1:]) for row in table.rows)


def read_of(town: Town) -> dict[str, Read]:
    """What the channels of a life lived without the coach read in the end."""
    return {channel: _read_of([one for one in town.issues if one.channel == channel]) for channel in lives.CHANNELS}


def _read_of(issues: list[Issue]) -> Read:
    tables = [sorted(tuple(total.counts.values()) for total in issue.totals) for issue in issues]
    standing = [excerpt for issue in issues for excerpt in issue.excerpts if excerpt.stands]
    quotes = {f"excerpt {excerpt.number}": excerpt.named for excerpt in standing}
    return Read(tables, sorted(row for table in tables for row in table), quotes)
