"""One's own public holidays, in the settings."""

import pytest

from bot.domain.people import Member
from tests.dialogs.talk import Talk


async def test_ones_own_holidays_move_the_question(talk: Talk) -> None:
    camille = talk.person("Camille")
    await camille.starts(weekday="3")
    await talk.until("2026-12-20 12:00")
    await camille.commands("/pm-coach réglages")
    await camille.taps("Jour, heure, langue")
    assert camille.filled["holidays"] == "FR"
    await camille.sends(holidays="gb-eng", weekday="0")
    camille.sees("C’est changé.", "lundi 21 décembre à 9 h 00")
    [member] = await talk.kept(Member)
    assert member.holidays == "GB-ENG"
    await talk.until("2026-12-22 12:00")
    await camille.commands("/pm-coach")
    camille.sees("mardi 29 décembre à 9 h 00")
    await camille.commands("/pm-coach réglages")
    await camille.taps("Jour, heure, langue")
    await camille.sends(holidays="FR")
    camille.sees("lundi 28 décembre à 9 h 00")
    assert (await talk.kept(Member))[0].holidays is None


async def test_a_place_whose_holidays_are_not_known_is_refused_with_what_to_write(each_talk: Talk) -> None:
    camille, say = each_talk.person("Camille"), each_talk.say
    await camille.starts()
    await camille.commands("/pm-coach settings")
    await camille.taps(say("settings.change"))
    await camille.sends(holidays="Lutèce")
    assert camille.errors == {"holidays": say("errors.field_holidays", place="LUTÈCE")}
    await camille.sends(holidays="BE")
    assert (await each_talk.kept(Member))[0].holidays == "BE"


@pytest.mark.parametrize(
    ("when", "label", "again"),
    [
        ("2026-12-24 09:30", "Demain", "lundi 28 décembre"),
        ("2026-12-24 09:30", "Plus tard aujourd’hui", "jeudi 24 décembre"),
        ("2026-12-25 09:30", "Plus tard aujourd’hui", "lundi 28 décembre"),
    ],
)
async def test_what_is_put_off_does_not_come_back_on_a_holiday(talk: Talk, when: str, label: str, again: str) -> None:
    camille = talk.person("Camille")
    await camille.starts(weekday="1")
    await talk.until(when)
    await camille.taps(label)
    camille.sees(f"je repose la question {again}")
