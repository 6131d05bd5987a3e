"""Who takes part in a team: inviting one by one or a whole channel, removing somebody, handing the product over."""

from bot.coach import set_up_team as teams
from bot.coach.audit import Author
from bot.coach.gather import gather, guests_of, put_away
from bot.coach.hand_over import hand_over
from bot.coach.say.membership import handed_over_message
from bot.coach.say.teams import by_name
from bot.coach.scene import Scene
from bot.domain.message import Act, Choice, ChoiceField, Field, PeopleField, Text, sentence
from bot.domain.people import Team
from bot.domain.refusals import Refusal
from bot.domain.roles import Part
from bot.frontdesk.forms import Filled, form
from bot.frontdesk.incoming import Reply
from bot.frontdesk.visit import Visit

WHO, CHOSEN, EVERYONE = "who", "chosen", "everyone"


def guest_fields(scene: Scene) -> tuple[Field, ...]:
    """The fields that ask whom to invite: everyone of the channel, or some people."""
    say = scene.say
    whom = tuple(Choice(value, say(f"fields.who_{value}")) for value in (CHOSEN, EVERYONE))
    return (
        ChoiceField(WHO, say("fields.who"), whom, CHOSEN),
        PeopleField("people", say("fields.people"), say("fields.people_hint")),
    )


def means_everyone(filled: Filled) -> bool:
    """Whether everyone of the channel is to be invited."""
    return filled.given(WHO) and filled.choice(WHO, str, (CHOSEN, EVERYONE)) == EVERYONE


def read_everyone(visit: Visit, team: Team) -> str:
    """Have it read who is in the channel; what is told until then."""
    gather(visit.scene, team, visit.who.user)
    return visit.scene.say("team.everyone_read")


async def open_invite(visit: Visit, act: Act) -> Reply:
    """The form to invite more people."""
    team = await changeable(visit, act)
    return Reply(form=form(visit.scene, Act("team.invite", team.id), "invite", guest_fields(visit.scene)))


async def submit_invite(visit: Visit, act: Act, filled: Filled) -> Reply:
    """Invite people, each once; of a whole channel, show first who that is."""
    team = await changeable(visit, act)
    people, everyone = filled.people("people"), means_everyone(filled)
    if not people and not everyone:
        filled.refuse("people", "errors.field_people")
    filled.check()
    sent = await teams.invite(visit.scene, team, people, visit.who.user, visit.who.name)
    said = read_everyone(visit, team) if everyone else visit.scene.say("team.invited", count=sent)
    return Reply(message=sentence(said))


async def invite_guests(visit: Visit, act: Act) -> Reply:
    """Invite those of the channel who were shown."""
    guests, team = await guests_of(visit.scene, visit.who.user, act.subject)
    await refuse_strangers(visit, team)
    sent = await teams.invite(visit.scene, team, list(guests.found or {}), visit.who.user, visit.who.name)
    await put_away(visit.scene, guests)
    return Reply(replace=sentence(visit.scene.say("team.invited", count=sent)))


async def invite_nobody(visit: Visit, act: Act) -> Reply:
    """Invite none of those."""
    guests, _ = await guests_of(visit.scene, visit.who.user, act.subject)
    await put_away(visit.scene, guests)
    return Reply(replace=sentence(visit.scene.say("team.nobody_invited")))


async def open_remove(visit: Visit, act: Act) -> Reply:
    """The form that asks who is to take part no more."""
    team = await _removable(visit, act)
    field = _person_field(visit.scene, "person")
    return Reply(form=form(visit.scene, Act("team.remove", team.id), "remove", (field,)))


async def submit_remove(visit: Visit, act: Act, filled: Filled) -> Reply:
    """Let somebody take part no more; whether they did is told to nobody."""
    team = await _removable(visit, act)
    person = _person_in(filled, "person")
    filled.check()
    await teams.remove(visit.scene, team, person, Author(visit.who.user, visit.who.name))
    return Reply(message=sentence(visit.scene.say("team.removed")))


async def open_hand_over(visit: Visit, act: Act) -> Reply:
    """The form that asks to whom the product goes, and from whom where that is not who asks."""
    team, is_own = await _product_to_hand_over(visit, act)
    fields = (*(() if is_own else (_person_field(visit.scene, "holder"),)), _person_field(visit.scene, "heir"))
    what = (Text(visit.scene.say("handing_over.what")),)
    return Reply(form=form(visit.scene, Act("team.hand_over", team.id), "hand_over", fields, what))


async def submit_hand_over(visit: Visit, act: Act, filled: Filled) -> Reply:
    """Hand the product over; whether somebody else held it is told to nobody but them."""
    team, is_own = await _product_to_hand_over(visit, act)
    holder = visit.who.user if is_own else _person_in(filled, "holder")
    heir = _person_in(filled, "heir")
    if heir and heir == holder:
        filled.refuse("heir", "handing_over.same")
    filled.check()
    holding = await hand_over(visit.scene, team, holder, heir, Author(visit.who.user, visit.who.name))
    if holder == visit.who.user and holding is not None:
        return Reply(message=await handed_over_message(visit.scene, holding, "handing_over.done"))
    return Reply(message=sentence(visit.scene.say("handing_over.noted")))


async def changeable(visit: Visit, act: Act) -> Team:
    """The team of the act, if the visitor may change it. Raises Refusal."""
    team = await teams.team_to_join(visit.scene, act.subject)
    await refuse_strangers(visit, team)
    return team


async def refuse_strangers(visit: Visit, team: Team) -> None:
    """Raises Refusal for who may not change the team."""
    if not (await part_of(visit, team)).may_change:
        raise Refusal("team.not_yours", name=by_name(visit.scene, team.set_up_by_name))


async def part_of(visit: Visit, team: Team) -> Part:
    """What the visitor is to a team."""
    return await teams.part_in(visit.scene, team, visit.who.user, administers=visit.who.administers)


async def _removable(visit: Visit, act: Act) -> Team:
    team = await teams.team_to_join(visit.scene, act.subject)
    if not (await part_of(visit, team)).may_remove:
        raise Refusal("team.not_yours_to_remove", name=by_name(visit.scene, team.set_up_by_name))
    return team


async def _product_to_hand_over(visit: Visit, act: Act) -> tuple[Team, bool]:
    """The team whose product the visitor may hand over, and whether it is their own. Raises Refusal."""
    team = await teams.team_to_join(visit.scene, act.subject)
    part = await part_of(visit, team)
    if not part.may_hand_over:
        raise Refusal("handing_over.not_yours", name=by_name(visit.scene, team.set_up_by_name))
    return team, part.holds


def _person_field(scene: Scene, name: str) -> PeopleField:
    label, hint = scene.say(f"fields.{name}"), scene.say(f"fields.{name}_hint")
    return PeopleField(name, label, hint, required=True, several=False)


def _person_in(filled: Filled, name: str) -> str:
    people = filled.people(name, several=False)
    if not people:
        filled.refuse(name, "errors.field_people")
    return people[0] if people else ""
