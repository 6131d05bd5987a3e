"""What people wrote while the coach was away, heard once when it comes back."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.library import Library
from bot.domain.people import Member, Standing
from bot.domain.reflection import TypedWords
from tests.platforms.slack.coach import Coach, coaching
from tests.platforms.slack.double import Person, Slack
from tests.platforms.slack.test_installing import installs
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


async def test_what_was_erased_stays_erased_though_it_was_edited_during_an_absence(
    slack: Slack, library: Library, camille: Person, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'coach.db'}"
    async with coaching(slack, library, url=url) as coach:
        await starts(coach, camille)
        erased = [await camille.types(words) for words in ("Un quetzal.", "Un ocelot.")]
        await coach.settle()
        await camille.commands("/pm-coach", "mes-données")
        await camille.taps(coach.say("my_data.erase"))
        await camille.taps(coach.say("my_data.erase_now"))
        await coach.settle()
        await starts(coach, camille)
        left = coach.clock.now()
    slack.door = None
    slack.clock.follow((left + timedelta(minutes=1)).timestamp)
    await camille.edits(erased[0], "Un quetzal corrigé.")
    await camille.types("Un lynx.")
    async with coaching(slack, library, url=url, now=left + timedelta(hours=2)) as coach:
        await coach.settle()
        assert [words.words for words in await coach.kept(TypedWords)] == ["Un lynx."]


async def test_words_in_the_thread_of_an_older_message_stay_as_long_as_they_stand_there(
    slack: Slack, library: Library, camille: Person, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'coach.db'}"
    async with coaching(slack, library, url=url) as coach:
        await starts(coach, camille)
        welcome = camille.posts()[0].ts
        kept, edited, deleted = [await camille.types(words, thread=welcome) for words in ("Reste.", "Change.", "Part.")]
        left = coach.clock.now()
    slack.door = None
    slack.clock.follow((left + timedelta(minutes=1)).timestamp)
    await camille.edits(edited, "A changé.")
    await camille.deletes(deleted)
    async with coaching(slack, library, url=url, now=left + timedelta(minutes=10)) as coach:
        now = {words.message_id: words.words for words in await coach.kept(TypedWords)}
    assert now == {kept: "Reste.", edited: "A changé.", deleted: None}


async def test_in_doubt_words_are_kept(slack: Slack, library: Library, camille: Person, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'coach.db'}"
    async with coaching(slack, library, url=url) as coach:
        await starts(coach, camille)
        await camille.types("Des mots dans un fil.", thread=camille.posts()[0].ts)
        left = coach.clock.now()
    slack.faults.refuse("conversations.replies", "channel_not_found")
    async with coaching(slack, library, url=url, now=left + timedelta(minutes=10)) as coach:
        assert [words.words for words in await coach.kept(TypedWords)] == ["Des mots dans un fil."]


async def test_what_was_said_before_an_absence_is_not_obeyed_again(coach: Coach, camille: Person) -> None:
    await starts(coach, camille)
    await camille.types("pause")
    await camille.commands("/pm-coach", "reprendre")
    coach.clock.stand_still(coach.clock.now() + timedelta(minutes=10))
    await coach.side.catching_up.look()
    await coach.until("2027-01-20 12:00")
    before = camille.reads()
    await coach.side.catching_up.look()
    await coach.settle()
    assert camille.reads() == before
    assert [member.standing for member in await coach.kept(Member)] == [Standing.ACTIVE]


async def test_one_workspace_that_cannot_be_read_does_not_keep_the_others_from_being_caught_up(
    slack: Slack, library: Library, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'coach.db'}"
    other = slack.add_workspace("TOTHER", "autre")
    kim, camille = slack.person("Kim", other), slack.person("Camille")
    async with coaching(slack, library, url=url, by_oauth=True) as coach:
        for person in (kim, camille):
            await installs(coach, person)
            await starts(coach, person)
        await slack.uninstalls(other)
        left = coach.clock.now()
    slack.door = None
    await camille.types("Écrit pendant l’absence.")
    async with coaching(slack, library, url=url, by_oauth=True, now=left + timedelta(hours=1)) as coach:
        assert [words.words for words in await coach.kept(TypedWords)] == ["Écrit pendant l’absence."]


async def test_slacks_own_pace_is_waited_for(slack: Slack, library: Library, camille: Person, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'coach.db'}"
    async with coaching(slack, library, url=url) as coach:
        await starts(coach, camille)
        left = coach.clock.now()
    slack.door = None
    await camille.types("Écrit pendant l’absence.")
    slack.faults.slow_down("conversations.history", after=0, times=2)
    async with coaching(slack, library, url=url, now=left + timedelta(hours=1)) as coach:
        assert [words.words for words in await coach.kept(TypedWords)] == ["Écrit pendant l’absence."]


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
