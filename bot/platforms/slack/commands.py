"""Slash commands, heard before Bolt looks for a listener."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

COMMANDS = ("/pm-role", "/pm-coach")


class Commands(AsyncMiddleware):
    """Hands each command over as soon as it is known to be allowed.

    What Bolt lays out for a listener, and for finding it, takes longer than most answers.
    """

    def __init__(self, hear: Callable[[AsyncAck, Mapping[str, Any]], Awaitable[None]]) -> None:
        self._hear = hear

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002  (each of the three is Bolt's name)
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002
    ) -> BoltResponse | None:
        """What the command is answered with; everything else goes on to the listeners."""
        if req.body.get("command") not in COMMANDS:
            return await next()
        ack = req.context.ack
        await self._hear(ack, req.body)
        return ack.response
