"""The outbox as the database sees it: who has something to say, what is next there, and from when on."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from operator import attrgetter
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, bindparam, delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.outbox import Posting, PostingState
from bot.domain.pace import Pace
from bot.ports import Place
from bot.storage import tables
from bot.storage.rounds import INSERT
from bot.storage.types import Moment

OVER = (PostingState.DROPPED, PostingState.LEFT, PostingState.SET_ASIDE, PostingState.UNSETTLED)
"""What is not said by itself any more, so that nothing waits for it."""
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)

_posting, _pace = tables.postings.c, tables.paces.c
_NOW = bindparam("now", type_=Moment)


class Outbox:
    """What one transaction does with the outbox; every moment is on the store's own clock."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def places(self, now: datetime) -> Sequence[Place]:
        """As `bot.ports.Transaction.places` tells."""
        found = [row for row in await self._session.execute(_places(), {"now": now}) if row.urgency is not None]
        found.sort(key=lambda row: (row.urgency, row.free_at or LONG_AGO))
        return [Place(row.workspace, max((row.free_at or now) - now, timedelta(0)), row.held_until) for row in found]

    async def claim(self, workspace: str, limit: int, now: datetime, lease: timedelta) -> Sequence[Posting]:
        """As `bot.ports.Transaction.claim` tells."""
        given = {"now": now, "here": workspace}
        return await self._leased(_next(limit), given, now + lease, attrgetter("to"))

    async def reclaim(self, limit: int, now: datetime, lease: timedelta, busy: Collection[str]) -> Sequence[Posting]:
        """As `bot.ports.Transaction.reclaim` tells."""
        given = {"now": now, "busy": list(busy)}
        return await self._leased(_lost(limit), given, now + lease, attrgetter("workspace"))

    async def pace(self, workspace: str, now: datetime) -> Pace:
        """As `bot.ports.Transaction.pace` tells."""
        new = {"id": uuid4().hex, "workspace": workspace, "channel": "", "free_at": now}
        await self._session.execute(self._insert().values(new).on_conflict_do_nothing())
        there = select(Pace).where(_pace.workspace == workspace, _pace.channel == "")
        # What was read before waiting for the lock may be old by now.
        locked = there.with_for_update().execution_options(populate_existing=True)
        found: Pace = (await self._session.scalars(locked)).one()
        return found

    async def rest(self, workspace: str, channels: Mapping[str, datetime]) -> None:
        """As `bot.ports.Transaction.rest` tells."""
        rows = [{"id": uuid4().hex, "workspace": workspace, "channel": to, "free_at": channels[to]} for to in channels]
        insert = self._insert().values(rows)
        free_at = {"free_at": insert.excluded.free_at}
        await self._session.execute(insert.on_conflict_do_update(index_elements=["workspace", "channel"], set_=free_at))

    async def _leased(
        self, query: Select[Any], given: Mapping[str, object], until: datetime, of: Callable[[Posting], object]
    ) -> Sequence[Posting]:
        """The first posting of each, leased until that moment."""
        firsts: dict[object, Posting] = {}
        for posting in await self._session.scalars(query, given):
            firsts.setdefault(of(posting), posting)
        for posting in firsts.values():
            posting.state, posting.lease_until = PostingState.SENDING, until
            posting.attempts += 1
        return list(firsts.values())

    def _insert(self) -> Any:
        return INSERT[self._session.get_bind().dialect.name](tables.paces)


def idle_paces(channels: datetime, workspaces: datetime) -> Any:
    """The removal of the paces of channels, and of workspaces, where nobody has spoken since these moments."""
    idle = or_(and_(_pace.channel != "", _pace.free_at < channels), _pace.free_at < workspaces)
    return delete(Pace).where(idle)


@cache
def _places() -> Select[Any]:
    """Workspaces where something waits: how urgent what may be said there is, if any, and how their pace stands."""
    # One step along the index for each workspace, however much waits there.
    first = select(func.min(_posting.workspace).label("workspace")).where(_posting.state == PostingState.WAITING)
    here = first.cte("here", recursive=True)
    following = first.where(_posting.workspace > here.c.workspace).scalar_subquery()
    here = here.union_all(select(following).where(here.c.workspace.is_not(None)))
    urgency = _to_say(here.c.workspace).with_only_columns(_posting.priority).limit(1).scalar_subquery()
    of_all = and_(_pace.workspace == here.c.workspace, _pace.channel == "")
    return (
        select(here.c.workspace, urgency.label("urgency"), _pace.free_at, _pace.held_until)
        .outerjoin_from(here, tables.paces, of_all)
        .where(here.c.workspace.is_not(None))
    )


@cache
def _next(limit: int) -> Select[Any]:
    """What is to be said `here` at `now`, most urgent first, and by nobody else."""
    return _to_say(bindparam("here")).limit(limit).with_for_update(skip_locked=True)


def _to_say(workspace: Any) -> Select[Any]:
    """What waits there for no moment, nothing above it, no other one in its conversation and no pace of its channel."""
    parent, other, rest = (table.alias().c for table in (tables.postings, tables.postings, tables.paces))
    to = _conversation(_posting)
    settled = and_(parent.id == _posting.thread_of, or_(parent.shown > 0, parent.state.in_(OVER)))
    busy = and_(other.state == PostingState.SENDING, other.workspace == _posting.workspace, _conversation(other) == to)
    resting = and_(rest.workspace == _posting.workspace, rest.channel == to, rest.free_at > _NOW)
    return (
        select(Posting)
        .where(
            _posting.state == PostingState.WAITING,
            _posting.workspace == workspace,
            or_(_posting.retry_at.is_(None), _posting.retry_at <= _NOW),
            or_(_posting.thread_of.is_(None), _one(parent.id, settled).is_not(None)),
            _one(other.id, busy).is_(None),
            or_(_posting.message_id.is_not(None), _one(rest.id, resting).is_(None)),
        )
        .order_by(_posting.priority, _posting.created_at)
    )


@cache
def _lost(limit: int) -> Select[Any]:
    """What nobody knows the fate of, except in `busy` workspaces, and nobody else looks for."""
    vanished = and_(_posting.state == PostingState.SENDING, _posting.lease_until <= _NOW)
    unknown = and_(_posting.state == PostingState.UNKNOWN, _posting.retry_at <= _NOW)
    lost = select(Posting).where(or_(vanished, unknown), _posting.workspace.not_in(bindparam("busy", expanding=True)))
    return lost.order_by(_posting.priority, _posting.created_at).limit(limit).with_for_update(skip_locked=True)


def _conversation(posting: Any) -> ColumnElement[str]:
    """`Posting.to`."""
    return func.coalesce(posting.channel, posting.user, "")


def _one(found: Any, which: ColumnElement[bool]) -> ScalarSelect[Any]:
    # Of EXISTS PostgreSQL makes a join, and reads all that waits; this it looks up for each until it has enough.
    return select(found).where(which).limit(1).scalar_subquery()
