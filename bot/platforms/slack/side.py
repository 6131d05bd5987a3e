"""The Slack side as one thing: what it sends with, what it listens with, and its routes."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator

from aiohttp import ClientSession, ClientTimeout, TCPConnector, web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.logger.messages import warning_client_prioritized_and_token_skipped
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings

from bot.frontdesk.desk import FrontDesk
from bot.limits import unproved
from bot.platforms.profiles import Profiles
from bot.platforms.side import EVERY_WAY, Heard, Ways
from bot.platforms.slack.catching_up import CatchingUp
from bot.platforms.slack.courier import SlackCourier
from bot.platforms.slack.door import Door, failed
from bot.platforms.slack.installations import Installations, OneTimeStates, OneToken
from bot.platforms.slack.listeners import Listeners
from bot.platforms.slack.manifest import OPTIONAL_SCOPES, SCOPES
from bot.platforms.slack.pictures import Pictures
from bot.platforms.slack.settings import SlackSettings
from bot.platforms.slack.socket import connected
from bot.platforms.slack.workspaces import Tokens, Workspaces, workspace_of
from bot.platforms.surfaces import Later
from bot.ports import Painter, Store, Watch

log = logging.getLogger(__name__)

# Slack closes idle connections; a post on one that it is just closing would have an unknown outcome.
KEPT_OPEN_SECONDS = 5.0
PATIENCE = ClientTimeout(total=10)
EVENTS, INSTALL, REDIRECT = "/slack/events", "/slack/install", "/slack/oauth_redirect"
WEBSOCKET = "the websocket of Slack"


class SlackSide:
    """Slack for one process: `courier` sends, `listening` hears."""

    def __init__(
        self, settings: SlackSettings, session: ClientSession, store: Store, painter: Painter, watch: Watch
    ) -> None:
        self._settings, self._store, self._watch = settings, store, watch
        self._installations = Installations(store) if settings.client_id else None
        self._tokens: Tokens = self._installations or OneToken(settings.bot_token)
        self.workspaces = Workspaces(session, self._tokens, settings.api_url)
        self._pictures = Pictures(self.workspaces, painter, settings.public_url)
        self.courier = SlackCourier(self.workspaces, self._pictures, store)
        self._profiles = Profiles(self.courier.profile, watch)
        self.later = Later()

    @contextlib.asynccontextmanager
    async def listening(self, desk: FrontDesk, ways: Ways = EVERY_WAY) -> AsyncIterator[Heard]:
        """Hand everything that Slack tells to this desk, over a websocket if there is an app token, else over HTTP."""
        flow = self._flow()
        uninstalled = self._uninstalled
        listeners = Listeners(desk, self.workspaces, self._pictures, self._profiles, self.later, uninstalled)
        app = self._app(listeners, flow)
        if (Ways.SOCKETS if self._settings.app_token else Ways.HTTP) not in ways:
            yield Heard(_installing(flow) if flow else [], tuple)
            return
        async with self._reached(app, flow) as heard:
            watch, hear = self._watch, listeners.hear
            self.catching_up = CatchingUp(self.workspaces, self._store, watch, hear, lambda: not heard.missing())
            catching_up = asyncio.create_task(self.catching_up.run())
            try:
                yield heard
            finally:
                catching_up.cancel()
                await asyncio.gather(catching_up, return_exceptions=True)

    @contextlib.asynccontextmanager
    async def _reached(self, app: AsyncApp, flow: AsyncOAuthFlow | None) -> AsyncIterator[Heard]:
        installing = _installing(flow) if flow else []
        if not self._settings.app_token:
            door = Door(app, self._settings.signing_secret)
            yield Heard([web.post(EVENTS, door.hear), *installing], tuple)
            return
        async with connected(app, self.workspaces, self._settings.app_token) as socket:
            yield Heard(installing, lambda: () if socket.is_open() else (WEBSOCKET,), socket.pulse)

    async def _uninstalled(self, workspace: str, event: str, reason: str) -> None:
        """Send nothing more there, and forget its token; an event is heard once, as the coach may be back since."""
        token = await self.workspaces.token(workspace)
        async with self._store.transaction() as tx:
            if await tx.heard(workspace, event, self._watch.now()):
                return
            await self._tokens.forget(tx, workspace)
        self.workspaces.stop(workspace, token, reason)

    def _app(self, listeners: Listeners, flow: AsyncOAuthFlow | None) -> AsyncApp:
        app = AsyncApp(
            name="pm-coach",
            logger=_bolt_logger(),
            # The door proves what comes in before anything reads it.
            request_verification_enabled=False,
            ssl_check_enabled=False,
            # No workflow steps are offered.
            attaching_function_token_enabled=False,
            client=self.workspaces.client(),
            authorize=Authorize(self.workspaces),  # type: ignore[arg-type]
            oauth_flow=flow,
            process_before_response=True,
        )
        listeners.register(app)
        app.error(failed)
        return app

    def _flow(self) -> AsyncOAuthFlow | None:
        if self._installations is None:
            return None
        settings = AsyncOAuthSettings(
            client_id=self._settings.client_id,
            client_secret=self._settings.client_secret,
            scopes=[*SCOPES, *OPTIONAL_SCOPES],
            redirect_uri=f"{self._settings.public_url.rstrip('/')}{REDIRECT}",
            install_path=INSTALL,
            redirect_uri_path=REDIRECT,
            installation_store=self._installations,
            state_store=OneTimeStates(self._settings.client_secret, self._store, self._watch),
        )
        return AsyncOAuthFlow(client=self.workspaces.client(), settings=settings)


class Authorize(AsyncAuthorize):
    """Knows who asks by the signature; asking Slack as well would lose events whenever it does not answer."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces

    async def __call__(
        self, *, enterprise_id: str | None, team_id: str | None, **_about: object
    ) -> AuthorizeResult | None:
        token = await self._workspaces.token(workspace_of(team_id or ""))
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=token) if token else None


@contextlib.asynccontextmanager
async def slack_side(settings: SlackSettings, store: Store, painter: Painter, watch: Watch) -> AsyncIterator[SlackSide]:
    """The Slack side, with its connections open; at the end what is in hand is finished."""
    async with ClientSession(timeout=PATIENCE, connector=TCPConnector(keepalive_timeout=KEPT_OPEN_SECONDS)) as session:
        side = SlackSide(settings, session, store, painter, watch)
        yield side
        await side.later.finish()


def _bolt_logger() -> logging.Logger:
    """Bolt's own, which tells no requests: unless that is said, each of its parts talks as much as the root does."""
    logger = logging.getLogger("slack_bolt")
    logger.setLevel(logging.WARNING)
    # Bolt finds the bot token in the environment and warns that it does not use it, which is as it should be.
    logger.addFilter(_is_news)
    return logger


def _is_news(record: logging.LogRecord) -> bool:
    return record.getMessage() != warning_client_prioritized_and_token_skipped()


def _installing(flow: AsyncOAuthFlow) -> list[web.RouteDef]:
    async def install(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await flow.handle_installation(await to_bolt_request(request)))

    async def redirected(request: web.Request) -> web.Response:
        unproved(request)
        return await to_aiohttp_response(await flow.handle_callback(await to_bolt_request(request)))

    return [web.get(INSTALL, install), web.get(REDIRECT, redirected)]
