"""What tests of Mattermost share."""

from collections.abc import AsyncIterator

import pytest

from bot.domain.library import Library
from tests.platforms.mattermost.coach import Coach, coaching
from tests.platforms.mattermost.double import Mattermost, Person, mattermost_on_localhost


@pytest.fixture
async def mattermost() -> AsyncIterator[Mattermost]:
    """A Mattermost on localhost, with a team, the coach's account, and nobody else in it yet."""
    async with mattermost_on_localhost() as double:
        yield double


@pytest.fixture
async def coach(mattermost: Mattermost, library: Library) -> AsyncIterator[Coach]:
    """The coach in Mattermost, speaking French."""
    async with coaching(mattermost, library) as answering:
        yield answering


@pytest.fixture
def camille(mattermost: Mattermost) -> Person:
    """Somebody in the team."""
    return mattermost.person("Camille", locale="fr")
