"""A coach living from moment to moment."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.coach.answer import mark_answered
from bot.coach.check_in import come_back
from bot.coach.deliver import Deliverer
from bot.domain.people import Member
from bot.domain.reflection import Prompt, PromptState
from jobs.ticks import Ticker
from tests.coach.office import LEASE, Office


class Life:
    """The coach's ticks, the chat that it speaks in, and its clock."""

    def __init__(self, office: Office) -> None:
        self.office, self.chat, self.clock = office, office.chat, office.clock
        self.ticker = Ticker(office.house, office.store, office.clock, office.deliverer)
        self.tick = self.ticker.tick

    def another_ticker(self) -> Ticker:
        """The ticks of another process."""
        office, store = self.office, self.office.database.another()
        deliverer = Deliverer(office.house, store, {"playground": office.chat}, office.clock, LEASE)
        return Ticker(office.house, store, office.clock, deliverer)

    async def tick_at(self, moment: datetime) -> None:
        """Let it be that moment."""
        self.clock.moment = moment
        await self.tick()

    async def live_until(self, end: datetime, *, answering: bool = False) -> None:
        """Let each thing due until then happen at its own moment; everybody answers everything at once, or nothing."""
        while (moment := await self.ticker.next_moment()) is not None and moment <= end:
            await self.tick_at(max(moment, self.clock.moment))
            if answering:
                await self.everybody_answers()
        self.clock.moment = end

    async def everybody_answers(self) -> None:
        """Nothing is left open."""
        async with self.office.store.transaction() as tx:
            for prompt in await tx.all(Prompt, state=PromptState.OPEN):
                await mark_answered(self.office.scene(tx), prompt)
            for member in await tx.all(Member):
                come_back(self.office.scene(tx), member)

    async def prompts(self, member_id: str = "ana") -> list[Prompt]:
        """What somebody was asked, in order."""
        async with self.office.store.transaction() as tx:
            return list(await tx.all(Prompt, order="asked_at", member_id=member_id))

    async def asked(self, member_id: str = "ana", zone: str = "Europe/Paris") -> list[str]:
        """When somebody was asked, as their clock shows it."""
        walls = [prompt.asked_at.astimezone(ZoneInfo(zone)) for prompt in await self.prompts(member_id)]
        return [f"{wall:%a %d %b %H:%M}" for wall in walls]


def paris(wall: str) -> datetime:
    """The moment at which clocks in Paris show that."""
    return datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo("Europe/Paris")).astimezone(UTC)
