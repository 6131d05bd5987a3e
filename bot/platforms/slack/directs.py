"""Which direct conversation is the coach's own: commands can be typed in those between other people, too."""

import asyncio
import logging
from collections import OrderedDict

from bot.frontdesk.incoming import Place
from bot.platforms.slack.workspaces import Workspaces
from bot.ports import NotSent, OutcomeUnknown, Unreachable

log = logging.getLogger(__name__)

REMEMBERED = 10_000
LONGEST = 0.8
"""Seconds to wait for Slack: an answer is due in three."""


class Directs:
    """Asks Slack once for everybody's conversation with the coach; where it does not tell, none is the coach's."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces
        self._known: OrderedDict[tuple[str, str], str] = OrderedDict()

    async def place(self, workspace: str, user: str, channel: str) -> Place:
        """Where somebody typed or tapped."""
        is_direct = channel.startswith("D") and channel == await self._own(workspace, user)
        return Place(channel, is_direct)

    async def _own(self, workspace: str, user: str) -> str | None:
        if (workspace, user) not in self._known:
            try:
                async with asyncio.timeout(LONGEST):
                    opened = await self._workspaces.call(workspace, "conversations_open", users=user)
            except (TimeoutError, NotSent, Unreachable, OutcomeUnknown) as problem:
                log.warning("action=no_direct workspace=%s reason=%s", workspace, problem or "no answer in time")
                return None
            self._known[workspace, user] = opened["channel"]["id"]
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return self._known[workspace, user]
