"""Nothing is asked and nothing published on a public holiday."""

from datetime import timedelta

import pytest

from bot.domain.people import Member, Team
from bot.domain.reflection import Digest
from bot.domain.rhythm import Rhythm
from tests.jobs.life import Life, paris
from tests.storage.things import holder, membership, prompt, share, team

EASTER_MONDAY = paris("2026-04-06 09:00")
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


@pytest.mark.parametrize(
    ("place", "asked"),
    [
        (None, ["Mon 30 Mar 09:00", "Tue 07 Apr 09:00", "Mon 13 Apr 09:00"]),
        ("US", ["Mon 30 Mar 09:00", "Mon 06 Apr 09:00", "Mon 13 Apr 09:00"]),
    ],
)
async def test_a_question_due_on_a_holiday_comes_on_the_next_working_day_of_that_week(
    french_life: Life, place: str | None, asked: list[str]
) -> None:
    await french_life.office.database.keep(*holder(next_due=EASTER_MONDAY - WEEK, holidays=place))
    await french_life.live_until(EASTER_MONDAY + 10 * DAY, answering=True)
    assert await french_life.asked() == asked


async def test_a_round_without_a_working_day_left_is_let_go(french_life: Life) -> None:
    await french_life.office.database.keep(*holder(next_due=paris("2026-04-24 09:00"), weekday=4))
    await french_life.live_until(paris("2026-05-09 12:00"))
    assert await french_life.asked() == ["Fri 24 Apr 09:00"], "the first and the eighth of May are Fridays"


async def test_what_was_planned_before_anybody_knew_of_the_holiday_moves_too(french_life: Life) -> None:
    await french_life.office.database.keep(*holder(next_due=EASTER_MONDAY))
    await french_life.tick_at(EASTER_MONDAY)
    assert await french_life.asked() == []
    await french_life.live_until(EASTER_MONDAY + 2 * DAY)
    assert await french_life.asked() == ["Tue 07 Apr 09:00"]
    [ana] = await french_life.office.database.kept(Member)
    assert ana.next_due == EASTER_MONDAY + WEEK


async def test_a_place_that_nobody_knows_any_more_has_no_holidays(french_life: Life) -> None:
    await french_life.office.database.keep(*holder(next_due=EASTER_MONDAY, holidays="ZZ-9"))
    await french_life.tick_at(EASTER_MONDAY)
    assert await french_life.asked() == ["Mon 06 Apr 09:00"]


async def test_a_digest_due_on_a_holiday_comes_on_the_next_working_day(french_life: Life) -> None:
    await french_life.office.database.keep(*holder(), team(next_due=EASTER_MONDAY), membership(), prompt(), share())
    await french_life.live_until(EASTER_MONDAY + 2 * DAY)
    assert [found.published_at for found in await french_life.office.database.kept(Digest)] == [EASTER_MONDAY + DAY]
    [found] = await french_life.office.database.kept(Team)
    assert found.next_due == EASTER_MONDAY + WEEK


async def test_a_digest_due_on_christmas_comes_the_day_before_and_keeps_its_rhythm(french_life: Life) -> None:
    week = paris("2026-12-11 11:00")
    fridays = team(weekday=4, hour=11, rhythm=Rhythm.FORTNIGHTLY, next_due=week)
    await french_life.office.database.keep(*holder(), fridays, membership(), prompt(), share())
    await french_life.live_until(week + DAY)
    await french_life.office.database.keep(share("second", shared_at=week + DAY, created_at=week + DAY))
    await french_life.live_until(paris("2026-12-31 12:00"))
    published = [found.published_at for found in await french_life.office.database.kept(Digest, order="published_at")]
    assert published == [week, paris("2026-12-24 11:00")]
    [found] = await french_life.office.database.kept(Team)
    assert found.next_due == paris("2027-01-08 11:00")
