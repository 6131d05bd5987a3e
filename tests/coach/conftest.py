"""A coach that has things to say, and a chat to say them in."""

from collections.abc import AsyncIterator

import pytest

from bot.domain.library import Library
from tests.coach.office import Office
from tests.storage.conftest import patient
from tests.storage.stores import house_at

__all__ = ["office", "patient"]


@pytest.fixture
async def office(library: Library) -> AsyncIterator[Office]:
    """An outbox in memory, a deliverer and a chat."""
    async with house_at("sqlite://") as house:
        yield Office(library, house)
