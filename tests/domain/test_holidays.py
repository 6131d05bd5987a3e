"""A question due on a public holiday moves within its week, or its round is let go."""

from datetime import date

import pytest

from bot.almanac import holidays_of
from bot.domain.calendar import Holidays, local, moment_at, no_holiday, week_of
from bot.domain.rhythm import Rhythm, Schedule


def at(
    wall: str,
    place: str,
    weekday: int,
    rhythm: Rhythm = Rhythm.WEEKLY,
    last_week: int | None = None,
    *,
    or_before: bool = False,
) -> str:
    """The next time after that moment in Paris, as a clock there shows it."""
    schedule = Schedule(weekday, 9, "Europe/Paris", rhythm, or_before)
    after = moment_at(date.fromisoformat(wall), 12, "Europe/Paris")
    return f"{local(schedule.next_after(after, last_week, holidays(place)), 'Europe/Paris'):%a %d %b %Y}"


def holidays(place: str) -> Holidays:
    return holidays_of(place) or no_holiday


@pytest.mark.parametrize(
    ("after", "place", "weekday", "then"),
    [
        ("2026-04-01", "FR", 0, "Tue 07 Apr 2026"),  # Easter Monday
        ("2026-04-01", "US", 0, "Mon 06 Apr 2026"),
        ("2026-03-28", "FR", 4, "Fri 03 Apr 2026"),  # Good Friday is one in Moselle alone
        ("2026-03-28", "FR-57", 4, "Fri 10 Apr 2026"),  # and the last working day of its week
        ("2026-12-21", "FR", 4, "Fri 08 Jan 2027"),  # Christmas and New Year’s Day are Fridays
        ("2026-05-12", "FR", 3, "Fri 15 May 2026"),  # Ascension Day
        ("2026-10-26", "FR", 6, "Sun 08 Nov 2026"),  # All Saints’ is a Sunday
    ],
)
def test_a_holiday_moves_the_question_to_the_next_working_day_of_that_week(
    after: str, place: str, weekday: int, then: str
) -> None:
    assert at(after, place, weekday) == then


def test_where_a_round_is_let_go_the_next_comes_a_rhythm_after_the_last_or_as_soon_as_it_can() -> None:
    asked = week_of(date(2026, 11, 27))
    assert at("2026-11-28", "FR", 4, Rhythm.MONTHLY, asked) == "Fri 08 Jan 2027"


@pytest.mark.parametrize(
    ("after", "weekday", "then"),
    [
        ("2026-12-21", 4, "Thu 24 Dec 2026"),  # Christmas is a Friday
        ("2026-12-28", 4, "Thu 31 Dec 2026"),  # and so is New Year’s Day
        ("2026-12-24", 4, "Thu 31 Dec 2026"),  # too late for this week's
        ("2026-04-01", 0, "Tue 07 Apr 2026"),  # Easter Monday
        ("2026-05-12", 3, "Fri 15 May 2026"),  # Ascension Day
    ],
)
def test_a_holiday_at_the_end_of_a_week_moves_a_digest_to_the_working_day_before(
    after: str, weekday: int, then: str
) -> None:
    assert at(after, "FR", weekday, or_before=True) == then


def test_a_digest_every_two_weeks_keeps_its_weeks_over_the_end_of_the_year() -> None:
    published = week_of(date(2026, 12, 11))
    assert at("2026-12-11", "FR", 4, Rhythm.FORTNIGHTLY, published, or_before=True) == "Thu 24 Dec 2026"
    assert at("2026-12-24", "FR", 4, Rhythm.FORTNIGHTLY, published + 2, or_before=True) == "Fri 08 Jan 2027"


@pytest.mark.parametrize("place", ["", "fr", "France", "FR-", "FR-999", "ZZ", "FR-Zone A", "FR-57-1"])
def test_a_place_that_is_none_is_not_known(place: str) -> None:
    assert holidays_of(place) is None


def test_the_almanac_knows_the_days_of_every_year() -> None:
    france = holidays("FR")
    assert [year for year in range(2026, 2040) if not france(date(year, 7, 14))] == []
