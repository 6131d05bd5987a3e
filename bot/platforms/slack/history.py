"""What stands in a conversation with the coach, threads included."""

from collections.abc import AsyncIterator
from functools import partial
from typing import Any

from bot.platforms.slack.again import again
from bot.platforms.slack.blocks import JSON
from bot.platforms.slack.errors import Gone, ThreadGone
from bot.platforms.slack.reading import TOMBSTONE
from bot.platforms.slack.workspaces import Workspaces

PAGE = 15
"""How many messages Slack gives at once to an app outside its marketplace."""

Messages = dict[str, JSON]
"""Messages by their time stamps."""


class History:
    """Reads conversations of one workspace, at the pace that Slack wants.

    Everything may raise NotSent, Unreachable or OutcomeUnknown.
    """

    def __init__(self, workspaces: Workspaces, workspace: str) -> None:
        self._workspaces, self._workspace = workspaces, workspace

    async def since(self, channel: str, oldest: str) -> Messages:
        """Everything written there since that message, with what stands in threads of it."""
        roots = self._pages("conversations_history", channel=channel, oldest=oldest, inclusive=True)
        return {message["ts"]: message async for root in roots async for message in self._with_replies(channel, root)}

    async def at(self, channel: str, ts: str) -> Messages:
        """That message, wherever it stands, perhaps with others of its thread; a tombstone where Slack knows none."""
        try:
            return {message["ts"]: message async for message in self._replies(channel, ts)}
        except (Gone, ThreadGone):
            return {ts: {"subtype": TOMBSTONE, "ts": ts}}

    async def _with_replies(self, channel: str, root: JSON) -> AsyncIterator[JSON]:
        yield root
        if root.get("reply_count"):
            for reply in (await self.at(channel, root["ts"])).values():
                yield reply

    def _replies(self, channel: str, ts: str) -> AsyncIterator[JSON]:
        return self._pages("conversations_replies", channel=channel, ts=ts)

    async def _pages(self, method: str, **asked: Any) -> AsyncIterator[JSON]:
        while True:
            page = await again(partial(self._workspaces.call, self._workspace, method, limit=PAGE, **asked))
            for message in page["messages"]:
                yield message
            asked["cursor"] = (page.get("response_metadata") or {}).get("next_cursor")
            if not asked["cursor"]:
                return
