"""One unit of work over a SQLAlchemy session: the store's side of `bot.ports.Transaction`."""

import hmac
import secrets
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, TypeVar
from uuid import uuid4

from sqlalchemy import Select, and_, column, delete, exists, func, or_, select, union_all, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import class_mapper

from bot.domain.outbox import Heard, Posting, PostingState
from bot.domain.pace import Pace
from bot.domain.passing_on import PassedOn, PassedReply, PassedState
from bot.domain.people import Due, GuestList, Invitation, InvitationState, Member, Team
from bot.domain.poll import Poll, PollState
from bot.domain.reflection import (
    Answer,
    Asking,
    Prompt,
    PromptState,
    Rated,
    Reminding,
    Round,
    Share,
    ShareState,
    TypedWords,
)
from bot.ports import Figures, Place, Rows
from bot.storage import owners, tables
from bot.storage.equal import equal_to
from bot.storage.leaving import leaving
from bot.storage.outbox import Outbox, idle_paces
from bot.storage.rounds import INSERT, Rounds
from bot.storage.types import Moment

Entity = TypeVar("Entity")

TO_COME = (PostingState.WAITING, PostingState.SENDING)


class SqlTransaction:
    """Reads and writes of one transaction; `store_now` stands in for the store's own clock."""

    def __init__(self, session: AsyncSession, own_keys: dict[str, str]) -> None:
        self._session, self._own_keys = session, own_keys
        self._now: datetime | None = None
        self._rounds, self._outbox = Rounds(session), Outbox(session)

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
        if id_ is None:
            return None
        locked = {"of": kind} if lock else None
        return await self._session.get(kind, id_, with_for_update=locked, populate_existing=lock)

    async def first(self, kind: type[Entity], /, *, lock: bool = False, **equal: object) -> Entity | None:
        query, given = equal_to(kind, equal, lock=lock, most=1)
        return (await self._session.scalars(query, given)).first()

    async def all(
        self, kind: type[Entity], /, *, order: str = "id", lock: bool = False, **equal: object
    ) -> Sequence[Entity]:
        if any(isinstance(value, list | tuple | set) and not value for value in equal.values()):
            return []
        query, given = equal_to(kind, equal, lock=lock, order=order)
        return (await self._session.scalars(query, given)).all()

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

    async def to_remind(self, now: datetime, limit: int) -> Sequence[Reminding]:
        return await self._rounds.to_remind(now, limit)

    async def reminded(self, prompt_ids: Sequence[str]) -> None:
        await self._rounds.reminded(prompt_ids)

    async def due_teams(self, now: datetime, limit: int) -> Sequence[Team]:
        return await self._locked(_due(Team, tables.teams.c.next_due, now), limit)

    async def due_polls(self, now: datetime, limit: int) -> Sequence[Poll]:
        is_open = tables.polls.c.state == PollState.OPEN
        return await self._locked(_due(Poll, tables.polls.c.closes_at, now).where(is_open), limit)

    async def answerers(self, workspace: str, question_id: str, since: datetime) -> Sequence[tuple[str, str]]:
        answer, member = tables.answers.c, tables.members.c
        query = (
            select(member.user, answer.id)
            .join(tables.members, member.id == answer.member_id)
            .where(member.workspace == workspace, answer.question_id == question_id, answer.changed_at > since)
        )
        return [(user, id_) for user, id_ in await self._session.execute(query)]

    async def sharers(self, workspace: str, question_id: str, since: datetime) -> Sequence[str]:
        share, member = tables.shares.c, tables.members.c
        # What was taken back has no name any more.
        may_name = or_(share.author_name.is_not(None), share.state == ShareState.WITHDRAWN)
        query = (
            select(member.user)
            .join(tables.shares, share.member_id == member.id)
            .where(member.workspace == workspace, share.question_id == question_id, share.shared_at > since, may_name)
        )
        return (await self._session.scalars(query)).all()

    async def due_again(self, now: datetime, limit: int) -> Sequence[Prompt]:
        return await self._locked(_due(Prompt, tables.prompts.c.again_at, now), limit)

    async def unasked_to(self, workspace: str, user: str, since: datetime) -> Sequence[Posting]:
        posting = tables.postings.c
        to_come = and_(posting.said_at.is_(None), posting.state.in_(TO_COME))
        theirs = and_(posting.workspace == workspace, posting.user == user, posting.unasked.is_(True))
        query = select(Posting).where(theirs, or_(posting.said_at >= since, to_come)).order_by(posting.id)
        # What was read before waiting for the lock may be old by now.
        locked = query.with_for_update().execution_options(populate_existing=True)
        return (await self._session.scalars(locked)).all()

    async def with_room(self, now: datetime, limit: int) -> Sequence[Posting]:
        return await self._locked(_due(Posting, tables.postings.c.room_at, now), limit)

    async def last_prompt(self, member_id: str) -> Prompt | None:
        table = tables.prompts.c
        query = select(Prompt).where(table.member_id == member_id).order_by(table.asked_at.desc()).limit(1)
        return (await self._session.scalars(query)).first()

    async def prompts_since(self, member_id: str, since: datetime) -> Sequence[Prompt]:
        table = tables.prompts.c
        query = select(Prompt).where(table.member_id == member_id, table.asked_at >= since).order_by(table.asked_at)
        return (await self._session.scalars(query)).all()

    async def words_since(self, since: datetime) -> Sequence[TypedWords]:
        words = tables.typed_words.c
        query = select(TypedWords).where(words.changed_at >= since, words.deleted.is_(False)).order_by(words.changed_at)
        return (await self._session.scalars(query)).all()

    async def undrawn(self, team_id: str, since: datetime) -> Sequence[Rated]:
        answer, prompt, membership = tables.answers.c, tables.prompts.c, tables.memberships.c
        query = (
            select(answer.id, answer.member_id, answer.question_id, answer.rating)
            .join(tables.prompts, prompt.id == answer.prompt_id)
            .join(tables.memberships, membership.member_id == answer.member_id)
            .where(
                membership.team_id == team_id,
                answer.rating.is_not(None),
                answer.drawn_in.is_(None),
                answer.rated_at > since,
                answer.rated_at >= membership.joined_at,
                prompt.week.is_not(None),
            )
            .order_by(answer.rated_at, answer.id)
            .with_for_update(of=tables.answers)
        )
        return [Rated(*row) for row in await self._session.execute(query)]

    async def draw(self, rated: Iterable[Rated], digest_id: str) -> None:
        ids = [one.answer_id for one in rated]
        await self._change(update(Answer).where(tables.answers.c.id.in_(ids)).values(drawn_in=digest_id))

    async def next_moment(self) -> datetime | None:
        invitation = tables.invitations.c
        moments = union_all(
            select(func.min(tables.members.c.next_due).label("at")),
            select(func.min(tables.teams.c.next_due)),
            select(func.min(tables.prompts.c.again_at)).where(tables.prompts.c.state == PromptState.OPEN),
            select(func.min(tables.prompts.c.remind_at)).where(tables.prompts.c.state == PromptState.OPEN),
            select(func.min(tables.postings.c.room_at)),
            select(func.min(tables.polls.c.closes_at)).where(tables.polls.c.state == PollState.OPEN),
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

    async def forget_heard_in(self, workspace: str, channel: str) -> None:
        there = tables.inbox.c.event.startswith(f"message:{channel}:", autoescape=True)
        await self._change(delete(Heard).where(tables.inbox.c.workspace == workspace, there))

    async def forget_old(self, before: datetime, limit: int) -> int:
        await self._session.flush()
        return sum([await self._change(forget) for forget in owners.forgetting(before, limit)])

    async def old(self, kind: type[Entity], before: datetime, limit: int) -> Sequence[Entity]:
        return await self._locked(select(kind).where(owners.is_older(class_mapper(kind).local_table, before)), limit)  # type: ignore[arg-type]

    async def old_postings(self, before: datetime, limit: int) -> Sequence[Posting]:
        posting = tables.postings.c
        to_people = and_(posting.user.is_not(None), posting.state.not_in((PostingState.SENDING, PostingState.UNKNOWN)))
        return await self._locked(select(Posting).where(owners.is_older(tables.postings, before), to_people), limit)

    async def forget_unheld_products(self, limit: int) -> int:
        product = tables.products.c.id
        held = or_(*(exists().where(table.c.product_id == product) for table in (tables.holdings, tables.teams)))
        # Locked first, then looked at again: somebody may just be taking one of them.
        free = select(product).where(~held).limit(limit).with_for_update(skip_locked=True)
        chosen = await self._session.scalars(free)
        return await self._change(delete(tables.products).where(product.in_(chosen.all()), ~held))

    async def pseudonym(self, workspace: str, user: str) -> str:
        key = await self._own_key("pseudonyms")
        return hmac.new(key.encode(), f"{workspace}/{user}".encode(), sha256).hexdigest()

    async def _own_key(self, purpose: str) -> str:
        """A secret of this store's own, made once, which outlives every key that it rests encrypted with."""
        known = self._own_keys.get(purpose) or await self._kept_key(purpose)
        if known is None:
            new = {"id": purpose, "key": secrets.token_urlsafe(32)}
            await self._change(INSERT[self._dialect](tables.own_keys).values(new).on_conflict_do_nothing())
            known = await self._kept_key(purpose)
            # This transaction may yet be undone: what it made is its own.
            self._own_keys = {}
        assert known is not None  # noqa: S101
        self._own_keys[purpose] = known
        return known

    async def _kept_key(self, purpose: str) -> str | None:
        keys = tables.own_keys
        found: str | None = await self._session.scalar(select(keys.c.key).where(keys.c.id == purpose))
        return found

    async def rows_about(self, workspace: str, user: str) -> Rows:
        owner = await self._owner(workspace, user)
        await self._session.flush()
        found: dict[str, list[Mapping[str, Any]]] = {}
        for table, rows in owners.rows_about(owner):
            told = (await self._session.execute(rows.order_by(table.c.id))).mappings()
            found.setdefault(table.name, []).extend(dict(row) for row in told)
        return found

    async def remove_rows_of(self, workspace: str, user: str, spared: Collection[str]) -> None:
        owner = await self._owner(workspace, user)
        await self._session.flush()
        for remove in owners.removal(owner, spared):
            await self._session.execute(remove)

    async def _owner(self, workspace: str, user: str) -> owners.Owner:
        member = await self.first(Member, workspace=workspace, user=user)
        return owners.Owner(workspace, user, member.id if member else None, await self.pseudonym(workspace, user))

    async def everyone(self) -> Sequence[tuple[str, str]]:
        known = await self._session.execute(owners.everyone())
        return sorted((workspace, user) for workspace, user in known if user)

    async def leave_workspace(self, workspace: str, now: datetime, errands: Collection[str]) -> None:
        await self._session.flush()
        for change in leaving(workspace, now, errands):
            await self._session.execute(change)

    async def strangers(self) -> Sequence[tuple[str, str]]:
        return [(workspace, user) for workspace, user in await self._session.execute(owners.strangers())]

    async def left_members(self, before: datetime, limit: int) -> Sequence[Member]:
        member = tables.members.c
        left = or_(member.stopped_at < before, member.closed_at < before)
        return await self._locked(select(Member).where(left), limit)

    async def unseen_members(self, now: datetime, limit: int) -> Sequence[Member]:
        look = tables.members.c.look_at
        return await self._locked(select(Member).where(or_(look.is_(None), look <= now)), limit)

    async def unseen_teams(self, now: datetime, limit: int) -> Sequence[Team]:
        look, goes_on = tables.teams.c.look_at, tables.teams.c.ended_at.is_(None)
        return await self._locked(select(Team).where(goes_on, or_(look.is_(None), look <= now)), limit)

    async def forget_drafts(self, before: datetime) -> int:
        share, passed, poll = tables.shares.c, tables.passed_on.c, tables.polls.c
        reply = tables.passed_replies.c
        drafts = (
            delete(Share).where(share.state == ShareState.DRAFT, share.created_at < before),
            delete(PassedOn).where(passed.state == PassedState.DRAFT, passed.created_at < before),
            delete(PassedReply).where(reply.held, reply.sent_at < before),
            delete(Poll).where(poll.state == PollState.DRAFT, poll.created_at < before),
            delete(GuestList).where(tables.guest_lists.c.created_at < before),
        )
        return sum([await self._change(draft) for draft in drafts])

    async def places(self) -> Sequence[Place]:
        return await self._outbox.places(await self.store_now())

    async def claim(self, workspace: str, limit: int, lease: timedelta) -> Sequence[Posting]:
        return await self._outbox.claim(workspace, limit, await self.store_now(), lease)

    async def reclaim(self, limit: int, lease: timedelta, busy: Collection[str] = ()) -> Sequence[Posting]:
        return await self._outbox.reclaim(limit, await self.store_now(), lease, busy)

    async def pace(self, workspace: str) -> Pace:
        return await self._outbox.pace(workspace, await self.store_now())

    async def rest(self, workspace: str, channels: Mapping[str, datetime]) -> None:
        await self._outbox.rest(workspace, channels)

    async def forget_paces(self, channels: timedelta, workspaces: timedelta) -> int:
        now = await self.store_now()
        return await self._change(idle_paces(now - channels, now - workspaces))

    async def retry(self, posting: Posting, wait: timedelta) -> None:
        posting.retry_at = await self.store_now() + wait

    async def _locked(self, query: Select[Any], limit: int) -> Sequence[Entity]:
        kind = query.column_descriptions[0]["entity"]
        chosen = query.limit(limit).with_for_update(of=kind, skip_locked=True)
        return (await self._session.scalars(chosen)).all()

    async def _change(self, statement: Any) -> int:
        # Without that, an INSERT on PostgreSQL does not tell how many rows it made.
        counted = statement.execution_options(preserve_rowcount=True)
        result: CursorResult[Any] = await self._session.execute(counted)  # type: ignore[assignment]
        return result.rowcount


def _due(kind: type[Entity], due: Any, now: datetime) -> Select[Any]:
    return select(kind).where(due <= now).order_by(due)
