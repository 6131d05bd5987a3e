"""Publishes a team's digest when it is due and there is something to say."""

import logging
from datetime import datetime
from uuid import uuid4

from bot.coach import outbox
from bot.coach.ask import question_for
from bot.coach.scene import Scene
from bot.coach.share import details_of
from bot.domain.calendar import same_day_deadline
from bot.domain.outbox import Priority, Saying
from bot.domain.people import Membership, Team, TeamKind
from bot.domain.reflection import Digest, Rating, Share, ShareState
from bot.domain.totals import total

log = logging.getLogger(__name__)


async def publish_due(scene: Scene, limit: int = 50) -> int:
    """Publish every digest whose hour has come; how many teams were looked at."""
    teams = await scene.tx.due_teams(scene.now, limit)
    for team in teams:
        try:
            await _publish(scene, team)
        except Exception:
            log.exception("action=digest_failed team=%s", team.id)
            _leave_out(team, scene.now)
    return len(teams)


def _leave_out(team: Team, now: datetime) -> None:
    """Let a digest go that cannot be drawn, so that it holds up no other; the next one comes if it can be told when."""
    try:
        team.plan(now)
    except Exception:
        log.exception("action=cannot_plan team=%s", team.id)
        team.next_due = None


async def _publish(scene: Scene, team: Team) -> None:
    due = team.next_due or scene.now
    team.last_week = week = team.schedule.week_at(due)
    deadline = same_day_deadline(due, team.zone)
    if scene.now > deadline:
        log.warning("action=digest_skipped team=%s week=%s", team.id, week)
    elif await scene.tx.first(Digest, team_id=team.id, week=week) is None:
        await _draw(scene, team, week)
    team.plan(scene.now)


async def _draw(scene: Scene, team: Team, week: int) -> None:
    since = team.last_digest_at or team.created_at
    shares = await scene.tx.all(Share, team_id=team.id, state=ShareState.SHARED, digest_id=None)
    totals = await _totals(scene, team) if team.kind is TeamKind.COMMUNITY else {}
    if not shares and not totals:
        return
    digest = Digest(
        id=uuid4().hex,
        team_id=team.id,
        week=week,
        since=since,
        published_at=scene.now,
        question_id=question_for(scene.role, week).id,
        totals=totals,
    )
    scene.tx.add(digest)
    for share in shares:
        share.digest_id = digest.id
    team.last_digest_at = scene.now
    log.info("action=digest_published team=%s week=%s", team.id, week)
    _say(scene, team, digest, len(shares))


def _say(scene: Scene, team: Team, digest: Digest, shares: int) -> None:
    readers = Scene(scene.house, scene.tx, scene.now, team.workspace, team.language)
    first = outbox.post(readers, Saying("digest", digest.id), Priority.DIGEST, channel=team.channel)
    for details in details_of(digest.id, shares):
        outbox.post(readers, details, Priority.DIGEST, channel=team.channel, thread_of=first)


async def _totals(scene: Scene, team: Team) -> dict[str, dict[str, int]]:
    """By question, the last rating of each member since the last digest, where the minimum group answered."""
    members = [membership.member_id for membership in await scene.tx.all(Membership, team_id=team.id)]
    latest: dict[tuple[str, str], Rating] = {}
    for answer in await scene.tx.ratings_between(members, team.last_digest_at or team.created_at, scene.now):
        if answer.rating is not None:
            latest[answer.question_id, answer.member_id] = answer.rating
    questions = dict.fromkeys(question for question, _ in latest)
    counted = {
        question: total((r for (q, _), r in latest.items() if q == question), scene.house.policy.minimum_group)
        for question in questions
    }
    return {question: counts for question, counts in counted.items() if counts is not None}
