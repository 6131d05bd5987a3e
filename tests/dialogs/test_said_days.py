"""How long a pause lasts, as people say it in either language; all of it is said on a Wednesday, 25 November 2026."""

from datetime import UTC, datetime

import pytest

from bot.domain.calendar import local
from bot.domain.refusals import Refusal
from bot.frontdesk.moments import pause_end

WEDNESDAY = datetime(2026, 11, 25, 10, tzinfo=UTC)
PARIS = "Europe/Paris"

SAID = {
    "2026-11-26": ("demain", "jusqu’à demain", "until tomorrow", "tomorrow", "jeudi", "until Thursday"),
    "2026-11-27": ("après-demain", "until the day after tomorrow", "vendredi", "2 jours"),
    "2026-11-30": ("jusqu’à lundi", "LUNDI", "lundi prochain", "until Monday", "next monday", "la semaine prochaine"),
    "2026-12-01": ("fin novembre", "jusqu’à la fin du mois", "until the end of the month", "next month", "mardi"),
    "2026-12-02": ("une semaine", "pour une semaine", "a week", "for a week", "mercredi", "until Wednesday"),
    "2026-12-09": ("a fortnight", "deux semaines", "two weeks"),
    "2026-12-10": ("quinze jours", "15 days"),
    "2026-12-15": ("jusqu’au 15", "jusqu’au mardi 15", "until the 15th", "until 15", "mi-décembre", "mid-December"),
    "2026-12-31": ("jusqu’au 31", "until the 31st"),
    "2027-01-01": ("fin décembre", "the end of December", "jusqu’en janvier", "until January", "jusqu’à début janvier"),
    "2027-02-01": ("fin janvier", "jusqu’à fin janvier", "end of January", "jusqu’en février", "until February 2027"),
    "2027-11-01": ("jusqu’en novembre", "until November"),
}
NOT_SAID = (
    "bientôt",
    "soon",
    "décembre",
    "December",
    "15",
    "jusqu’à 15 h",
    "until 3pm",
    "jusqu’au 32",
    "jusqu’au lundi 15",
    "jusqu’au 15 ou 16",
    "jusqu’en 2027",
    "fin de semaine",
    "until the end of next month",
    "la semaine",
    "until February 99999",
    "fin décembre 9999",
)


@pytest.mark.parametrize(("day", "words"), [(day, words) for day, said in SAID.items() for words in said])
def test_a_pause_ends_on_the_day_that_was_meant(day: str, words: str) -> None:
    assert local(pause_end(words, WEDNESDAY, PARIS), PARIS).isoformat()[:16] == f"{day}T00:00"


@pytest.mark.parametrize("words", NOT_SAID)
def test_what_could_mean_several_days_is_not_guessed(words: str) -> None:
    with pytest.raises(Refusal) as refused:
        pause_end(words, WEDNESDAY, PARIS)
    assert refused.value.key == "pause.not_understood"


@pytest.mark.parametrize("words", ["jusqu’en janvier 2025", "until February 2029"])
def test_a_month_that_is_past_or_far_away_is_no_pause(words: str) -> None:
    with pytest.raises(Refusal) as refused:
        pause_end(words, WEDNESDAY, PARIS)
    assert refused.value.key == "pause.out_of_range"
