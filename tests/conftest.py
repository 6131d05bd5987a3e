"""What tests of every kind share."""

from collections.abc import Iterator

import pytest

from bot.content_loader import Library, load
from bot.storage import store
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


@pytest.fixture(scope="session", autouse=True)
def patient_store() -> Iterator[None]:
    """A busy machine fails no test: those about the store's patience set their own, and programs keep the real one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "GIVE_UP_SECONDS", 30.0)
        yield
