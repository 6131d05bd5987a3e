"""Generated requests, from a printed seed: never a 500, a trace, another's words, or more memory than is right.

`COACH_SEED=… pytest tests/hostile` sends the same again; `python -m tests.hostile` sends many more.
"""

import os
from pathlib import Path
from secrets import randbelow

import pytest

from tests.hostile.__main__ import against_chats, against_room
from tests.hostile.judge import Figures
from tests.postgres import new_database

SEED = int(os.environ.get("COACH_SEED") or randbelow(10**6))
MEGABYTES_MORE = 120
"""What the largest requests allowed, several at once, may leave behind."""


@pytest.mark.parametrize("store", ["sqlite", "postgresql"])
async def test_the_chats_withstand_generated_requests(
    store: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = new_database(request.getfixturevalue("postgres"), "hostile") if store == "postgresql" else ""
    withstood(await against_chats(tmp_path, SEED, 900, url), 900)


async def test_the_playground_withstands_generated_requests(tmp_path: Path) -> None:
    withstood(await against_room(tmp_path, SEED, 1500), 1500)


def withstood(figures: Figures, count: int) -> None:
    """Nothing was at fault, and enough of it was taken seriously."""
    print(figures)  # noqa: T201
    assert figures.faults == []
    assert figures.count == count
    assert figures.statuses[200] > count / 20
    assert figures.memory_after - figures.memory_before < MEGABYTES_MORE
