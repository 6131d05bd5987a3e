"""What every chat brings: its settings, a courier that says things there, and routes by which it is heard."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from enum import Flag, auto
from typing import Protocol

from aiohttp import web

from bot.frontdesk.desk import FrontDesk
from bot.ports import Courier, Pulse


class Ways(Flag):
    """How one process may be reached: by requests, by connections that it opens itself, or both."""

    HTTP = auto()
    SOCKETS = auto()


EVERY_WAY = Ways.HTTP | Ways.SOCKETS


def _no_websocket() -> None:
    return None


@dataclass(frozen=True)
class Heard:
    """How a chat reaches the coach: routes for its requests, what is missing for now, and how its websocket is."""

    routes: Sequence[web.RouteDef]
    missing: Callable[[], Sequence[str]]
    pulse: Callable[[], Pulse | None] = _no_websocket


class Side(Protocol):
    """One chat for one process."""

    @property
    def courier(self) -> Courier:
        """What says things there."""

    def listening(self, desk: FrontDesk, ways: Ways) -> AbstractAsyncContextManager[Heard]:
        """Hand everything that the chat tells in these ways to this desk, as long as it is entered."""


class ChatSettings(Protocol):
    """What the environment says about one chat."""

    @property
    def configured(self) -> bool:
        """Whether anything was set for it."""

    def missing(self) -> Iterator[str]:
        """A sentence for each setting without which the coach cannot be there."""
