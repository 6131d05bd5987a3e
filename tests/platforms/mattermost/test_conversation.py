"""Mattermost holds the conversation that every platform holds: requests and a websocket in, its API out."""

import pytest

from bot.content_loader import LANGUAGES
from bot.domain.library import Library
from tests.platforms.conversation import hold
from tests.platforms.mattermost.chat import MattermostChat
from tests.platforms.mattermost.coach import coaching
from tests.platforms.mattermost.double import Mattermost


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("age", ["old", "new"])
async def test_mattermost_holds_the_whole_conversation(
    mattermost: Mattermost, library: Library, language: str, age: str
) -> None:
    mattermost.age = age
    async with coaching(mattermost, library, language) as coach:
        await hold(MattermostChat(mattermost, coach, language), library, language)
