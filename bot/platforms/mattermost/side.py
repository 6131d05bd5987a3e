"""The Mattermost side as one thing: what it sends with, what it listens with, and its routes."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

from aiohttp import ClientSession, ClientTimeout, TCPConnector

from bot.frontdesk.desk import FrontDesk
from bot.platforms.mattermost.catching_up import CatchingUp, HeardUntil
from bot.platforms.mattermost.channels import Channels
from bot.platforms.mattermost.client import Mattermost
from bot.platforms.mattermost.commands import CommandTokens
from bot.platforms.mattermost.courier import MattermostCourier
from bot.platforms.mattermost.hearing import Hearing
from bot.platforms.mattermost.listeners import Listeners
from bot.platforms.mattermost.means import ACTION, Kit
from bot.platforms.mattermost.seals import Seals
from bot.platforms.mattermost.settings import MattermostSettings
from bot.platforms.mattermost.websocket import Websocket
from bot.platforms.profiles import Profiles
from bot.platforms.side import EVERY_WAY, Heard, Ways
from bot.platforms.surfaces import Later
from bot.ports import Painter, Store, Watch

# Servers close idle connections; a post on one that is just closing would have an unknown outcome.
KEPT_OPEN_SECONDS = 5.0
PATIENCE = ClientTimeout(total=10)
WEBSOCKET = "the websocket of Mattermost"

Pause = Callable[[float], Awaitable[None]]


class MattermostSide:
    """Mattermost for one process: `courier` sends, `listening` hears."""

    def __init__(
        self,
        settings: MattermostSettings,
        session: ClientSession,
        seal_keys: Sequence[bytes],
        store: Store,
        painter: Painter,
        watch: Watch,
        pause: Pause = asyncio.sleep,
    ) -> None:
        self._settings, self._session, self._store, self._pause = settings, session, store, pause
        self.later = Later()
        client = Mattermost(session, settings.url, settings.token)
        public_url = settings.public_url.rstrip("/")
        self._kit = Kit(client, Seals(seal_keys), self.later, watch, painter, public_url)
        self.courier = MattermostCourier(client, painter, self._kit.seals, public_url + ACTION, public_url)
        self._profiles = Profiles(self.courier.profile, watch)

    @contextlib.asynccontextmanager
    async def listening(self, desk: FrontDesk, ways: Ways = EVERY_WAY) -> AsyncIterator[Heard]:
        """Hand everything that Mattermost tells to this desk: what happens by a websocket, what is asked by HTTP."""
        tokens = CommandTokens(self._store)
        await tokens.prepare()
        routes = Listeners(desk, self._kit, tokens, self._profiles).routes()
        if Ways.SOCKETS not in ways:
            yield Heard(routes, tuple)
            return
        until = HeardUntil(self._store)
        channels = Channels(self._kit.client, self._store, desk)
        hearing = Hearing(desk, self._kit, self._profiles, channels, until)
        hear = (hearing.hear, desk.in_thread)
        catching_up = CatchingUp(self._kit.client, self._store, channels, until, *hear, self._pause)
        url, token = self._settings.url, self._settings.token
        self.websocket = Websocket(self._session, url, token, hearing.hear_event, catching_up.run, self._pause)
        connected = asyncio.create_task(self.websocket.run())
        try:
            yield Heard(routes, self._missing, self.websocket.pulse)
        finally:
            connected.cancel()
            await asyncio.gather(connected, return_exceptions=True)

    def _missing(self) -> Sequence[str]:
        return () if self.websocket.caught_up.is_set() else (WEBSOCKET,)


@contextlib.asynccontextmanager
async def mattermost_side(
    settings: MattermostSettings,
    seal_keys: Sequence[bytes],
    store: Store,
    painter: Painter,
    watch: Watch,
    pause: Pause = asyncio.sleep,
) -> AsyncIterator[MattermostSide]:
    """The Mattermost side, with its connections open; at the end what is in hand is finished.

    `pause` waits that many seconds before something is tried again.
    """
    async with ClientSession(timeout=PATIENCE, connector=TCPConnector(keepalive_timeout=KEPT_OPEN_SECONDS)) as session:
        side = MattermostSide(settings, session, seal_keys, store, painter, watch, pause)
        yield side
        await side.later.finish()
