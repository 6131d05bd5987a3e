"""What the coach says in and about teams: introduction, invitation, the team's card."""

from collections.abc import Sequence

from bot.coach.pass_on import coach_of, reader_of
from bot.coach.say import dates
from bot.coach.scene import Scene
from bot.domain.message import Act, Actions, Block, Button, Heading, Message, Note, Points, Text, sentence
from bot.domain.outbox import Posting
from bot.domain.passing_on import Reader
from bot.domain.people import Invitation, InvitationState, Team
from bot.domain.roles import Part
from bot.ports import Spoken


async def say_introduction(scene: Scene, posting: Posting) -> Spoken:
    """Said once in a channel: who invited the coach, what it posts and when, what it keeps, how to send it away."""
    team = await scene.tx.get(Team, posting.subject)
    if team is None or team.ended_at:
        return Spoken(None)
    posts = scene.say(f"introduction.posts_{team.kind.value}", team=team.name, rhythm=rhythm_of(scene, team))
    return Spoken(
        Message(
            (
                Heading(scene.say("introduction.title")),
                *_brought_by(scene, team),
                Points(
                    (
                        posts,
                        scene.say("introduction.keeps_nothing"),
                        scene.say("introduction.send_away"),
                    )
                ),
            ),
            scene.say("introduction.notification"),
        )
    )


async def say_invitation(scene: Scene, posting: Posting) -> Spoken:
    """An invitation, and what became of it; nothing for one that lapsed before it could be sent."""
    invitation = await scene.tx.get(Invitation, posting.subject)
    team = await scene.tx.get(Team, invitation.team_id) if invitation else None
    if invitation is None or team is None:
        return Spoken(None)
    if invitation.state is not InvitationState.OPEN:
        said = scene.say(f"invitation.{invitation.state.value}", team=team.name)
        return Spoken(sentence(said) if posting.shown else None)
    return Spoken(
        Message(
            (
                Heading(scene.say("invitation.title", team=team.name)),
                Text(
                    scene.say(
                        _invites(invitation, team), name=by_name(scene, invitation.invited_by_name), team=team.name
                    )
                ),
                Text(scene.say("invitation.free")),
                Actions(
                    (
                        Button(scene.say("invitation.accept"), Act("invitation.accept", invitation.id), primary=True),
                        Button(scene.say("invitation.decline"), Act("invitation.decline", invitation.id)),
                        Button(scene.say("greeting.try"), Act("try")),
                    )
                ),
                Note(scene.say("invitation.lapses", day=dates.day(scene, invitation.lapses_at, team.zone))),
            ),
            scene.say("invitation.notification", name=by_name(scene, invitation.invited_by_name)),
        )
    )


def team_message(scene: Scene, team: Team, part: Part, *, may_join: bool = False, note: str = "") -> Message:
    """The team's card: what it gets and when, with what its reader may do."""
    said: tuple[Block, ...] = (Text(note),) if note else ()
    facts = (
        scene.say(f"team.kind_{team.kind.value}", team=team.name),
        _digest_of(scene, team),
        *((scene.say("team.set_up_by", name=team.set_up_by_name),) if team.set_up_by_name else ()),
        *((said_of_reader(scene, "is", reader_of(team), team.name),) if coach_of(team) != (None, None) else ()),
    )
    join = Button(scene.say("team.join"), Act("team.join", team.id), primary=True)
    change = (
        Button(scene.say("team.invite"), Act("team.invite", team.id)),
        Button(scene.say("team.change"), Act("team.form", team.channel)),
        Button(scene.say("team.send_away"), Act("team.send_away", team.id)),
    )
    remove = Button(scene.say("team.remove"), Act("team.remove", team.id))
    hand_over = Button(scene.say("team.hand_over"), Act("team.hand_over", team.id))
    offered = (
        *((join,) if may_join else ()),
        *(change if part.may_change else ()),
        *((remove,) if part.may_remove and not part.joined_by_nobody else ()),
        *((hand_over,) if part.may_hand_over and not part.joined_by_nobody else ()),
    )
    actions: tuple[Block, ...] = (Actions(offered),) if offered else ()
    return Message((*said, Heading(scene.say("team.title")), Points(facts), *actions), note or scene.say("team.title"))


def _digest_of(scene: Scene, team: Team) -> str:
    if team.next_due is None:
        return scene.say("team.rests")
    when = dates.moment(scene, team.next_due, team.zone)
    return scene.say("team.digest", rhythm=rhythm_of(scene, team), when=when)


def my_teams_message(scene: Scene, teams: Sequence[Team]) -> Message:
    """The teams that someone takes part in, each with a tap to leave it."""
    blocks: tuple[Block, ...] = (Heading(scene.say("team.mine")),)
    for team in teams:
        leave = Button(scene.say("team.leave", team=team.name), Act("team.leave", team.id))
        blocks += (Text(scene.say(f"team.kind_{team.kind.value}", team=team.name)), Actions((leave,)))
    if not teams:
        blocks += (Text(scene.say("team.none")),)
    set_up = Actions((Button(scene.say("team.set_up_one"), Act("team.form")),))
    return Message((*blocks, Note(scene.say("team.how")), set_up), scene.say("team.mine"))


def _brought_by(scene: Scene, team: Team) -> tuple[Block, ...]:
    """Who brought the coach in; nothing once that is forgotten."""
    return (Text(scene.say("introduction.invited_by", name=team.brought_by_name)),) if team.brought_by_name else ()


def _invites(invitation: Invitation, team: Team) -> str:
    """The phrase that says what somebody is invited to."""
    return "invitation.text_handed_over" if invitation.hands_over else f"invitation.text_{team.kind.value}"


def by_name(scene: Scene, name: str) -> str:
    """Who did it; a name that was erased is nobody's."""
    return name or scene.say("somebody")


def said_of_reader(scene: Scene, key: str, reader: Reader, team: str, **values: str) -> str:
    """A phrase that names who reads what is passed on, the person or the whole channel."""
    kind = "channel" if reader.is_channel else "person"
    name = reader.name or scene.say(f"product_coach.unnamed_{kind}", team=team)
    return scene.say(f"product_coach.{key}_{kind}", reader=name, team=team, **values)


def rhythm_of(scene: Scene, team: Team) -> str:
    """The digest's rhythm, day and hour in words."""
    return scene.say(
        "rhythms.on",
        rhythm=scene.say(f"rhythms.{team.rhythm.value}"),
        weekday=dates.weekday(scene, team.weekday),
        hour=dates.hour(scene, team.hour),
    )
