"""What people wrote while the coach was away, heard once when it comes back."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.library import Library
from bot.domain.reflection import TypedWords
from tests.platforms.slack.coach import coaching
from tests.platforms.slack.double import Person, Slack
from tests.platforms.slack.test_listening import starts


@pytest.mark.parametrize(("minutes", "kept"), [(60, ["Écrit pendant l’absence.", "Puis corrigé."]), (2, [])])
async def test_after_an_absence_open_conversations_are_read_once(
    slack: Slack, library: Library, camille: Person, tmp_path: Path, minutes: int, kept: list[str]
) -> None:
    url = f"sqlite:///{tmp_path / 'coach.db'}"
    async with coaching(slack, library, url=url) as coach:
        await starts(coach, camille)
        await camille.types("merci")
        await coach.settle()
        left = coach.clock.now()
    slack.door = None
    slack.clock.follow((left + timedelta(minutes=1)).timestamp)
    await camille.types("Écrit pendant l’absence.")
    corrected = await camille.types("Puis")
    await camille.edits(corrected, "Puis corrigé.")
    thanks = sum(library.say("fr")("typed.thanks") in text for text in camille.reads())
    for _ in range(2):
        async with coaching(slack, library, url=url, now=left + timedelta(minutes=minutes)) as coach:
            await coach.settle()
            assert [words.words for words in await coach.kept(TypedWords, order="sent_at")] == kept
    assert sum(library.say("fr")("typed.thanks") in text for text in camille.reads()) == thanks == 1


async def test_what_was_edited_and_deleted_during_an_absence_is_edited_and_deleted(
    slack: Slack, library: Library, camille: Person, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'coach.db'}"
    async with coaching(slack, library, url=url) as coach:
        await starts(coach, camille)
        kept = await camille.types("Ceci reste.")
        edited = await camille.types("Ceci change.")
        deleted = await camille.types("Ceci s’en va.")
        await coach.settle()
        prompt = camille.posts()[-1]
        in_thread = await camille.types("Et ceci aussi reste.", thread=prompt.ts)
        await coach.settle()
        left = coach.clock.now()
    slack.door = None
    slack.clock.follow((left + timedelta(minutes=1)).timestamp)
    await camille.edits(edited, "Ceci a changé.")
    await camille.deletes(deleted)
    async with coaching(slack, library, url=url, now=left + timedelta(hours=2)) as coach:
        await coach.settle()
        now = {words.message_id: words.words for words in await coach.kept(TypedWords)}
    assert now == {kept: "Ceci reste.", edited: "Ceci a changé.", deleted: None, in_thread: "Et ceci aussi reste."}


async def test_a_long_outage_of_the_socket_is_caught_up_without_a_restart(
    slack: Slack, library: Library, camille: Person
) -> None:
    async with coaching(slack, library, by_socket=True) as coach:
        await starts(coach, camille)
        await coach.side.catching_up.look()
        socket, slack.door = slack.door, None
        await camille.types("Écrit pendant la panne.")
        coach.clock.stand_still(coach.clock.now() + timedelta(hours=1))
        slack.door = socket
        await coach.side.catching_up.look()
        await coach.settle()
        assert [words.words for words in await coach.kept(TypedWords)] == ["Écrit pendant la panne."]
