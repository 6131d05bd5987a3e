"""Everybody is asked once, at their own hour, however many ticks there are and whatever else fails."""

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.coach.scene import Scene
from bot.domain.outbox import Posting, PostingState
from bot.domain.people import Invitation, InvitationState, Member, Standing, Team
from bot.domain.reflection import Digest, Prompt, PromptState
from bot.domain.rhythm import Rhythm
from bot.ports import NotSent, StoreAway
from jobs.timetable import TIMETABLE, Entry
from tests.coach.chat import fails
from tests.jobs.life import Life, paris
from tests.storage.things import (
    DAY,
    HOUR,
    MONDAY,
    WEEK,
    holder,
    holding,
    invitation,
    member,
    membership,
    posting,
    product,
    prompt,
    share,
    team,
)

PATIENCE = 10.0
"""Seconds before a test that waits for something gives up."""


def due(id_: str = "ana", **other: object) -> tuple[object, ...]:
    """Somebody with a product whose question is due on Monday at nine."""
    return holder(id_, **{"next_due": MONDAY, **other})


async def kept(life: Life, *entities: object) -> None:
    """Write these."""
    await life.office.database.keep(*entities)


# Asked once.


async def test_a_member_is_asked_when_the_hour_comes_and_not_before(life: Life) -> None:
    await kept(life, *due())
    await life.tick_at(MONDAY - timedelta(seconds=1))
    assert await life.prompts() == []
    await life.tick_at(MONDAY)
    [asked] = await life.prompts()
    assert (asked.asked_at, asked.state, asked.week) == (MONDAY, PromptState.OPEN, 2930)
    assert len(life.chat.taken) == 1
    [ana] = await life.office.database.kept(Member)
    assert (ana.last_week, ana.next_due) == (2930, MONDAY + WEEK)


async def test_ticking_again_asks_nobody_again(life: Life) -> None:
    await kept(life, *due())
    for minutes in range(3):
        await life.tick_at(MONDAY + timedelta(minutes=minutes))
    assert len(await life.prompts()) == len(life.chat.taken) == 1


async def test_several_processes_that_tick_at_once_ask_once(life_on_disk: Life) -> None:
    life = life_on_disk
    await kept(life, *(thing for number in range(30) for thing in due(f"{number:02}")))
    tickers = [life.another_ticker() for _ in range(3)]
    await asyncio.gather(*(ticker.tick() for ticker in (*tickers, *tickers)))
    asked = await life.office.database.kept(Prompt)
    assert sorted(prompt.member_id for prompt in asked) == [f"{number:02}" for number in range(30)]
    assert len(life.chat.taken) == len(set(life.chat.taken)) == 30


async def test_more_than_a_batch_is_asked_in_one_tick(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobs.ticks.TIMETABLE", tuple(replace(entry, batch=10) for entry in TIMETABLE))
    count = 2 * 10 + 3
    await kept(life, *(thing for number in range(count) for thing in due(f"{number:03}")))
    await life.tick()
    assert len(await life.office.database.kept(Prompt)) == count
    assert len(set(life.chat.taken)) == count


async def test_several_products_take_turns_and_one_question_a_round(life: Life) -> None:
    ana = member(next_due=MONDAY)
    products = [product(f"{number}", name=f"Produit {number}") for number in range(3)]
    held = [holding(id=f"holding-{found.id}", product_id=found.id) for found in products]
    await kept(life, ana, *products, *held)
    await life.live_until(MONDAY + 5 * WEEK, answering=True)
    asked = [asked.product.name for asked in await life.prompts()]
    assert sorted(asked[:3]) == ["Produit 0", "Produit 1", "Produit 2"]
    assert asked[3:] == asked[:3]


@pytest.mark.parametrize("rhythm", Rhythm)
async def test_each_rhythm_is_kept(life: Life, rhythm: Rhythm) -> None:
    await kept(life, *due(rhythm=rhythm))
    await life.live_until(MONDAY + 12 * WEEK, answering=True)
    asked = [asked.asked_at for asked in await life.prompts()]
    local = [paris("2026-03-02 09:00"), *(paris(f"{(MONDAY + n * WEEK).date()} 09:00") for n in range(1, 13))]
    assert asked == local[:: rhythm.weeks]


async def test_nobody_is_asked_during_a_pause_and_what_was_missed_is_not_asked_for(life: Life) -> None:
    until = paris("2026-03-18 12:00")
    ana, *more = holder(standing=Standing.PAUSED, paused_until=until, last_week=2929)
    assert isinstance(ana, Member)
    ana.plan(MONDAY)
    await kept(life, ana, *more)
    await life.live_until(MONDAY + 4 * WEEK)
    assert await life.asked() == ["Mon 23 Mar 09:00", "Mon 30 Mar 09:00"]
    [ana] = await life.office.database.kept(Member)
    assert (ana.standing, ana.paused_until) == (Standing.ACTIVE, None)


async def test_a_question_put_off_comes_back_and_stands_once(life: Life) -> None:
    await kept(life, *due())
    await life.tick()
    async with life.office.store.transaction() as tx:
        [asked] = await tx.all(Prompt)
        asked.again_at = MONDAY + 3 * HOUR
    await life.live_until(MONDAY + DAY)
    assert len(life.chat.taken) == 2
    assert len(life.chat.shown) == 1
    [asked] = await life.prompts()
    assert asked.again_at is None


# After an outage.


@pytest.mark.parametrize("wall", ["2026-03-02 09:01", "2026-03-02 12:00", "2026-03-02 17:59", "2026-03-02 18:00"])
async def test_after_an_outage_the_question_is_still_put_the_same_working_day(life: Life, wall: str) -> None:
    await kept(life, *due())
    await life.tick_at(paris(wall))
    assert len(life.chat.taken) == 1
    await life.live_until(MONDAY + WEEK + DAY)
    assert (await life.asked())[1:] == ["Mon 09 Mar 09:00"]


@pytest.mark.parametrize("wall", ["2026-03-02 18:01", "2026-03-03 09:00", "2026-03-08 23:59"])
async def test_after_a_longer_outage_the_round_is_skipped_and_the_log_says_so(
    life: Life, wall: str, caplog: pytest.LogCaptureFixture
) -> None:
    await kept(life, *due())
    await life.tick_at(paris(wall))
    assert await life.prompts() == []
    assert life.chat.tried == []
    assert "action=round_skipped member=ana week=2930" in caplog.text
    await life.live_until(MONDAY + 2 * WEEK)
    assert await life.asked() == ["Mon 09 Mar 09:00", "Mon 16 Mar 09:00"]


async def test_after_an_outage_of_weeks_one_question_is_put_and_not_one_a_week(life: Life) -> None:
    await kept(life, *due())
    await life.tick_at(paris("2026-03-30 10:00"))
    await life.live_until(paris("2026-04-10 10:00"))
    assert await life.asked() == ["Mon 06 Apr 09:00"]


async def test_a_question_whose_day_passes_while_the_platform_refuses_it_is_not_put(life: Life) -> None:
    life.chat.before_taking = fails(NotSent("slow down"), times=2)
    await kept(life, *due())
    await life.tick_at(MONDAY)
    await life.office.let_time_pass()
    await life.tick_at(paris("2026-03-02 18:00"))
    await life.office.let_time_pass()
    await life.tick_at(paris("2026-03-02 18:01"))
    assert life.chat.taken == []


async def test_a_digest_missed_by_a_day_is_skipped_and_the_log_says_so(
    life: Life, caplog: pytest.LogCaptureFixture
) -> None:
    await kept(life, *holder(), team(next_due=MONDAY), membership(), prompt(), share())
    await life.tick_at(MONDAY + DAY)
    assert await life.office.database.kept(Digest) == []
    assert "action=digest_skipped team=team" in caplog.text
    await life.live_until(MONDAY + WEEK)
    assert [found.published_at for found in await life.office.database.kept(Digest)] == [MONDAY + WEEK]


async def test_several_processes_publish_a_digest_once(life_on_disk: Life) -> None:
    life = life_on_disk
    life.chat.members["team"] = ["ana"]
    await kept(life, *holder(), team(next_due=MONDAY), membership(), prompt(), share())
    await asyncio.gather(*(life.another_ticker().tick() for _ in range(4)))
    assert len(await life.office.database.kept(Digest)) == 1
    assert len(life.chat.taken) == 1


async def test_an_invitation_lapses_when_its_time_is_over(life: Life) -> None:
    await kept(life, team(), invitation(lapses_at=MONDAY + DAY))
    await life.live_until(MONDAY + 2 * DAY)
    [found] = await life.office.database.kept(Invitation)
    assert found.state is InvitationState.LAPSED
    assert await life.ticker.next_moment() is None


async def test_what_waits_for_a_moment_is_left_out_until_one_has_come(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    def noting(name: str, **how: bool) -> Entry:
        async def note(_scene: Scene, _limit: int) -> int:
            tried.append(name)
            return 0

        return Entry(name, note, **how)

    entries = (noting("when due", waits=True), noting("at each tick"), noting("at night", nightly=True))
    monkeypatch.setattr("jobs.ticks.TIMETABLE", entries)
    await kept(life, *due(next_due=MONDAY + HOUR))
    await life.tick_at(MONDAY)
    assert tried == ["at each tick", "at night"]
    await life.tick_at(MONDAY + HOUR)
    assert tried[2:] == ["when due", "at each tick"]


# Two clocks.


async def test_a_jump_in_time_ends_no_lease_and_no_wait_of_the_store(life: Life) -> None:
    life.chat.before_taking = fails(NotSent("slow down", timedelta(minutes=5)), only="refused")
    vanished = posting("vanished", state=PostingState.SENDING, attempts=1)
    await kept(life, posting("refused"), vanished)
    async with life.office.store.transaction() as tx:
        await tx.retry(vanished, timedelta(0))
        [found] = await tx.all(Posting, id="vanished")
        found.lease_until, found.retry_at = (vanished.retry_at or MONDAY) + HOUR, None
    await life.tick()
    await life.tick_at(MONDAY + 52 * WEEK)
    assert life.chat.taken == []
    assert await life.office.states() == {"refused": "waiting", "vanished": "sending"}


async def test_a_clock_that_jumps_back_asks_nobody_twice(life: Life) -> None:
    await kept(life, *due())
    for moment in (MONDAY, MONDAY - DAY, MONDAY):
        await life.tick_at(moment)
    assert len(await life.prompts()) == 1


# What fails holds up nothing else.


async def _broken(_scene: Scene, _limit: int) -> int:
    raise ZeroDivisionError


async def _away(_scene: Scene, _limit: int) -> int:
    raise StoreAway


@pytest.mark.parametrize(("fault", "told"), [(_broken, "job_failed"), (_away, "store_away")])
async def test_a_job_that_fails_keeps_no_other_from_running(
    life: Life, fault: object, told: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken = Entry("broken", fault)  # type: ignore[arg-type]
    monkeypatch.setattr("jobs.ticks.TIMETABLE", (broken, *TIMETABLE, broken))
    await kept(life, *due())
    await life.tick()
    assert len(life.chat.taken) == 1
    assert f"action={told} job=broken" in caplog.text


async def test_a_store_that_is_away_is_told_to_the_log_and_the_next_tick_goes_on(
    life: Life, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await kept(life, *due())
    async with life.office.store.transaction() as tx:
        await tx.all(Member)
        with monkeypatch.context() as hurried:
            hurried.setattr("bot.storage.store.GIVE_UP_SECONDS", 0.02)
            await life.tick()
    assert "action=store_away job=look" in caplog.text
    assert "action=store_away job=deliver" in caplog.text
    await life.tick()
    assert len(life.chat.taken) == 1


async def test_who_holds_no_product_is_not_asked_and_the_next_one_is(
    life: Life, caplog: pytest.LogCaptureFixture
) -> None:
    await kept(life, member("free", next_due=MONDAY - HOUR), *due())
    await life.tick()
    assert (len(await life.prompts("free")), len(await life.prompts("ana"))) == (0, 1)
    assert caplog.text == ""


async def test_a_member_who_cannot_be_asked_stops_nobody_behind(life: Life, caplog: pytest.LogCaptureFixture) -> None:
    await kept(life, *due("broken", next_due=MONDAY - HOUR, zone="Atlantis/Poseidonis"), *due())
    await life.tick()
    assert len(await life.prompts("ana")) == 1
    told = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert told
    assert all("broken" in message for message in told)
    caplog.clear()
    await life.tick()
    assert caplog.text == "", "it is not tried again at every tick"
    await life.everybody_answers()
    assert await life.ticker.next_moment() == MONDAY + WEEK


async def test_a_product_whose_name_no_key_reads_keeps_nobody_else_from_being_asked(life: Life) -> None:
    await kept(life, *due("broken", next_due=MONDAY - HOUR), *due())
    async with life.office.database.store.engine.begin() as connection:
        await connection.execute(text("UPDATE products SET name = 'lost' WHERE id = 'product-broken'"))
    await life.tick()
    assert len(await life.prompts("ana")) == len(life.chat.taken) == 1


async def test_a_member_who_got_a_product_meanwhile_is_asked_in_the_next_round(life: Life) -> None:
    await kept(life, member("broken", next_due=MONDAY - HOUR))
    await life.tick()
    await kept(life, product(), holding("broken"))
    await life.live_until(MONDAY + WEEK)
    assert await life.asked("broken") == ["Mon 09 Mar 09:00"]


async def test_a_team_whose_digest_cannot_be_drawn_stops_no_other(life: Life) -> None:
    broken = team("broken", next_due=MONDAY - HOUR, zone="Atlantis/Poseidonis")
    await kept(life, broken, *holder(), team(next_due=MONDAY), membership(), prompt(), share())
    await life.tick()
    assert [found.team_id for found in await life.office.database.kept(Digest)] == ["team"]
    assert [found.next_due for found in await life.office.database.kept(Team, id="broken")] == [None]


async def test_a_question_that_cannot_come_back_stops_no_other(life: Life) -> None:
    atlantis = holder("broken", zone="Atlantis/Poseidonis")
    await kept(life, *atlantis, prompt("lost", "broken", again_at=MONDAY - HOUR))
    await kept(life, *holder(), prompt(again_at=MONDAY))
    await life.tick()
    assert [found.again_at for found in await life.office.database.kept(Prompt)] == [None, None]
    assert len(life.chat.taken) == 1


# APScheduler.


async def test_it_ticks_by_itself_until_it_is_stopped(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    again, times = asyncio.Event(), 0

    async def count(_scene: Scene, _limit: int) -> int:
        nonlocal times
        times += 1
        if times == 3:
            again.set()
        return 0

    monkeypatch.setattr("jobs.ticks.TIMETABLE", (*TIMETABLE, Entry("count", count)))
    await kept(life, *due())
    before = asyncio.all_tasks()
    life.ticker.start(0.02)
    await asyncio.wait_for(again.wait(), PATIENCE)
    await life.ticker.stop()
    assert len(life.chat.taken) == 1
    await asyncio.wait_for(_gone(asyncio.all_tasks() - before), PATIENCE)
    stopped_at = times
    await life.ticker.stop()
    assert times == stopped_at


async def test_stopping_finishes_the_tick_in_hand(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on, finished = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def work(_scene: Scene, _limit: int) -> int:
        begun.set()
        await go_on.wait()
        finished.set()
        return 0

    monkeypatch.setattr("jobs.ticks.TIMETABLE", (Entry("work", work), *TIMETABLE))
    await kept(life, *due())
    before = asyncio.all_tasks()
    life.ticker.start(3600)
    await asyncio.wait_for(begun.wait(), PATIENCE)
    stopping = asyncio.create_task(life.ticker.stop())
    await asyncio.sleep(0)
    assert not stopping.done()
    go_on.set()
    await asyncio.wait_for(stopping, PATIENCE)
    assert finished.is_set()
    assert len(life.chat.taken) == 1
    await asyncio.wait_for(_gone(asyncio.all_tasks() - before), PATIENCE)


async def test_stopping_what_was_never_started_is_fine(life: Life) -> None:
    await life.ticker.stop()


async def _gone(tasks: set[asyncio.Task[object]]) -> None:
    """Wait until these have ended."""
    await asyncio.gather(*tasks, return_exceptions=True)
