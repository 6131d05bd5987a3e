"""What every store promises about the outbox: who is next, to whom it is given, and at what pace."""

import asyncio
from collections.abc import Collection
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.outbox import Posting, PostingState, Priority
from bot.domain.pace import Pace
from bot.ports import Place
from tests.storage.stores import House
from tests.storage.things import HOUR, MONDAY, WEEK, WORKSPACE, posting

LEASE = timedelta(seconds=60)
OVER = timedelta(0)
ELSEWHERE = "playground:elsewhere"


async def claimed(house: House, limit: int = 10, lease: timedelta = LEASE, workspace: str = WORKSPACE) -> list[str]:
    """What is given to somebody who wants something to say there."""
    async with house.store.transaction() as tx:
        return [found.id for found in await tx.claim(workspace, limit, lease)]


async def reclaimed(house: House, busy: Collection[str] = ()) -> list[str]:
    """What is given to somebody who looks for what got lost."""
    async with house.store.transaction() as tx:
        return [found.id for found in await tx.reclaim(10, LEASE, busy)]


async def places(house: House) -> list[Place]:
    """Where there is something to say."""
    async with house.store.transaction() as tx:
        return list(await tx.places())


# What is next.


async def test_what_waits_is_claimed_most_urgent_first_then_oldest(house: House) -> None:
    await house.keep(
        posting("old prompt", user="1", priority=Priority.PROMPT, created_at=MONDAY - WEEK),
        posting("digest", user="2", priority=Priority.DIGEST),
        posting("new reply", user="3", created_at=MONDAY + HOUR),
        posting("old reply", user="4", created_at=MONDAY),
        posting("elsewhere", user="5", workspace=ELSEWHERE),
    )
    assert await claimed(house, limit=3) == ["old reply", "new reply", "digest"]
    assert await claimed(house) == ["old prompt"]


async def test_what_is_claimed_is_leased_to_its_taker_alone(house: House) -> None:
    await house.keep(posting())
    before = datetime.now(UTC)
    assert await claimed(house) == ["posting"]
    found = await house.one(Posting, "posting")
    assert (found.state, found.attempts) == (PostingState.SENDING, 1)
    assert found.lease_until is not None
    assert found.lease_until >= before + LEASE
    assert await claimed(house) == []
    assert await reclaimed(house) == []


async def test_each_posting_is_given_to_one_of_eight_takers(house: House) -> None:
    await house.keep(*(posting(f"{number:02}", user=f"{number}") for number in range(40)))
    stores = [house.another() for _ in range(4)]

    async def take(number: int) -> list[str]:
        taken: list[str] = []
        while True:
            async with stores[number % 4].transaction() as tx:
                found = await tx.claim(WORKSPACE, 3, LEASE)
            if not found:
                return taken
            taken += [one.id for one in found]

    taken = await asyncio.gather(*(take(number) for number in range(8)))
    assert sorted(id_ for ids in taken for id_ in ids) == [f"{number:02}" for number in range(40)]


@pytest.mark.parametrize("to", [{"user": "ana"}, {"user": None, "channel": "team"}], ids=["person", "channel"])
async def test_in_a_conversation_one_thing_is_said_after_the_other(house: House, to: dict[str, str | None]) -> None:
    await house.keep(posting("first", **to), posting("second", created_at=MONDAY + HOUR, **to))
    assert await claimed(house) == ["first"]
    assert await claimed(house) == []
    async with house.store.transaction() as tx:
        first = await tx.get(Posting, "first")
        assert first is not None
        first.state = PostingState.SENT
    assert await claimed(house) == ["second"]


async def test_a_thread_waits_for_its_parent(house: House) -> None:
    await house.keep(posting("parent", priority=Priority.PROMPT), posting("detail", thread_of="parent"))
    assert await claimed(house) == ["parent"]
    assert await claimed(house) == []
    async with house.store.transaction() as tx:
        parent = await tx.get(Posting, "parent")
        assert parent is not None
        parent.state, parent.shown = PostingState.SENT, 1
    assert await claimed(house) == ["detail"]


@pytest.mark.parametrize(
    "state", [PostingState.LEFT, PostingState.DROPPED, PostingState.SET_ASIDE, PostingState.UNSETTLED]
)
async def test_a_thread_whose_parent_is_not_said_by_itself_waits_no_longer(house: House, state: PostingState) -> None:
    await house.keep(posting("parent", state=state), posting("detail", thread_of="parent"))
    assert await claimed(house) == ["detail"]


async def test_what_is_given_back_is_claimed_again_after_its_wait_on_the_stores_own_clock(house: House) -> None:
    await house.keep(
        posting("soon", user="bob", state=PostingState.SENDING, created_at=MONDAY + 1000 * WEEK),
        posting("in an hour", state=PostingState.SENDING, created_at=MONDAY - 1000 * WEEK),
    )
    async with house.store.transaction() as tx:
        for id_, wait in {"soon": OVER, "in an hour": HOUR}.items():
            found = await tx.get(Posting, id_)
            assert found is not None
            found.state = PostingState.WAITING
            await tx.retry(found, wait)
    assert await claimed(house) == ["soon"]


# What got lost.


async def test_what_a_vanished_sender_had_in_hand_is_reclaimed_when_its_lease_is_over(house: House) -> None:
    await house.keep(posting("vanished"), posting("sending", user="bob", created_at=MONDAY + HOUR))
    assert await claimed(house, limit=1, lease=OVER) == ["vanished"]
    assert await claimed(house) == ["sending"]
    assert await reclaimed(house) == ["vanished"]
    assert await reclaimed(house) == []
    assert (await house.one(Posting, "vanished")).attempts == 2


async def test_what_nobody_knows_the_fate_of_is_reclaimed_after_its_wait(house: House) -> None:
    await house.keep(
        posting("now", state=PostingState.UNKNOWN, retry_at=MONDAY),
        posting("later", state=PostingState.UNKNOWN, retry_at=datetime.now(UTC) + HOUR),
        posting("waiting"),
        posting("sent", state=PostingState.SENT),
    )
    assert await reclaimed(house) == ["now"]


async def test_in_each_workspace_one_thing_is_looked_for_at_a_time_and_none_where_somebody_looks(house: House) -> None:
    lost = {"state": PostingState.UNKNOWN, "retry_at": MONDAY}
    await house.keep(posting("first", **lost), posting("second", created_at=MONDAY + HOUR, **lost))
    await house.keep(posting("elsewhere", workspace=ELSEWHERE, **lost))
    assert await reclaimed(house, busy=[WORKSPACE]) == ["elsewhere"]
    assert await reclaimed(house) == ["first"]


# Where there is something to say.


async def test_places_are_told_most_urgent_first_then_who_spoke_longest_ago(house: House) -> None:
    now = datetime.now(UTC)
    given = {"a": Priority.PROMPT, "b": Priority.PROMPT, "c": Priority.PROMPT, "d": Priority.REPLY}
    await house.keep(*(posting(name, workspace=name, priority=priority) for name, priority in given.items()))
    async with house.store.transaction() as tx:
        for name, ago in {"a": 1 * HOUR, "c": 2 * HOUR, "d": OVER}.items():
            (await tx.pace(name)).free_at = now - ago
    assert [place.workspace for place in await places(house)] == ["d", "b", "c", "a"]


async def test_a_place_tells_when_its_turn_comes_and_until_when_it_is_silent(house: House) -> None:
    await house.keep(posting())
    until = datetime.now(UTC).replace(microsecond=0) + HOUR
    async with house.store.transaction() as tx:
        pace = await tx.pace(WORKSPACE)
        pace.free_at = pace.held_until = until
    [place] = await places(house)
    assert (place.workspace, place.held_until) == (WORKSPACE, until)
    assert OVER < place.wait <= HOUR


async def test_where_all_that_waits_has_to_wait_longer_there_is_nothing_to_say(house: House) -> None:
    later = datetime.now(UTC) + HOUR
    await house.keep(
        posting("refused", workspace="a", retry_at=later),
        posting("detail", workspace="b", thread_of="parent"),
        posting("parent", workspace="b", state=PostingState.SENDING),
        posting("said", workspace="c", state=PostingState.SENT),
    )
    assert await places(house) == []


# The pace.


async def test_a_channel_rests_from_what_is_new_and_from_nothing_else(house: House) -> None:
    async with house.store.transaction() as tx:
        await tx.rest(WORKSPACE, {"ana": MONDAY, "bob": MONDAY})
        await tx.rest(WORKSPACE, {"ana": datetime.now(UTC) + HOUR})
    await house.keep(posting("to ana"), posting("to bob", user="bob"), posting("to ana elsewhere", workspace=ELSEWHERE))
    assert await claimed(house) == ["to bob"]
    assert await claimed(house, workspace=ELSEWHERE) == ["to ana elsewhere"]
    await house.keep(posting("changed", posted_channel="direct", message_id="1", shown=1, wanted=2))
    assert await claimed(house) == ["changed"]


async def test_a_learned_pace_is_kept_and_is_the_same_for_everybody(house: House) -> None:
    async with house.store.transaction() as tx:
        (await tx.pace(WORKSPACE)).rate = 42.5
    async with house.another().transaction() as tx:
        assert (await tx.pace(WORKSPACE)).rate == 42.5
        assert (await tx.pace(ELSEWHERE)).rate is None


async def test_turns_taken_by_many_at_once_are_all_counted(house: House) -> None:
    stores = [house.another() for _ in range(4)]

    async def take(number: int) -> None:
        async with stores[number % 4].transaction() as tx:
            pace = await tx.pace(WORKSPACE)
            await asyncio.sleep(0)
            pace.rate = (pace.rate or 0) + 1

    await asyncio.gather(*(take(number) for number in range(12)))
    [pace] = await house.kept(Pace)
    assert pace.rate == 12


async def test_channels_are_forgotten_sooner_than_what_was_learned_of_their_workspace(house: House) -> None:
    ago = datetime.now(UTC) - 2 * HOUR
    async with house.store.transaction() as tx:
        await tx.rest(WORKSPACE, {"ana": ago, "bob": ago + 2 * HOUR})
        (await tx.pace(WORKSPACE)).free_at = ago
        (await tx.pace(ELSEWHERE)).free_at = ago - WEEK
    async with house.store.transaction() as tx:
        assert await tx.forget_paces(HOUR, WEEK) == 2
    assert {(pace.workspace, pace.channel) for pace in await house.kept(Pace)} == {(WORKSPACE, ""), (WORKSPACE, "bob")}
