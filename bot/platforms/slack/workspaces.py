"""The workspaces that the coach is installed in: a token for each, and whether it is still good."""

import logging
from collections.abc import Mapping
from typing import Any, Protocol

from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.slack.errors import SERVER_ERROR, AccountInactive, Malformed, NotInstalled, TokenRevoked, understood
from bot.ports import NotSent, OutcomeUnknown, Transaction

log = logging.getLogger(__name__)

NAME = "slack"
API_URL = "https://slack.com/api/"
REFUSED = 400


def workspace_of(team: str) -> str:
    """How the coach calls that team of Slack's."""
    return f"{NAME}:{team}"


def team_of(workspace: str) -> str:
    """What Slack calls that workspace of the coach's."""
    return workspace.partition(":")[2]


class Tokens(Protocol):
    """The token of each workspace where the coach is installed."""

    async def token_of(self, workspace: str) -> str | None:
        """The workspace's token. Raises StoreAway."""

    def doubt(self, workspace: str) -> None:
        """Slack refuses that token: another process may know a newer one."""

    async def forget(self, tx: Transaction, workspace: str) -> None:
        """The coach is installed there no more."""


class Workspaces:
    """Speaks to the Web API, each workspace with its own token; nothing goes out where that was revoked."""

    def __init__(self, session: ClientSession, tokens: Tokens, api_url: str = API_URL) -> None:
        self.session, self.api_url = session, api_url.rstrip("/") + "/"
        self._tokens = tokens
        self._revoked: dict[str, str | None] = {}

    def client(self, token: str | None = None) -> AsyncWebClient:
        """A client that never repeats a call by itself: a repeated post would stand there twice."""
        return AsyncWebClient(token, self.api_url, session=self.session, retry_handlers=[])

    async def token(self, workspace: str) -> str | None:
        """The workspace's token; None where the coach is not installed, or no longer."""
        return await self._tokens.token_of(workspace)

    async def call(self, workspace: str, method: str, **arguments: Any) -> Any:
        """The answer of that method of the SDK's client, in that workspace. Raises what `understood` raises."""
        token = await self._good_token(workspace)
        try:
            return await self._called(token, method, arguments)
        except TokenRevoked as problem:
            refused: Exception = problem
        except AccountInactive as problem:
            if await self._still_good(token):
                raise
            refused = problem
        self.stop(workspace, token, str(refused))
        return await self._called(await self._good_token(workspace), method, arguments)

    async def _good_token(self, workspace: str) -> str:
        token = await self._tokens.token_of(workspace)
        if token is None:
            raise NotInstalled("the coach is not installed in this workspace")
        if self._revoked.get(workspace) == token:
            self._tokens.doubt(workspace)
            raise TokenRevoked("the coach is not installed in this workspace any more")
        return token

    async def _still_good(self, token: str) -> bool:
        """Whether Slack still takes this token. Raises NotSent where it does not tell."""
        try:
            await self._called(token, "auth_test", {})
        except (TokenRevoked, AccountInactive):
            return False
        except OutcomeUnknown as problem:
            raise NotSent(str(problem)) from problem
        return True

    async def _called(self, token: str, method: str, arguments: Mapping[str, Any]) -> Any:
        return await understood(getattr(self.client(token), method)(**arguments))

    async def respond(self, url: str, body: Mapping[str, Any]) -> None:
        """Answer to a `response_url`. Raises what `understood` raises, and Malformed for what Slack refuses."""
        response = await understood(self.session.post(url, json=body))
        async with response:
            if response.status >= SERVER_ERROR:
                raise OutcomeUnknown(f"http {response.status}")
            if response.status >= REFUSED:
                raise Malformed(f"http {response.status}")

    def stop(self, workspace: str, token: str | None, reason: str) -> None:
        """Send nothing more there with this token."""
        self._tokens.doubt(workspace)
        self._revoked[workspace] = token
        log.error("action=slack_stopped workspace=%s reason=%s", workspace, reason)
