"""The same lives with a poll, lived by the coach itself on a store, and what it counts."""

from bot.coach import poll as polls
from bot.coach.scene import House, Scene
from bot.domain.people import Team
from bot.domain.poll import Poll
from bot.domain.reflection import Digest
from bot.domain.refusals import Refusal
from bot.ports import Store, Transaction
from tests.arithmetic.coach import MINUTE, Coach
from tests.arithmetic.lives import CHANNELS, Erases, Step
from tests.arithmetic.polls import POLLED, Closes, Polled, Votes
from tests.storage.things import DAY, HOUR, MONDAY, WORKSPACE, holder, membership, poll, team

Counts = list[tuple[int, ...]]


class PolledCoach(Coach):
    """A coach that lives one life with a poll."""

    def __init__(self, house: House, store: Store, polled: Polled) -> None:
        super().__init__(house, store, polled.life)
        self._polled = polled

    async def live_with_poll(self) -> tuple[Counts, Counts]:
        """Live it; what the poll counts, and what the digests do."""
        async with self._store.transaction() as tx:
            self._found(tx)
        for step in self._polled.steps:
            self._now += MINUTE
            async with self._store.transaction() as tx:
                await self._live(Scene(self._house, tx, self._now, WORKSPACE), step)
        async with self._store.transaction() as tx:
            counted = [tuple(one.counts.values()) for one in await tx.all(Poll) if one.counts]
            digests = await tx.all(Digest, order="published_at")
            return counted, [tuple(counts.values()) for digest in digests for counts in digest.totals.values()]

    def _found(self, tx: Transaction) -> None:
        """Whoever is in no channel at first does not use the coach."""
        members = self._life.members
        for person in {person for people in members.values() for person in people}:
            tx.add(*holder(str(person)))
        for channel in CHANNELS:
            tx.add(team(channel, created_at=MONDAY - HOUR))
            tx.add(*(membership(str(person), channel, joined_at=MONDAY - HOUR) for person in members[channel]))
        question = self._house.library.role("fr").questions[0]
        tx.add(poll(team_id=POLLED, put_by="nobody", question_id=question.id, closes_at=MONDAY + DAY))

    async def _live(self, scene: Scene, step: Step | Votes | Closes) -> None:
        match step:
            case Votes(person):
                await self._vote(scene, person)
            case Closes():
                found = await scene.tx.get(Poll, "poll")
                assert found is not None
                found.closes_at = scene.now
                await polls.close_due(scene, 1)
            case Erases(person):
                await polls.forget(scene, str(person))
                await self._do(scene, step)
            case _:
                await self._do(scene, step)

    async def _vote(self, scene: Scene, person: int) -> None:
        channel = await scene.tx.get(Team, POLLED)
        assert channel is not None
        try:
            rating = self._polled.opinions[person]
            await polls.vote(scene, str(person), channel.channel, "poll", rating)
        except Refusal:
            return
