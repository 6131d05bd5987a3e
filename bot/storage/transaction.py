"""One unit of work over a SQLAlchemy session: the store's side of `bot.ports.Transaction`."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import uuid4

from sqlalchemy import Select, and_, column, delete, exists, func, or_, select, union_all, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.outbox import Heard, Posting, PostingState
from bot.domain.pace import LONGEST_REST, Pace
from bot.domain.people import Due, Invitation, InvitationState, Team
from bot.domain.reflection import Answer, Asking, Prompt, PromptState, Rated, Round, Share, ShareState, TypedWords
from bot.ports import Figures
from bot.storage import tables
from bot.storage.rounds import INSERT, Rounds
from bot.storage.types import Moment

Entity = TypeVar("Entity")

OVER = (PostingState.DROPPED, PostingState.LEFT)
"""What will not be said any more, so that nothing waits for it."""


class SqlTransaction:
    """Reads and writes of one transaction; `store_now` stands in for the store's own clock."""

    def __init__(self, session: AsyncSession, store_now: datetime | None = None) -> None:
        self._session, self._now = session, store_now
        self._rounds = Rounds(session)

    async def store_now(self) -> datetime:
        if self._now is None:
            self._now = await self._clock()
        return self._now

    async def _clock(self) -> datetime:
        """The database's clock, or this machine's where the database is a file on it."""
        if self._dialect != "postgresql":
            return datetime.now(UTC)
        now: datetime = await self._session.scalar(select(func.timezone("utc", func.clock_timestamp(), type_=Moment)))  # type: ignore[assignment]
        return now

    @property
    def _dialect(self) -> str:
        return self._session.get_bind().dialect.name

    def add(self, *entities: object) -> None:
        self._session.add_all(entities)

    async def remove(self, entity: object) -> None:
        await self._session.delete(entity)

    async def get(self, kind: type[Entity], id_: str | None, /, *, lock: bool = False) -> Entity | None:
        return None if id_ is None else await self._session.get(kind, id_, with_for_update=lock, populate_existing=lock)

    async def first(self, kind: type[Entity], /, *, lock: bool = False, **equal: object) -> Entity | None:
        return (await self._session.scalars(_read(kind, equal, lock).limit(1))).first()

    async def all(
        self, kind: type[Entity], /, *, order: str = "id", lock: bool = False, **equal: object
    ) -> Sequence[Entity]:
        return (await self._session.scalars(_read(kind, equal, lock).order_by(getattr(kind, order)))).all()

    async def heard(self, workspace: str, event: str, now: datetime) -> bool:
        insert = INSERT[self._dialect](tables.inbox)
        mark = {"id": uuid4().hex, "workspace": workspace, "event": event, "heard_at": now}
        return await self._change(insert.values(mark).on_conflict_do_nothing()) == 0

    async def due_members(self, now: datetime, limit: int) -> Sequence[Due]:
        return await self._rounds.due(now, limit)

    async def turn_of(self, member_id: str) -> Due:
        return await self._rounds.turn_of(member_id)

    async def ask(self, now: datetime, askings: Sequence[Asking]) -> None:
        await self._rounds.ask(now, askings)

    async def tell_readers(self, prompt_ids: Sequence[str], example: Posting) -> None:
        await self._rounds.tell_readers(prompt_ids, example)

    async def plan(self, rounds: Sequence[Round]) -> None:
        await self._rounds.plan(rounds)

    async def due_teams(self, now: datetime, limit: int) -> Sequence[Team]:
        return await self._locked(_due(Team, tables.teams.c.next_due, now), limit)

    async def due_again(self, now: datetime, limit: int) -> Sequence[Prompt]:
        return await self._locked(_due(Prompt, tables.prompts.c.again_at, now), limit)

    async def last_prompt(self, member_id: str) -> Prompt | None:
        table = tables.prompts.c
        query = select(Prompt).where(table.member_id == member_id).order_by(table.asked_at.desc()).limit(1)
        return (await self._session.scalars(query)).first()

    async def words_since(self, since: datetime) -> Sequence[TypedWords]:
        words = tables.typed_words.c
        query = select(TypedWords).where(words.changed_at >= since, words.deleted.is_(False)).order_by(words.changed_at)
        return (await self._session.scalars(query)).all()

    async def ratings_between(self, member_ids: Iterable[str], since: datetime, until: datetime) -> Sequence[Rated]:
        answer = tables.answers.c
        query = (
            select(answer.prompt_id, answer.member_id, answer.question_id, answer.rating, answer.rated_at)
            .join(tables.prompts, tables.prompts.c.id == answer.prompt_id)
            .where(
                answer.member_id.in_(list(member_ids)),
                answer.rating.is_not(None),
                answer.rated_at > since,
                answer.rated_at <= until,
                tables.prompts.c.week.is_not(None),
            )
            .order_by(answer.rated_at)
        )
        return [Rated(*row) for row in await self._session.execute(query)]

    async def next_moment(self) -> datetime | None:
        invitation = tables.invitations.c
        moments = union_all(
            select(func.min(tables.members.c.next_due).label("at")),
            select(func.min(tables.teams.c.next_due)),
            select(func.min(tables.prompts.c.again_at)).where(tables.prompts.c.state == PromptState.OPEN),
            select(func.min(invitation.lapses_at)).where(invitation.state == InvitationState.OPEN),
        ).subquery()
        earliest: datetime | None = await self._session.scalar(
            select(func.min(column("at", Moment))).select_from(moments)
        )
        return earliest

    async def figures(self, now: datetime) -> Figures:
        due, posting = tables.members.c.next_due, tables.postings.c
        counted = (await self._session.execute(select(func.count(), func.min(due)).where(due <= now))).one()
        oldest: datetime | None = counted[1]
        waiting = posting.state.in_((PostingState.WAITING, PostingState.SENDING, PostingState.UNKNOWN))
        places = select(posting.workspace, posting.state, func.count()).where(waiting)
        postings: Counter[tuple[str, str]] = Counter()
        for workspace, state, count in await self._session.execute(places.group_by(posting.workspace, posting.state)):
            postings[workspace.partition(":")[0], state] += count
        return Figures(counted[0], (now - oldest).total_seconds() if oldest else 0.0, postings)

    async def lapse_invitations(self, now: datetime) -> int:
        invitation = tables.invitations.c
        overdue = and_(invitation.state == InvitationState.OPEN, invitation.lapses_at <= now)
        return await self._change(update(Invitation).where(overdue).values(state=InvitationState.LAPSED))

    async def forget_heard(self, before: datetime) -> int:
        return await self._change(delete(Heard).where(tables.inbox.c.heard_at < before))

    async def forget_answers(self, before: datetime) -> int:
        answers = await self._change(delete(Answer).where(tables.answers.c.changed_at < before))
        return answers + await self._change(delete(TypedWords).where(tables.typed_words.c.changed_at < before))

    async def forget_drafts(self, before: datetime) -> int:
        share = tables.shares.c
        return await self._change(delete(Share).where(share.state == ShareState.DRAFT, share.created_at < before))

    async def claim(self, limit: int, lease: timedelta) -> Sequence[Posting]:
        now, posting = await self.store_now(), tables.postings.c
        parent = tables.postings.alias("parent").c
        pace, to = tables.paces.c, func.coalesce(posting.channel, posting.user, "")
        here = or_(pace.channel == "", and_(pace.channel == to, posting.message_id.is_(None)))
        rested = now + LONGEST_REST
        settled = or_(parent.shown > 0, parent.state.in_(OVER))
        query = (
            select(Posting)
            .where(
                posting.state == PostingState.WAITING,
                or_(posting.retry_at.is_(None), posting.retry_at <= now),
                ~exists().where(pace.workspace == posting.workspace, here, pace.free_at > rested),
                or_(posting.thread_of.is_(None), exists().where(parent.id == posting.thread_of, settled)),
            )
            .order_by(posting.priority, posting.created_at)
        )
        return _leased(await self._locked(query, limit), now + lease)

    async def reclaim(self, limit: int, lease: timedelta) -> Sequence[Posting]:
        now, posting = await self.store_now(), tables.postings.c
        vanished = and_(posting.state == PostingState.SENDING, posting.lease_until <= now)
        unknown = and_(posting.state == PostingState.UNKNOWN, posting.retry_at <= now)
        query = select(Posting).where(or_(vanished, unknown)).order_by(posting.priority, posting.created_at)
        return _leased(await self._locked(query, limit), now + lease)

    async def pace(self, workspace: str, channel: str) -> Pace:
        insert = INSERT[self._dialect](tables.paces)
        new = {"id": uuid4().hex, "workspace": workspace, "channel": channel, "free_at": await self.store_now()}
        await self._change(insert.values(new).on_conflict_do_nothing())
        there = _read(Pace, {"workspace": workspace, "channel": channel}, lock=True)
        found: Pace = (await self._session.scalars(there)).one()
        return found

    async def forget_paces(self, idle: timedelta) -> int:
        return await self._change(delete(Pace).where(tables.paces.c.free_at < await self.store_now() - idle))

    async def retry(self, posting: Posting, wait: timedelta) -> None:
        posting.retry_at = await self.store_now() + wait

    async def _locked(self, query: Select[Any], limit: int) -> Sequence[Entity]:
        chosen = query.limit(limit).with_for_update(skip_locked=True)
        return (await self._session.scalars(chosen)).all()

    async def _change(self, statement: Any) -> int:
        # Without that, an INSERT on PostgreSQL does not tell how many rows it made.
        counted = statement.execution_options(preserve_rowcount=True)
        result: CursorResult[Any] = await self._session.execute(counted)  # type: ignore[assignment]
        return result.rowcount


def _leased(postings: Sequence[Posting], until: datetime) -> Sequence[Posting]:
    for posting in postings:
        posting.state, posting.lease_until = PostingState.SENDING, until
        posting.attempts += 1
    return postings


def _read(kind: type[Entity], equal: dict[str, object], lock: bool) -> Select[Any]:
    query = select(kind)
    for name, value in equal.items():
        attribute = getattr(kind, name)
        query = query.where(attribute.in_(value) if isinstance(value, list | tuple | set) else attribute == value)
    # What was read before waiting for the lock may be old by now.
    return query.with_for_update().execution_options(populate_existing=True) if lock else query


def _due(kind: type[Entity], due: Any, now: datetime) -> Select[Any]:
    return select(kind).where(due <= now).order_by(due)
