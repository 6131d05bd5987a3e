"""Rooms to talk in."""

from collections.abc import AsyncIterator

import pytest

from bot.content_loader import LANGUAGES
from bot.domain.library import Library
from tests.dialogs.talk import Talk, talking


@pytest.fixture
async def talk(library: Library) -> AsyncIterator[Talk]:
    """A room where French is spoken."""
    async with talking(library) as room:
        yield room


@pytest.fixture(params=LANGUAGES)
async def each_talk(library: Library, request: pytest.FixtureRequest) -> AsyncIterator[Talk]:
    """A room where French is spoken, then one where English is."""
    async with talking(library, request.param) as room:
        yield room
