"""What tests of the platforms share."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.platforms.contracts import contracts
from tests.platforms.slack.double import Slack, slack_on_localhost


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    """A Slack on localhost, with one workspace where the app is installed and nobody in it yet."""
    async with slack_on_localhost() as double:
        yield double


@pytest.fixture(scope="session")
def contracts_at() -> Path:
    """The folder of the contracts; a test that needs it is skipped where there is none."""
    return contracts()
