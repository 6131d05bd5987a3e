"""The coach in the double of Mattermost, reached by HTTP and a websocket; its clock stands still."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from bot.almanac import holidays_of
from bot.coach.deliver import Deliverer
from bot.coach.scene import House
from bot.domain.chart import Chart
from bot.domain.library import Library
from bot.domain.outbox import PlatformRecord
from bot.domain.pace import Pacing
from bot.domain.policy import Policy
from bot.frontdesk.desk import FrontDesk
from bot.platforms.mattermost.commands import KIND
from bot.platforms.mattermost.means import COMMAND
from bot.platforms.mattermost.settings import MattermostSettings
from bot.platforms.mattermost.side import MattermostSide, mattermost_side
from bot.platforms.mattermost.workspace import NAME, WORKSPACE
from bot.platforms.playground.clock import JumpingClock
from bot.ports import StoreAway
from bot.server import make_app
from bot.storage.keys import Keyring
from bot.storage.opening import open_store
from bot.storage.store import SqlStore
from jobs.ticks import Ticker
from tests.coach.passing import Passing
from tests.platforms.mattermost.double import Mattermost
from tests.platforms.slack.double import served

Entity = TypeVar("Entity")

PARIS = ZoneInfo("Europe/Paris")
WEDNESDAY = "2026-11-25 10:00"
LEASE = timedelta(seconds=60)
PUBLIC_URL = "https://coach.example"
KEY = b"k" * 32
TRIGGERS = ("pm-role", "pm-coach")


class Easel:
    """Draws at once."""

    async def draw(self, chart: Chart) -> bytes:
        return chart.title.encode()


class Coach:
    """Everything that answers in Mattermost, and a clock that a test moves; `pauses` are the waits it was spared."""

    def __init__(
        self, mattermost: Mattermost, library: Library, language: str, store: SqlStore, clock: JumpingClock
    ) -> None:
        self.mattermost, self.library, self.language = mattermost, library, language
        self.store, self.clock, self.address = store, clock, ""
        self.pauses: list[float] = []

    def joins(self, side: MattermostSide) -> None:
        """Work with that side."""
        self.side = side
        side.courier.pacing = Pacing()
        policy = Policy(language=self.language, responsible="La DNUM", dpo="dpo@example.gouv.fr")
        house = House(self.library, policy, holidays_of)
        couriers = {NAME: side.courier}
        self.passing = Passing(self.store)
        self.deliverer = Deliverer(house, self.store, couriers, self.clock, LEASE, seconds=self.passing.seconds)
        self.desk = FrontDesk(house, self.store, couriers, self.clock, self.deliverer.wake)
        self.ticker = Ticker(house, self.store, self.clock, self.deliverer)

    async def settle(self) -> None:
        """Say what is to be said now; the next deed is a second later."""
        await self.hears()
        await self.side.later.finish()
        with contextlib.suppress(StoreAway):
            await self.deliverer.deliver()
        self.clock.stand_still(self.clock.now() + timedelta(seconds=1))
        await self.hears()

    async def settle_later(self) -> None:
        """The same, once every wait and every lease is over."""
        await self.passing.pass_by()
        await self.settle()

    async def hears(self) -> None:
        """Wait until everything that happened so far was heard."""
        await self.mattermost.settle()
        async with asyncio.timeout(10):
            await self.side.websocket.idle.wait()

    async def is_back(self) -> None:
        """Wait until the websocket is open again and nothing is missing."""
        async with asyncio.timeout(10):
            await self.side.websocket.caught_up.wait()
        await self.hears()

    async def until(self, wall: str) -> None:
        """Live through everything that is due until that moment in Paris."""
        target = paris(wall)
        while (moment := await self.ticker.next_moment()) is not None and moment <= target:
            self.clock.stand_still(max(moment, self.clock.now()))
            await self.ticker.tick()
        self.clock.stand_still(target)
        await self.settle()

    async def kept(self, kind: type[Entity], /, **equal: Any) -> Sequence[Entity]:
        """What the store holds of a kind."""
        async with self.store.transaction() as tx:
            return await tx.all(kind, **equal)

    def say(self, key: str, **values: object) -> str:
        """A phrase in the coach's language."""
        return self.library.say(self.language)(key, **values)

    async def pause(self, seconds: float) -> None:
        """Note a wait instead of waiting."""
        self.pauses.append(seconds)
        await asyncio.sleep(0.001)


@contextlib.asynccontextmanager
async def coaching(
    mattermost: Mattermost,
    library: Library,
    language: str = "fr",
    *,
    url: str = "sqlite://",
    keys: Sequence[bytes] = (KEY,),
    now: datetime | None = None,
) -> AsyncIterator[Coach]:
    """The coach, which the double reaches by HTTP, listening to the double by a websocket."""
    store, clock = await open_store(url, Keyring(["k" * 32])), JumpingClock()
    clock.stand_still(now or paris(WEDNESDAY))
    mattermost.clock.follow(lambda: clock.now().timestamp())
    await set_up(mattermost, store)
    settings = MattermostSettings(url=mattermost.url, token=mattermost.token, public_url=PUBLIC_URL)
    coach = Coach(mattermost, library, language, store, clock)
    try:
        async with mattermost_side(settings, keys, store, Easel(), clock, coach.pause) as side:
            coach.joins(side)
            async with (
                side.listening(coach.desk) as heard,
                served(make_app(_ready, str, heard.routes, heard.missing)) as coach.address,
            ):
                mattermost.integrations.road(PUBLIC_URL, coach.address)
                await coach.is_back()
                yield coach
    finally:
        await store.close()


async def set_up(mattermost: Mattermost, store: SqlStore) -> None:
    """The commands in every team, and their tokens in the store, as setting up leaves them."""
    world = mattermost.world
    made = {(command.team_id, command.trigger) for command in world.commands.values()}
    for team in world.teams.values():
        for trigger in TRIGGERS:
            if (team.id, trigger) not in made:
                mattermost.command(trigger, f"{PUBLIC_URL}{COMMAND}", team)
    async with store.transaction() as tx:
        known = {record.key for record in await tx.all(PlatformRecord, workspace=WORKSPACE, kind=KIND)}
        for command in world.commands.values():
            if command.id not in known:
                record = PlatformRecord(
                    id=command.id, workspace=WORKSPACE, kind=KIND, key=command.id, body=command.token
                )
                tx.add(record)


async def _ready() -> bool:
    return True


def paris(wall: str) -> datetime:
    """That moment on clocks in Paris."""
    return datetime.fromisoformat(wall).replace(tzinfo=PARIS)
