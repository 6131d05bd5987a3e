"""Pausing, going on and stopping: what was missed is not asked for."""

import pytest

from bot.domain.message import Actions, Button, Message
from bot.domain.people import Member, Standing
from bot.domain.reflection import Prompt
from bot.frontdesk.incoming import Person
from bot.platforms.playground.room import WORKSPACE
from tests.dialogs.talk import Talk


@pytest.mark.parametrize("command", ["pause", "PAUSE", "Pause !"])
async def test_a_pause_lasts_until_one_goes_on_and_what_was_missed_is_not_asked_for(
    each_talk: Talk, command: str
) -> None:
    camille, say = each_talk.person("Camille"), each_talk.say
    await camille.starts()
    await camille.commands(f"/pm-coach {command}")
    camille.sees(say("pause.paused"), say("status.paused"))
    await each_talk.until("2026-12-16 12:00")
    assert await each_talk.kept(Prompt) == []
    await camille.commands("/pm-coach resume")
    camille.sees(say("pause.resumed"))
    assert await each_talk.kept(Prompt) == []
    await each_talk.until("2026-12-21 09:00")
    assert len(await each_talk.kept(Prompt)) == 1


@pytest.mark.parametrize(
    ("words", "first_day"),
    [
        ("2 semaines", "14 décembre"),
        ("2 weeks", "14 décembre"),
        ("pour 10 jours", "7 décembre"),
        ("1 mois", "28 décembre"),
        ("14/12", "14 décembre"),
        ("14/12/2026", "14 décembre"),
        ("jusqu’au 2026-12-14", "14 décembre"),
        ("15/12", "21 décembre"),
        ("04/01", "4 janvier"),
        ("04/01/27", "4 janvier"),
        ("jusqu’au 14 décembre", "14 décembre"),
        ("until January 4", "4 janvier"),
        ("until 4 Jan 2027", "4 janvier"),
        ("jusqu’au 1er févr.", "1er février"),
        ("deux semaines", "14 décembre"),
        ("pour une semaine", "7 décembre"),
        ("24/11", "29 novembre"),  # next year: that day has passed in this one
    ],
)
async def test_a_pause_ends_on_the_day_it_names(talk: Talk, words: str, first_day: str) -> None:
    camille = talk.person("Camille")
    await camille.starts()
    await camille.commands(f"/pm-coach pause {words}")
    camille.sees(
        f"Prochaine question : lundi {first_day} à 9 h 00", f"En pause ; prochaine question : lundi {first_day}"
    )


async def test_the_page_about_oneself_leads_to_a_pause_and_to_its_end(each_talk: Talk) -> None:
    camille = each_talk.person("Camille")
    await camille.starts()
    who = Person(WORKSPACE, camille.user, "Camille", each_talk.language, "Europe/Paris")
    assert "command/pause/" in offered(await each_talk.desk.home(who))
    await camille.forges("command/pause")
    ends = {"pause.for//1", "pause.for//2", "pause.form//"}
    assert ends <= offered(await each_talk.desk.home(who))
    await camille.forges("pause.for//2")
    home = await each_talk.desk.home(who)
    assert not ends & offered(home)
    assert "command/resume/" in offered(home)
    assert (await each_talk.kept(Member))[0].paused_until is not None


def offered(message: Message) -> set[str]:
    """The acts of its buttons."""
    items = [item for block in message.blocks if isinstance(block, Actions) for item in block.items]
    return {str(item.act) for item in items if isinstance(item, Button)}


@pytest.mark.parametrize(("weeks", "first_day"), [(1, "7"), (2, "14")])
async def test_a_pause_without_an_end_offers_one(each_talk: Talk, weeks: int, first_day: str) -> None:
    camille, say = each_talk.person("Camille"), each_talk.say
    await camille.starts()
    await camille.types("pause")
    camille.sees(say("pause.how_long"), say("status.paused"))
    await camille.taps(say("pause.weeks", count=weeks))
    camille.sees(first_day, "décembre" if each_talk.language == "fr" else "December")
    assert say("pause.until") not in camille.labels()
    await each_talk.until(f"2026-12-{int(first_day):02} 09:00")
    assert len(await each_talk.kept(Prompt)) == 1
    assert await camille.forges("pause.for//100") == say("errors.old_button")


async def test_a_pause_until_a_date_that_is_written_in_a_form(each_talk: Talk) -> None:
    camille, say = each_talk.person("Camille"), each_talk.say
    await camille.starts()
    await camille.commands("/pm-coach")
    await camille.taps(say("command_labels.pause"))
    await camille.taps(say("pause.until"))
    for words in ("", "hier", "25/11/2026"):
        await camille.sends(until=words)
        assert set(camille.errors) == {"until"}
    await camille.sends(until="4 janvier")
    camille.sees(say("pause.paused_until", when="")[:20])
    assert [f"{member.paused_until:%d/%m/%Y}" for member in await each_talk.kept(Member) if member.paused_until] == [
        "03/01/2027"
    ], "midnight in Paris"


async def test_a_pause_until_a_monday_asks_on_that_monday(talk: Talk) -> None:
    camille = talk.person("Camille")
    await camille.starts()
    await camille.commands("/pm-coach pause 14/12")
    await talk.until("2026-12-14 08:59")
    assert await talk.kept(Prompt) == []
    await talk.until("2026-12-14 09:00")
    assert len(await talk.kept(Prompt)) == 1
    assert (await talk.kept(Member))[0].standing is Standing.ACTIVE


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("31/02", "pause.no_such_date"),
        ("2027-13-01", "pause.no_such_date"),
        ("29/02/2027", "pause.no_such_date"),
        ("25/11/2026", "pause.out_of_range"),
        ("01/01/2020", "pause.out_of_range"),
        ("2_000_000 ans", "pause.not_understood"),
        ("999 mois", "pause.out_of_range"),
        ("0 jours", "pause.out_of_range"),
        ("31 février", "pause.no_such_date"),
        ("décembre", "pause.not_understood"),
        ("bientôt", "pause.not_understood"),
        ("1/2/3", "pause.not_understood"),
        ("🏖️", "pause.not_understood"),
    ],
)
async def test_a_date_that_cannot_be_is_refused_and_nothing_changes(each_talk: Talk, words: str, key: str) -> None:
    camille = each_talk.person("Camille")
    await camille.starts()
    await camille.commands(f"/pm-coach pause {words}")
    camille.sees(each_talk.say(key, words=words))
    assert words not in camille.announced()
    assert (await each_talk.kept(Member))[0].standing is Standing.ACTIVE


async def test_a_question_that_is_asked_for_comes_during_a_pause_too(talk: Talk) -> None:
    camille = talk.person("Camille")
    await camille.starts()
    await camille.commands("/pm-coach pause")
    await camille.commands("/pm-coach question")
    camille.sees("Mes démarches · La question de la semaine")
    assert (await talk.kept(Member))[0].standing is Standing.PAUSED


async def test_a_pause_puts_off_what_was_to_come_back(talk: Talk) -> None:
    camille = talk.person("Camille")
    await camille.starts()
    await talk.until("2026-11-30 10:00")
    await camille.taps("Plus tard aujourd’hui")
    await camille.commands("/pm-coach pause")
    before = len(camille.reads())
    await talk.until("2026-12-20 10:00")
    assert len(camille.reads()) == before


async def test_who_stopped_is_asked_nothing_and_cannot_pause(each_talk: Talk) -> None:
    camille, say = each_talk.person("Camille"), each_talk.say
    await camille.starts()
    await camille.commands("/pm-coach stop")
    for command, answer in (("pause", "pause.stopped"), ("pause 2 semaines", "pause.stopped")):
        await camille.commands(f"/pm-coach {command}")
        camille.sees(say(answer))
    await camille.commands("/pm-coach question")
    camille.sees(say("question.stopped"))
    await camille.taps(say("command_labels.start"))
    assert camille.form is not None
    await each_talk.until("2027-01-10 12:00")
    assert await each_talk.kept(Prompt) == []


async def test_going_on_after_stopping_speaks_of_no_pause(each_talk: Talk) -> None:
    camille, say = each_talk.person("Camille"), each_talk.say
    await camille.starts()
    await camille.commands("/pm-coach stop")
    await camille.commands("/pm-coach resume")
    assert say("pause.resumed") not in camille.reads()[-1]
    camille.sees(say("silence.going_on", when="")[:15], say("status.next", when="")[:15])
    await each_talk.until("2026-11-30 09:00")
    camille.sees(say("prompt.title", product="Mes démarches"))


async def test_stopping_from_the_menu_of_the_prompt(each_talk: Talk) -> None:
    camille, say = each_talk.person("Camille"), each_talk.say
    await camille.starts(first="now")
    stop = camille.button(say("prompt.stop"))
    await camille.taps_again(stop)
    camille.sees(say("stop.stopped"))
    await camille.taps_again(stop)
    assert (await each_talk.kept(Member))[0].standing is Standing.STOPPED


async def test_a_late_answer_is_welcome_even_after_stopping(talk: Talk) -> None:
    camille = talk.person("Camille")
    await camille.starts(first="now")
    await camille.commands("/pm-coach arrêter")
    await camille.taps("Plutôt non")
    assert "Noté : plutôt non." in "".join(camille.reads())
