"""What stands in a conversation with the coach, threads included."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from bot.platforms.said import Said
from bot.platforms.slack.reading import said_in
from bot.platforms.slack.workspaces import Workspaces
from bot.ports import NotSent

PAGE = 15
"""How many messages Slack gives at once to an app outside its marketplace."""


class History:
    """Reads conversations of one workspace, at the pace that Slack wants.

    Everything may raise Unreachable or OutcomeUnknown.
    """

    def __init__(self, workspaces: Workspaces, workspace: str) -> None:
        self._workspaces, self._workspace = workspaces, workspace

    async def said(self, channel: str, oldest: str) -> list[Said]:
        """Everything that people wrote there since that message, oldest first."""
        messages = {
            message["ts"]: message
            async for root in self._pages("conversations_history", channel=channel, oldest=oldest, inclusive=True)
            async for message in self._with_replies(channel, root)
        }
        told = (said_in({**messages[ts], "channel": channel, "channel_type": "im"}) for ts in sorted(messages))
        return [said for said in told if said is not None]

    async def _with_replies(self, channel: str, root: Any) -> AsyncIterator[Any]:
        yield root
        if root.get("reply_count"):
            async for reply in self._pages("conversations_replies", channel=channel, ts=root["ts"]):
                yield reply

    async def _pages(self, method: str, **asked: Any) -> AsyncIterator[Any]:
        while True:
            page = await self._page(method, asked)
            for message in page["messages"]:
                yield message
            asked["cursor"] = (page.get("response_metadata") or {}).get("next_cursor")
            if not asked["cursor"]:
                return

    async def _page(self, method: str, asked: dict[str, Any]) -> Any:
        while True:
            try:
                return await self._workspaces.call(self._workspace, method, limit=PAGE, **asked)
            except NotSent as problem:
                await asyncio.sleep(problem.wait.total_seconds())
