"""What tests of every kind share."""

from collections.abc import Iterator

import pytest

from bot.content_loader import Library, load
from tests.postgres import postgres_server


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a real PostgreSQL."""
    with postgres_server() as url:
        yield url


@pytest.fixture(scope="session")
def library() -> Library:
    """Everything the coach can say, read once."""
    return load()
