"""Leaves people in peace: what nobody asked for waits for a day with room, or is let go."""

import logging
from collections.abc import Collection
from datetime import date, datetime, timedelta

from bot.coach.check_in import SILENCE, note_said
from bot.coach.scene import Scene
from bot.domain.calendar import day_at, moment_at, working_day_after
from bot.domain.outbox import Posting, PostingState
from bot.domain.people import Member
from bot.domain.quiet import DAYS, room_for

log = logging.getLogger(__name__)

NINE = 9
THE_ROUND = frozenset({"prompt", SILENCE})
"""What the round says. It goes first: whatever else comes by itself leaves room for the next one."""


async def has_room(scene: Scene, posting: Posting) -> bool:
    """Whether this may be said for the first time now; where it may not, it is let go or waits for a day with room.

    Here, and nowhere else, it is held that nobody gets more than two unasked direct messages in any seven days.
    """
    if not posting.unasked or posting.user is None:
        return True
    member = await scene.tx.first(Member, lock=True, workspace=posting.workspace, user=posting.user)
    zone = member.zone if member else scene.house.policy.zone
    today, taken = day_at(scene.now, zone), await _taken(scene, posting, member, zone)
    if room_for(today, taken):
        if member and posting.said_at is None:
            note_said(member, posting)
        posting.said_at = scene.now
        return True
    log.info("action=no_room posting=%s kind=%s", posting.id, posting.kind)
    posting.room_at = None if posting.not_after else _next_room(scene, member, today, taken)
    return False


async def say_what_waited(scene: Scene, limit: int) -> int:
    """Say what waited for a day with room that has come; how much was looked at."""
    waited = await scene.tx.with_room(scene.now, limit)
    for posting in waited:
        posting.state, posting.room_at = PostingState.WAITING, None
    return len(waited)


async def _taken(scene: Scene, posting: Posting, member: Member | None, zone: str) -> list[date]:
    """The days on which something else was said, and those on which a question comes, be it in a moment."""
    since = scene.now - timedelta(days=DAYS + 1)
    said = await scene.tx.unasked_to(posting.workspace, posting.user or "", since)
    others = [other for other in said if other.id != posting.id]
    moments = [other.said_at for other in others if other.said_at and _may_be_there(other)]
    if posting.kind not in THE_ROUND:
        moments += [scene.now for other in others if other.said_at is None and other.kind in THE_ROUND]
        moments += [member.next_due] if member and member.next_due else []
    return [day_at(moment, zone) for moment in moments]


def _may_be_there(posting: Posting) -> bool:
    lost = posting.state in (PostingState.DROPPED, PostingState.SET_ASIDE)
    return posting.message_id is not None or not lost


def _next_room(scene: Scene, member: Member | None, today: date, taken: Collection[date]) -> datetime:
    holidays = scene.holidays_of(member.holidays if member else None)
    day = working_day_after(today, holidays)
    while not room_for(day, taken):
        day = working_day_after(day, holidays)
    policy = scene.house.policy
    return moment_at(day, member.hour if member else NINE, member.zone if member else policy.zone)
