"""Waits for something that happens, but not for ever."""

import asyncio
import logging
from collections.abc import Awaitable

PATIENCE = 10.0
"""Seconds before a test that waits for something gives up."""


async def soon(something: Awaitable[object]) -> None:
    """Wait for it, but not for ever."""
    await asyncio.wait_for(something, PATIENCE)


class Told(logging.Handler):
    """Sets its event when the log says that."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words, self.event = words, asyncio.Event()

    def emit(self, record: logging.LogRecord) -> None:
        if self.words in record.getMessage():
            self.event.set()
