"""What changes in the store when the coach leaves a workspace, a few statements for everybody in it."""

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import Delete, Update, delete, func, or_, update

from bot.domain.outbox import PostingState
from bot.domain.people import Standing
from bot.storage import tables

UNSAID = (PostingState.WAITING, PostingState.UNKNOWN, PostingState.UNSETTLED)


def leaving(workspace: str, now: datetime, errands: Collection[str]) -> Iterator[Update | Delete]:
    """What lets everybody there have stopped, every team be over, and nothing be said or done any more."""
    member, team, posting = tables.members, tables.teams, tables.postings
    stopped = {"standing": Standing.STOPPED, "paused_until": None, "next_due": None}
    since = func.coalesce(member.c.stopped_at, now)
    yield update(member).where(member.c.workspace == workspace).values(stopped_at=since, **stopped)
    teams = update(team).where(team.c.workspace == workspace, team.c.ended_at.is_(None))
    yield teams.values(ended_at=now, next_due=None)
    yield delete(posting).where(posting.c.workspace == workspace, posting.c.kind.in_(errands))
    waits = or_(posting.c.state.in_(UNSAID), posting.c.room_at.is_not(None))
    new = update(posting).where(posting.c.workspace == workspace, posting.c.message_id.is_(None), waits)
    yield new.values(state=PostingState.DROPPED, room_at=None, retry_at=None)
