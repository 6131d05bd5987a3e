"""The pace that a platform wants is kept by every process together, and nobody else is slowed by it."""

import asyncio
from datetime import timedelta

from bot.domain.outbox import PostingState, Priority
from bot.domain.pace import Pace, Pacing
from bot.ports import SlowDown
from tests.coach.chat import fails
from tests.coach.office import Office
from tests.storage.things import HOUR, MONDAY, posting

SECOND = timedelta(seconds=1)
PATIENCE = 10.0


async def test_what_is_said_in_a_workspace_is_spaced_out(office: Office) -> None:
    office.chat.pacing = Pacing(workspace=SECOND / 2)
    await office.wants(*(posting(f"{number}", user=f"user-{number}") for number in range(3)))
    async with office.store.transaction() as tx:
        begun = await tx.store_now()
    await office.deliver()
    assert len(office.chat.taken) == 3
    [whole] = await office.database.kept(Pace)
    assert whole.free_at >= begun + 3 * SECOND / 2
    assert max(office.rests) <= 1


async def test_a_channel_is_slower_than_its_workspace_and_holds_nobody_else_up(office: Office) -> None:
    office.chat.pacing = Pacing(workspace=SECOND / 10, channel=10 * SECOND)
    await office.wants(*(posting(f"{number}", created_at=MONDAY + number * HOUR) for number in range(2)))
    await office.wants(posting("other", user="bea", created_at=MONDAY + 5 * HOUR))
    await office.deliver()
    assert office.chat.taken == ["0", "other"]
    assert await office.state("1") is PostingState.WAITING
    await office.let_time_pass()
    await office.deliver()
    assert office.chat.taken == ["0", "other", "1"]


async def test_a_change_of_what_stands_there_takes_no_turn_of_the_channel(office: Office) -> None:
    office.chat.pacing = Pacing(channel=10 * SECOND)
    await office.wants(posting())
    await office.deliver()
    await office.refresh("phrase", "typed.stopped")
    await office.deliver()
    said = await office.posting()
    assert (said.shown, said.wanted) == (2, 2)


async def test_when_the_platform_asks_for_time_everybody_there_waits_and_others_do_not(office: Office) -> None:
    office.chat.before_taking = fails(SlowDown("ratelimited", timedelta(seconds=30)), only="first")
    office.chat.pacing = Pacing(workspace=SECOND / 1000)
    await office.wants(posting("first", priority=Priority.REPLY), posting("second", user="bea"))
    await office.wants(posting("elsewhere", workspace="playground:there"))
    await office.deliver()
    assert office.chat.taken == ["elsewhere"]
    assert await office.another().deliver() == 0
    await office.let_time_pass()
    await office.deliver()
    assert sorted(office.chat.taken) == ["elsewhere", "first", "second"]


async def test_what_had_to_wait_is_said_by_itself_as_soon_as_it_may(office: Office) -> None:
    taken = asyncio.Event()

    async def tell(_id: str) -> None:
        taken.set()

    office.chat.before_taking = fails(SlowDown("ratelimited", timedelta(milliseconds=5)))
    office.chat.after_taking = tell
    await office.wants(posting())
    running = asyncio.create_task(office.deliverer.run())
    office.deliverer.wake()
    await asyncio.wait_for(taken.wait(), PATIENCE)
    office.deliverer.stop()
    await asyncio.wait_for(running, PATIENCE)
    assert len(office.chat.tried) == 2
