"""Pictures of a message: drawn, uploaded, and shown once Slack has processed them."""

import asyncio
import contextlib
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.domain.chart import Chart
from bot.domain.message import Message, Picture
from bot.platforms.slack.blocks import Assets
from bot.platforms.slack.errors import Gone, Malformed
from bot.platforms.slack.workspaces import Workspaces
from bot.ports import DrawingFailed, NotSent, OutcomeUnknown, Painter, Unreachable

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")

PAUSES = (0.3, 0.7, 1.5)
"""Seconds to wait while Slack processes a file, which it tells by refusing the blocks."""
LONGEST = 8.0
FILE_NAME = "chart.png"
KEPT = 200


class Pictures:
    """Files of Slack's for the charts that are shown there; a message whose picture fails goes without it."""

    def __init__(
        self,
        workspaces: Workspaces,
        painter: Painter,
        public_url: str = "",
        pauses: tuple[float, ...] = PAUSES,
    ) -> None:
        self._workspaces, self._painter, self._pauses = workspaces, painter, pauses
        self.bare = Assets(public_url)
        self._files: OrderedDict[tuple[str, Chart], str] = OrderedDict()

    async def show(self, workspace: str, message: Message, send: Callable[[Assets], Awaitable[Answer]]) -> Answer:
        """Send the message with its pictures, or without them where Slack or the painter fails."""
        assets = await self._assets(workspace, message)
        for pause in self._pauses if assets.files else ():
            try:
                return await send(assets)
            except Malformed:
                await asyncio.sleep(pause)
        return await send(self.bare)

    async def complete(self, workspace: str, message: Message, send: Callable[[Assets], Awaitable[Answer]]) -> None:
        """Show the pictures where the message stands without them already, unless that has changed meanwhile."""
        with contextlib.suppress(Gone):
            await self.show(workspace, message, send)

    async def _assets(self, workspace: str, message: Message) -> Assets:
        pictures = pictures_of(message)
        if not pictures:
            return self.bare
        try:
            async with asyncio.timeout(LONGEST):
                files = {picture.chart: await self._file(workspace, picture) for picture in pictures}
        except (DrawingFailed, TimeoutError, NotSent, Unreachable, OutcomeUnknown, Gone) as problem:
            log.error("action=picture_failed workspace=%s reason=%s", workspace, problem or type(problem).__name__)
            return self.bare
        except Exception as problem:
            log.exception("action=picture_failed workspace=%s reason=%s", workspace, type(problem).__name__)
            return self.bare
        return Assets(self.bare.public_url, files)

    async def _file(self, workspace: str, picture: Picture) -> str:
        key = (workspace, picture.chart)
        if key not in self._files:
            drawn = await self._painter.draw(picture.chart)
            answer = await self._workspaces.call(workspace, "files_upload_v2", content=drawn, filename=FILE_NAME)
            self._files[key] = str(answer["file"]["id"])
            while len(self._files) > KEPT:
                self._files.popitem(last=False)
        return self._files[key]


def pictures_of(message: Message) -> list[Picture]:
    """The pictures of a message."""
    return [block for block in message.blocks if isinstance(block, Picture)]
