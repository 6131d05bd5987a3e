"""A year of five PMs, lived in the playground: how little they are told, and that nothing of it comes twice."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import date, timedelta

import pytest
import pytest_asyncio

from bot.almanac import holidays_of
from bot.domain.library import Library
from tests.dialogs.conftest import opened
from tests.dialogs.reading import spaced
from tests.dialogs.talk import Talk
from tests.dialogs.year import PARIS, Said, Year

TIP_RESTS = timedelta(days=85)
ALWAYS, LATE, SILENT, LEAVING, COMING_BACK = EVERYBODY = "abcde"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def year(library: Library) -> AsyncIterator[Year]:
    """The year, lived once."""
    async with opened("sqlite://") as store:
        lived = Year(Talk(library, store, "fr"))
        await lived.live()
        yield lived


def unasked(year: Year, user: str) -> Sequence[Said]:
    """What came by itself, but for the questions that their reader had put off until then."""
    told, wished = list(year.told_by_itself(user)), [day for who, day in year.put_off if who == user]
    questions = [said for said in told if year.talk.say("prompt.write") in said.text]
    again = [said for said in questions if any(timedelta(0) < said.day - day <= timedelta(days=3) for day in wished)]
    assert len(again) == len(wished)
    return [said for said in told if said not in again]


def questions(year: Year, user: str) -> Sequence[Said]:
    """The questions that came by themselves."""
    return [said for said in unasked(year, user) if year.talk.say("prompt.write") in said.text]


def reminders(year: Year, user: str) -> Sequence[Said]:
    """The reminders."""
    return [said for said in year.told_by_itself(user) if year.talk.say("reminder.show") in said.text]


def checks(year: Year, user: str) -> Sequence[Said]:
    """The times that somebody was asked whether to go on."""
    return [said for said in year.told_by_itself(user) if year.talk.say("silence.title") in said.text]


@pytest.mark.parametrize("user", EVERYBODY)
async def test_nobody_gets_more_than_two_unasked_messages_in_any_seven_days(year: Year, user: str) -> None:
    days = [said.day for said in unasked(year, user)]
    assert days
    for first in days:
        assert sum(first <= day < first + timedelta(days=7) for day in days) <= 2, first


@pytest.mark.parametrize("user", EVERYBODY)
async def test_nothing_is_asked_or_brought_to_mind_twice(year: Year, user: str) -> None:
    weeks = Counter(said.day.isocalendar()[:2] for said in questions(year, user))
    assert set(weeks.values()) == {1}
    asked = [said.day for said in questions(year, user)]
    for reminded in reminders(year, user):
        since = [day for day in asked if timedelta(0) < reminded.day - day <= timedelta(days=5)]
        assert len(since) == 1, reminded.day
    assert len(checks(year, user)) <= 1


@pytest.mark.parametrize("user", EVERYBODY)
async def test_nothing_comes_by_itself_on_a_holiday_a_weekend_or_during_a_pause(year: Year, user: str) -> None:
    holidays = holidays_of("FR")
    assert holidays is not None
    for said in unasked(year, user):
        assert not holidays(said.day)
        assert said.day.weekday() < 5
        assert 9 <= said.at.astimezone(PARIS).hour < 18
        for who, first, end in year.pauses:
            assert who != user or not first < said.day < end, said


async def test_no_tip_comes_back_within_three_months(year: Year, library: Library) -> None:
    told: dict[tuple[str, str], tuple[str, date]] = {}
    for said in year.said:
        for tip in tips(library):
            if tip in said.text:
                before = told.get((said.user, tip))
                if before is not None and before[0] != said.post:
                    assert said.day - before[1] >= TIP_RESTS, tip
                if before is None or before[0] != said.post:
                    told[said.user, tip] = (said.post, said.day)


def tips(library: Library) -> Sequence[str]:
    """Every tip in French."""
    advices = library.coaching("fr").advices.values()
    of_ways = [advice.for_way(way) for advice in advices for way in ("business", "project_lead", "shared", "unknown")]
    return [spaced(tip.text) for advice in of_ways for tip in advice.tips]


async def test_who_always_answers_needs_no_reminder(year: Year) -> None:
    assert (len(questions(year, ALWAYS)), reminders(year, ALWAYS), checks(year, ALWAYS)) == (50, [], [])


async def test_who_answers_late_is_reminded_and_never_taken_for_silent(year: Year) -> None:
    assert len(questions(year, LATE)) > 45
    assert len(reminders(year, LATE)) > 10
    assert checks(year, LATE) == []


async def test_who_is_silent_is_asked_three_times_and_then_once_whether_to_go_on(year: Year) -> None:
    told = unasked(year, SILENT)
    assert [f"{said.day:%d/%m}" for said in told] == ["30/11", "02/12", "07/12", "21/12", "04/01"]
    assert [len(kind(year, SILENT)) for kind in (questions, reminders, checks)] == [3, 1, 1]


async def test_who_leaves_hears_nothing_more(year: Year) -> None:
    left = date(2027, 2, 8)
    assert [said for said in unasked(year, LEAVING) if said.day > left] == []
    assert year.people[3].someone.reads() == [], "three months later all is erased"


async def test_who_comes_back_is_asked_again_every_week(year: Year) -> None:
    back = date(2027, 6, 14)
    assert len([said for said in questions(year, COMING_BACK) if said.day < back]) == 7
    assert len(checks(year, COMING_BACK)) == 1
    after = [said for said in questions(year, COMING_BACK) if said.day > back]
    assert len(after) == 52 - 29
