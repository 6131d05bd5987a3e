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
        chat = SlackChat(slack, coach.settle, coach.until, coach.store)
        chat.camille.user.locale = LOCALES[language]
        await hold(chat, library, language)


async def test_the_same_conversation_is_held_by_a_websocket(slack: Slack, library: Library) -> None:
    async with coaching(slack, library, by_socket=True) as coach:
        await hold(SlackChat(slack, coach.settle, coach.until, coach.store), library, "fr")
