"""Silence: half as many questions after two, after three once whether to go on, and then nothing."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.domain.people import Member, Standing
from bot.domain.reflection import Prompt
from bot.domain.rhythm import Rhythm
from tests.dialogs.talk import Someone, Talk

QUESTIONS = ["30/11", "07/12", "21/12"]
CHECK = "2027-01-04 09:00"


async def asked_on(talk: Talk) -> list[str]:
    """The days on which questions came."""
    return [f"{prompt.asked_at:%d/%m}" for prompt in await talk.kept(Prompt, order="asked_at")]


async def next_monday(talk: Talk) -> None:
    """Live until a question comes."""
    today = talk.clock.now().date()
    await talk.until(f"{today + timedelta(days=7 - today.weekday())} 09:00")


async def weekly_for_long(talk: Talk) -> None:
    """The only member has been asked every week for twelve weeks."""
    async with talk.store.transaction() as tx:
        [member] = await tx.all(Member)
        member.weekly_since = talk.clock.now() - timedelta(weeks=12)


async def silent(talk: Talk, until: str = CHECK) -> Someone:
    """Somebody who has started and done nothing since."""
    camille = talk.person("Camille")
    await camille.starts()
    await talk.until(until)
    return camille


async def test_silence_makes_questions_rare_then_asks_once_then_ends_them(each_talk: Talk) -> None:
    camille, say = await silent(each_talk), each_talk.say
    assert await asked_on(each_talk) == QUESTIONS
    camille.sees(say("silence.title"), say("silence.text"), say("silence.note"))
    assert camille.labels() == [say(f"silence.{answer}") for answer in ("go_on", "later", "stop")]
    said = len(camille.reads())
    await each_talk.until("2027-10-01 12:00")
    assert await asked_on(each_talk) == QUESTIONS
    assert len(camille.reads()) == said
    [member] = await each_talk.kept(Member)
    assert (member.next_due, member.standing) == (None, Standing.ACTIVE)


async def test_nobody_else_is_told(talk: Talk) -> None:
    sacha, _ = talk.person("Sacha"), await silent(talk)
    channel = talk.channel("equipe")
    await talk.until("2027-10-01 12:00")
    assert sacha.reads() == talk.posts(channel) == []


async def _answers(camille: Someone) -> None:
    await camille.taps("Oui")


async def _skips(camille: Someone) -> None:
    await camille.taps("Passer cette question")


async def _writes(camille: Someone) -> None:
    await camille.types("On avance.")


async def _looks(camille: Someone) -> None:
    await camille.commands("/pm-coach réglages")


SIGNS = {"an answer": _answers, "a skip": _skips, "words": _writes, "a command": _looks}


@pytest.mark.parametrize("sign", SIGNS.values(), ids=SIGNS)
async def test_any_sign_of_life_ends_silence(talk: Talk, sign: Callable[[Someone], Awaitable[None]]) -> None:
    camille = await silent(talk, "2026-12-10 10:00")
    await sign(camille)
    await talk.until("2026-12-22 12:00")
    assert await asked_on(talk) == ["30/11", "07/12", "14/12", "21/12"]


async def test_a_late_answer_to_an_old_question_ends_silence(talk: Talk) -> None:
    camille = await silent(talk, "2026-11-30 10:00")
    old = camille.button("Oui")
    await talk.until("2026-12-08 10:00")
    await camille.taps_again(old)
    await talk.until("2026-12-14 10:00")
    assert await asked_on(talk) == ["30/11", "07/12", "14/12"]


@pytest.mark.parametrize("sign", SIGNS.values(), ids=SIGNS)
async def test_whoever_comes_back_is_asked_again(talk: Talk, sign: Callable[[Someone], Awaitable[None]]) -> None:
    camille = await silent(talk)
    await talk.until("2027-03-03 10:00")
    await sign(camille)
    await talk.until("2027-03-09 10:00")
    assert await asked_on(talk) == [*QUESTIONS, "08/03"]


async def test_going_on_brings_the_next_question_in_its_week(each_talk: Talk) -> None:
    camille, say = await silent(each_talk), each_talk.say
    await camille.taps(say("silence.go_on"))
    camille.sees("11")
    assert camille.labels() == []
    await each_talk.until("2027-01-11 09:00")
    assert await asked_on(each_talk) == [*QUESTIONS, "11/01"]


async def test_later_is_a_pause_of_four_weeks(each_talk: Talk) -> None:
    camille, say = await silent(each_talk), each_talk.say
    await camille.taps(say("silence.later"))
    camille.sees("1")
    await each_talk.until("2027-02-01 09:00")
    assert await asked_on(each_talk) == [*QUESTIONS, "01/02"]


async def test_stopping_is_stopping(each_talk: Talk) -> None:
    camille, say = await silent(each_talk), each_talk.say
    stop = camille.button(say("silence.stop"))
    await camille.taps_again(stop)
    camille.sees(say("stop.stopped"))
    assert [member.standing for member in await each_talk.kept(Member)] == [Standing.STOPPED]
    assert await camille.forges("silence//perhaps") == say("errors.old_button")


async def test_a_question_is_there_for_the_asking_in_silence(talk: Talk) -> None:
    camille = await silent(talk)
    await camille.commands("/pm-coach question")
    camille.sees("La question de la semaine")
    await talk.until("2027-01-12 10:00")
    assert await asked_on(talk) == [*QUESTIONS, "04/01", "11/01"]


@pytest.mark.parametrize("word", ["pause", "arrêter"])
async def test_who_paused_or_stopped_is_not_asked_whether_to_go_on(talk: Talk, word: str) -> None:
    camille = await silent(talk, "2027-01-03 12:00")
    await camille.commands(f"/pm-coach {word}")
    said = len(camille.reads())
    await talk.until("2027-03-01 12:00")
    assert len(camille.reads()) == said


async def test_who_erased_everything_is_not_asked_whether_to_go_on(talk: Talk) -> None:
    camille = await silent(talk, "2027-01-03 12:00")
    await camille.commands("/pm-coach mes-données")
    await camille.taps(talk.say("my_data.erase"))
    await camille.taps(talk.say("my_data.erase_now"))
    said = len(camille.reads())
    await talk.until("2027-06-01 12:00")
    assert len(camille.reads()) == said


@pytest.mark.parametrize(
    ("rhythm", "days"), [("fortnightly", ["30/11", "14/12", "11/01"]), ("monthly", ["30/11", "28/12"])]
)
async def test_every_rhythm_is_halved(talk: Talk, rhythm: str, days: list[str]) -> None:
    camille = talk.person("Camille")
    await camille.starts(rhythm=rhythm)
    await talk.until("2027-02-07 12:00")
    assert await asked_on(talk) == days


async def test_after_twelve_weekly_weeks_a_slower_rhythm_is_offered_once(talk: Talk) -> None:
    camille, offered = talk.person("Camille"), []
    await camille.starts()
    for _ in range(14):
        await next_monday(talk)
        offered.append("Une semaine sur deux" in camille.labels())
        await camille.taps("Passer cette question")
    assert offered == [*[False] * 12, True, False]


async def test_the_offer_stays_with_the_answer_and_with_a_question_that_is_skipped(each_talk: Talk) -> None:
    camille, say = each_talk.person("Camille"), each_talk.say
    await camille.starts()
    await weekly_for_long(each_talk)
    await next_monday(each_talk)
    await camille.taps(say("prompt.skip"))
    camille.sees(say("prompt.slower"))
    await camille.taps(say("prompt.answer_anyway"))
    await camille.taps(say("ratings.no"))
    assert say("prompt.take_slower") in camille.labels(), "in the menu, while something else is asked"
    await camille.taps(say("action.leave"))
    await camille.taps(say("answered.change"))
    await camille.taps(say("ratings.yes"))
    camille.sees(say("prompt.slower"))
    await camille.taps(say("prompt.take_slower"))
    assert not any(say("prompt.slower") in text for text in camille.reads())
    assert (await each_talk.kept(Member))[0].rhythm is Rhythm.FORTNIGHTLY


async def _is_long_silent(talk: Talk, camille: Someone) -> None:
    await talk.until("2027-03-03 10:00")
    await camille.taps("Continuer")


async def _pauses(talk: Talk, camille: Someone) -> None:
    await camille.types("pause jusqu’au 15 février")
    await talk.until("2027-02-15 10:00")


async def _stops(talk: Talk, camille: Someone) -> None:
    await camille.types("arrêter")
    await talk.until("2027-02-15 10:00")
    await camille.starts()


@pytest.mark.parametrize("goes", [_is_long_silent, _pauses, _stops])
async def test_the_twelve_weeks_are_counted_from_when_somebody_came_back(
    talk: Talk, goes: Callable[[Talk, Someone], Awaitable[None]]
) -> None:
    camille, offered = talk.person("Camille"), []
    await camille.starts(weekday="1")
    await goes(talk, camille)
    came_back = talk.clock.now()
    for tuesday in range(1, 15):
        await talk.until(f"{came_back + timedelta(weeks=tuesday, days=1 - came_back.weekday()):%Y-%m-%d} 09:00")
        offered.append("Une semaine sur deux" in camille.labels())
        await camille.taps("Passer cette question")
    assert not any(offered[:11]), "these were no twelve weeks"
    assert any(offered)


async def test_the_offer_is_taken_by_one_tap(each_talk: Talk) -> None:
    camille, say = each_talk.person("Camille"), each_talk.say
    await camille.starts()
    await weekly_for_long(each_talk)
    await next_monday(each_talk)
    camille.sees(say("prompt.slower"))
    await camille.taps(say("prompt.take_slower"))
    camille.sees(say("settings.slower", rhythm=say("rhythms.fortnightly")))
    assert not any(say("prompt.slower") in text for text in camille.reads())
    await camille.taps(say("ratings.yes"))
    await each_talk.until("2026-12-14 09:00")
    assert await asked_on(each_talk) == ["30/11", "14/12"]
