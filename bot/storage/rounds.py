"""The rounds of many members at once: what is read and written in bulk, a few statements for all of them."""

import json
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from operator import attrgetter
from typing import Any, TypeVar

from sqlalchemy import (
    ARRAY,
    JSON,
    Boolean,
    Column,
    ColumnElement,
    Integer,
    Select,
    String,
    Text,
    and_,
    any_,
    bindparam,
    cast,
    column,
    exists,
    func,
    literal,
    select,
    true,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.outbox import Posting
from bot.domain.people import Due, Standing
from bot.domain.quiet import SILENT_AFTER
from bot.domain.reflection import Asked, Asking, PromptState, Reminding, Round
from bot.storage import tables
from bot.storage.types import Moment

INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
"""How to insert, on each engine, what may be there already."""

_ASKING = attrgetter("prompt_id", "member_id", "holding_id", "question_id", "language", "week", "slower")
_KEPT = ("id", "member_id", "holding_id", "question_id", "language", "week", "slower", "wording_id")
_OF_ALL = ("asked_at", "state", "remind_at")
"""The columns of a prompt: what `_ASKING` gives and its wording, and what is the same for all asked together."""

_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")


class Rounds:
    """The part of a transaction that asks; see `bot.ports.Transaction`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def due(self, now: datetime, limit: int) -> Sequence[Due]:
        found = await self._session.execute(_DUE, {"now": now, "limit": limit})
        return [Due(*row) for row in found.all()]

    async def turn_of(self, member_id: str) -> Due:
        await self._session.flush()
        found = await self._session.execute(_ONES, {"member": member_id})
        return Due(*found.one())

    async def ask(self, now: datetime, askings: Sequence[Asking]) -> None:
        await self._session.flush()
        wordings = await self._wordings({asking.asked for asking in askings})
        for remind_at, alike in _grouped((asking.remind_at, asking) for asking in askings).items():
            await self._keep(now, remind_at, [[*_ASKING(asking), wordings[asking.asked]] for asking in alike])
        held = tables.holdings
        had_turn = update(held).where(self._among(held.c.id, [asking.holding_id for asking in askings]))
        await self._session.execute(had_turn.values(last_asked=now))

    async def _keep(self, now: datetime, remind_at: datetime | None, rows: Sequence[Sequence[object]]) -> None:
        prompt = tables.prompts
        new = select(*self._columns_of(rows, *[Text] * 5, Integer, Boolean, Text))
        open_, then = literal(PromptState.OPEN, prompt.c.state.type), literal(remind_at, Moment)
        new = new.add_columns(literal(now, Moment), open_, then)
        insert = INSERT[self._dialect.name](prompt).from_select((*_KEPT, *_OF_ALL), new.where(true()))
        await self._session.execute(insert.on_conflict_do_nothing())

    async def _wordings(self, asked: Collection[Asked]) -> dict[Asked, str]:
        """The ids under which these words are kept from now on."""
        ids = {words: _id_of(words) for words in asked}
        # In one order, so that of two who keep the same for the first time one waits for the other.
        rows = [{"id": ids[words], "words": words._asdict()} for words in sorted(asked, key=ids.__getitem__)]
        insert = INSERT[self._dialect.name](tables.wordings)
        await self._session.execute(insert.on_conflict_do_nothing(), rows)
        return ids

    async def tell_readers(self, prompt_ids: Sequence[str], example: Posting) -> None:
        member, prompt = tables.members, tables.prompts
        told: dict[str, Any] = {
            column.name: literal(getattr(example, column.name), column.type) for column in tables.postings.c
        }
        told |= {"id": literal(f"{example.kind}-").concat(prompt.c.id)}
        told |= {"subject": prompt.c.id, "language": prompt.c.language}
        told |= {"workspace": member.c.workspace, "user": member.c.user}
        rows = select(*told.values()).join_from(prompt, member).where(self._among(prompt.c.id, prompt_ids))
        await self._session.execute(tables.postings.insert().from_select(list(told), rows))

    async def plan(self, rounds: Sequence[Round]) -> None:
        member = tables.members
        alike = _grouped(((lived.week, lived.next_due, lived.slower), lived.member_id) for lived in rounds)
        for (week, next_due, slower), ids in alike.items():
            changes = {"last_week": week, "next_due": next_due, "standing": Standing.ACTIVE, "paused_until": None}
            offered = {"weekly_since": None} if slower else {}
            await self._session.execute(update(member).where(self._among(member.c.id, ids)).values(changes | offered))

    async def to_remind(self, now: datetime, limit: int) -> Sequence[Reminding]:
        prompt, member, posting = tables.prompts.c, tables.members.c, tables.postings.c
        shown = exists().where(posting.kind == "prompt", posting.subject == prompt.id, posting.message_id.is_not(None))
        theirs = and_(posting.workspace == member.workspace, posting.user == member.user)
        more_waits = exists().where(theirs, posting.room_at.is_not(None))
        there = and_(member.standing == Standing.ACTIVE, member.closed_at.is_(None))
        wanted = and_(there, member.wants_reminder, member.unanswered < SILENT_AFTER, shown, ~more_waits)
        due = (
            select(prompt.id, prompt.remind_at, member.zone, member.holidays, wanted)
            .join_from(tables.prompts, tables.members)
            .where(prompt.remind_at <= now, prompt.state == PromptState.OPEN)
            .order_by(prompt.remind_at)
            .limit(limit)
        )
        found = await self._session.execute(due.with_for_update(of=tables.prompts, skip_locked=True))
        return [Reminding(*row) for row in found]

    async def reminded(self, prompt_ids: Sequence[str]) -> None:
        prompt = tables.prompts
        if prompt_ids:
            settled = update(prompt).where(self._among(prompt.c.id, prompt_ids))
            await self._session.execute(settled.values(remind_at=None))

    def _columns_of(self, rows: Sequence[Sequence[object]], *types: Any) -> list[ColumnElement[Any]]:
        """These rows as columns to select: they travel as one value, far quicker than each on its own."""
        each = func.json_array_elements if self._dialect.name == "postgresql" else func.json_each
        row = each(literal(rows, JSON)).table_valued(column("value", JSON)).c.value
        return [cast(row[at].as_string(), type_) for at, type_ in enumerate(types)]

    def _among(self, column: Column[str], ids: Sequence[str]) -> ColumnElement[bool]:
        """Whether it is one of these; PostgreSQL takes them all as one value, which is far quicker than hundreds."""
        if self._dialect.name == "postgresql":
            return column == any_(literal(list(ids), ARRAY(String)))
        return column.in_(ids)

    @property
    def _dialect(self) -> Any:
        return self._session.get_bind().dialect


def _id_of(words: Asked) -> str:
    """The id of these words, always the same for the same."""
    return sha256(json.dumps(words._asdict(), sort_keys=True).encode()).hexdigest()


def _turns(members: Select[Any]) -> Select[Any]:
    """These members with the holding whose turn it is: the one that was asked about longest ago."""
    these, holding = members.subquery("member"), tables.holdings
    member, held = these.c, holding.alias("held").c
    longest_ago = (
        select(held.id)
        .where(held.member_id == member.id, held.ended_at.is_(None))
        .order_by(held.last_asked.nulls_first(), held.id)
        .limit(1)
        .scalar_subquery()
    )
    asked = (member.id, member.language, member.weekday, member.hour, member.zone, member.rhythm)
    about = (
        member.last_week,
        member.next_due,
        member.holidays,
        member.unanswered,
        member.wants_reminder,
        member.weekly_since,
        holding.c.id,
        holding.c.way,
    )
    return (
        select(*asked, *about)
        .select_from(these)
        .outerjoin(holding, holding.c.id == longest_ago)
        .order_by(member.next_due)
    )


_member = tables.members.c
_due = select(tables.members).where(_member.next_due <= bindparam("now")).order_by(_member.next_due)
_DUE = _turns(_due.limit(bindparam("limit")).with_for_update(skip_locked=True))
_ONES = _turns(select(tables.members).where(_member.id == bindparam("member")))
"""Members who are due, and one member; built once, since that takes longer than asking."""


def _grouped(pairs: Iterable[tuple[_Key, _Value]]) -> dict[_Key, list[_Value]]:
    """The second of each pair, by the first."""
    groups: defaultdict[_Key, list[_Value]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups
