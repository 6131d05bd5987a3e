"""The year of a product held by two, a team of eight and a community of twelve: how little comes, and what it tells."""

import re
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from itertools import pairwise

import pytest
import pytest_asyncio

from bot.domain.library import Library
from bot.domain.people import Member, Membership, Team
from bot.domain.poll import Poll, PollState
from bot.domain.reflection import Digest
from bot.domain.together import Comparison
from tests.dialogs.conftest import opened
from tests.dialogs.talk import Talk
from tests.dialogs.town import PMS, Town
from tests.dialogs.year import PARIS, Said

EVERYBODY = PMS.lower()
MONTH = timedelta(days=28)
MINIMUM = 5


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def town(library: Library) -> AsyncIterator[Town]:
    """The year, lived once."""
    async with opened("sqlite://") as store:
        lived = Town(Talk(library, store, "fr"))
        await lived.live()
        yield lived


def unasked(town: Town, user: str) -> Sequence[Said]:
    """What came by itself, but for what came of a question that they had put to a channel."""
    result = town.talk.say("poll.result", team="|").split("|")[0]
    return [said for said in town.told_by_itself(user) if not said.text.startswith(result)]


def digests(town: Town, channel: str) -> Sequence[Said]:
    """What was published there, as it was read first."""
    title = town.talk.say("digest.title_product", team="|").split("|")[0]
    return [said for said in town.posted if said.user == channel and said.new and said.text.startswith(title)]


@pytest.mark.parametrize("user", EVERYBODY)
async def test_nobody_gets_more_than_two_unasked_messages_in_any_seven_days(town: Town, user: str) -> None:
    days = [said.day for said in unasked(town, user)]
    assert days
    for first in days:
        assert sum(first <= day < first + timedelta(days=7) for day in days) <= 2, first


@pytest.mark.parametrize("user", EVERYBODY)
async def test_nothing_is_asked_twice(town: Town, user: str) -> None:
    asked = [said for said in town.told_by_itself(user) if town.talk.say("prompt.write") in said.text]
    assert set(Counter(said.day.isocalendar()[:2] for said in asked).values()) == {1}


async def test_a_channel_gets_a_poll_once_a_month_at_most_however_often_somebody_tries(town: Town) -> None:
    polls = await town.talk.kept(Poll)
    for team in {poll.team_id for poll in polls}:
        days = sorted(poll.created_at.astimezone(PARIS).date() for poll in polls if poll.team_id == team)
        assert len(days) >= 6
        assert all(later - earlier >= MONTH for earlier, later in pairwise(days))


async def test_two_holders_compare_once_a_month_at_most_and_no_more_once_one_hands_over(town: Town) -> None:
    shown = town.talk.say("together.both", question="|", own="|", name="A", other="|").split("|")[2]
    days = sorted({said.day for said in town.said if said.user == "b" and said.new and shown in said.text})
    assert len(days) >= 5
    assert all(later - earlier >= MONTH for earlier, later in pairwise(days))
    assert await town.talk.kept(Comparison) == []


async def test_no_digest_comes_for_a_question_alone(town: Town) -> None:
    for channel in (town.team, town.community):
        published = digests(town, channel)
        assert len(published) >= 3
        for said in published:
            assert "Ce que la semaine" in said.text or "réponses (" in said.text


async def test_the_product_s_team_reads_no_number_and_no_total_counts_fewer_than_the_minimum(town: Town) -> None:
    assert not any(re.search(r"réponses? \(", said.text) for said in digests(town, town.team))
    for digest in await town.talk.kept(Digest):
        assert all(sum(counts.values()) >= MINIMUM for counts in digest.totals.values())
    closed = await town.talk.kept(Poll, state=PollState.CLOSED)
    assert any(poll.counts for poll in closed)
    assert all(sum(poll.counts.values()) >= MINIMUM for poll in closed if poll.counts)
    assert all((poll.key, poll.ballots) == (None, None) for poll in closed)


async def test_while_a_poll_is_open_nobody_reads_a_count_and_nobody_ever_who_voted(town: Town) -> None:
    names = re.compile(rf"\b[{PMS[2:]}MNOPQR] ?:")
    for said in town.posted:
        assert not names.search(said.text), said.text


async def test_who_is_back_in_the_channel_is_offered_it_once_and_who_handed_over_takes_part_no_more(town: Town) -> None:
    offered = town.talk.say("departures.back", team="Les PM")
    assert sum(offered in said.text for said in town.told_by_itself("l")) == 1
    users = {each.id: each.user for each in await town.talk.kept(Member)}
    teams = {each.id: each.channel for each in await town.talk.kept(Team)}
    part = {(teams[each.team_id], users[each.member_id]) for each in await town.talk.kept(Membership)}
    assert {user for channel, user in part if channel == town.team} == {"a", "c"}
    assert ("pm", "l") in part, "they took the offer"
