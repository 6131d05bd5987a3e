"""A tiny Bolt app, to hold the double against."""

import contextlib
from collections.abc import AsyncIterator

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from tests.platforms.slack.double import Slack, served

PATH = "/slack/events"


def bare_app(slack: Slack) -> AsyncApp:
    """A Bolt app with no listener yet, which runs its listeners before it acknowledges."""
    workspace = slack.workspace

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None,
            team_id=workspace.id,
            bot_user_id=workspace.bot_user,
            bot_id=workspace.bot_id,
            bot_token=workspace.token,
        )

    client = AsyncWebClient(base_url=slack.api_url, retry_handlers=[])
    return AsyncApp(
        client=client, signing_secret=slack.signing_secret, authorize=authorize, process_before_response=True
    )


@contextlib.asynccontextmanager
async def listening(slack: Slack, app: AsyncApp) -> AsyncIterator[None]:
    """Serve the app, and let the double know where."""
    async with served(app.web_app(PATH)) as url:
        slack.listens(f"{url}{PATH}")
        yield
