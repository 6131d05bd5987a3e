"""Whose rows they are: shown to whom they belong, removed without a rest, forgotten when they are old."""

import contextlib
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Column, Table, insert, select

from bot.domain.passing_on import PassedOn, PassedReply
from bot.domain.people import Holding, Invitation, InvitationState, Member, Product, Team
from bot.domain.reflection import Answer, Prompt, Share
from bot.storage import tables
from tests.storage.rows import row
from tests.storage.stores import House
from tests.storage.things import (
    DAY,
    MONDAY,
    WEEK,
    WORKSPACE,
    answer,
    digest,
    holder,
    holding,
    invitation,
    member,
    passed_on,
    passed_reply,
    posting,
    product,
    prompt,
    share,
    team,
    typed,
)

TABLES = tables.metadata.sorted_tables
PEOPLES = [table for table in TABLES if table.info["rows_of"] in ("member", "person", "pseudonym")]
YEAR = timedelta(days=365)
AGELESS = {"members", "memberships", "erased"}
"""What lives as long as somebody takes part, and the mark that outlives it."""


def is_user(table: Table, column: Column[Any]) -> bool:
    """Whether a column holds somebody's id on their platform."""
    return column.name in ("user", table.info.get("user"), *table.info.get("names", {}))


async def furnish(house: House, *tags: str) -> None:
    """Rows in every table for each of these people, with their id wherever one stands."""
    for tag in tags:
        async with house.store.transaction() as tx:
            pseudonym = await tx.pseudonym(WORKSPACE, tag)
        async with house.store.engine.begin() as connection:
            for table in TABLES:
                if table.name in ("house", "own_keys"):
                    continue
                values = row(table, tag) | {each.name: tag for each in table.columns if is_user(table, each)}
                values |= {"workspace": WORKSPACE} if "workspace" in table.c else {}
                values |= {table.info["known_by"]: pseudonym} if "known_by" in table.info else {}
                unique = {name: f"{name}-{tag}" for name in ("event", "key", "message_id") if name in table.c}
                values |= unique | ({"channel": f"channel-{tag}"} if table.name == "teams" else {})
                await connection.execute(insert(table).values(values))


async def everything(house: House) -> str:
    """Every value of every row, decrypted, as one text."""
    said: list[str] = []
    async with house.store.engine.begin() as connection:
        for table in TABLES:
            said += [f"{table.name} {tuple(found)}" for found in await connection.execute(select(table))]
    return "\n".join(said)


def test_whoever_a_column_may_name_the_walk_finds() -> None:
    for table in TABLES:
        for column in table.columns:
            if column.name == "user" or column.name.endswith(("_by", "_coach")):
                assert is_user(table, column), f"{column} holds somebody's id, and `info` does not say so"
                assert "workspace" in table.c, f"{column} names a user of a workspace that its row does not know"


def test_everything_of_people_grows_old() -> None:
    assert {table.name for table in PEOPLES if "ages_by" not in table.info} == AGELESS


async def test_everything_kept_of_somebody_is_shown_and_nobody_elses(house: House) -> None:
    await furnish(house, "ana", "bob")
    async with house.store.transaction() as tx:
        shown = await tx.rows_about(WORKSPACE, "ana")
    assert all(rows for rows in shown.values())
    assert set(shown) >= {table.name for table in PEOPLES}
    assert "-bob" not in str(shown)
    assert "quetzal-typed_words-words-ana" in str(shown)


async def test_who_invited_somebody_is_not_shown_what_became_of_it(house: House) -> None:
    await house.keep(*holder(), team(), invitation("eva", state=InvitationState.DECLINED))
    async with house.store.transaction() as tx:
        shown = await tx.rows_about(WORKSPACE, "ana")
    assert "declined" not in str(shown)
    assert "eva" not in str([{**row, "id": ""} for row in shown["invitations"]])


async def test_nothing_of_somebody_is_left_once_removed(house: House) -> None:
    await furnish(house, "ana", "bob")
    before = await everything(house)
    async with house.store.transaction() as tx:
        await tx.remove_rows_of(WORKSPACE, "ana", spared=())
        pseudonym = await tx.pseudonym(WORKSPACE, "ana")
    left = await everything(house)
    for table in TABLES:
        if table.info["rows_of"] in ("member", "person"):
            lines = [line for line in left.splitlines() if line.startswith(f"{table.name} ")]
            assert len(lines) == 1, table.name
            assert "ana" not in lines[0], table.name
    assert {line.split()[0] for line in left.splitlines() if pseudonym in line} == {"erased", "deeds"}
    assert "set_up_by_name-ana" in before
    assert "_by_name-ana" not in left
    assert left.count("-bob") == before.count("-bob")


async def test_what_is_spared_stays(house: House) -> None:
    await house.keep(*holder(), posting("going"), posting("staying"))
    async with house.store.transaction() as tx:
        await tx.remove_rows_of(WORKSPACE, "ana", spared=["staying"])
    left = await everything(house)
    assert "staying" in left
    assert "going" not in left


async def test_the_same_user_of_another_workspace_is_somebody_else(house: House) -> None:
    await house.keep(member("here", user="U1"), member("there", user="U1", workspace="slack:T2"))
    async with house.store.transaction() as tx:
        here, there = await tx.pseudonym(WORKSPACE, "U1"), await tx.pseudonym("slack:T2", "U1")
        await tx.remove_rows_of(WORKSPACE, "U1", spared=())
    assert here != there
    assert [found.id for found in await house.kept(Member)] == ["there"]


async def test_a_pseudonym_is_the_same_in_every_process_and_tells_nothing(house: House) -> None:
    told = []
    for store in (house.store, house.another()):
        async with store.transaction() as tx:
            told.append(await tx.pseudonym(WORKSPACE, "ana"))
    assert told[0] == told[1]
    assert "ana" not in told[0]


async def test_a_pseudonym_made_in_what_was_undone_is_nobodys(house: House) -> None:
    with contextlib.suppress(ZeroDivisionError):
        async with house.store.transaction() as tx:
            undone = [await tx.pseudonym(WORKSPACE, "ana") for _ in range(2)]
            raise ZeroDivisionError
    told = []
    for store in (house.store, house.another(), house.store):
        async with store.transaction() as tx:
            told.append(await tx.pseudonym(WORKSPACE, "ana"))
    assert undone[0] == undone[1]
    assert len(set(told)) == 1


async def test_everybody_of_whom_anything_is_kept_is_known(house: House) -> None:
    await house.keep(*holder(), team(set_up_by="eva", product_coach="kim"), invitation("lou", invited_by="max"))
    async with house.store.transaction() as tx:
        known = await tx.everyone()
    assert known == [(WORKSPACE, user) for user in ("ana", "eva", "kim", "lou", "max")]


async def test_what_is_old_is_forgotten_and_the_rest_stays(house: House) -> None:
    old = MONDAY - YEAR
    for id_, when in (("old", old), ("new", MONDAY)):
        await house.keep(*holder(id_), prompt(id_, id_, asked_at=when), answer(id_, id_, changed_at=when))
        await house.keep(
            typed(id_, member_id=id_, changed_at=when), team(id_), invitation(id_, team_id=id_, sent_at=when)
        )
    assert await _forgotten(house, MONDAY - DAY) == 4
    for kind in (Prompt, Answer, Invitation):
        assert len(await house.kept(kind)) == 1, kind
    assert len(await house.kept(Member)) == 2


async def test_an_old_question_stays_as_long_as_a_younger_answer_belongs_to_it(house: House) -> None:
    await house.keep(*holder(), prompt(asked_at=MONDAY - YEAR), answer(changed_at=MONDAY))
    assert await _forgotten(house, MONDAY - DAY) == 0
    assert await _forgotten(house, MONDAY + DAY) == 2
    assert await house.kept(Prompt) == []


async def test_a_team_that_ended_long_ago_goes_once_its_digests_are_old(house: House) -> None:
    await house.keep(team(ended_at=MONDAY - YEAR), digest(published_at=MONDAY))
    assert await _forgotten(house, MONDAY - DAY) == 0
    assert await _forgotten(house, MONDAY + DAY) == 2
    assert await house.kept(Team) == []


async def test_what_stands_in_a_chat_is_not_forgotten_behind_its_back(house: House) -> None:
    await house.keep(*holder(), team(), prompt(asked_at=MONDAY - YEAR), share(created_at=MONDAY - YEAR), posting())
    assert await _forgotten(house, MONDAY + WEEK) == 0
    async with house.store.transaction() as tx:
        assert [found.id for found in await tx.old(Share, MONDAY, 10)] == ["share"]
        assert [found.id for found in await tx.old_postings(MONDAY + WEEK, 10)] == ["posting"]
        assert await tx.old_postings(MONDAY, 10) == []
    assert len(await house.kept(Share)) == 1


async def test_what_was_passed_on_is_old_once_nobody_answers_it_any_more(house: House) -> None:
    await house.keep(*holder(), team(), passed_on(created_at=MONDAY - YEAR), passed_reply(sent_at=MONDAY))
    assert await _forgotten(house, MONDAY + WEEK) == 0
    async with house.store.transaction() as tx:
        assert await tx.old(PassedOn, MONDAY - DAY, 10) == []
        assert [found.id for found in await tx.old(PassedReply, MONDAY + DAY, 10)] == ["reply"]
        await tx.remove(*await tx.old(PassedReply, MONDAY + DAY, 10))
        assert [found.id for found in await tx.old(PassedOn, MONDAY + DAY, 10)] == ["passed"]


async def test_a_product_coach_who_is_removed_leaves_what_others_passed_on(house: House) -> None:
    await house.keep(*holder(), team(), passed_on(), passed_reply())
    async with house.store.transaction() as tx:
        await tx.remove_rows_of(WORKSPACE, "kim", spared=())
    assert [passed.coach for passed in await house.kept(PassedOn)] == [None]
    assert await house.kept(PassedReply) == []


async def test_only_so_much_is_forgotten_at_once(house: House) -> None:
    await house.keep(*holder())
    await house.keep(*(typed(str(number), changed_at=MONDAY - YEAR) for number in range(5)))
    async with house.store.transaction() as tx:
        assert await tx.forget_old(MONDAY, 2) == 2


async def test_a_product_that_nobody_holds_is_forgotten_and_others_stay(house: House) -> None:
    await house.keep(*holder(), product("free"), product("read"), team(product_id="read"))
    await house.keep(member("bob"), holding("bob", ended_at=MONDAY, product_id="product-ana"))
    async with house.store.transaction() as tx:
        assert await tx.forget_unheld_products(10) == 1
    assert {found.id for found in await house.kept(Product)} == {"product-ana", "read"}
    assert len(await house.kept(Holding)) == 2


@pytest.mark.parametrize("since", ["stopped_at", "closed_at"])
async def test_members_who_left_long_ago_are_found(house: House, since: str) -> None:
    await house.keep(member("gone", **{since: MONDAY - WEEK}), member("going", **{since: MONDAY}), member("here"))
    async with house.store.transaction() as tx:
        assert [found.id for found in await tx.left_members(MONDAY, 10)] == ["gone"]


async def test_members_are_looked_at_when_that_is_due_or_was_never_said(house: House) -> None:
    await house.keep(member("due", look_at=MONDAY), member("later", look_at=MONDAY + DAY), member("never"))
    async with house.store.transaction() as tx:
        assert {found.id for found in await tx.unseen_members(MONDAY, 10)} == {"due", "never"}


async def _forgotten(house: House, before: Any) -> int:
    done = 0
    while True:
        async with house.store.transaction() as tx:
            gone = await tx.forget_old(before, 50)
        if not gone:
            return done
        done += gone
