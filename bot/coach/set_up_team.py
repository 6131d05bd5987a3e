"""Sets up a team in a channel, changes it, sends it away, and invites people to take part."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from bot.coach import audit, outbox
from bot.coach.audit import Author
from bot.coach.depart import leave, uninvite
from bot.coach.name_reader import have_named
from bot.coach.poll import withdraw_from
from bot.coach.scene import Scene
from bot.coach.share import take_back
from bot.coach.start import holding_of, join, product_named
from bot.domain.outbox import Priority, Saying
from bot.domain.people import Departure, Invitation, InvitationState, Member, Membership, Team, TeamKind
from bot.domain.reflection import Share
from bot.domain.refusals import Refusal
from bot.domain.rhythm import Rhythm
from bot.domain.roles import Part
from bot.domain.trust import Did

INVITATION_LAPSES = timedelta(weeks=2)


@dataclass(frozen=True)
class TeamPlan:
    """What the person who sets a team up decides; `name` is the product's, or the community's."""

    kind: TeamKind
    name: str
    weekday: int
    hour: int
    rhythm: Rhythm
    language: str
    zone: str
    product_coach: str | None = None
    product_coach_channel: str | None = None


async def team_in(scene: Scene, channel: str) -> Team | None:
    """The team of that channel, unless the coach was sent away."""
    return await scene.tx.first(Team, workspace=scene.workspace, channel=channel, ended_at=None)


async def set_up(scene: Scene, channel: str, plan: TeamPlan, user: str, user_name: str) -> Team:
    """The channel's team as planned; the first time, the coach introduces itself there."""
    team = await scene.tx.first(Team, lock=True, workspace=scene.workspace, channel=channel)
    is_new = team is None or team.ended_at is not None
    if team is None:
        team = Team(
            id=uuid4().hex,
            workspace=scene.workspace,
            channel=channel,
            kind=plan.kind,
            name=plan.name,
            language=plan.language,
            zone=plan.zone,
            weekday=plan.weekday,
            hour=plan.hour,
            rhythm=plan.rhythm,
            set_up_by=user,
            set_up_by_name=user_name,
            brought_by=user,
            brought_by_name=user_name,
            created_at=scene.now,
        )
        scene.tx.add(team)
    elif is_new:
        await _begin_again(scene, team, user, user_name)
    await _change(scene, team, plan)
    if team.product_coach_name is None:
        await have_named(scene, team)
    if is_new:
        outbox.post(scene.speaking(plan.language), Saying("introduction", team.id), channel=channel)
    else:
        await _changed_by(scene, team, Author(user, user_name))
    return team


async def _changed_by(scene: Scene, team: Team, by: Author) -> None:
    """Whoever changes a team that nobody is left in charge of takes charge of it."""
    if team.set_up_by:
        await audit.note(scene, Did.TEAM_CHANGED, team.set_up_by, by, team)
    else:
        team.set_up_by, team.set_up_by_name = by.user, by.name
    await outbox.refresh(scene, Saying("introduction", team.id))


async def part_in(scene: Scene, team: Team, user: str, *, administers: bool = False) -> Part:
    """What this user is to a team, from which follows what they may do."""
    member = await scene.tx.first(Member, workspace=scene.workspace, user=user)
    return Part(
        set_it_up=team.set_up_by == user,
        takes_part=await _takes_part(scene, team, user),
        administers=administers,
        orphaned=not team.set_up_by,
        joined_by_nobody=await scene.tx.first(Membership, team_id=team.id) is None,
        has_product=team.product_id is not None,
        holds=await holding_of(scene, member, team.product_id) is not None,
    )


async def remove(scene: Scene, team: Team, user: str, by: Author) -> None:
    """Let this user take part no more, or be invited no more; what they shared stays theirs to take back."""
    member = await scene.tx.first(Member, workspace=team.workspace, user=user)
    if member is not None and await leave(scene, member, team):
        await audit.note(scene, Did.REMOVED, user, by, team)
    if await uninvite(scene, team, user):
        await audit.note(scene, Did.UNINVITED, user, by, team)


async def send_away(scene: Scene, team: Team, by: Author | None = None) -> None:
    """Post nothing more in the team's channel; what was shared can still be taken back, private answers stay.

    Without `by` it was the chat that said so.
    """
    if by is not None and team.set_up_by:
        await audit.note(scene, Did.TEAM_ENDED, team.set_up_by, by, team)
    team.ended_at, team.next_due, team.paused_at = scene.now, None, None
    await outbox.take_away(scene, Saying("introduction", team.id))
    await withdraw_from(scene, team)
    for invitation in await scene.tx.all(Invitation, team_id=team.id, state=InvitationState.OPEN):
        await uninvite(scene, team, invitation.user)


async def invite(
    scene: Scene, team: Team, users: Sequence[str], inviter: str, inviter_name: str, *, hands_over: bool = False
) -> int:
    """Invite people, each once and never who takes part already; how many invitations go out.

    One that `hands_over` says that the inviter passes on the product.
    """
    sent = 0
    for user in dict.fromkeys(users):
        known = await scene.tx.first(Invitation, team_id=team.id, user=user)
        if known is not None or await _takes_part(scene, team, user):
            continue
        invitation = Invitation(
            id=uuid4().hex,
            workspace=scene.workspace,
            team_id=team.id,
            user=user,
            invited_by=inviter,
            invited_by_name=inviter_name,
            sent_at=scene.now,
            lapses_at=scene.now + INVITATION_LAPSES,
            hands_over=hands_over,
        )
        scene.tx.add(invitation)
        member = await scene.tx.first(Member, workspace=scene.workspace, user=user)
        readers = scene.speaking(member.language if member else team.language)
        saying, own_wish = Saying("invitation", invitation.id), user == inviter
        # Many at once keep nobody's answer waiting.
        priority = Priority.REPLY if own_wish else Priority.PROMPT
        outbox.post(readers, saying, priority, user=user, asked_for=own_wish)
        sent += 1
    return sent


async def invitation_for(scene: Scene, user: str, invitation_id: str) -> tuple[Invitation, Team]:
    """The user's own open invitation. Raises Refusal for anybody else's, a lapsed or an answered one."""
    invitation = await scene.tx.get(Invitation, invitation_id)
    if invitation is None or invitation.user != user or invitation.workspace != scene.workspace:
        raise Refusal("invitation.not_found")
    if invitation.state is InvitationState.LAPSED or scene.now >= invitation.lapses_at:
        raise Refusal("invitation.lapsed")
    team = await scene.tx.get(Team, invitation.team_id)
    if team is None or team.ended_at or invitation.state is InvitationState.DECLINED:
        raise Refusal("invitation.not_found")
    return invitation, team


async def accept(scene: Scene, invitation: Invitation, member: Member) -> None:
    """Take part in the team that the invitation is for."""
    await join(scene, member, invitation.team_id)
    invitation.state = InvitationState.ACCEPTED
    await outbox.refresh(scene, Saying("invitation", invitation.id))


async def team_to_join(scene: Scene, team_id: str) -> Team:
    """The team of that id, open to who wants to take part. Raises Refusal when it is not there any more."""
    team = await scene.tx.get(Team, team_id)
    if team is None or team.workspace != scene.workspace or team.ended_at:
        raise Refusal("errors.old_button")
    return team


async def join_unasked(scene: Scene, team: Team, member: Member) -> None:
    """Take part without having been invited; an open invitation to the same team is accepted by it."""
    invitation = await scene.tx.first(Invitation, team_id=team.id, user=member.user, state=InvitationState.OPEN)
    if invitation is None:
        await join(scene, member, team.id)
    else:
        await accept(scene, invitation, member)


async def decline(scene: Scene, invitation: Invitation) -> None:
    """Decline; nobody is told. Raises Refusal for one that was accepted."""
    if invitation.state is InvitationState.ACCEPTED:
        raise Refusal("invitation.not_found")
    invitation.state = InvitationState.DECLINED
    await outbox.refresh(scene, Saying("invitation", invitation.id))


async def _begin_again(scene: Scene, team: Team, user: str, user_name: str) -> None:
    """In a channel that sent the coach away nobody takes part any more, and nothing meant for it then is published.

    Whoever declined stays unasked.
    """
    team.set_up_by, team.set_up_by_name = user, user_name
    team.brought_by, team.brought_by_name = user, user_name
    team.created_at, team.last_digest_at, team.ended_at = scene.now, None, None
    for membership in await scene.tx.all(Membership, team_id=team.id):
        await scene.tx.remove(membership)
    for invitation in await scene.tx.all(Invitation, team_id=team.id):
        if invitation.state is not InvitationState.DECLINED:
            await scene.tx.remove(invitation)
    for departure in await scene.tx.all(Departure, team_id=team.id):
        await scene.tx.remove(departure)
    for share in await scene.tx.all(Share, team_id=team.id, digest_id=None):
        await take_back(scene, share)


async def _change(scene: Scene, team: Team, plan: TeamPlan) -> None:
    joined = await scene.tx.first(Membership, team_id=team.id)
    if team.kind is not plan.kind and joined is not None:
        raise Refusal("team.kind_stays")
    team.kind, team.name = plan.kind, plan.name
    team.product_id = (await product_named(scene, plan.name)).id if plan.kind is TeamKind.PRODUCT else None
    team.weekday, team.hour, team.rhythm = plan.weekday, plan.hour, plan.rhythm
    team.language, team.zone = plan.language, plan.zone
    if (team.product_coach, team.product_coach_channel) != (plan.product_coach, plan.product_coach_channel):
        team.product_coach_name = None
    team.product_coach, team.product_coach_channel = plan.product_coach, plan.product_coach_channel
    team.paused_at = None
    team.plan(scene.now, scene.holidays_of())


async def _takes_part(scene: Scene, team: Team, user: str) -> bool:
    member = await scene.tx.first(Member, workspace=scene.workspace, user=user)
    if member is None:
        return False
    membership: Membership | None = await scene.tx.first(Membership, team_id=team.id, member_id=member.id)
    return membership is not None
