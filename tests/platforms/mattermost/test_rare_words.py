"""Whatever is written in Mattermost rests encrypted."""

from pathlib import Path

import pytest

from bot.domain.library import Library
from tests.platforms.mattermost.chat import MattermostChat
from tests.platforms.mattermost.coach import coaching
from tests.platforms.mattermost.double import Mattermost
from tests.platforms.rare_words import address, assert_nowhere_in_clear, told, write_everywhere


@pytest.mark.parametrize("kind", ["disk", "postgresql"])
async def test_no_word_written_in_mattermost_rests_in_clear(
    kind: str,
    mattermost: Mattermost,
    library: Library,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    caplog: pytest.LogCaptureFixture,
) -> None:
    told(caplog)
    async with coaching(mattermost, library, url=await address(kind, tmp_path, request)) as coach:
        await write_everywhere(MattermostChat(mattermost, coach, "fr"), library)
        await assert_nowhere_in_clear(coach.store, tmp_path, caplog)
