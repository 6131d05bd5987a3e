"""The pace that a platform wants is learned and kept by every process together, and nobody else is slowed by it."""

import asyncio
from datetime import timedelta

from bot.domain.outbox import PostingState, Priority
from bot.domain.pace import AHEAD, Pace, Pacing
from bot.ports import NotSent, SlowDown
from tests.coach.chat import fails
from tests.coach.office import Office
from tests.coach.patience import soon
from tests.storage.things import DAY, HOUR, MONDAY, WORKSPACE, posting

SECOND = timedelta(seconds=1)
FIVE = Pacing(start=5.0)


async def prompts(office: Office, count: int, workspace: str = WORKSPACE) -> None:
    """So many people there are to be asked."""
    asked = {"workspace": workspace, "priority": Priority.PROMPT}
    await office.wants(*(posting(f"{workspace} {at}", user=f"user-{at}", **asked) for at in range(count)))


async def whole(office: Office) -> Pace:
    """The pace of the workspace, as the store has it."""
    [pace] = await office.database.kept(Pace, workspace=WORKSPACE, channel="")
    return pace


async def test_what_is_said_in_a_workspace_is_spaced_out_and_no_more_is_taken_than_comes_soon(office: Office) -> None:
    await office.is_known()
    office.chat.pacing = FIVE
    await prompts(office, 20)
    async with office.store.transaction() as tx:
        begun = await tx.store_now()
    await office.deliver()
    assert len(office.chat.taken) == 3
    assert (await whole(office)).free_at >= begun + 3 * SECOND / 5
    assert max(office.rests) <= AHEAD.total_seconds()


async def test_processes_share_the_turns(office: Office) -> None:
    await office.is_known()
    office.chat.pacing = FIVE
    await prompts(office, 20)
    await asyncio.gather(*(office.another().deliver() for _ in range(3)))
    assert len(office.chat.taken) <= 6


async def test_a_reply_and_a_digest_are_said_before_all_the_prompts_that_wait(office: Office) -> None:
    await office.is_known()
    office.chat.pacing = Pacing(start=2.0)
    await prompts(office, 30)
    await office.deliver()
    taken = len(office.chat.taken)
    await office.wants(posting("digest", user=None, channel="team", priority=Priority.DIGEST, created_at=MONDAY + DAY))
    await office.wants(posting("reply", created_at=MONDAY + DAY))
    await office.let_time_pass()
    await office.deliver()
    assert office.chat.taken[taken : taken + 2] == ["reply", "digest"]


async def test_who_has_little_to_say_does_not_wait_for_who_has_much(office: Office) -> None:
    for workspace in ("playground:much", "playground:little"):
        await office.is_known(workspace)
    office.chat.pacing = FIVE
    await prompts(office, 100, "playground:much")
    await prompts(office, 2, "playground:little")
    await office.deliver()
    assert {"playground:little 0", "playground:little 1"} <= set(office.chat.taken)


async def test_a_channel_is_slower_than_its_workspace_and_holds_nobody_else_up(office: Office) -> None:
    office.chat.pacing = Pacing(channel=10 * SECOND)
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
    office.chat.pacing = FIVE
    await office.wants(posting("first", priority=Priority.REPLY), posting("second", user="bea"))
    await office.wants(posting("elsewhere", workspace="playground:there"))
    await office.deliver()
    assert office.chat.taken == ["elsewhere"]
    assert await office.another().deliver() == 0
    await office.let_time_pass()
    await office.deliver()
    assert sorted(office.chat.taken) == ["elsewhere", "first", "second"]


async def test_what_is_refused_makes_it_slower_for_everybody_from_then_on(office: Office) -> None:
    office.chat.pacing = Pacing(start=40.0)
    office.chat.before_taking = fails(SlowDown("ratelimited", SECOND))
    await office.wants(posting())
    await office.deliver()
    learned = await whole(office)
    assert learned.rate is not None
    assert 10 < learned.rate < 40
    assert learned.held_until == learned.free_at


async def test_where_nobody_answers_what_was_to_follow_is_given_back_and_others_go_on(office: Office) -> None:
    for workspace in (WORKSPACE, "playground:there"):
        await office.is_known(workspace)
    office.chat.before_taking = fails(NotSent("no connection"), only=f"{WORKSPACE} 0")
    office.chat.pacing = Pacing(start=10.0)
    await prompts(office, 3)
    await prompts(office, 3, "playground:there")
    await office.deliver()
    assert len(office.chat.taken) >= 3
    assert {f"playground:there {number}" for number in range(3)} <= set(office.chat.taken)
    await office.let_time_pass()
    await office.deliver()
    await office.let_time_pass()
    await office.deliver()
    assert len(office.chat.taken) == 6


async def test_what_had_to_wait_is_said_by_itself_as_soon_as_it_may(office: Office) -> None:
    taken = asyncio.Event()

    async def tell(_id: str) -> None:
        taken.set()

    office.chat.before_taking = fails(SlowDown("ratelimited", timedelta(milliseconds=5)))
    office.chat.after_taking = tell
    await office.wants(posting())
    running = asyncio.create_task(office.deliverer.run())
    office.deliverer.wake()
    await soon(taken.wait())
    office.deliverer.stop()
    await soon(running)
    assert len(office.chat.tried) == 2
