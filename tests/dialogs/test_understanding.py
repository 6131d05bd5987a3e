"""Commands are understood in both languages, unknown words get a suggestion, and what fails is said."""

import logging

import pytest

from bot.domain.message import Act
from bot.domain.people import Member
from bot.domain.reflection import Answer, Prompt, TypedWords, Wording
from bot.frontdesk.incoming import Person, Place, Submission, Tap, Typed
from bot.platforms.playground.room import WORKSPACE
from bot.ports import StoreAway
from tests.dialogs.reading import spaced
from tests.dialogs.talk import Someone, Talk

CAMILLE, HOME = Person(WORKSPACE, "camille", "Camille", "fr"), Place("direct-camille", direct=True)
SHOWN = {
    "fr": "commencer réglages question pause reprendre arrêter mes-réponses partages équipe coach-produit aide",
    "en": "start settings question pause resume stop my-answers shared team product-coach help",
}


async def test_help_shows_every_command_in_the_readers_language(each_talk: Talk) -> None:
    camille, say = each_talk.person("Camille"), each_talk.say
    await camille.commands("/pm-coach help")
    for word in SHOWN[each_talk.language].split():
        assert spaced(f"/pm-coach {word}") in camille.reads()[-1]
    other = {"fr": "settings", "en": "réglages"}[each_talk.language]
    assert f"/pm-coach {other}" not in camille.reads()[-1]
    camille.sees(say("help.role"), say("help.typing"), say("readers.playground"))


async def test_a_command_is_understood_in_both_languages_whatever_accents_and_case(each_talk: Talk) -> None:
    camille = each_talk.person("Camille")
    await camille.starts()
    for words, key in (
        ("réglages, REGLAGES, paramètres, settings", "settings.title"),
        ("mes-reponses, Mes réponses, bilan, review, my-answers", "answers.title"),
        ("partages, shared", "shared.title"),
        ("équipe, équipe !, TEAM", "team.mine"),
        ("aide, help, Aide ?", "help.title"),
        (",  ?! ", "status.title"),
    ):
        for word in words.split(","):
            await camille.commands(f"/pm-coach {word}")
            camille.sees(each_talk.say(key))


@pytest.mark.parametrize("word", ["rejoindre", "join", "démarrer", "start"])
async def test_every_word_for_starting_opens_the_form(each_talk: Talk, word: str) -> None:
    camille = each_talk.person("Camille")
    await camille.commands(f"/pm-coach {word}")
    assert camille.form is not None
    assert camille.form["title"] == each_talk.say("forms.start")


@pytest.mark.parametrize(("word", "meant"), [("réglage", "settings"), ("quetsion", "question"), ("arret", "stop")])
async def test_a_slip_of_the_pen_gets_a_suggestion_to_tap(each_talk: Talk, word: str, meant: str) -> None:
    camille = each_talk.person("Camille")
    await camille.starts()
    await camille.commands(f"/pm-coach {word}")
    camille.sees(each_talk.say("errors.did_you_mean", word=word))
    shown = each_talk.library.say(each_talk.language).list(f"commands.{meant}")[0]
    assert shown in camille.labels()
    await camille.taps(shown)


@pytest.mark.parametrize("words", ["xyzzyplugh", "🙂", "a" * 20_000, "<script>alert(1)</script>"])
async def test_a_word_that_means_nothing_gets_a_way_on(each_talk: Talk, words: str) -> None:
    camille = each_talk.person("Camille")
    await camille.commands(f"/pm-coach {words}")
    assert camille.labels() != []
    assert len(camille.reads()[-1]) < 300


async def test_who_has_not_started_is_told_how(each_talk: Talk) -> None:
    camille = each_talk.person("Camille")
    for word in ("settings", "question", "pause", "resume", "stop", "my-answers", "shared"):
        await camille.commands(f"/pm-coach {word}")
        camille.sees(each_talk.say("errors.not_started"))
    assert await each_talk.kept(Member) == []


async def started_on_disk(disk: Talk) -> tuple[Someone, Prompt]:
    """Camille with an open question, in a room whose store can go away."""
    camille = disk.person("Camille")
    await camille.starts(first="now")
    (prompt,) = await disk.kept(Prompt)
    return camille, prompt


async def test_when_the_store_goes_away_in_the_middle_of_an_answer_nothing_was_saved_and_the_form_stays(
    disk: Talk,
) -> None:
    _, prompt = await started_on_disk(disk)
    words = {"words": "Des mots qui ont pris une heure.", "rating": "no"}
    form = Submission(CAMILLE, HOME, "form-1", Act("write", prompt.id), words)
    with disk.store_away():
        tapped = await disk.desk.tap(Tap(CAMILLE, HOME, Act("answer", prompt.id, "yes")))
        sent = await disk.desk.submit(form)
    assert tapped.message is not None
    assert "rien n’a été conservé" in tapped.message.notification
    assert "rien n’a été conservé" in " ".join(sent.errors.values())
    assert (sent.message, sent.replace) == (None, None)
    assert await disk.kept(Answer) == []
    again = await disk.desk.submit(form)
    assert again.errors == {}
    assert [answer.words for answer in await disk.kept(Answer)] == ["Des mots qui ont pris une heure."]


async def test_typed_words_that_could_not_be_heard_are_heard_when_they_come_again(disk: Talk) -> None:
    await started_on_disk(disk)
    now = disk.clock.now()
    typed = Typed(CAMILLE, HOME, "e1", "m1", "Une phrase.", now, now)
    with disk.store_away(), pytest.raises(StoreAway):
        await disk.desk.typed(typed)
    assert await disk.kept(TypedWords) == []
    await disk.desk.typed(typed)
    assert [kept.words for kept in await disk.kept(TypedWords)] == ["Une phrase."]


def reference_in(text: str, log: pytest.LogCaptureFixture) -> str:
    """The reference that the apology gives, which the log has with what went wrong."""
    reference = text.rsplit(" ", 1)[-1]
    assert [record for record in log.records if reference in record.getMessage() and record.exc_info]
    return reference


async def lose_the_words(talk: Talk) -> None:
    """What must never happen: a question whose words are no words any more."""
    async with talk.store.transaction() as tx:
        for wording in await tx.all(Wording):
            wording.words = {}


async def test_an_unexpected_failure_gets_an_apology_with_a_reference_that_the_log_has(
    each_talk: Talk, caplog: pytest.LogCaptureFixture
) -> None:
    camille, say = each_talk.person("Camille"), each_talk.say
    await camille.starts(first="now")
    yes, write = camille.button(say("ratings.yes")), camille.button(say("prompt.write"))
    await camille.taps_again(write)
    await lose_the_words(each_talk)
    with caplog.at_level(logging.ERROR):
        await camille.taps_again(yes)
        apology = camille.reads()[-1]
        assert apology == say("errors.unexpected", reference=reference_in(apology, caplog))
        await camille.commands("/pm-coach my-answers")
    assert await each_talk.kept(Answer) == []


async def test_a_form_that_fails_unexpectedly_stays_open(talk: Talk, caplog: pytest.LogCaptureFixture) -> None:
    camille = talk.person("Camille")
    await camille.starts(first="now")
    await camille.taps("Oui")
    await camille.commands("/pm-coach mes-réponses")
    await camille.taps("Chercher un mot")
    await lose_the_zone(talk)
    await camille.sends(word="démarches")
    (apology,) = camille.errors.values()
    reference_in(apology, caplog)
    assert camille.filled["word"] == "démarches"


async def lose_the_zone(talk: Talk) -> None:
    """Something that should never happen: a member in a time zone that does not exist."""
    async with talk.store.transaction() as tx:
        (member,) = await tx.all(Member)
        member.zone = "Nowhere/At_all"


async def test_typed_words_that_fail_unexpectedly_get_an_apology_too(
    talk: Talk, caplog: pytest.LogCaptureFixture
) -> None:
    camille = talk.person("Camille")
    await camille.starts()
    await lose_the_zone(talk)
    now = talk.clock.now()
    typed = Typed(Person(WORKSPACE, "camille", "Camille", "fr"), HOME, "e1", "m1", "question", now, now)
    await talk.desk.typed(typed)
    await talk.desk.typed(typed)
    await talk.settle()
    apologies = [text for text in camille.reads() if "donnez cette référence" in text]
    assert len(apologies) == 1
    reference_in(apologies[0], caplog)
    assert await talk.kept(Prompt) == []
