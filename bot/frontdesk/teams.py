"""Teams: setting one up in a channel, answering an invitation, leaving."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from bot.coach import set_up_team as teams
from bot.coach.audit import Author
from bot.coach.depart import leave
from bot.coach.look_round import look_at_channel
from bot.coach.lose_channel import find_channel, lose_channel
from bot.coach.say.about import status_message
from bot.coach.say.teams import my_teams_message, team_message
from bot.coach.scene import Scene
from bot.coach.set_up_team import TeamPlan
from bot.coach.share import teams_of
from bot.coach.start import held_by
from bot.domain.message import (
    Act,
    Actions,
    Button,
    ChannelField,
    ChoiceField,
    Form,
    Message,
    PeopleField,
    Text,
    sentence,
)
from bot.domain.people import Member, Team, TeamKind
from bot.domain.rhythm import Rhythm
from bot.frontdesk import membership, starting
from bot.frontdesk.forms import (
    LONGEST_NAME,
    Filled,
    choices,
    day_and_hour,
    form,
    language_and_zone,
    name_field,
    rhythm_field,
)
from bot.frontdesk.incoming import Place, Reply
from bot.frontdesk.membership import changeable, part_of, refuse_strangers
from bot.frontdesk.visit import Visit

FRIDAY, ELEVEN = 4, 11
CHANNEL = "channel"
"""The field that picks a channel, where the form was not opened in one."""
COACHS_CHANNEL = "product_coach_channel"


def channel_meant(place: Place, act: Act, values: Mapping[str, str | Sequence[str]] = MappingProxyType({})) -> str:
    """The channel that a team's form is about: the one picked, else where it is, else what it was opened for."""
    picked = values.get(CHANNEL, "")
    here = "" if place.direct else place.channel
    return (picked if isinstance(picked, str) else "") or here or act.subject


async def show(visit: Visit) -> Reply:
    """In a channel its team, or the form to set one up; in the direct conversation the teams one takes part in."""
    scene = visit.scene
    if visit.place.direct:
        mine = await teams_of(scene, visit.member) if visit.member else []
        return Reply(message=my_teams_message(scene, mine))
    team = await teams.team_in(scene, visit.place.channel)
    if team is None:
        return Reply(form=_form(visit, visit.place.channel, None))
    part = await part_of(visit, team)
    return Reply(message=team_message(scene, team, part, may_join=not part.takes_part))


async def open_form(visit: Visit, act: Act) -> Reply:
    """The form to set a channel up, or to change its team; outside every channel it asks for which one."""
    channel = channel_meant(visit.place, act)
    team = await teams.team_in(visit.scene, channel) if channel else None
    if team is not None:
        await refuse_strangers(visit, team)
    return Reply(form=_form(visit, channel, team))


async def submit_form(visit: Visit, act: Act, filled: Filled) -> Reply:
    """Set the team up, or change it, and invite people."""
    scene, channel = visit.scene, channel_meant(visit.place, act, filled.values)
    existing = await teams.team_in(scene, channel)
    if existing is not None:
        await refuse_strangers(visit, existing)
        if filled.given(CHANNEL):
            filled.refuse(CHANNEL, "team.set_up_already")
    habits = filled.habits()
    coach, people = filled.people("product_coach", several=False), filled.people("people")
    coachs_channel = filled.text(COACHS_CHANNEL, required=False)
    if coach and coachs_channel:
        filled.refuse(COACHS_CHANNEL, "errors.field_coach_or_channel")
    if coachs_channel == channel:
        filled.refuse(COACHS_CHANNEL, "errors.field_own_channel")
    plan = TeamPlan(
        kind=filled.choice("kind", TeamKind, list(TeamKind)),
        name=filled.text("team_name", longest=LONGEST_NAME),
        weekday=habits.weekday,
        hour=habits.hour,
        rhythm=habits.rhythm,
        language=habits.language,
        zone=habits.zone,
        product_coach=coach[0] if coach else None,
        product_coach_channel=coachs_channel or None,
    )
    everyone = membership.means_everyone(filled)
    filled.check()
    team = await teams.set_up(scene, channel, plan, visit.who.user, visit.who.name)
    sent = await teams.invite(scene, team, people, visit.who.user, visit.who.name)
    note = scene.say("settings.changed") if existing else scene.say("team.saved", count=sent)
    if everyone:
        note = f"{note} {membership.read_everyone(visit, team)}"
    return Reply(message=team_message(scene, team, await part_of(visit, team), note=note))


async def send_away(visit: Visit, act: Act) -> Reply:
    """Post nothing more in the team's channel."""
    team = await changeable(visit, act)
    await teams.send_away(visit.scene, team, Author(visit.who.user, visit.who.name))
    said = visit.scene.say("team.sent_away")
    return Reply(replace=sentence(said))


async def leave_team(visit: Visit, act: Act) -> Reply:
    """Take part in a team no more."""
    member = visit.started()
    team = await visit.scene.tx.get(Team, act.subject)
    if team is not None:
        await leave(visit.scene, member, team)
    return Reply(replace=my_teams_message(visit.scene, await teams_of(visit.scene, member)))


async def accept(visit: Visit, act: Act) -> Reply:
    """Take part in the team: at once when all is known, else through the form to start."""
    invitation, team = await teams.invitation_for(visit.scene, visit.who.user, act.subject)
    member = visit.member
    if member is None or await _lacks_product(visit, member, team):
        return await starting.open_start(visit, invitation.id)
    await teams.accept(visit.scene, invitation, member)
    # That they take part stands in place of the invitation.
    return Reply(message=await status_message(visit.scene, member))


async def join_team(visit: Visit, act: Act) -> Reply:
    """Take part without having been invited, from the team's card in its channel."""
    team = await teams.team_to_join(visit.scene, act.subject)
    member = visit.member
    if member is None or await _lacks_product(visit, member, team):
        return await starting.open_start(visit, starting.UNASKED + team.id)
    await teams.join_unasked(visit.scene, team, member)
    note = visit.scene.say("invitation.accepted", team=team.name)
    return Reply(message=await status_message(visit.scene, member, note))


async def decline(visit: Visit, act: Act) -> Reply:
    """Decline; nobody is told."""
    invitation, team = await teams.invitation_for(visit.scene, visit.who.user, act.subject)
    await teams.decline(visit.scene, invitation)
    said = visit.scene.say("invitation.declined", team=team.name)
    return Reply(replace=sentence(said), followed=True)


async def _lacks_product(visit: Visit, member: Member, team: Team) -> bool:
    """Whether the form must still ask which product this member holds, or how they hold the team's."""
    holds = [product.id for _, product in await held_by(visit.scene, member)]
    return not holds or (team.kind is TeamKind.PRODUCT and team.product_id not in holds)


async def welcome_to(visit: Visit, name: str) -> list[Message]:
    """How to set up the channel into which the coach was just brought; where it is set up, whether that goes on.

    The channel is called by its name where there is one.
    """
    team = await teams.team_in(visit.scene, visit.place.channel)
    if team is not None:
        is_back = await find_channel(visit.scene, team)
        return [sentence(visit.scene.say("team.paused_no_more", team=team.name))] if is_back else []
    said = visit.scene.say("team.brought_in_to", channel=name) if name else visit.scene.say("team.brought_in")
    set_up = Button(visit.scene.say("team.set_up"), Act("team.form", visit.place.channel), primary=True)
    return [Message((Text(said), Actions((set_up,))), said)]


async def removed_from(scene: Scene, channel: str) -> None:
    """Let the channel's team rest, as nothing can be said there for now."""
    team = await teams.team_in(scene, channel)
    if team is not None:
        await lose_channel(scene, team)


async def back_in(scene: Scene, channel: str) -> None:
    """Have it looked whether the channel's team can go on; the coach may have to be brought in again."""
    team = await teams.team_in(scene, channel)
    if team is not None:
        await look_at_channel(scene, team)


def _form(visit: Visit, channel: str, team: Team | None) -> Form:
    scene, policy = visit.scene, visit.scene.house.policy
    weekday, hour = (team.weekday, team.hour) if team else (FRIDAY, ELEVEN)
    zone = visit.who.zone or policy.zone
    kind = team.kind if team else TeamKind.PRODUCT
    invited = () if team else membership.guest_fields(scene)
    coach = (team.product_coach,) if team and team.product_coach else ()
    where = () if channel else (ChannelField(CHANNEL, scene.say("fields.channel"), scene.say("fields.channel_hint")),)
    fields = (
        *where,
        ChoiceField("kind", scene.say("fields.kind"), choices(scene, TeamKind, "team_kinds"), kind.value),
        name_field(scene, "team_name", team.name if team else ""),
        *invited,
        rhythm_field(scene, team.rhythm if team else Rhythm.MONTHLY),
        *day_and_hour(scene, weekday, hour),
        *language_and_zone(scene, team.language if team else scene.language, team.zone if team else zone),
        PeopleField(
            "product_coach",
            scene.say("fields.product_coach"),
            scene.say("fields.product_coach_hint"),
            coach,
            several=False,
        ),
        ChannelField(
            COACHS_CHANNEL,
            scene.say("fields.product_coach_channel"),
            scene.say("fields.product_coach_channel_hint"),
            (team.product_coach_channel if team else None) or "",
            required=False,
        ),
    )
    key = "team_change" if team else "team"
    return form(scene, Act("team.form", channel), key, fields, (Text(scene.say("team.intro")),))
