"""Slack holds the conversation that every platform holds: signed requests in, Web API out."""

import pytest

from bot.content_loader import LANGUAGES
from bot.domain.library import Library
from tests.platforms.conversation import hold
from tests.platforms.slack.chat import SlackChat
from tests.platforms.slack.coach import coaching
from tests.platforms.slack.double import Slack

LOCALES = {"fr": "fr-FR", "en": "en-GB"}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_slack_holds_the_whole_conversation(slack: Slack, library: Library, language: str) -> None:
    async with coaching(slack, library, language) as coach:
        chat = SlackChat(slack, coach.settle, coach.until)
        chat.camille.user.locale = LOCALES[language]
        await hold(chat, library, language)
