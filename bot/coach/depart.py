"""Lets people out of teams: by their own wish or somebody else's, with the team's channel, with their account."""

from uuid import uuid4

from bot.coach import outbox
from bot.coach.gather import strike
from bot.coach.poll import withdraw_from
from bot.coach.scene import Scene
from bot.coach.start import BACK, member_of
from bot.domain.outbox import Saying
from bot.domain.people import Departure, Invitation, InvitationState, Member, Membership, Standing, Team

LEFT = "left-channel"


async def leave(scene: Scene, member: Member, team: Team) -> bool:
    """Take part in a team no more; whether they did.

    What was shared there stays until its author takes it back. A poll of theirs that is open there is withdrawn, as
    nobody could show it any more.
    """
    membership = await scene.tx.first(Membership, team_id=team.id, member_id=member.id)
    if membership is None:
        return False
    await scene.tx.remove(membership)
    await withdraw_from(scene, team, member.user)
    return True


async def uninvite(scene: Scene, team: Team, user: str) -> bool:
    """Take an open invitation back, and ask this user no more with everybody else; whether there was an invitation."""
    await strike(scene, user, team)
    invitations = await scene.tx.all(Invitation, team_id=team.id, user=user, state=InvitationState.OPEN)
    for invitation in invitations:
        invitation.state = InvitationState.LAPSED
        await outbox.take_away(scene, Saying("invitation", invitation.id))
    return bool(invitations)


async def left_channel(scene: Scene, channel: str, user: str) -> None:
    """Somebody is in that channel no more, and so not in its team; their questions go on, and they are told so."""
    team = await _team_in(scene, channel)
    if team is not None:
        await gone(scene, team, user)


async def came_to_channel(scene: Scene, channel: str, user: str) -> None:
    """Somebody is in that channel now: who took part in its team before is offered to do so again."""
    team = await _team_in(scene, channel)
    member = await member_of(scene, user) if team else None
    if team is not None and member is not None:
        await seen(scene, team, member)


async def account_closed(scene: Scene, member: Member) -> None:
    """Somebody's account is closed: they leave every team, and nobody is left in charge of those they set up."""
    memberships = await scene.tx.all(Membership, member_id=member.id)
    theirs = await scene.tx.all(Team, id=[each.team_id for each in memberships])
    set_up = await scene.tx.all(Team, workspace=member.workspace, set_up_by=member.user)
    for team in {team.id: team for team in (*theirs, *set_up)}.values():
        await gone(scene, team, member.user)


async def gone(scene: Scene, team: Team, user: str) -> None:
    """Somebody is out of a team's channel: they leave the team and are invited and in charge no more."""
    await uninvite(scene, team, user)
    if team.set_up_by == user:
        team.set_up_by, team.set_up_by_name = "", ""
    if team.brought_by == user:
        team.brought_by, team.brought_by_name = None, None
        await outbox.refresh(scene, Saying("introduction", team.id))
    member = await member_of(scene, user)
    if member is not None and await leave(scene, member, team):
        departure = Departure(id=uuid4().hex, team_id=team.id, member_id=member.id, left_at=scene.now)
        scene.tx.add(departure)
        if _hears(member):
            outbox.tell(scene, member, Saying(LEFT, departure.id))


async def seen(scene: Scene, team: Team, member: Member) -> None:
    """Somebody is in a team's channel: note it of who takes part, and offer it once to who did until they left."""
    membership = await scene.tx.first(Membership, team_id=team.id, member_id=member.id)
    if membership is not None:
        membership.in_channel = True
        return
    departure = await scene.tx.first(Departure, lock=True, team_id=team.id, member_id=member.id)
    if departure is not None and departure.offered_at is None and _hears(member):
        departure.offered_at = scene.now
        outbox.tell(scene, member, Saying(BACK, departure.id))


def _hears(member: Member) -> bool:
    return member.standing is not Standing.STOPPED and member.closed_at is None


async def _team_in(scene: Scene, channel: str) -> Team | None:
    return await scene.tx.first(Team, workspace=scene.workspace, channel=channel, ended_at=None)
