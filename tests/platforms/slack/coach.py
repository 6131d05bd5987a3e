"""The coach in the double of Slack, reached by signed requests; its clock stands still."""

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
from bot.domain.pace import Pacing
from bot.domain.policy import Policy
from bot.frontdesk.desk import FrontDesk
from bot.platforms.playground.clock import JumpingClock
from bot.platforms.side import Heard
from bot.platforms.slack.settings import SlackSettings
from bot.platforms.slack.side import EVENTS, SlackSide, slack_side
from bot.ports import StoreAway
from bot.server import make_app
from bot.storage.keys import Keyring
from bot.storage.opening import open_store
from bot.storage.store import SqlStore
from jobs.ticks import Ticker
from tests.coach.passing import Passing
from tests.platforms.slack.double import Slack, served

Entity = TypeVar("Entity")

PARIS = ZoneInfo("Europe/Paris")
WEDNESDAY = "2026-11-25 10:00"
LEASE = timedelta(seconds=60)
PUBLIC_URL = "https://coach.example"


class Easel:
    """Draws at once."""

    async def draw(self, chart: Chart) -> bytes:
        return chart.title.encode()


class Coach:
    """Everything that answers in Slack, and a clock that a test moves."""

    def __init__(
        self, slack: Slack, library: Library, language: str, store: SqlStore, clock: JumpingClock, side: SlackSide
    ):
        self.slack, self.store, self.clock, self.side = slack, store, clock, side
        self.library, self.language, self.address = library, language, ""
        self.heard = Heard([], tuple)
        side.courier.pacing = Pacing()
        policy = Policy(language=language, responsible="La DNUM", dpo="dpo@example.gouv.fr")
        house = House(library, policy, holidays_of)
        couriers = {"slack": side.courier}
        self.passing = Passing(store)
        self.deliverer = Deliverer(house, store, couriers, clock, LEASE, seconds=self.passing.seconds)
        self.desk = FrontDesk(house, store, couriers, clock, self.deliverer.wake)
        self.ticker = Ticker(house, store, clock, self.deliverer)

    async def settle(self) -> None:
        """Say what is to be said now; the next deed is a second later."""
        await self.side.later.finish()
        with contextlib.suppress(StoreAway):
            await self.deliverer.deliver()
        self.clock.stand_still(self.clock.now() + timedelta(seconds=1))
        await self.slack.settle()

    async def settle_later(self) -> None:
        """The same, once every wait and every lease is over."""
        await self.passing.pass_by()
        await self.settle()

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


@contextlib.asynccontextmanager
async def coaching(
    slack: Slack,
    library: Library,
    language: str = "fr",
    *,
    url: str = "sqlite://",
    by_socket: bool = False,
    by_oauth: bool = False,
    now: datetime | None = None,
) -> AsyncIterator[Coach]:
    """The coach, which the double reaches by HTTP, or by a websocket."""
    store, clock = await open_store(url, Keyring(["k" * 32])), JumpingClock()
    clock.stand_still(now or paris(WEDNESDAY))
    slack.clock.follow(lambda: clock.now().timestamp())
    settings = SlackSettings(
        signing_secret=slack.signing_secret,
        bot_token="" if by_oauth else slack.workspace.token,
        client_id=slack.client_id if by_oauth else "",
        client_secret=slack.client_secret if by_oauth else "",
        app_token=slack.app_token if by_socket else "",
        api_url=slack.api_url,
        public_url=PUBLIC_URL,
    )
    try:
        async with slack_side(settings, store, Easel(), clock) as side:
            coach = Coach(slack, library, language, store, clock, side)
            async with (
                side.listening(coach.desk) as heard,
                served(make_app(_ready, str, heard.routes, heard.missing)) as coach.address,
            ):
                coach.heard = heard
                await side.catching_up.done.wait()
                if by_socket:
                    slack.by_socket()
                else:
                    slack.listens(f"{coach.address}{EVENTS}")
                yield coach
    finally:
        await store.close()


async def _ready() -> bool:
    return True


def paris(wall: str) -> datetime:
    """That moment on clocks in Paris."""
    return datetime.fromisoformat(wall).replace(tzinfo=PARIS)
