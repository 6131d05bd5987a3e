"""Socket Mode: Slack reaches the coach through a websocket that the coach opened."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp


@contextlib.asynccontextmanager
async def connected(app: AsyncApp, app_token: str) -> AsyncIterator[Callable[[], bool]]:
    """Keep a websocket open for this application; what is given tells whether it is open now."""
    handler = AsyncSocketModeHandler(app, app_token)
    client = handler.client
    # Slack may be away at the start, too: the coach then works without, and connects as soon as it can.
    connecting = asyncio.create_task(client.connect_to_new_endpoint())

    def is_open() -> bool:
        return client.current_session is not None and not client.current_session.closed

    try:
        yield is_open
    finally:
        connecting.cancel()
        await client.close()  # type: ignore[no-untyped-call]
        tasks = (connecting, client.message_processor, client.message_receiver, client.current_session_monitor)
        await asyncio.gather(*(task for task in tasks if task is not None), return_exceptions=True)
