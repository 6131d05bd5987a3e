"""Looks once a day who is in the channels of teams: what a chat tells of that can be lost."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from bot.coach import outbox
from bot.coach.depart import gone, seen
from bot.coach.gather import MOST_READ
from bot.coach.lose_channel import find_channel, lose_channel
from bot.coach.name_reader import have_named
from bot.coach.scene import House, Scene
from bot.domain.outbox import Posting, Priority, Saying
from bot.domain.people import Departure, Member, Membership, Team
from bot.ports import Courier, Store, Watch

ROLL = "roll"
LOOKS_EVERY = timedelta(hours=20)
"""Less than a day, so that the look of one night is over before that of the next."""


async def look_at_channels(scene: Scene, limit: int) -> int:
    """Have the channels looked at that were not for a day; how many."""
    teams = await scene.tx.unseen_teams(scene.now, limit)
    for team in teams:
        team.look_at = scene.now + LOOKS_EVERY
        there = replace(scene, workspace=team.workspace)
        await look_at_channel(there, team)
        await have_named(there, team)
    return len(teams)


async def look_at_channel(scene: Scene, team: Team) -> None:
    """Have it looked who is in a team's channel, and whether the coach may speak there."""
    if await scene.tx.first(Posting, workspace=team.workspace, kind=ROLL, subject=team.id) is None:
        outbox.post(scene, Saying(ROLL, team.id), Priority.ERRAND, channel=team.channel)


async def look_at_teams_of(scene: Scene, user: str) -> None:
    """Have the channels looked at of every team that this user takes part in."""
    member = await scene.tx.first(Member, workspace=scene.workspace, user=user)
    memberships = await scene.tx.all(Membership, member_id=member.id) if member else []
    for team in await scene.tx.all(Team, id=[each.team_id for each in memberships], ended_at=None):
        await look_at_channel(scene, team)


async def run_roll(errand: Posting, courier: Courier, house: House, store: Store, watch: Watch) -> None:
    """Look, and let the team be as it is there. Raises what the courier raises."""
    workspace, channel, since = errand.workspace, errand.channel or "", watch.now()
    may_post = await courier.can_post(workspace, channel)
    users = await courier.members_of(workspace, channel, MOST_READ) if may_post else None
    async with store.transaction() as tx:
        team = await tx.get(Team, errand.subject, lock=True)
        if team is None or team.ended_at is not None:
            return
        scene = Scene(house, tx, watch.now(), workspace, team.language)
        if not may_post:
            await lose_channel(scene, team)
            return
        await find_channel(scene, team)
        if users is not None:
            await _compare(scene, team, set(users), since)


async def _compare(scene: Scene, team: Team, users: Collection[str], since: datetime) -> None:
    """Let go of who was in the channel and is not; who never was there, or has just joined, takes part all the same."""
    for membership in await scene.tx.all(Membership, team_id=team.id):
        member = await scene.tx.get(Member, membership.member_id)
        if member is not None and member.user in users:
            membership.in_channel = True
        elif member is not None and membership.in_channel and membership.joined_at < since:
            await gone(scene, team, member.user)
    if team.set_up_by and team.set_up_by not in users and team.created_at < since:
        await gone(scene, team, team.set_up_by)
    for departure in await scene.tx.all(Departure, team_id=team.id, offered_at=None):
        member = await scene.tx.get(Member, departure.member_id)
        if member is not None and member.user in users:
            await seen(scene, team, member)
