"""A year of ticks, for people in zones of every kind of offset and through every change of their clocks."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.calendar import week_of
from tests.jobs.life import Life
from tests.storage.things import holder

START = datetime(2026, 1, 5, tzinfo=UTC)
END = datetime(2027, 1, 4, tzinfo=UTC)
SUNDAY = 6
PEOPLE = {
    "paris at the change": ("Europe/Paris", SUNDAY, 2),
    "kolkata": ("Asia/Kolkata", 0, 9),
    "kathmandu": ("Asia/Kathmandu", 4, 17),
    "chatham": ("Pacific/Chatham", 0, 9),
    "chatham at the change": ("Pacific/Chatham", SUNDAY, 3),
    "lord howe at the change": ("Australia/Lord_Howe", SUNDAY, 2),
}
GAPS = {
    "paris at the change": {date(2026, 3, 29): "03:00"},
    "chatham at the change": {date(2026, 9, 27): "04:00"},
    "lord howe at the change": {date(2026, 10, 4): "02:30"},
}
"""By person, the days on which their clock skips their hour, and what it shows instead."""


@pytest.mark.parametrize("who", PEOPLE)
async def test_everybody_is_asked_every_week_of_a_year_at_their_own_hour(life: Life, who: str) -> None:
    zone, weekday, hour = PEOPLE[who]
    ana, *more = holder("ana", zone=zone, weekday=weekday, hour=hour, started_at=START)
    ana.plan(START)
    await life.office.database.keep(ana, *more)
    life.clock.moment = START
    await life.live_until(END, answering=True)

    walls = [asked.asked_at.astimezone(ZoneInfo(zone)) for asked in await life.prompts()]
    weeks = [week_of(wall.date()) for wall in walls]
    assert weeks == list(range(weeks[0], weeks[0] + len(weeks)))
    assert walls[0] - START < timedelta(days=8)
    assert END - walls[-1] < timedelta(days=8)
    assert {wall.weekday() for wall in walls} == {weekday}
    shown = {wall.date(): f"{wall:%H:%M}" for wall in walls}
    skipped = GAPS.get(who, {})
    assert {day: time for day, time in shown.items() if time != f"{hour:02}:00"} == skipped
    assert all(wall.fold == 0 for wall in walls), "an hour that comes twice is the first"
    assert len(life.chat.taken) == len(set(life.chat.taken)) == len(walls)


async def test_people_of_all_zones_together_miss_nobody(life: Life) -> None:
    for who, (zone, weekday, hour) in PEOPLE.items():
        ana, *more = holder(who, zone=zone, weekday=weekday, hour=hour, started_at=START)
        ana.plan(START)
        await life.office.database.keep(ana, *more)
    life.clock.moment = START
    await life.live_until(START + timedelta(weeks=6), answering=True)
    assert {who: len(await life.prompts(who)) for who in PEOPLE} == dict.fromkeys(PEOPLE, 6)
