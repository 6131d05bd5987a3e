"""Databases of every kind that the promises hold for."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.postgres import emptied
from tests.storage.stores import House, house_at

KINDS = ("memory", "disk", "postgresql")


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that waits as long as a machine may be busy with other tests; a test of giving up says so itself."""
    monkeypatch.setattr("bot.storage.store.GIVE_UP_SECONDS", 60.0)


@pytest.fixture(params=KINDS)
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[House]:
    """A database with its tables, of each kind in turn."""
    async with house_at(address(request, tmp_path)) as here:
        yield here


def address(request: pytest.FixtureRequest, folder: Path) -> str:
    """Where the database of that kind is, emptied."""
    if request.param == "postgresql":
        return emptied(request.getfixturevalue("postgres"))
    return "sqlite://" if request.param == "memory" else f"sqlite:///{folder / 'coach.db'}"


@pytest.fixture
async def in_postgres(postgres: str) -> AsyncIterator[House]:
    """A database in PostgreSQL, where several write at once."""
    async with house_at(emptied(postgres)) as here:
        yield here


@pytest.fixture
async def on_disk(tmp_path: Path) -> AsyncIterator[House]:
    """A database in a file."""
    async with house_at(f"sqlite:///{tmp_path / 'coach.db'}") as here:
        yield here
