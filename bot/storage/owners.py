"""Whose rows each table holds, walked in one way: to show them, to remove them, and to forget what is old."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Delete,
    Select,
    Table,
    Update,
    and_,
    delete,
    exists,
    select,
    update,
)

from bot.storage.tables import members, metadata, postings


@dataclass(frozen=True)
class Owner:
    """Somebody as the tables know them; `member_id` is None for who never started."""

    workspace: str
    user: str
    member_id: str | None
    pseudonym: str


def rows_about(owner: Owner) -> Iterator[tuple[Table, Select[Any]]]:
    """What tells of somebody: their own rows, and of the rows of others no more than what names them.

    Whom somebody invited, for example, is theirs to know; what became of it is not. What they did to others' data is
    noted with their name: that is shown, too.
    """
    for table in metadata.sorted_tables:
        for own in (_theirs(table, owner), _known(table, owner)):
            if own is not None:
                told = (each for each in table.c if each.name not in table.info.get("untold", ()))
                yield table, select(*told).where(own)
        for column, condition in _named(table, owner).items():
            told = (table.c[each] for each in ("id", column, *table.info["names"][column]))
            yield table, select(*told).where(condition)
        if "done_by" in table.info:
            done = (each for each in table.c if each.name != table.info["known_by"])
            yield table, select(*done).where(table.c[table.info["done_by"]] == owner.pseudonym)


def removal(owner: Owner, spared: Collection[str]) -> Iterator[Delete | Update]:
    """What removes every row of somebody's but the spared ones, and every mention of them in the rows of others."""
    for table in reversed(metadata.sorted_tables):
        theirs = _theirs(table, owner)
        if theirs is not None:
            yield delete(table).where(theirs, table.c.id.not_in(spared))
        for column, condition in _named(table, owner).items():
            told = (column, *table.info["names"][column])
            yield update(table).where(condition).values({each: _nothing(table, each) for each in told})


def forgetting(before: datetime, limit: int) -> Iterator[Delete]:
    """What removes rows older than that, so many a table; a row stays as long as a younger one refers to it."""
    for table in reversed(metadata.sorted_tables):
        if "ages_by" in table.info and not table.info.get("stands_in_chat"):
            old = select(table.c.id).where(is_older(table, before)).limit(limit).with_for_update(skip_locked=True)
            yield delete(table).where(table.c.id.in_(old))


def is_older(table: Table, before: datetime) -> ColumnElement[bool]:
    """Whether a row is older than that and nothing that ages by itself refers to it."""
    age = table.c[table.info["ages_by"]]
    references = [
        key.parent
        for other in metadata.sorted_tables
        if "ages_by" in other.info and other is not table
        for key in other.foreign_keys
        if key.column.table is table
    ]
    return and_(age < before, *(~exists().where(column == table.c.id) for column in references))


def everyone() -> CompoundSelect[Any, Any]:
    """The workspace and user of everybody whom any row knows by id."""
    known = [
        select(table.c.workspace, table.c[column].label("user")).where(table.c[column].is_not(None))
        for table in metadata.sorted_tables
        for column in _users(table)
    ]
    return known[0].union(*known[1:])


def strangers() -> Select[Any]:
    """Of everybody, those who never started; whom nothing but a message was for is left out."""
    known = [
        select(table.c.workspace, table.c[column].label("user"))
        for table in metadata.sorted_tables
        for column in _users(table)
        if table not in (members, postings)
    ]
    each = known[0].union(*known[1:]).subquery().c
    started = exists().where(members.c.workspace == each.workspace, members.c.user == each.user)
    return select(each.workspace, each.user).where(each.user != "", ~started)


def _users(table: Table) -> Iterator[str]:
    if "workspace" in table.c and "user" in table.c:
        yield "user"
    yield from table.info.get("names", {})


def _theirs(table: Table, owner: Owner) -> ColumnElement[bool] | None:
    rows_of = table.info["rows_of"]
    if rows_of == "member" and "member_id" in table.c:
        return table.c.member_id == owner.member_id if owner.member_id else None
    if rows_of in ("member", "person"):
        return and_(table.c.workspace == owner.workspace, table.c[table.info.get("user", "user")] == owner.user)
    return None


def _known(table: Table, owner: Owner) -> ColumnElement[bool] | None:
    return table.c[table.info["known_by"]] == owner.pseudonym if "known_by" in table.info else None


def _named(table: Table, owner: Owner) -> dict[str, ColumnElement[bool]]:
    names = table.info.get("names", {})
    return {each: and_(table.c.workspace == owner.workspace, table.c[each] == owner.user) for each in names}


def _nothing(table: Table, column: str) -> str | None:
    return None if table.c[column].nullable else ""
