"""What is said next is what was said longest ago, and nothing returns within three months."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content_loader import Library
from bot.domain.cycle import question_of_week
from bot.domain.reflection import Rating
from bot.domain.role import Point
from bot.domain.tips import THREE_MONTHS, least_recent

NOW = datetime(2026, 6, 15, 9, tzinfo=UTC)
ITEMS = tuple(Point(name, name) for name in ("a", "b", "c"))
WEEKS = 53
WAYS = ("business", "project_lead", "shared", "unknown")


def days_ago(**days: float) -> dict[str, datetime]:
    return {name: NOW - timedelta(days=count) for name, count in days.items()}


@pytest.mark.parametrize(
    ("told", "chosen"),
    [
        ({}, "a"),
        (days_ago(a=7), "b"),
        (days_ago(b=200), "a"),
        (days_ago(a=200, b=300, c=400), "c"),
        (days_ago(a=200, b=200, c=200), "a"),
        (days_ago(a=91, b=92, c=91.9), "b"),
        (days_ago(a=200, c=1), "b"),
        (days_ago(a=1, b=2, c=3), None),
        (days_ago(a=91, b=91, c=91), None),
        (days_ago(elsewhere=1), "a"),
    ],
)
def test_what_was_told_longest_ago_comes_next(told: Mapping[str, datetime], chosen: str | None) -> None:
    found = least_recent(ITEMS, told, NOW)
    assert (found.id if found else None) == chosen


def test_there_is_nothing_to_say_where_nothing_is_written() -> None:
    assert least_recent((), {}, NOW) is None


@given(st.lists(st.integers(0, 40), max_size=60))
def test_however_often_one_asks_nothing_returns_within_three_months(gaps: list[int]) -> None:
    told: dict[str, datetime] = {}
    now = NOW
    for gap in gaps:
        now += timedelta(days=gap)
        found = least_recent(ITEMS, told, now)
        if found:
            assert found.id not in told or now - told[found.id] >= THREE_MONTHS
            told[found.id] = now


@pytest.mark.parametrize(
    ("rating", "kind"),
    [
        (Rating.NO, "tips"),
        (Rating.RATHER_NO, "tips"),
        (Rating.UNKNOWN, "ways_to_find_out"),
        (Rating.RATHER_YES, "when_yes"),
        (Rating.YES, "when_yes"),
    ],
)
def test_what_is_said_fits_the_answer(library: Library, rating: Rating, kind: str) -> None:
    coaching = library.coaching("fr")
    found = coaching.tell("vision", "shared", rating, {}, NOW)
    assert found is getattr(coaching.advice("vision", "shared"), kind)[0]


def year(library: Library, way: str, rating: Rating, start: int) -> Iterator[tuple[datetime, str | None]]:
    """What somebody who gives that answer to every weekly question is told, week by week."""
    questions = [question.id for question in library.role("fr").questions]
    told: dict[str, datetime] = {}
    for week in range(start, start + WEEKS):
        now = NOW + timedelta(weeks=week)
        question = questions[question_of_week(week, len(questions))]
        found = library.coaching("fr").tell(question, way, rating, told, now)
        if found:
            told[found.id] = now
        yield now, found.id if found else None


@pytest.mark.parametrize("rating", [Rating.NO, Rating.UNKNOWN, Rating.YES])
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("start", range(16))
def test_in_a_year_of_weekly_answers_nothing_returns_within_three_months(
    library: Library, way: str, rating: Rating, start: int
) -> None:
    last: dict[str, datetime] = {}
    for now, told in year(library, way, rating, start):
        if told:
            assert told not in last or now >= three_months_after(last[told])
            last[told] = now


@pytest.mark.parametrize("way", ["business", "project_lead", "shared"])
@pytest.mark.parametrize("start", range(16))
def test_who_says_no_every_week_of_a_year_is_never_without_a_tip(library: Library, way: str, start: int) -> None:
    told = [name for _, name in year(library, way, Rating.NO, start)]
    assert None not in told
    assert max(Counter(told).values()) <= 4


def three_months_after(moment: datetime) -> datetime:
    """The same day three calendar months later."""
    month = moment.month + 3
    return moment.replace(year=moment.year + (month > 12), month=month - 12 * (month > 12), day=min(moment.day, 28))
