"""What every store promises, whichever database is behind it."""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Table, insert, select
from sqlalchemy.exc import IntegrityError, StatementError

from bot.domain.outbox import Heard, Posting, PostingState, Priority
from bot.domain.people import Holding, Invitation, InvitationState, Member, Product, Standing, Team, Way
from bot.domain.reflection import Answer, Asking, Prompt, PromptState, Round, Share, ShareState, TypedWords, Wording
from bot.ports import Figures, StoreAway
from bot.storage import tables
from bot.storage.store import SqlStore
from tests.storage.rows import UNIQUE, row
from tests.storage.stores import House
from tests.storage.things import (
    ASKED,
    DAY,
    HOUR,
    MONDAY,
    WEEK,
    WORKSPACE,
    answer,
    digest,
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
    typed,
)

L_OEUVRE = ASKED._replace(title="L’œuvre")


class Oops(Exception):
    """Something goes wrong in the middle."""


# All or nothing.


async def test_what_is_written_in_a_transaction_is_there_when_it_ends(house: House) -> None:
    await house.keep(member("ana"), member("bob"))
    assert [found.id for found in await house.kept(Member)] == ["ana", "bob"]


async def test_a_transaction_that_fails_leaves_nothing(house: House) -> None:
    async def fail() -> None:
        async with house.store.transaction() as tx:
            tx.add(member("bob"))
            for someone in await tx.all(Member):
                someone.hour = 17
            raise Oops

    await house.keep(member("ana"))
    with pytest.raises(Oops):
        await fail()
    assert [(found.id, found.hour) for found in await house.kept(Member)] == [("ana", 9)]


async def test_what_is_read_in_a_transaction_is_written_back(house: House) -> None:
    await house.keep(member("ana"))
    async with house.store.transaction() as tx:
        found = await tx.first(Member, user="ana")
        assert found is not None
        found.hour = 17
    assert (await house.one(Member, "ana")).hour == 17


async def test_the_order_in_which_things_are_added_does_not_matter(house: House) -> None:
    await house.keep(answer(), prompt(), holding(), product(), member())
    assert await house.one(Answer, "answer-prompt")


async def test_what_refers_to_nobody_is_refused_and_the_store_goes_on(house: House) -> None:
    with pytest.raises(StoreAway):
        await house.keep(member("ana"), product(), holding("nobody"))
    assert await house.kept(Member) == []
    await house.keep(member("ana"))


async def test_what_is_removed_is_gone(house: House) -> None:
    await house.keep(member("ana"), member("bob"))
    async with house.store.transaction() as tx:
        found = await tx.get(Member, "ana")
        assert found is not None
        await tx.remove(found)
    assert [found.id for found in await house.kept(Member)] == ["bob"]


async def test_things_are_found_by_what_they_hold(house: House) -> None:
    await house.keep(member("ana", hour=8), member("bob", hour=10), member("cleo", hour=9, last_week=3))
    async with house.store.transaction() as tx:
        assert await tx.get(Member, None) is None
        assert await tx.get(Member, "dan") is None
        assert await tx.first(Member, user="dan") is None
        assert [found.id for found in await tx.all(Member, order="hour", last_week=None)] == ["ana", "bob"]
        assert [found.id for found in await tx.all(Member, user=["bob", "cleo", "dan"])] == ["bob", "cleo"]
        assert await tx.all(Member, user=[]) == []


# Cancelled, late, or beside others.


async def test_a_cancelled_transaction_is_whole_or_nothing_and_the_store_goes_on(house: House) -> None:
    async def work(step: int) -> None:
        async with house.store.transaction() as tx:
            tx.add(member(f"{step}-a"))
            await tx.all(Member)
            tx.add(member(f"{step}-b"))
            await tx.all(Member)

    cancelled = 0
    for step in range(48):
        task = asyncio.create_task(work(step))
        for _ in range(step):
            await asyncio.sleep(0)
        task.cancel()
        [outcome] = await asyncio.gather(task, return_exceptions=True)
        cancelled += isinstance(outcome, asyncio.CancelledError)
        kept = {found.id for found in await house.kept(Member, id=[f"{step}-a", f"{step}-b"])}
        assert kept in (set(), {f"{step}-a", f"{step}-b"})
    assert cancelled > 5


async def test_a_transaction_that_lasts_too_long_is_given_up(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async def dawdle() -> None:
        async with house.store.transaction() as tx:
            tx.add(member("ana"))
            await tx.all(Member)
            await asyncio.Event().wait()

    with monkeypatch.context() as hurried:
        hurried.setattr("bot.storage.store.GIVE_UP_SECONDS", 0.05)
        with pytest.raises(StoreAway):
            await dawdle()
    assert await house.kept(Member) == []


async def test_waiting_for_another_transaction_is_given_up_too(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await house.keep(member("ana"))

    async def pause() -> None:
        async with house.store.transaction() as tx:
            await tx.get(Member, "ana", lock=True)

    async with house.store.transaction() as first:
        await first.get(Member, "ana", lock=True)
        with monkeypatch.context() as hurried:
            hurried.setattr("bot.storage.store.GIVE_UP_SECONDS", 0.05)
            with pytest.raises(StoreAway):
                await pause()
        first.add(member("bob"))
    assert [found.id for found in await house.kept(Member)] == ["ana", "bob"]


async def test_what_is_bound_to_a_statement_is_in_no_error(house: House) -> None:
    naive = datetime(2026, 3, 2, 9)  # noqa: DTZ001
    with pytest.raises(StatementError) as caught:
        await house.keep(*holder(), prompt(), typed(words="quetzalcoatl", sent_at=naive))
    assert "quetzalcoatl" not in str(caught.value)


# Moments.


async def test_moments_come_back_the_same_and_in_utc(house: House) -> None:
    nine = datetime(2026, 3, 29, 9, tzinfo=ZoneInfo("Pacific/Chatham"))
    await house.keep(member("ana", started_at=nine))
    found = await house.one(Member, "ana")
    assert found.started_at == nine
    assert found.started_at.tzinfo is UTC


async def test_a_moment_without_a_time_zone_is_refused(house: House) -> None:
    with pytest.raises(StatementError, match="needs a time zone"):
        await house.keep(member("ana", started_at=datetime(2026, 3, 2, 9)))  # noqa: DTZ001
    assert await house.kept(Member) == []


# Once.


async def test_a_member_is_asked_once_a_round_and_may_take_extra_questions(house: House) -> None:
    await house.keep(*holder(), prompt("first", week=7), prompt("extra"), prompt("another extra"))
    with pytest.raises(StoreAway):
        await house.keep(prompt("second", week=7))
    await house.keep(prompt("next", week=8))
    assert len(await house.kept(Prompt)) == 4


async def test_a_typed_message_is_kept_once_a_channel_and_workspace(house: House) -> None:
    await house.keep(member(), typed("1", words="un"))
    with pytest.raises(StoreAway):
        await house.keep(typed("1", id="other", words="deux"))
    await house.keep(typed("1", id="elsewhere", channel="direct-bob"), typed("1", id="far", workspace="playground:far"))
    assert (await house.one(TypedWords, "typed-1")).words == "un"


@pytest.mark.parametrize("table", UNIQUE)
async def test_what_is_unique_is_so_in_the_database(house: House, table: str) -> None:
    for columns in UNIQUE[table]:
        async with house.store.engine.connect() as connection:
            for parent in tables.metadata.sorted_tables:
                await connection.execute(insert(parent).values(row(parent, "a")))
            twin = {**row(tables.metadata.tables[table], "b"), **{name: _first(table, name) for name in columns}}
            with pytest.raises(IntegrityError):
                await connection.execute(insert(tables.metadata.tables[table]).values(twin))
            await connection.rollback()


def _first(table: str, column: str) -> object:
    return row(tables.metadata.tables[table], "a")[column]


async def test_an_event_is_heard_once_a_workspace(house: House) -> None:
    async with house.store.transaction() as tx:
        assert not await tx.heard(WORKSPACE, "event", MONDAY)
        assert await tx.heard(WORKSPACE, "event", MONDAY)
    async with house.store.transaction() as tx:
        assert await tx.heard(WORKSPACE, "event", MONDAY)
        assert not await tx.heard("playground:far", "event", MONDAY)
        assert not await tx.heard(WORKSPACE, "another", MONDAY)


async def test_an_event_whose_effect_was_not_saved_was_not_heard(house: House) -> None:
    async def hear_and_fail() -> None:
        async with house.store.transaction() as tx:
            await tx.heard(WORKSPACE, "event", MONDAY)
            raise Oops

    with pytest.raises(Oops):
        await hear_and_fail()
    async with house.store.transaction() as tx:
        assert not await tx.heard(WORKSPACE, "event", MONDAY)


async def test_of_many_who_hear_an_event_at_once_one_is_the_first(house: House) -> None:
    stores = [house.store, house.another()]

    async def hear(number: int) -> bool:
        async with stores[number % 2].transaction() as tx:
            return await tx.heard(WORKSPACE, "event", MONDAY)

    heard = await asyncio.gather(*(hear(number) for number in range(8)))
    assert Counter(heard) == {True: 7, False: 1}


async def test_events_heard_long_ago_are_forgotten(house: House) -> None:
    async with house.store.transaction() as tx:
        await tx.heard(WORKSPACE, "old", MONDAY - DAY)
        await tx.heard(WORKSPACE, "new", MONDAY)
    async with house.store.transaction() as tx:
        assert await tx.forget_heard(MONDAY) == 1
    assert [mark.event for mark in await house.kept(Heard)] == ["new"]


# Who is due.


async def test_members_due_come_earliest_first_and_no_others(house: House) -> None:
    await house.keep(
        member("late", next_due=MONDAY),
        member("early", next_due=MONDAY - HOUR),
        member("later", next_due=MONDAY + HOUR),
        member("never", next_due=None),
    )
    async with house.store.transaction() as tx:
        assert [due.member_id for due in await tx.due_members(MONDAY, 10)] == ["early", "late"]
        assert [due.member_id for due in await tx.due_members(MONDAY, 1)] == ["early"]


async def test_a_member_due_comes_with_the_product_asked_about_longest_ago_of_those_still_held(house: House) -> None:
    products = [product(id_, name=id_) for id_ in ("new", "old", "recent", "ended")]
    await house.keep(
        member(next_due=MONDAY),
        *products,
        holding(id="1", product_id="recent", last_asked=MONDAY - DAY, way=Way.SHARED),
        holding(id="2", product_id="ended", ended_at=MONDAY),
        holding(id="3", product_id="old", last_asked=MONDAY - WEEK, way=Way.PROJECT_LEAD),
    )
    async with house.store.transaction() as tx:
        [due] = await tx.due_members(MONDAY, 10)
        assert (due.holding_id, due.way) == ("3", Way.PROJECT_LEAD)
        tx.add(holding(id="4", product_id="new"))
        assert (await tx.turn_of("ana")).holding_id == "4"


async def test_a_member_due_without_a_product_comes_all_the_same(house: House) -> None:
    await house.keep(member(next_due=MONDAY), product(), holding(ended_at=MONDAY))
    async with house.store.transaction() as tx:
        [due] = await tx.due_members(MONDAY, 10)
    assert (due.member_id, due.holding_id, due.way) == ("ana", None, None)


async def test_many_are_asked_at_once_each_with_their_own_words_and_told_in_their_own_workspace(house: House) -> None:
    await house.keep(*holder("ana"), *holder("bob", workspace="slack:T2", user="U2"))
    async with house.store.transaction() as tx:
        await tx.ask(MONDAY, [asking("ana", language="en", asked=L_OEUVRE), asking("bob", week=None)])
        await tx.tell_readers(["prompt-ana", "prompt-bob"], posting(kind="prompt", priority=Priority.PROMPT))
    ana, bob = sorted(await house.kept(Prompt), key=lambda found: found.member_id)
    assert (ana.asked, ana.week, ana.state, ana.asked_at) == (L_OEUVRE, 5, PromptState.OPEN, MONDAY)
    assert (ana.product.id, ana.slower, bob.product.id) == ("product-ana", False, "product-bob")
    assert (bob.question_id, bob.holding_id, bob.week, bob.again_at) == ("vision", "holding-bob", None, None)
    told = {found.subject: (found.workspace, found.user, found.language) for found in await house.kept(Posting)}
    assert told == {"prompt-ana": (WORKSPACE, "ana", "en"), "prompt-bob": ("slack:T2", "U2", "fr")}
    assert [found.last_asked for found in await house.kept(Holding)] == [MONDAY, MONDAY]


async def test_the_words_of_a_question_are_kept_once_for_all_who_are_asked_in_them(house: House) -> None:
    await house.keep(*holder("ana"), *holder("bob"), *holder("cleo"))
    async with house.store.transaction() as tx:
        await tx.ask(MONDAY, [asking("ana"), asking("bob", asked=L_OEUVRE)])
    async with house.another().transaction() as tx:
        await tx.ask(MONDAY, [asking("cleo", slower=True)])
    ana, bob, cleo = sorted(await house.kept(Prompt), key=lambda found: found.member_id)
    assert len(await house.kept(Wording)) == 2
    assert (ana.asked, bob.asked, cleo.asked) == (ASKED, L_OEUVRE, ASKED)
    assert (ana.slower, cleo.slower) == (False, True)


async def test_reading_a_question_looks_at_its_own_product_and_at_no_other(on_disk: House) -> None:
    query = str(select(Prompt).where(tables.prompts.c.id == "prompt").compile(on_disk.store.engine.sync_engine))
    async with on_disk.store.engine.connect() as connection:
        plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", ("prompt",))
        assert [step for *_, step in plan if "SEARCH" not in step] == []


async def test_a_second_prompt_of_a_member_and_week_is_neither_kept_nor_told(house: House) -> None:
    await house.keep(*holder("ana"), *holder("bob"), prompt("first", week=5))
    async with house.store.transaction() as tx:
        await tx.ask(MONDAY, [asking("ana"), asking("bob")])
        await tx.tell_readers(["prompt-ana", "prompt-bob"], posting(kind="prompt"))
    assert sorted(found.id for found in await house.kept(Prompt)) == ["first", "prompt-bob"]
    assert [found.subject for found in await house.kept(Posting)] == ["prompt-bob"]


async def test_a_round_that_was_lived_ends_a_pause_and_each_member_is_due_at_a_moment_of_their_own(
    house: House,
) -> None:
    paused = {"standing": Standing.PAUSED, "paused_until": MONDAY - HOUR}
    await house.keep(member("ana", next_due=MONDAY, **paused), member("bob", next_due=MONDAY), member("cleo"))
    async with house.store.transaction() as tx:
        await tx.plan([Round("ana", 5, MONDAY + WEEK), Round("bob", 6, None)])
    ana, bob, cleo = sorted(await house.kept(Member), key=lambda found: found.id)
    assert (ana.standing, ana.paused_until, ana.last_week, ana.next_due) == (Standing.ACTIVE, None, 5, MONDAY + WEEK)
    assert (bob.last_week, bob.next_due) == (6, None)
    assert (cleo.last_week, cleo.next_due) == (None, None)


def asking(member_id: str, **other: Any) -> Asking:
    """The question to somebody, in week 5."""
    given = {"prompt_id": f"prompt-{member_id}", "member_id": member_id, "holding_id": f"holding-{member_id}"}
    return Asking(**{**given, "question_id": "vision", "language": "fr", "asked": ASKED, "week": 5, **other})


async def test_teams_due_come_earliest_first_and_no_others(house: House) -> None:
    await house.keep(
        team("late", next_due=MONDAY),
        team("early", next_due=MONDAY - HOUR),
        team("later", next_due=MONDAY + HOUR),
        team("never", next_due=None),
    )
    async with house.store.transaction() as tx:
        assert [found.id for found in await tx.due_teams(MONDAY, 10)] == ["early", "late"]
        assert [found.id for found in await tx.due_teams(MONDAY, 1)] == ["early"]


async def test_questions_put_off_come_back_when_they_are_due(house: House) -> None:
    await house.keep(
        *holder(),
        prompt("late", again_at=MONDAY),
        prompt("early", again_at=MONDAY - HOUR),
        prompt("later", again_at=MONDAY + HOUR),
        prompt("never"),
    )
    async with house.store.transaction() as tx:
        assert [found.id for found in await tx.due_again(MONDAY, 10)] == ["early", "late"]


async def test_each_member_due_is_given_to_one_of_eight_takers(house: House) -> None:
    await house.keep(*(member(f"{number:02}", next_due=MONDAY) for number in range(40)))
    stores = [house.another() for _ in range(4)]

    async def take(number: int) -> list[str]:
        taken: list[str] = []
        while True:
            async with stores[number % 4].transaction() as tx:
                found = await tx.due_members(MONDAY, 3)
                await tx.plan([Round(due.member_id, due.last_week, None) for due in found])
            if not found:
                return taken
            taken += [due.member_id for due in found]

    taken = await asyncio.gather(*(take(number) for number in range(8)))
    assert sorted(id_ for ids in taken for id_ in ids) == [f"{number:02}" for number in range(40)]


NEXT: dict[str, Callable[[], tuple[object, ...]]] = {
    "a member's question": lambda: holder(next_due=MONDAY),
    "a team's digest": lambda: (team(next_due=MONDAY),),
    "a question put off": lambda: (*holder(), prompt(again_at=MONDAY)),
    "an invitation that lapses": lambda: (team(), invitation(lapses_at=MONDAY)),
}


async def test_without_anything_due_there_is_no_next_moment(house: House) -> None:
    async with house.store.transaction() as tx:
        assert await tx.next_moment() is None


@pytest.mark.parametrize("what", NEXT)
async def test_the_next_moment_is_that_of(house: House, what: str) -> None:
    await house.keep(*NEXT[what]())
    async with house.store.transaction() as tx:
        assert await tx.next_moment() == MONDAY


async def test_the_next_moment_is_the_earliest_of_all(house: House) -> None:
    await house.keep(
        *holder(next_due=MONDAY + 3 * HOUR),
        team(next_due=MONDAY + 2 * HOUR),
        prompt("open", again_at=MONDAY + HOUR),
        prompt("answered", again_at=MONDAY - HOUR, state=PromptState.ANSWERED),
        invitation("accepted", lapses_at=MONDAY - HOUR, state=InvitationState.ACCEPTED),
        invitation("open", lapses_at=MONDAY + WEEK),
    )
    async with house.store.transaction() as tx:
        moment = await tx.next_moment()
    assert moment == MONDAY + HOUR
    assert moment.tzinfo is UTC


async def test_open_invitations_lapse_and_others_stay_as_they_are(house: House) -> None:
    await house.keep(
        team(),
        invitation("lapsing", lapses_at=MONDAY),
        invitation("open", lapses_at=MONDAY + HOUR),
        invitation("accepted", lapses_at=MONDAY, state=InvitationState.ACCEPTED),
    )
    async with house.store.transaction() as tx:
        assert await tx.lapse_invitations(MONDAY) == 1
    states = {found.id: found.state.value for found in await house.kept(Invitation)}
    assert states == {"lapsing": "lapsed", "open": "open", "accepted": "accepted"}


async def test_previews_never_published_are_forgotten(house: House) -> None:
    draft = {"state": ShareState.DRAFT, "shared_at": None}
    await house.keep(
        *(*holder(), team(), prompt()),
        share("old draft", created_at=MONDAY - DAY, **draft),
        share("new draft", created_at=MONDAY, **draft),
        share("old but shared", created_at=MONDAY - DAY),
    )
    async with house.store.transaction() as tx:
        assert await tx.forget_drafts(MONDAY) == 1
    assert [found.id for found in await house.kept(Share)] == ["new draft", "old but shared"]


# What was answered.


async def test_the_last_prompt_is_the_one_asked_last(house: House) -> None:
    await house.keep(*holder(), prompt("old", asked_at=MONDAY - WEEK), prompt("new"), *holder("bob"))
    async with house.store.transaction() as tx:
        last = await tx.last_prompt("ana")
        assert last is not None
        assert last.id == "new"
        assert await tx.last_prompt("bob") is None


async def test_prompts_since_a_moment_are_the_members_own_oldest_first(house: House) -> None:
    asked = (prompt(f"{weeks} ago", asked_at=MONDAY - weeks * WEEK, week=weeks) for weeks in (1, 3, 0, 2))
    await house.keep(*holder(), *asked, *holder("bob"), prompt("bobs", "bob"))
    async with house.store.transaction() as tx:
        found = await tx.prompts_since("ana", MONDAY - 2 * WEEK)
    assert [each.id for each in found] == ["2 ago", "1 ago", "0 ago"]


async def test_a_total_counts_what_members_answered_lately_since_they_joined(house: House) -> None:
    since = MONDAY - WEEK
    rated = {"too early": since, "last": MONDAY, "first": since + timedelta(seconds=1)}
    await house.keep(*holder("ana"), *holder("bob"), *holder("cleo"), team())
    await house.keep(membership(), membership("bob", joined_at=MONDAY - DAY))
    for week, (id_, moment) in enumerate(rated.items()):
        await house.keep(prompt(id_, week=week), answer(id_, rated_at=moment))
    await house.keep(
        *(prompt("of bob", "bob", week=1), answer("of bob", "bob", rated_at=MONDAY - DAY)),
        *(prompt("before", "bob", week=2), answer("before", "bob", rated_at=MONDAY - DAY - HOUR)),
        *(prompt("of cleo", "cleo", week=1), answer("of cleo", "cleo", rated_at=MONDAY - DAY)),
        *(prompt("extra"), answer("extra", rated_at=MONDAY - DAY)),
        *(prompt("in words", week=9), answer("in words", rating=None, rated_at=None, words="des mots")),
    )
    assert await _undrawn(house, since) == ["answer-first", "answer-of bob", "answer-last"]
    assert await _undrawn(house, since, "another team") == []


async def test_what_a_total_has_drawn_no_other_draws(house: House) -> None:
    await house.keep(*holder("ana"), *holder("bob"), team(), membership(), membership("bob"))
    await house.keep(prompt(week=1), answer(), prompt("hers", "bob", week=1), answer("hers", "bob"))
    async with house.store.transaction() as tx:
        await tx.draw([one for one in await tx.undrawn("team", MONDAY - WEEK) if one.member_id == "ana"], "digest")
    assert await _undrawn(house) == ["answer-hers"]
    assert (await house.one(Answer, "answer-prompt")).drawn_in == "digest"


async def test_each_rating_is_drawn_by_one_of_four_teams_that_draw_at_once(house: House) -> None:
    teams = [f"team {number}" for number in range(4)]
    await house.keep(*holder(), *(each for id_ in teams for each in (team(id_), membership(team_id=id_))))
    await house.keep(*(each for week in range(20) for each in (prompt(str(week), week=week), answer(str(week)))))
    drawn: list[str] = []

    async def draw(store: SqlStore, team_id: str) -> None:
        async with store.transaction() as tx:
            found = await tx.undrawn(team_id, MONDAY - WEEK)
            await tx.draw(found, team_id)
            drawn.extend(one.answer_id for one in found)

    stores = [house.another() for _ in teams]
    await asyncio.gather(*(draw(store, team_id) for store, team_id in zip(stores, teams, strict=True)))
    assert sorted(drawn) == sorted(f"answer-{week}" for week in range(20))


async def _undrawn(house: House, since: datetime = MONDAY - WEEK, team_id: str = "team") -> list[str]:
    async with house.store.transaction() as tx:
        return [rated.answer_id for rated in await tx.undrawn(team_id, since)]


# Whose rows.


def test_every_table_says_whose_rows_it_holds() -> None:
    owners = {table.name: table.info.get("rows_of") for table in tables.metadata.sorted_tables}
    assert set(owners.values()) <= {"member", "person", "pseudonym", "team", "workspace", "nobody"}, owners


async def test_no_row_of_a_removed_member_is_left(house: House) -> None:
    for tag in ("a", "b"):
        async with house.store.engine.begin() as connection:
            for table in tables.metadata.sorted_tables:
                if table.name != "house":
                    await connection.execute(insert(table).values(row(table, tag)))
    async with house.store.transaction() as tx:
        removed = await tx.get(Member, "a")
        assert removed is not None
        await tx.remove(removed)
    async with house.store.engine.begin() as connection:
        for table in tables.metadata.sorted_tables:
            if table.info["rows_of"] == "member" or _is_part_of_a_members(table):
                assert list(await connection.scalars(select(table.c.id))) == ["b"], table.name
            elif table.name != "house":
                assert list(await connection.scalars(select(table.c.id).order_by("id"))) == ["a", "b"], table.name


def _is_part_of_a_members(table: Table) -> bool:
    """Whether a row cannot be without something of a member's, as what two say about what one of them passed on."""
    needed = (key for key in table.foreign_keys if not key.parent.nullable)
    return any(key.column.table.info["rows_of"] == "member" for key in needed)


def test_a_members_rows_refer_to_their_member() -> None:
    for table in tables.metadata.sorted_tables:
        if table.info["rows_of"] == "member" and table.name != "members":
            [key] = table.c.member_id.foreign_keys
            assert (key.column.table.name, key.ondelete) == ("members", "CASCADE"), table.name


async def test_a_removed_team_takes_its_rows_along_and_leaves_its_members(house: House) -> None:
    await house.keep(*holder(), team(), membership(), invitation(), digest(), prompt(), share(digest_id="digest"))
    async with house.store.transaction() as tx:
        removed = await tx.get(Team, "team")
        assert removed is not None
        await tx.remove(removed)
    assert await house.kept(Share) == []
    assert [len(await house.kept(kind)) for kind in (Member, Product, Holding, Prompt)] == [1, 1, 1, 1]


# Seen from outside.


async def test_what_is_due_and_what_waits_is_counted_by_platform_and_state(house: House) -> None:
    await house.keep(member("ana", next_due=MONDAY), member("bob", next_due=MONDAY + HOUR), member("kim"))
    await house.keep(
        posting("one"),
        posting("two", state=PostingState.SENT),
        posting("three", workspace="slack:T1"),
    )
    async with house.store.transaction() as tx:
        assert await tx.figures(MONDAY + HOUR) == Figures(
            2, HOUR.total_seconds(), {("playground", "waiting"): 1, ("slack", "waiting"): 1}
        )
        assert (await tx.figures(MONDAY - DAY)).due == 0


# Leaving.


async def test_in_a_workspace_that_the_coach_left_everybody_has_stopped_and_nothing_waits(house: House) -> None:
    there = {"message_id": "1", "posted_channel": "direct-ana"}
    await house.keep(
        *(member("ana", next_due=MONDAY), member("bob", standing=Standing.STOPPED, stopped_at=MONDAY - WEEK)),
        *(member("kim", workspace="playground:else", next_due=MONDAY), team(next_due=MONDAY)),
        *(posting("waits"), posting("room", state=PostingState.DROPPED, room_at=MONDAY), posting("stands", **there)),
        *(posting("errand", kind="gone"), posting("kims", workspace="playground:else")),
    )
    async with house.store.transaction() as tx:
        await tx.leave_workspace(WORKSPACE, MONDAY, ("gone",))
    members = {found.id: (found.standing, found.stopped_at, found.next_due) for found in await house.kept(Member)}
    stopped = {"ana": (Standing.STOPPED, MONDAY, None), "bob": (Standing.STOPPED, MONDAY - WEEK, None)}
    assert members == {**stopped, "kim": (Standing.ACTIVE, None, MONDAY)}
    ended = await house.one(Team, "team")
    assert (ended.ended_at, ended.next_due) == (MONDAY, None)
    states = {found.id: (found.state, found.room_at) for found in await house.kept(Posting)}
    assert states["waits"] == states["room"] == (PostingState.DROPPED, None)
    assert {id_ for id_, (state, _) in states.items() if state is PostingState.WAITING} == {"stands", "kims"}
    assert "errand" not in states
