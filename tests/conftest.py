"""What tests of every kind share."""

import pytest

from bot.content_loader import Library, load


@pytest.fixture(scope="session")
def library() -> Library:
    """Everything the coach can say, read once."""
    return load()
