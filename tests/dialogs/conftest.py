"""Rooms to talk in."""

from collections.abc import AsyncIterator
from pathlib import Path

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


@pytest.fixture
async def disk(library: Library, tmp_path: Path) -> AsyncIterator[Talk]:
    """A room whose store is a file, which somebody else can lock."""
    async with talking(library, url=f"sqlite:///{tmp_path / 'coach.db'}") as room:
        yield room
