"""What people type to the coach: kept under a question, obeyed, or answered, never lost and never silent."""

from datetime import timedelta

import pytest

from bot.domain.people import Member, Standing
from bot.domain.reflection import Answer, Prompt, PromptState, TypedWords
from bot.frontdesk.incoming import Deleted, Person, Place, Typed
from bot.platforms.playground.room import WORKSPACE
from tests.dialogs.reading import spaced
from tests.dialogs.talk import Someone, Talk

MONDAY = "2026-11-30 09:00"


async def asked(talk: Talk, name: str = "Camille") -> Someone:
    """Someone who was asked on Monday at nine."""
    someone = talk.person(name)
    await someone.starts()
    await talk.until(MONDAY)
    return someone


async def words(talk: Talk) -> list[str]:
    """The words that the store holds, in the order in which they were sent."""
    return [typed.words for typed in await talk.kept(TypedWords, order="sent_at", deleted=False) if typed.words]


async def question_of(talk: Talk, number: int = -1) -> str:
    """The question asked of the only member, the last by default."""
    return (await talk.kept(Prompt, order="asked_at"))[number].asked.question


def confirmations(talk: Talk, someone: Someone) -> list[str]:
    """What the coach says of words it kept."""
    return [text for text in someone.reads() if talk.say("kept.note") in text]


async def test_several_messages_are_one_answer_with_one_confirmation_edited_as_they_come(each_talk: Talk) -> None:
    camille = await asked(each_talk)
    question = await question_of(each_talk)
    await camille.types("La vision tient en une phrase.")
    camille.sees(each_talk.say("kept.text", count=1, question=question))
    await camille.types("Mais deux directions la racontent autrement.")
    await camille.types("Et personne ne tranche.")
    (confirmation,) = confirmations(each_talk, camille)
    assert each_talk.say("kept.text", count=3, question=question) in confirmation
    assert len(await words(each_talk)) == 3
    assert [prompt.state for prompt in await each_talk.kept(Prompt)] == [PromptState.ANSWERED]
    assert "direction" not in camille.announced()


async def test_the_thread_decides_to_which_question_words_belong(talk: Talk) -> None:
    camille = await asked(talk)
    first = camille.last().id
    await talk.until("2026-12-07 09:00")
    await camille.types("Pour la première.", thread=first)
    await camille.types("Pour la dernière.")
    one, two = await talk.kept(Prompt, order="asked_at")
    kept = {typed.words: typed.prompt_id for typed in await talk.kept(TypedWords)}
    assert kept == {"Pour la première.": one.id, "Pour la dernière.": two.id}
    assert len(confirmations(talk, camille)) == 2


async def test_a_tap_moves_words_to_another_question(each_talk: Talk) -> None:
    camille, say = await asked(each_talk), each_talk.say
    await each_talk.until("2026-12-07 09:00")
    await camille.types("C’était pour la semaine passée.")
    old, _ = await each_talk.kept(Prompt, order="asked_at")
    (move,) = [label for label in camille.labels() if spaced(old.asked.title) in label]
    stale = camille.button(move)
    await camille.taps(move)
    assert say("kept.moved", question=old.asked.question) in camille.reads()
    assert [typed.prompt_id for typed in await each_talk.kept(TypedWords)] == [old.id]
    (confirmation,) = confirmations(each_talk, camille)
    assert say("kept.text", count=1, question=old.asked.question) in confirmation
    states = [prompt.state for prompt in await each_talk.kept(Prompt, order="asked_at")]
    assert states == [PromptState.ANSWERED, PromptState.OPEN]
    assert await camille.forges(stale[1]) == say("errors.old_button")


async def test_moving_nothing_answers_nothing(talk: Talk) -> None:
    camille = await asked(talk)
    await talk.until("2026-12-07 09:00")
    message = await camille.types("Un mot.")
    old, new = await talk.kept(Prompt, order="asked_at")
    await camille.deletes(message)
    assert "n’est plus valable" in await camille.forges(f"move/{new.id}/{old.id}")
    assert {prompt.state for prompt in await talk.kept(Prompt)} == {PromptState.OPEN}


async def test_a_tap_removes_words_and_opens_the_question_again(each_talk: Talk) -> None:
    camille, say = await asked(each_talk), each_talk.say
    await camille.types("Finalement, non.")
    await camille.types("Vraiment non.")
    await camille.taps(say("kept.remove"))
    question = await question_of(each_talk)
    assert say("kept.removed_in_chat") in camille.reads()
    assert say("kept.removed", question=question) in camille.reads()
    assert [(typed.words, typed.deleted) for typed in await each_talk.kept(TypedWords)] == [(None, True)] * 2
    await camille.taps(say("ratings.yes"))
    assert len(await each_talk.kept(Answer)) == 1


async def test_other_peoples_words_cannot_be_moved_removed_or_read(talk: Talk) -> None:
    await (await asked(talk)).types("À moi seule.")
    eve = talk.person("Eve")
    await eve.starts(product="Agenda", first="now")
    hers, mine = await talk.kept(Prompt, order="asked_at")
    assert "pas la vôtre" in await eve.forges(f"move/{hers.id}/{mine.id}")
    await eve.types("Ma phrase.")
    assert "pas la vôtre" in await eve.forges(f"move/{mine.id}/{hers.id}")
    assert "pas la vôtre" in await eve.forges(f"unkeep/{hers.id}")
    assert {typed.words: typed.prompt_id for typed in await talk.kept(TypedWords)} == {
        "À moi seule.": hers.id,
        "Ma phrase.": mine.id,
    }


async def test_edits_and_deletions_are_followed(each_talk: Talk) -> None:
    camille, say = await asked(each_talk), each_talk.say
    first = await camille.types("La vison est floue.")
    second = await camille.types("À effacer.")
    await camille.edits(first, "La vision est floue.")
    await camille.deletes(second)
    assert await words(each_talk) == ["La vision est floue."]
    (confirmation,) = confirmations(each_talk, camille)
    assert say("kept.text", count=1, question=await question_of(each_talk)) in confirmation
    await camille.deletes(first)
    assert await words(each_talk) == []
    assert confirmations(each_talk, camille) == []
    assert [prompt.state for prompt in await each_talk.kept(Prompt)] == [PromptState.OPEN]


async def test_an_edit_is_followed_whatever_it_says_now(talk: Talk) -> None:
    camille = await asked(talk)
    message = await camille.types("Quelque chose de trop personnel.")
    for later in ("🙂", "merci", "Autre chose."):
        await camille.edits(message, later)
        assert await words(talk) == [later]
    before = len(camille.reads())
    await camille.edits(message, "long " * 4_000)
    camille.sees("je garde ce qu’il disait avant")
    assert await words(talk) == ["Autre chose."]
    assert len(camille.reads()) == before + 1


async def test_words_edited_into_a_command_are_no_answer_any_more(talk: Talk) -> None:
    camille = await asked(talk)
    message = await camille.types("J’arrête ?")
    await camille.edits(message, "arrêter")
    camille.sees("Arrêté : je ne demande plus rien.")
    assert await words(talk) == []


async def test_what_said_nothing_is_kept_once_it_is_edited_into_words(talk: Talk) -> None:
    camille = await asked(talk)
    message = await camille.types("🤔")
    await camille.edits(message, "Je me demande encore.")
    assert await words(talk) == ["Je me demande encore."]


class Wire:
    """Events about one message, in whatever order they arrive."""

    def __init__(self, talk: Talk, user: str) -> None:
        self._talk, self._sent = talk, talk.clock.now()
        self._who, self._place = Person(WORKSPACE, user, user, "fr"), Place(f"direct-{user}", direct=True)

    async def says(self, words: str, after: int, event: str = "") -> None:
        """The message as it was worded so many seconds after it was sent."""
        changed = self._sent + timedelta(seconds=after)
        typed = Typed(self._who, self._place, event or f"event-{after}", "m1", words, self._sent, changed)
        await self._talk.desk.typed(typed)
        await self._talk.settle()

    async def is_deleted(self) -> None:
        await self._talk.desk.deleted(Deleted(self._who, self._place, "gone", "m1"))
        await self._talk.settle()


async def test_the_later_wording_wins_in_whatever_order_it_arrives(talk: Talk) -> None:
    camille = await asked(talk)
    wire = Wire(talk, camille.user)
    await wire.says("second", after=5)
    await wire.says("first", after=0)
    assert await words(talk) == ["second"]
    await wire.says("third", after=9)
    await wire.says("stop", after=7)
    assert await words(talk) == ["third"]
    assert len(confirmations(talk, camille)) == 1


async def test_a_deletion_always_wins(talk: Talk) -> None:
    camille = await asked(talk)
    wire = Wire(talk, camille.user)
    await wire.is_deleted()
    before = camille.reads()
    await wire.says("too late", after=0)
    await wire.says("later still", after=3600)
    await wire.says("merci", after=3700)
    assert await words(talk) == []
    assert camille.reads() == before
    assert [prompt.state for prompt in await talk.kept(Prompt)] == [PromptState.OPEN]


async def test_the_same_event_twice_is_heard_once(talk: Talk) -> None:
    camille = await asked(talk)
    wire = Wire(talk, camille.user)
    await wire.says("merci", after=0, event="e1")
    before = len(camille.reads())
    await wire.says("merci", after=0, event="e1")
    await wire.says("merci", after=0, event="e1")
    assert len(camille.reads()) == before


async def test_what_is_written_in_a_channel_is_never_kept(talk: Talk) -> None:
    camille, general = await asked(talk), talk.channel("general")
    before = camille.reads()
    now = talk.clock.now()
    who = Person(WORKSPACE, camille.user, "Camille", "fr")
    for text in ("Entre nous", "merci", "aide", "stop"):
        await talk.desk.typed(Typed(who, Place(general), f"e-{text}", f"m-{text}", text, now, now))
    await talk.desk.deleted(Deleted(who, Place(general), "e-gone", "m-gone"))
    await talk.settle()
    assert await talk.kept(TypedWords) == []
    assert camille.reads() == before
    assert talk.posts(general) == []


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Merci !", "typed.thanks"),
        ("thank you", "typed.thanks"),
        ("MERCI BEAUCOUP", "typed.thanks"),
        ("👍👍", "typed.says_nothing"),
        ("?!…", "typed.says_nothing"),
        ("mot " * 5_000, "typed.too_long"),
    ],
)
async def test_what_is_no_answer_is_not_kept_and_the_coach_says_so(each_talk: Talk, typed: str, key: str) -> None:
    camille = await asked(each_talk)
    await camille.types(typed)
    camille.sees(each_talk.say(key))
    assert await each_talk.kept(TypedWords) == []
    assert [prompt.state for prompt in await each_talk.kept(Prompt)] == [PromptState.OPEN]


async def test_with_nothing_open_nothing_is_kept(each_talk: Talk) -> None:
    camille = each_talk.person("Camille")
    await camille.types("Bonjour, à quoi servez-vous ?")
    camille.sees(each_talk.say("typed.not_started"))
    assert camille.labels() == [each_talk.say("greeting.try"), each_talk.say("greeting.start")]
    await camille.taps(each_talk.say("greeting.try"))
    camille.sees(each_talk.say("try.note"))
    await camille.starts()
    await camille.types("Et maintenant ?")
    camille.sees(each_talk.say("typed.nothing_open"))
    await camille.commands("/pm-coach stop")
    await camille.types("Au revoir.")
    camille.sees(each_talk.say("typed.stopped"))
    assert camille.labels() == [each_talk.say("command_labels.start")]
    assert await each_talk.kept(TypedWords) == []


async def test_after_stopping_the_thread_of_a_question_still_takes_an_answer(talk: Talk) -> None:
    camille = await asked(talk)
    prompt = camille.last().id
    await camille.commands("/pm-coach arrêter")
    await camille.types("Une dernière chose.", thread=prompt)
    assert await words(talk) == ["Une dernière chose."]


async def test_an_old_question_is_not_taken_for_the_one_being_answered(talk: Talk) -> None:
    camille = await asked(talk)
    await camille.commands("/pm-coach pause")
    await talk.until("2027-01-05 10:00")
    await camille.types("Bonne année !")
    camille.sees("aucune question n’est ouverte")
    assert await words(talk) == []


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("aide", "help.title"),
        ("Help !", "help.title"),
        ("PAUSE", "status.paused"),
        ("arreter", "status.stopped"),
        ("quitter", "status.stopped"),
        ("leave", "status.stopped"),
    ],
)
async def test_a_command_word_alone_is_the_command(each_talk: Talk, word: str, key: str) -> None:
    camille = await asked(each_talk)
    await camille.types(word)
    camille.sees(each_talk.say(key))
    assert await each_talk.kept(TypedWords) == []


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("Pause 2 semaines", "lundi 14 décembre"),
        ("pause jusqu’au 4 janvier", "lundi 4 janvier"),
        ("Pause de deux semaines.", "lundi 14 décembre"),
        ("Faire une pause 1 mois", "lundi 4 janvier"),
        ("pause until 4 January", "lundi 4 janvier"),
        ("pause 24/12", "lundi 28 décembre"),
    ],
)
async def test_a_pause_is_typed_with_its_date(talk: Talk, typed: str, day: str) -> None:
    camille = await asked(talk)
    await camille.types(typed)
    camille.sees("En pause", day)
    assert await words(talk) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "pause café trop longue",
        "Pause de deux semaines pour toute l’équipe.",
        "pause 3 ans",
        "Pause à la fin !",
        "Bilan mitigé ce mois",
        "Je reprends le sujet lundi.",
    ],
)
async def test_more_than_a_date_after_a_commands_word_is_an_answer(talk: Talk, sentence: str) -> None:
    camille = await asked(talk)
    await camille.types(sentence)
    assert await words(talk) == [sentence]
    assert [member.standing for member in await talk.kept(Member)] == [Standing.ACTIVE]


async def test_a_pause_that_cannot_be_is_typed_in_vain(each_talk: Talk) -> None:
    camille = await asked(each_talk)
    for typed in ("pause 31/02", "pause 01/01/2020"):
        await camille.types(typed)
        camille.sees(each_talk.say("typed.no_such_pause"))
    assert await words(each_talk) == []
    assert [member.standing for member in await each_talk.kept(Member)] == [Standing.ACTIVE]


@pytest.mark.parametrize("typed", ["reprends", "On reprend !", "reprendre maintenant", "resume now"])
async def test_going_on_is_typed_as_people_say_it(talk: Talk, typed: str) -> None:
    camille = await asked(talk)
    await camille.types("Pause 2 semaines")
    await camille.types(typed)
    camille.sees("Prochaine question : lundi 7 décembre")


async def test_ones_answers_are_typed_with_their_time(talk: Talk) -> None:
    camille = await asked(talk)
    await camille.types("Mes réponses trimestre")
    assert camille.labels() == [talk.say("command_labels.my-answers")]
    assert await words(talk) == []


async def test_a_command_that_needs_more_is_offered_as_a_button(each_talk: Talk) -> None:
    camille = await asked(each_talk)
    for words, shown in (
        ("réglages, settings", "settings.title"),
        ("mes réponses, bilan", "answers.title"),
        ("partages, shared", "shared.title"),
        ("équipe, team", "team.mine"),
    ):
        for word in words.split(", "):
            await camille.types(word)
            (label,) = camille.labels()
            await camille.taps(label)
            camille.sees(each_talk.say(shown))


async def test_typing_question_asks_one(each_talk: Talk) -> None:
    camille = each_talk.person("Camille")
    await camille.starts()
    await camille.types("Question ?")
    camille.sees(each_talk.say("prompt.title", product="Mes démarches"))
    await camille.types("pause")
    await camille.types("reprendre")
    camille.sees(each_talk.say("status.title"))
    assert each_talk.say("status.paused") not in camille.reads()[-1]
    await camille.types("stop")
    await camille.types("question")
    camille.sees(each_talk.say("status.stopped"))


async def test_typing_start_offers_to_start(each_talk: Talk) -> None:
    camille = each_talk.person("Camille")
    await camille.types("commencer")
    assert camille.labels() == [each_talk.say("greeting.start")]
    await camille.taps(each_talk.say("greeting.start"))
    assert camille.form is not None


async def test_a_sentence_that_begins_like_a_command_is_an_answer(talk: Talk) -> None:
    camille = await asked(talk)
    await camille.types("Question de méthode : nous ne mesurons rien.")
    assert await words(talk) == ["Question de méthode : nous ne mesurons rien."]


async def test_typed_and_written_words_are_kept_side_by_side(talk: Talk) -> None:
    camille = await asked(talk)
    await camille.types("Tapé d’abord.")
    await camille.taps("Écrire")
    assert camille.form is not None
    assert "Votre message écrit dans la conversation est conservé à part" in str(camille.form["intro"])
    assert camille.filled["words"] == ""
    await camille.sends(words="Écrit ensuite.")
    await camille.taps("Relire mes mots")
    camille.sees("Écrit ensuite.\n\nTapé d’abord.")
