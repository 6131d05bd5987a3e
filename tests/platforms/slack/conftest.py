"""What tests of Slack share."""

from collections.abc import AsyncIterator

import pytest

from bot.domain.library import Library
from tests.platforms.slack.coach import Coach, coaching
from tests.platforms.slack.double import Person, Slack


@pytest.fixture
async def coach(slack: Slack, library: Library) -> AsyncIterator[Coach]:
    """The coach in Slack, speaking French."""
    async with coaching(slack, library) as answering:
        yield answering


@pytest.fixture
def camille(slack: Slack) -> Person:
    """Somebody in the workspace."""
    return slack.person("Camille")
