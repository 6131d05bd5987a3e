"""What is to be said is said once, whatever becomes of senders and stores."""

import asyncio
import logging
from datetime import timedelta

import pytest

from bot.domain.outbox import Posting, PostingState, Priority
from bot.ports import NotSent, OutcomeUnknown, Unreachable
from tests.coach.chat import fails
from tests.coach.office import LEASE, Office
from tests.coach.patience import PATIENCE, Told, soon
from tests.storage.things import HOUR, MONDAY, posting


async def test_what_is_in_the_outbox_is_said_once(office: Office) -> None:
    await office.wants(posting("one"), posting("two", created_at=MONDAY + HOUR))
    assert await office.deliver() == 2
    assert await office.deliver() == 0
    assert office.chat.taken == ["one", "two"]
    assert await office.states() == {"one": "sent", "two": "sent"}
    said = await office.posting("one")
    assert (said.posted_channel, said.message_id, said.shown) == ("direct-ana", "one#1", 1)


async def test_many_deliverers_at_once_say_it_once(office: Office) -> None:
    await office.wants(*(posting(f"{number:02}", user=f"user-{number}") for number in range(60)))
    await asyncio.gather(*(office.another().deliver() for _ in range(4)))
    assert sorted(office.chat.taken) == [f"{number:02}" for number in range(60)]


async def test_what_is_urgent_is_said_first(office: Office) -> None:
    await office.wants(posting("prompt", priority=Priority.PROMPT), posting("digest", priority=Priority.DIGEST))
    await office.wants(posting("reply", created_at=MONDAY + HOUR))
    await office.deliver()
    assert office.chat.taken == ["reply", "digest", "prompt"]


async def test_it_is_said_at_once_when_woken_and_stopping_finishes_what_is_in_hand(office: Office) -> None:
    taken = asyncio.Event()

    async def tell(_id: str) -> None:
        taken.set()

    office.chat.after_taking = tell
    running = asyncio.create_task(office.deliverer.run())
    await office.wants(posting())
    office.deliverer.wake()
    await soon(taken.wait())
    office.deliverer.stop()
    await soon(running)
    assert await office.state() is PostingState.SENT


@pytest.mark.parametrize("office", ["memory"], indirect=True)
async def test_a_store_that_is_away_stops_nobody_from_trying_again(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    away, taken = Told("action=store_away"), asyncio.Event()

    async def tell(_id: str) -> None:
        taken.set()

    office.chat.after_taking = tell
    await office.wants(posting())
    running = asyncio.create_task(office.deliverer.run())
    logging.getLogger("bot.coach.deliver").addHandler(away)
    async with office.store.transaction() as tx:
        await tx.all(Posting)
        monkeypatch.setattr("bot.storage.store.GIVE_UP_SECONDS", 0.02)
        office.deliverer.wake()
        await soon(away.event.wait())
        monkeypatch.setattr("bot.storage.store.GIVE_UP_SECONDS", PATIENCE)
    logging.getLogger("bot.coach.deliver").removeHandler(away)
    office.deliverer.wake()
    await soon(taken.wait())
    office.deliverer.stop()
    await soon(running)
    assert not [record for record in caplog.records if record.exc_info]


async def test_a_sender_that_dies_between_taking_and_recording_does_not_let_it_be_said_twice(office: Office) -> None:
    office.chat.after_taking = fails(asyncio.CancelledError())
    await office.wants(posting())
    await office.deliver()
    assert await office.state() is PostingState.SENDING
    other = office.another()
    assert await other.deliver() == 0, "its lease is not over"
    await office.let_time_pass()
    await other.deliver()
    assert office.chat.taken == ["posting"]
    assert await office.state() is PostingState.SENT


async def test_a_sender_that_dies_before_it_is_taken_loses_nothing(office: Office) -> None:
    trying = asyncio.Event()

    async def hang(_id: str) -> None:
        trying.set()
        await asyncio.Event().wait()

    office.chat.before_taking = hang
    await office.wants(posting("first"), posting("second", created_at=MONDAY + HOUR))
    dying = asyncio.create_task(office.deliver())
    await soon(trying.wait())
    dying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await dying
    office.chat.before_taking = fails(OutcomeUnknown("never"), times=0)
    await office.let_time_pass()
    await office.another().deliver()
    assert office.chat.taken == ["first", "second"]


async def test_whoever_lost_the_lease_changes_nothing_any_more(office: Office) -> None:
    async def lose_the_lease(_id: str) -> None:
        office.chat.after_taking = fails(OutcomeUnknown("never"), times=0)
        await office.let_time_pass()
        await office.another().deliver()
        raise Unreachable("told too late")

    office.chat.after_taking = lose_the_lease
    await office.wants(posting())
    await office.deliver()
    assert office.chat.taken == ["posting"]
    settled = await office.posting()
    assert (settled.state, settled.reason, settled.attempts) == (PostingState.SENT, None, 2)


async def test_whoever_lost_the_lease_while_its_turn_came_does_not_send(office: Office) -> None:
    async def lose_the_lease() -> None:
        await office.let_time_pass()
        await office.another().deliver()

    office.while_resting = lose_the_lease
    await office.wants(posting())
    await office.deliver()
    assert office.chat.tried == ["posting"]
    assert (await office.posting()).attempts == 3, "claimed, looked for, claimed"


async def test_nothing_is_sent_when_the_lease_would_not_outlive_it(office: Office) -> None:
    await office.wants(posting())
    await office.another(lease=timedelta(seconds=5)).deliver()
    assert office.chat.tried == []
    assert await office.state() is PostingState.WAITING
    await office.let_time_pass()
    await office.another(lease=LEASE).deliver()
    assert office.chat.taken == ["posting"]


async def test_someone_elses_jump_in_time_ends_no_lease_and_no_wait(office: Office) -> None:
    office.chat.before_taking = fails(NotSent("slow down"), only="waiting")
    office.chat.after_taking = fails(OutcomeUnknown("broken"), only="unknown")
    await office.wants(posting("waiting"), posting("unknown", workspace="playground:there"))
    await office.deliver()
    office.clock.moment += timedelta(days=400)
    assert await office.deliver() == 0
    assert await office.states() == {"waiting": "waiting", "unknown": "unknown"}
