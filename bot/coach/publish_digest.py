"""Publishes a team's digest when it is due and there is something to say."""

import logging
from collections import defaultdict
from datetime import timedelta
from uuid import uuid4

from bot.coach import outbox
from bot.coach.ask import question_for
from bot.coach.scene import Scene
from bot.coach.share import details_of, ready
from bot.domain.calendar import day_at, same_day_deadline
from bot.domain.outbox import Priority, Saying
from bot.domain.people import Team, TeamKind
from bot.domain.reflection import Digest, Rated
from bot.domain.totals import total

log = logging.getLogger(__name__)

COUNTS_FOR = timedelta(weeks=8)
"""How long an answer waits for enough others to be counted with: two monthly digests."""


async def publish_due(scene: Scene, limit: int = 50) -> int:
    """Publish every digest whose hour has come; how many teams were looked at."""
    teams = await scene.tx.due_teams(scene.now, limit)
    for team in teams:
        try:
            await _publish(scene, team)
        except Exception:
            log.exception("action=digest_failed team=%s", team.id)
            _leave_out(scene, team)
    return len(teams)


def _leave_out(scene: Scene, team: Team) -> None:
    """Let a digest go that cannot be drawn, so that it holds up no other; the next one comes if it can be told when."""
    try:
        team.plan(scene.now, scene.holidays_of())
    except Exception:
        log.exception("action=cannot_plan team=%s", team.id)
        team.next_due = None


async def _publish(scene: Scene, team: Team) -> None:
    due, holidays = team.next_due or scene.now, scene.holidays_of()
    if holidays(day_at(due, team.zone)):
        team.plan(scene.now, holidays)
        return
    team.last_week = week = team.schedule.week_at(due)
    deadline = same_day_deadline(due, team.zone)
    if scene.now > deadline:
        log.warning("action=digest_skipped team=%s week=%s", team.id, week)
    elif await scene.tx.first(Digest, team_id=team.id, week=week) is None:
        await _draw(scene, team, week)
    team.plan(scene.now, holidays)


async def _draw(scene: Scene, team: Team, week: int) -> None:
    id_ = uuid4().hex
    totals = await _totals(scene, team, id_) if team.kind is TeamKind.COMMUNITY else {}
    shares = await ready(scene, team)
    if not shares and not totals:
        return
    digest = Digest(
        id=id_,
        team_id=team.id,
        week=week,
        since=team.last_digest_at or team.created_at,
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


async def _totals(scene: Scene, team: Team, digest_id: str) -> dict[str, dict[str, int]]:
    """What there is to show, by question, of the last rating of each member, where enough wait to be counted.

    All that is drawn is drawn once, whether it is shown or not: what is too alike is no part of a later total.
    """
    totals, minimum = {}, scene.house.policy.minimum_group
    for question, pool in (await _pools(scene, team)).items():
        latest = {rated.member_id: rated.rating for rated in pool}
        if len(latest) < minimum:
            continue
        counts = total(latest.values(), minimum)
        await scene.tx.draw(pool, digest_id if counts else "")
        if counts:
            totals[question] = counts
    return totals


async def _pools(scene: Scene, team: Team) -> dict[str, list[Rated]]:
    """By question, the ratings that wait to be counted, oldest first."""
    pools: dict[str, list[Rated]] = defaultdict(list)
    for rated in await scene.tx.undrawn(team.id, scene.now - COUNTS_FOR):
        pools[rated.question_id].append(rated)
    return pools
