"""A question that stays open is brought to mind once, two working days later, and that goes once it is settled."""

from datetime import datetime

import pytest

from bot.domain.people import Member
from bot.domain.reflection import Prompt, PromptState
from tests.dialogs.reading import paris, text_of
from tests.dialogs.talk import Someone, Talk

MONDAY, WEDNESDAY, LATE = "2026-11-30 09:00", "2026-12-02 09:00", "2026-12-06 20:00"


def reminders(someone: Someone) -> list[str]:
    """Those that stand in the conversation."""
    return [text for text in someone.reads() if "vous attend toujours" in text or "still here" in text]


async def asked(talk: Talk, **values: str) -> Someone:
    """Somebody who was asked on Monday at nine."""
    camille = talk.person("Camille")
    await camille.starts(**values)
    await talk.until(MONDAY)
    return camille


async def test_an_open_question_is_brought_to_mind_once(each_talk: Talk) -> None:
    camille, say = await asked(each_talk), each_talk.say
    [prompt] = await each_talk.kept(Prompt)
    await each_talk.until("2026-12-02 08:59")
    assert reminders(camille) == []
    await each_talk.until(WEDNESDAY)
    camille.sees("Mes démarches", prompt.asked.question, "lundi" if each_talk.language == "fr" else "Monday")
    assert camille.labels() == [say("reminder.show"), say("reminder.stop")]
    assert len(camille.reads()[-1].split()) < 60
    await each_talk.until(LATE)
    assert len(reminders(camille)) == 1


async def test_the_way_back_shows_the_question_at_the_end_and_takes_the_reminder_away(each_talk: Talk) -> None:
    camille, say = await asked(each_talk), each_talk.say
    await each_talk.until(WEDNESDAY)
    show, before = camille.button(say("reminder.show")), len(camille.reads())
    await camille.taps_again(show)
    assert (reminders(camille), len(camille.reads())) == ([], before - 1)
    camille.sees(say("prompt.title", product="Mes démarches"))
    await camille.taps(say("ratings.yes"))
    assert await camille.forges(show[1]) == say("prompt.not_open")
    assert [prompt.state for prompt in await each_talk.kept(Prompt)] == [PromptState.ANSWERED]


@pytest.mark.parametrize("tap", ["Oui", "Passer cette question", "Demain", "La semaine prochaine"])
async def test_a_reminder_goes_as_soon_as_the_question_is_settled_or_put_off(talk: Talk, tap: str) -> None:
    camille = await asked(talk)
    await talk.until(WEDNESDAY)
    assert len(reminders(camille)) == 1
    await camille.taps(tap)
    assert reminders(camille) == []
    await talk.until(LATE)
    assert reminders(camille) == []


async def test_typed_words_settle_it_too(talk: Talk) -> None:
    camille = await asked(talk)
    await talk.until(WEDNESDAY)
    await camille.types("La vision se précise.")
    assert reminders(camille) == []


@pytest.mark.parametrize("tap", ["Oui", "Passer cette question", "Plus tard aujourd’hui", "Demain"])
async def test_what_was_settled_or_put_off_before_is_not_brought_to_mind(talk: Talk, tap: str) -> None:
    camille = await asked(talk)
    await camille.taps(tap)
    await talk.until(LATE)
    assert reminders(camille) == []


async def test_a_question_on_request_is_not_brought_to_mind(talk: Talk) -> None:
    camille = talk.person("Camille")
    await camille.starts(first="now")
    await talk.until("2026-11-29 12:00")
    assert reminders(camille) == []


@pytest.mark.parametrize("word", ["pause", "arrêter"])
async def test_none_during_a_pause_or_after_stopping(talk: Talk, word: str) -> None:
    camille = await asked(talk)
    await camille.commands(f"/pm-coach {word}")
    await talk.until(LATE)
    assert reminders(camille) == []


async def test_none_after_erasing_everything(talk: Talk) -> None:
    camille = await asked(talk)
    await camille.commands("/pm-coach mes-données")
    await camille.taps("Tout effacer")
    await camille.taps("Effacer définitivement")
    await talk.until(LATE)
    assert reminders(camille) == []


@pytest.mark.parametrize("where", ["settings", "the reminder"])
async def test_reminders_can_be_switched_off(each_talk: Talk, where: str) -> None:
    camille, say = await asked(each_talk), each_talk.say
    if where == "settings":
        await camille.commands("/pm-coach settings")
        await camille.taps(say("settings.change"))
        assert camille.filled["reminder"] == "reminded"
        await camille.sends(reminder="not_reminded")
    else:
        await each_talk.until(WEDNESDAY)
        await camille.taps(say("reminder.stop"))
        camille.sees(say("reminder.no_more"))
        await camille.taps(say("prompt.skip"))
    assert [member.wants_reminder for member in await each_talk.kept(Member)] == [False]
    await each_talk.until("2026-12-13 12:00")
    assert reminders(camille) == []


async def test_a_second_question_without_a_sign_of_life_is_not_brought_to_mind(talk: Talk) -> None:
    camille = await asked(talk)
    await talk.until("2026-12-13 12:00")
    assert len(reminders(camille)) == 1


@pytest.mark.parametrize(
    ("weekday", "hour", "comes"),
    [
        ("0", "7", "2026-12-02 09:00"),
        ("0", "19", "2026-12-02 17:00"),
        ("3", "11", "2026-11-30 11:00"),
        ("4", "11", "2026-12-01 11:00"),
    ],
)
async def test_it_comes_in_working_hours_of_a_working_day(talk: Talk, weekday: str, hour: str, comes: str) -> None:
    camille = talk.person("Camille")
    await camille.starts(weekday=weekday, hour=hour, rhythm="fortnightly")
    await talk.until(comes[:-5] + "00:01")
    assert reminders(camille) == []
    await talk.until(comes)
    [post] = [post for post in camille.posts() if post.at.startswith(comes[:10])]
    assert [text_of(post)] == reminders(camille)
    assert paris(comes) == datetime.fromisoformat(post.at)


async def test_not_on_a_holiday(talk: Talk) -> None:
    camille = talk.person("Camille")
    await camille.starts(weekday="2")
    await talk.until("2026-12-02 10:00")
    await camille.taps("Passer cette question")
    for wednesday in ("2026-12-09", "2026-12-16"):
        await talk.until(f"{wednesday} 10:00")
        await camille.taps("Passer cette question")
    await talk.until("2026-12-27 12:00")
    assert reminders(camille) == [], "the 25th is a holiday, the weekend is one"
    await talk.until("2026-12-28 09:00")
    assert len(reminders(camille)) == 1
