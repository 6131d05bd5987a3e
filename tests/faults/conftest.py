"""What tests of bad days share."""

import os
from random import SystemRandom

import pytest

from tests.platforms.conftest import slack
from tests.platforms.mattermost.conftest import mattermost

__all__ = ["mattermost", "slack"]


@pytest.fixture
def seed() -> int:
    """Another one each time, unless a run is to be replayed."""
    return int(os.environ.get("COACH_SEED") or SystemRandom().randrange(2**32))
