"""Who is in a team's channel is looked at by night: nothing is concluded from what could not be read."""

from datetime import timedelta

import pytest

from bot.coach import look_round
from bot.coach.erase import erase
from bot.coach.look_round import LOOKS_EVERY, look_at_channels
from bot.domain.people import Departure, GuestList, Membership, Team
from bot.ports import NotSent, OutcomeUnknown, Unreachable
from tests.coach.chat import fails
from tests.coach.office import Office
from tests.storage.things import DAY, MONDAY, guest_list, holder, membership, team


@pytest.fixture
async def night(office: Office) -> Office:
    """A night on which two members of a team were seen in its channel before, and one of them is there no more."""
    people = (membership("ana", in_channel=True), membership("bob", in_channel=True))
    await office.wants(*holder("ana"), *holder("bob"), team(channel="pm"), *people)
    office.chat.members["pm"] = ["ana"]
    return office


async def looks(office: Office) -> None:
    async with office.store.transaction() as tx:
        await look_at_channels(office.scene(tx), 50)
    await office.deliver()


async def stay(office: Office) -> list[str]:
    return sorted(each.member_id for each in await office.database.kept(Membership))


async def test_who_was_there_and_is_not_leaves_the_team(night: Office) -> None:
    await looks(night)
    assert await stay(night) == ["ana"]
    assert [each.member_id for each in await night.database.kept(Departure)] == ["bob"]


@pytest.mark.parametrize("problem", [NotSent("busy"), OutcomeUnknown("broken"), Unreachable("hidden")], ids=str)
async def test_while_the_chat_does_not_tell_everybody_stays(night: Office, problem: Exception) -> None:
    night.chat.looking = fails(problem)
    await looks(night)
    [found] = await night.database.kept(Team)
    assert (await stay(night), found.paused_at) == (["ana", "bob"], None)


async def test_of_a_channel_too_large_to_be_read_everybody_stays(
    night: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(look_round, "MOST_READ", 0)
    await looks(night)
    assert await stay(night) == ["ana", "bob"]


async def test_a_channel_is_looked_at_once_a_day_however_often_processes_start(night: Office) -> None:
    await looks(night)
    night.chat.members["pm"] = []
    await looks(night)
    assert await stay(night) == ["ana"]
    night.clock.moment = MONDAY + LOOKS_EVERY
    await looks(night)
    assert await stay(night) == []


async def test_a_channel_that_is_lost_loses_nobody(night: Office) -> None:
    night.chat.lost.add("pm")
    await looks(night)
    [found] = await night.database.kept(Team)
    assert (await stay(night), found.paused_at) == (["ana", "bob"], MONDAY)
    night.chat.lost.clear()
    night.clock.moment = MONDAY + DAY
    await looks(night)
    [found] = await night.database.kept(Team)
    assert found.paused_at is None
    assert found.next_due is not None
    assert found.next_due > MONDAY + timedelta(days=1)


async def test_whoever_erases_everything_stands_on_no_list(office: Office) -> None:
    await office.wants(*holder("ana"), team(), guest_list(user="kim", found={"ana": "Ana", "lou": "Lou"}))
    async with office.store.transaction() as tx:
        await erase(office.scene(tx), "ana", tell=False)
    [guests] = await office.database.kept(GuestList)
    assert guests.found == {"lou": "Lou"}
