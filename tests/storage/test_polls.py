"""Votes at once and closings at once: one vote a person, one closing, and nobody beside what they answered."""

import asyncio
import re
from collections import Counter
from datetime import date, timedelta

from sqlalchemy import text

from bot.coach import poll as polls
from bot.coach import scene
from bot.coach.again import again_if_outrun
from bot.coach.scene import Scene
from bot.domain.calendar import moment_at
from bot.domain.library import Library
from bot.domain.outbox import Posting
from bot.domain.people import Team
from bot.domain.policy import Policy
from bot.domain.poll import Poll, PollState
from bot.domain.reflection import Rating
from bot.domain.refusals import Refusal
from bot.storage.store import SqlStore
from bot.storage.tables import metadata
from tests.storage.stores import House
from tests.storage.things import MONDAY, WEEK, WORKSPACE, holder, membership, poll, posting, team

RATINGS = (Rating.YES, Rating.NO, Rating.RATHER_NO, Rating.NO, Rating.YES, Rating.UNKNOWN)


class Office:
    """Processes of the coach over one database."""

    def __init__(self, house: House, library: Library) -> None:
        self._house, self._about = house, scene.House(library, Policy())
        self.stores = [house.store, house.another()]

    async def votes(self, store: SqlStore, user: str, rating: Rating, late: timedelta = timedelta()) -> bool:
        """Somebody taps; whether it was kept."""

        async def vote() -> bool:
            async with store.transaction() as tx:
                here = Scene(self._about, tx, MONDAY + late, WORKSPACE)
                try:
                    await polls.vote(here, user, "team", "poll", rating)
                except Refusal:
                    return False
            return True

        return await again_if_outrun(vote)

    async def puts(self, store: SqlStore, poll_id: str) -> str:
        """A PM puts a preview to the channel; the key of why not."""

        async def put() -> str:
            async with store.transaction() as tx:
                here = Scene(self._about, tx, MONDAY, WORKSPACE)
                found, asked = await tx.get(Poll, poll_id, lock=True), await tx.get(Team, "team")
                assert found is not None
                assert asked is not None
                try:
                    await polls.put(here, found, asked)
                except Refusal as refusal:
                    return refusal.key
            return ""

        return await again_if_outrun(put)

    async def closes(self, store: SqlStore) -> int:
        """A tick at the moment of closing; how many polls it closed."""

        async def close() -> int:
            async with store.transaction() as tx:
                return await polls.close_due(Scene(self._about, tx, MONDAY + WEEK), 50)

        return await again_if_outrun(close)


async def furnished(house: House, library: Library) -> Office:
    """An office with an open poll of Ana's."""
    await house.keep(*holder(), team(), membership("ana", "team"), poll())
    return Office(house, library)


async def test_taps_at_once_count_once_a_person_and_none_is_lost(house: House, library: Library) -> None:
    office = await furnished(house, library)
    taps = [(f"user{number}", rating) for number, rating in enumerate(RATINGS)]
    twice = [office.votes(store, *tap) for tap in taps for store in office.stores]
    assert all(await asyncio.gather(*twice))
    ballots = (await house.one(Poll, "poll")).ballots or {}
    assert Counter(ballots.values()) == Counter(RATINGS)
    assert list(ballots) == sorted(ballots), "in no order that tells who came first"


async def test_of_several_processes_one_closes_it_and_a_tap_is_counted_or_refused(
    house: House, library: Library
) -> None:
    office = await furnished(house, library)
    for number, rating in enumerate(RATINGS[:-1]):
        await office.votes(house.store, f"user{number}", rating)
    just = WEEK - timedelta(microseconds=1)
    closings = [office.closes(store) for store in office.stores]
    taps = [office.votes(store, "last", RATINGS[-1], just) for store in office.stores]
    *closed, first, second = await asyncio.gather(*closings, *taps)
    closed.append(await office.closes(house.store))
    assert sum(closed) == 1
    kept = await house.one(Poll, "poll")
    assert (kept.state, kept.key, kept.ballots) == (PollState.CLOSED, None, None)
    assert kept.counts is not None
    assert sum(kept.counts.values()) == len(RATINGS) - 1 + (first or second)
    assert [(one.kind, one.subject) for one in await house.kept(Posting)] == [(polls.RESULT, "poll")]


async def test_no_row_says_what_somebody_voted_and_none_holds_who_did(house: House, library: Library) -> None:
    """As the database rests, without the key: read column by column as plain text."""
    office = await furnished(house, library)
    for number, rating in enumerate(RATINGS):
        await office.votes(house.store, f"voter{number}", rating)
    opened = await raw(house)
    await office.closes(house.store)
    closed = await raw(house)
    assert all(any("vision" in row for row in rows) for rows in (opened, closed)), "the search finds what is in clear"
    assert [row for row in (*opened, *closed) if re.search("voter[0-9]", row)] == []
    assert [row for row in opened if "rather_no" in row] == []
    (counted,) = (row for row in closed if "rather_no" in row)
    assert "'key': None, 'ballots': None" in counted


async def test_of_two_pms_who_put_one_at_once_one_is_told_that_it_is_too_soon(house: House, library: Library) -> None:
    office = await furnished(house, library)
    await house.keep(*holder("ben"), membership("ben", "team"))
    async with house.store.transaction() as tx:
        for old in await tx.all(Poll):
            await tx.remove(old)
    closes = moment_at(date(2026, 3, 9), 9, "Europe/Paris")
    for user in ("ana", "ben"):
        await house.keep(poll(user, put_by=user, state=PollState.DRAFT, closes_at=closes))
    assert sorted(await asyncio.gather(*map(office.puts, office.stores, ("ana", "ben")))) == ["", "poll.too_soon"]
    assert len(await house.kept(Poll, state=PollState.OPEN)) == 1


async def test_a_poll_that_the_chat_refused_is_a_preview_again(house: House, library: Library) -> None:
    await furnished(house, library)
    async with house.store.transaction() as tx:
        here = Scene(scene.House(library, Policy()), tx, MONDAY, WORKSPACE)
        refused = posting("refused", kind=polls.POLL, subject="poll", user=None, channel="team")
        refused.state = type(refused.state).SET_ASIDE
        await polls.make_draft_if_refused(here, refused)
    kept = await house.one(Poll, "poll")
    assert (kept.state, kept.key, kept.ballots) == (PollState.DRAFT, None, None)
    assert [(one.kind, one.user) for one in await house.kept(Posting)] == [(polls.FAILED, "ana")]


async def raw(house: House) -> list[str]:
    """Every row as it rests."""
    found = []
    async with house.store.engine.begin() as connection:
        for table in metadata.sorted_tables:
            rows = (await connection.execute(text(f'SELECT * FROM "{table.name}"'))).mappings()  # noqa: S608
            found += [f"{table.name} {dict(row)}" for row in rows]
    return found
