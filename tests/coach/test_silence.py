"""Silence and reminders, as the store and the outbox live them: bulk work, outages, and what may not be said."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from bot.coach.ask import ask_due
from bot.coach.check_in import come_back
from bot.coach.remind import remind_due
from bot.domain.outbox import Posting, PostingState
from bot.domain.people import Member, Standing
from bot.domain.reflection import Prompt, PromptState
from bot.domain.rhythm import Rhythm
from bot.ports import Unreachable
from tests.coach.chat import fails
from tests.coach.office import Office
from tests.storage.things import DAY, HOUR, MONDAY, WEEK, holder, posting, prompt

WEDNESDAY = MONDAY + 2 * DAY


async def asks(office: Office) -> None:
    """Ask whoever is due, and say what is to be said."""
    async with office.store.transaction() as tx:
        await ask_due(office.scene(tx), 500)
    await office.deliver()


async def reminds(office: Office) -> None:
    """Remind whoever is to be reminded, and say it."""
    async with office.store.transaction() as tx:
        await remind_due(office.scene(tx), 500)
    await office.deliver()


async def shown(office: Office, **ana: Any) -> None:
    """Ana is shown an open question whose reminder is due on Wednesday at nine."""
    at: dict[str, Any] = {
        "state": PostingState.SENT,
        "shown": 1,
        "posted_channel": "direct-ana",
        "message_id": "1",
        "unasked": True,
    }
    asked = posting(kind="prompt", subject="prompt", said_at=MONDAY, **at)
    await office.wants(*holder(**{"unanswered": 1, "next_due": MONDAY + WEEK, **ana}))
    await office.wants(prompt(week=2930, remind_at=WEDNESDAY), asked)
    office.clock.moment = WEDNESDAY


async def kinds(office: Office) -> list[str]:
    """What was ever put in the outbox, by kind."""
    return sorted(posting.kind for posting in await office.database.kept(Posting))


async def ana(office: Office) -> Member:
    return await office.database.one(Member, "ana")


# Silence.


async def test_a_question_counts_once_it_is_said_and_once_only(office: Office) -> None:
    await office.wants(*holder(next_due=MONDAY))
    async with office.store.transaction() as tx:
        await ask_due(office.scene(tx), 500)
    assert (await ana(office)).unanswered == 0
    for _ in range(3):
        await office.deliver()
        await office.let_time_pass()
    assert (await ana(office)).unanswered == 1


async def test_a_question_that_found_no_room_or_came_too_late_is_no_silence(office: Office) -> None:
    said = [posting(f"{n}", unasked=True, said_at=MONDAY, message_id=f"{n}") for n in range(2)]
    await office.wants(*holder(next_due=MONDAY), *said)
    await asks(office)
    async with office.store.transaction() as tx:
        office.clock.moment = MONDAY + WEEK
        await ask_due(office.scene(tx), 500)
    office.clock.moment += DAY
    await office.deliver()
    assert len(await office.database.kept(Prompt)) == 2
    assert (await ana(office)).unanswered == 0


@pytest.mark.parametrize(
    ("unanswered", "weeks"),
    [(0, 1), (1, 2), (2, 2)],
)
async def test_the_second_question_in_a_row_doubles_the_interval(office: Office, unanswered: int, weeks: int) -> None:
    await office.wants(*holder(next_due=MONDAY, unanswered=unanswered))
    await asks(office)
    assert (await ana(office)).next_due == MONDAY + weeks * WEEK


async def test_after_three_one_is_asked_whether_to_go_on_and_nothing_is_planned(office: Office) -> None:
    await office.wants(*holder(next_due=MONDAY, unanswered=3))
    await asks(office)
    assert await kinds(office) == ["silence"]
    assert await office.database.kept(Prompt) == []
    member = await ana(office)
    assert (member.next_due, member.unanswered) == (None, 3)


async def test_what_is_asked_of_the_silent_is_tried_again_if_it_could_not_be_said(office: Office) -> None:
    await office.wants(*holder(next_due=MONDAY, unanswered=3))
    async with office.store.transaction() as tx:
        await ask_due(office.scene(tx), 500)
    office.clock.moment = MONDAY + DAY
    await office.deliver()
    assert office.chat.taken == []
    office.clock.moment = MONDAY + 2 * WEEK
    await asks(office)
    assert len(office.chat.taken) == 1
    assert (await ana(office)).next_due is None


@pytest.mark.parametrize(
    "now", [{"standing": Standing.PAUSED}, {"standing": Standing.STOPPED}, {"unanswered": 0}], ids=repr
)
async def test_who_came_back_paused_or_stopped_meanwhile_is_not_asked_whether_to_go_on(
    office: Office, now: Mapping[str, object]
) -> None:
    await office.wants(*holder(next_due=MONDAY, unanswered=3))
    async with office.store.transaction() as tx:
        await ask_due(office.scene(tx), 500)
    async with office.store.transaction() as tx:
        member = await tx.get(Member, "ana")
        for name, value in now.items():
            setattr(member, name, value)
    await office.deliver()
    assert office.chat.taken == []


async def test_coming_back_brings_the_next_question_nearer_and_never_puts_one_off(office: Office) -> None:
    member = holder(last_week=2930, unanswered=2, next_due=MONDAY + 2 * WEEK)[0]
    assert isinstance(member, Member)
    async with office.store.transaction() as tx:
        office.clock.moment = MONDAY + HOUR
        come_back(office.scene(tx), member)
        assert (member.unanswered, member.next_due) == (0, MONDAY + WEEK)
        member.unanswered, office.clock.moment = 1, MONDAY + WEEK + timedelta(seconds=5)
        come_back(office.scene(tx), member)
        assert member.next_due == MONDAY + WEEK, "it is due, and the tick is on its way"


async def test_many_are_asked_in_as_many_statements_as_few(office: Office) -> None:
    assert await statements(office, MONDAY.replace(year=2027, day=1), 3) == await statements(office, MONDAY, 60)


async def statements(office: Office, due: Any, count: int) -> int:
    """How many it takes to ask so many, of whom some are silent and some are offered a slower rhythm."""
    people = [
        holder(f"{due:%y}-{n}", next_due=due, unanswered=n % 3 * 2, weekly_since=due - 20 * WEEK) for n in range(count)
    ]
    await office.wants(*(thing for things in people for thing in things))
    office.clock.moment, executed = due, list[str]()

    def note(*told: Any) -> None:
        executed.append(told[2])

    async with office.store.transaction() as tx:
        event.listen(office.store.engine.sync_engine, "before_cursor_execute", note)
        try:
            assert await ask_due(office.scene(tx), 500) == count
        finally:
            event.remove(office.store.engine.sync_engine, "before_cursor_execute", note)
    return len(executed)


# Twelve weeks.


@pytest.mark.parametrize(
    ("ana_", "offered"),
    [
        ({"weekly_since": MONDAY - 12 * WEEK}, True),
        ({"weekly_since": MONDAY - 12 * WEEK + HOUR}, False),
        ({"weekly_since": None}, False),
        ({"weekly_since": MONDAY - 20 * WEEK, "rhythm": Rhythm.MONTHLY}, False),
    ],
)
async def test_a_slower_rhythm_is_offered_after_twelve_weeks_with_one_question(
    office: Office, ana_: Mapping[str, Any], offered: bool
) -> None:
    await office.wants(*holder(next_due=MONDAY, **ana_))
    await asks(office)
    [asked] = await office.database.kept(Prompt)
    assert asked.slower is offered
    if offered:
        assert (await ana(office)).weekly_since is None


# Reminders.


async def test_a_reminder_is_planned_with_its_question_and_comes_once(office: Office) -> None:
    await office.wants(*holder(next_due=MONDAY))
    await asks(office)
    [asked] = await office.database.kept(Prompt)
    assert asked.remind_at == WEDNESDAY
    for moment in (WEDNESDAY - HOUR, WEDNESDAY, WEDNESDAY + HOUR):
        office.clock.moment = moment
        await reminds(office)
    assert await kinds(office) == ["prompt", "reminder"]
    async with office.store.transaction() as tx:
        assert await tx.next_moment() == MONDAY + WEEK


async def test_processes_that_remind_at_once_remind_once(office: Office) -> None:
    await shown(office)
    await asyncio.gather(*(reminds(office) for _ in range(4)))
    assert len(office.chat.taken) == 1


@pytest.mark.parametrize(
    "ana_",
    [
        {"standing": Standing.PAUSED},
        {"standing": Standing.STOPPED},
        {"closed_at": MONDAY},
        {"wants_reminder": False},
        {"unanswered": 2},
    ],
    ids=repr,
)
async def test_nobody_is_reminded_who_does_not_want_it_or_is_silent(office: Office, ana_: Mapping[str, Any]) -> None:
    await shown(office, **ana_)
    await reminds(office)
    assert await kinds(office) == ["prompt"]
    assert [asked.remind_at for asked in await office.database.kept(Prompt)] == [None]


async def test_nobody_is_reminded_of_a_question_that_never_came(office: Office) -> None:
    office.chat.before_taking = fails(Unreachable("closed"))
    await office.wants(*holder(next_due=MONDAY))
    await asks(office)
    office.clock.moment = WEDNESDAY
    await reminds(office)
    assert "reminder" not in await kinds(office)


async def test_a_reminder_is_let_go_when_its_day_is_over(office: Office) -> None:
    await shown(office)
    office.clock.moment = WEDNESDAY + 10 * HOUR
    await reminds(office)
    assert await kinds(office) == ["prompt"]


async def test_a_reminder_without_room_is_let_go(office: Office) -> None:
    await shown(office)
    await office.wants(
        posting("invited", state=PostingState.SENT, unasked=True, said_at=WEDNESDAY - DAY, message_id="2")
    )
    await reminds(office)
    assert office.chat.taken == []


async def test_a_reminder_gives_way_to_what_waits_for_a_day_with_room(office: Office) -> None:
    await shown(office)
    waiting = posting("invited", kind="invitation", unasked=True, state=PostingState.DROPPED, room_at=WEDNESDAY + DAY)
    await office.wants(waiting)
    await reminds(office)
    assert await kinds(office) == ["invitation", "prompt"]


async def test_a_reminder_that_waits_while_the_question_is_answered_is_not_said(office: Office) -> None:
    await shown(office)
    async with office.store.transaction() as tx:
        await remind_due(office.scene(tx), 500)
        [asked] = await tx.all(Prompt)
        asked.state = PromptState.ANSWERED
    await office.deliver()
    assert office.chat.taken == []
