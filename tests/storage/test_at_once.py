"""Two who change the same at the same moment: neither is lost, and whoever was outrun is told to do it again."""

import asyncio

import pytest

from bot.coach.again import again_if_outrun
from bot.domain.outbox import Posting
from bot.domain.people import Member
from bot.ports import Conflict
from tests.storage.stores import House
from tests.storage.things import WORKSPACE, member, posting


async def test_twenty_at_once_that_read_and_then_write_lose_nothing(house: House) -> None:
    await house.keep(posting("counter"))
    stores = [house.store, house.another()]

    async def count(number: int) -> None:
        async with stores[number % 2].transaction() as tx:
            counter = await tx.get(Posting, "counter", lock=True)
            assert counter is not None
            before = counter.wanted
            await asyncio.sleep(0)
            counter.wanted = before + 1

    await asyncio.gather(*(count(number) for number in range(20)))
    assert (await house.one(Posting, "counter")).wanted == 21


@pytest.mark.parametrize("how", ["get", "first", "all"])
async def test_what_was_read_before_is_read_anew_once_it_is_locked(in_postgres: House, how: str) -> None:
    house = in_postgres
    await house.keep(posting("counter"))
    async with house.store.transaction() as tx:
        counter = await tx.get(Posting, "counter")
        async with house.another().transaction() as other:
            theirs = await other.get(Posting, "counter", lock=True)
            assert theirs is not None
            theirs.wanted = 5
        if how == "get":
            await tx.get(Posting, "counter", lock=True)
        elif how == "first":
            await tx.first(Posting, lock=True, id="counter")
        else:
            await tx.all(Posting, lock=True, id="counter")
        assert counter is not None
        assert counter.wanted == 5


async def test_of_two_who_start_at_once_the_second_is_told_and_finds_the_first(house: House) -> None:
    async def start() -> str:
        async with house.store.transaction() as tx:
            found = await tx.first(Member, lock=True, workspace=WORKSPACE, user="ana")
            await asyncio.sleep(0)
            if found is None:
                tx.add(found := member("ana"))
        return found.id

    assert await asyncio.gather(*(again_if_outrun(start) for _ in range(4))) == ["ana"] * 4
    assert len(await house.kept(Member)) == 1


async def test_what_exists_already_is_a_conflict(house: House) -> None:
    await house.keep(member("ana"))
    with pytest.raises(Conflict):
        await house.keep(member("other", user="ana"))


async def test_two_who_wait_for_each_other_do_not_wait_for_long(in_postgres: House) -> None:
    house, met = in_postgres, asyncio.Barrier(2)
    await house.keep(posting("one"), posting("two"))

    async def change(first: str, second: str) -> None:
        async with house.store.transaction() as tx:
            await tx.get(Posting, first, lock=True)
            await met.wait()
            found = await tx.get(Posting, second, lock=True)
            assert found is not None
            found.wanted += 1

    results = await asyncio.gather(change("one", "two"), change("two", "one"), return_exceptions=True)
    assert [type(result) for result in results if result is not None] == [Conflict]
    assert sum(found.wanted for found in await house.kept(Posting)) == 3
