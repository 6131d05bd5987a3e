"""Whatever is written in Slack rests encrypted."""

from pathlib import Path

import pytest

from bot.domain.library import Library
from tests.platforms.rare_words import address, assert_nowhere_in_clear, told, write_everywhere
from tests.platforms.slack.chat import SlackChat
from tests.platforms.slack.coach import coaching
from tests.platforms.slack.double import Slack


@pytest.mark.parametrize("kind", ["disk", "postgresql"])
async def test_no_word_written_in_slack_rests_in_clear(
    kind: str,
    slack: Slack,
    library: Library,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    caplog: pytest.LogCaptureFixture,
) -> None:
    told(caplog)
    async with coaching(slack, library, url=await address(kind, tmp_path, request)) as coach:
        await write_everywhere(SlackChat(slack, coach.settle, coach.until, coach.store), library)
        await assert_nowhere_in_clear(coach.store, tmp_path, caplog)
