"""Whom a reply in a digest's thread reaches, and when."""

from datetime import UTC, date, datetime

import pytest

from bot.domain.calendar import local, no_holiday
from bot.domain.thread_reply import Author, notice_at, reached

ANDREA, LOU = Author("1", "U1", "Andréa Le Goff"), Author("2", "U2", "Lou")
HIDDEN = Author("3", "U3", None)
EVERYBODY = [ANDREA, LOU, HIDDEN]
PARIS = "Europe/Paris"


@pytest.mark.parametrize(
    ("words", "whom"),
    [
        ("Nous l’avons essayé aussi.", EVERYBODY),
        ("Merci Andréa Le Goff !", [ANDREA]),
        ("merci andrea le goff", [ANDREA]),
        ("@andrea.le.goff et @lou, bravo", [ANDREA, LOU]),
        ("@U2 on en parle ?", [LOU]),
        ("Loup y es-tu ?", EVERYBODY),
        ("Andréa en a parlé", EVERYBODY),
        ("@U3 on en parle ?", EVERYBODY),
        ("", EVERYBODY),
    ],
)
def test_a_reply_reaches_the_authors_whom_it_names_or_else_all(words: str, whom: list[Author]) -> None:
    assert reached(words, "U9", EVERYBODY) == whom


def test_nobody_is_told_of_their_own_words() -> None:
    assert reached("J’ajoute ceci.", "U1", EVERYBODY) == [LOU, HIDDEN]
    assert reached("Lou, c’est moi.", "U2", EVERYBODY) == []
    assert reached("Seul ici.", "U3", [HIDDEN]) == []


@pytest.mark.parametrize(
    ("now", "told", "then"),
    [
        ("2026-03-02 10:30", [], "Mon 02 Mar 10:30"),
        ("2026-03-02 10:30", ["2026-03-02 09:15"], "Tue 03 Mar 14:00"),
        ("2026-03-02 10:30", ["2026-03-01 23:59"], "Mon 02 Mar 10:30"),
        ("2026-03-02 08:59", [], "Mon 02 Mar 14:00"),
        ("2026-03-02 18:00", [], "Tue 03 Mar 14:00"),
        ("2026-03-06 22:10", [], "Mon 09 Mar 14:00"),
        ("2026-03-07 11:00", [], "Mon 09 Mar 14:00"),
        ("2026-03-11 11:00", [], "Thu 12 Mar 14:00"),  # a holiday
    ],
)
def test_it_is_told_in_working_hours_once_a_day_at_most(now: str, told: list[str], then: str) -> None:
    moments = [paris(each) for each in told]
    at = notice_at(paris(now), 14, PARIS, {date(2026, 3, 11)}.__contains__, moments)
    assert f"{local(at, PARIS):%a %d %b %H:%M}" == then


def test_an_hour_outside_of_working_hours_gives_way_to_the_nearest() -> None:
    hours = [local(notice_at(paris("2026-03-07 11:00"), hour, PARIS, no_holiday, []), PARIS).hour for hour in (5, 22)]
    assert hours == [9, 17]


def paris(wall: str) -> datetime:
    """That moment on clocks in Paris, in winter."""
    return datetime.fromisoformat(f"{wall}+01:00").astimezone(UTC)
