"""A coach with its ticks, on a clock that jumps."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.almanac import holidays_of
from bot.domain.library import Library
from tests.coach.office import Office
from tests.jobs.life import Life
from tests.storage.conftest import patient
from tests.storage.stores import house_at

__all__ = ["french_life", "life", "life_on_disk", "patient"]


@pytest.fixture
async def life(library: Library) -> AsyncIterator[Life]:
    """A coach in memory, on a Monday at nine in Paris."""
    async with house_at("sqlite://") as house:
        yield Life(Office(library, house))


@pytest.fixture
async def french_life(library: Library) -> AsyncIterator[Life]:
    """A coach that knows the public holidays; the others know of none."""
    async with house_at("sqlite://") as house:
        yield Life(Office(library, house, holidays_of))


@pytest.fixture
async def life_on_disk(library: Library, tmp_path: Path) -> AsyncIterator[Life]:
    """A coach that several processes can be."""
    async with house_at(f"sqlite:///{tmp_path / 'coach.db'}") as house:
        yield Life(Office(library, house))
