"""What tests of every kind share."""

from collections.abc import Iterator

import pytest

from bot.content_loader import Library, load
from tests.postgres import postgres_server


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real PostgreSQL."""
    with postgres_server(tmp_path_factory.mktemp("postgres")) as url:
        yield url


@pytest.fixture(scope="session")
def library() -> Library:
    """Everything the coach can say, read once."""
    return load()
