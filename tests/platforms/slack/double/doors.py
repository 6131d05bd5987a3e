"""The ways to an app: signed HTTP, or a websocket that the app opened."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import aiohttp

from tests.platforms.slack.double.letters import Letter, command_letter, event_letter, interaction_letter
from tests.platforms.slack.double.refusals import JSON

LATE = 0


@dataclass(frozen=True)
class Answer:
    """What the app answered: an HTTP status (`LATE` when it did not in time) and a body; `port` is whose it was."""

    status: int
    body: Any = None
    port: int = 0

    @property
    def good(self) -> bool:
        """Whether the app acknowledged."""
        return self.status == 200


class Door(Protocol):
    """A way to the app."""

    async def command(self, fields: Mapping[str, str]) -> Answer:
        """Send a slash command."""

    async def interaction(self, payload: JSON) -> Answer:
        """Send a tap, or a form sent or closed."""

    async def event(self, envelope: JSON, retry: int) -> Answer:
        """Send an event."""


class HttpDoor:
    """Signed requests to an address, each given `patience` seconds to be answered."""

    def __init__(self, url: str, secret: str, patience: float) -> None:
        self._url, self._secret, self.patience = url, secret, patience
        self.last: Letter | None = None

    async def command(self, fields: Mapping[str, str]) -> Answer:
        return await self.send(command_letter(fields).signed(self._secret))

    async def interaction(self, payload: JSON) -> Answer:
        return await self.send(interaction_letter(payload).signed(self._secret))

    async def event(self, envelope: JSON, retry: int) -> Answer:
        return await self.send(event_letter(envelope, retry).signed(self._secret))

    async def send(self, letter: Letter) -> Answer:
        """Send a letter as it is, signed or not; sent again it is a replay."""
        self.last = letter
        timeout = aiohttp.ClientTimeout(total=self.patience)
        data = letter.body.encode()
        async with aiohttp.ClientSession(timeout=timeout) as session:
            try:
                async with session.post(self._url, data=data, headers=dict(letter.headers)) as response:
                    return Answer(response.status, _body(await response.text()), response.url.port or 0)
            except (TimeoutError, aiohttp.ClientConnectionError, asyncio.IncompleteReadError):
                return Answer(LATE)


def _body(text: str) -> Any:
    """JSON where it is JSON, else the text; None for nothing."""
    if not text:
        return None
    try:
        return json.loads(text)
    except ValueError:
        return text
