"""A coach that has things to say, and a chat to say them in."""

from collections.abc import AsyncIterator

import pytest

from bot.domain.library import Library
from tests.coach.office import Office
from tests.postgres import emptied
from tests.storage.conftest import patient
from tests.storage.stores import house_at

__all__ = ["office", "patient"]


@pytest.fixture(params=["memory", "postgresql"])
async def office(library: Library, request: pytest.FixtureRequest) -> AsyncIterator[Office]:
    """An outbox, a deliverer and a chat."""
    url = "sqlite://" if request.param == "memory" else emptied(request.getfixturevalue("postgres"))
    async with house_at(url) as house:
        yield Office(library, house)
