"""Polls: choosing a question for a team's channel, previewing and putting it, voting, showing what came of it."""

from bot.coach import poll as polls
from bot.coach.ask import question_for
from bot.coach.say import dates
from bot.coach.say.poll import (
    card_message,
    preview_message,
    put_message,
    result_message,
    showing_message,
    voted_message,
)
from bot.coach.set_up_team import team_in
from bot.domain.calendar import week_at
from bot.domain.message import Act, Block, Choice, ChoiceField, Field, Text, TextField, sentence
from bot.domain.people import Member, Team
from bot.domain.poll import LONGEST_OPENING, OPEN_FOR, Poll, PollState
from bot.domain.reflection import Rating
from bot.domain.refusals import Refusal
from bot.frontdesk.forms import Filled, form
from bot.frontdesk.incoming import Reply
from bot.frontdesk.visit import Visit


async def show(visit: Visit) -> Reply:
    """The form where there is one team to ask now, else where each stands; in a channel it is about its team."""
    scene, member = visit.scene, visit.started()
    teams = await polls.teams_to_ask(scene, member)
    if not visit.place.direct:
        here = await team_in(scene, visit.place.channel)
        teams = [team for team in teams if here is None or team.id == here.id]
    if not teams:
        raise Refusal("poll.no_team")
    if len(teams) == 1 and await polls.next_day(scene, teams[0]) is None:
        return await open_form(visit, Act("poll.form", teams[0].id))
    return Reply(message=await card_message(scene, member, teams))


async def open_form(visit: Visit, act: Act) -> Reply:
    """The form that asks what came of the last one, then which question and for how long."""
    member, team = await _free(visit, act)
    before = await _before(visit, member, act)
    fields = (
        *await _opening_field(visit, team, before),
        _question_field(visit, team, before),
        _days_field(visit, before),
    )
    intro = (*await _last(visit, team), Text(visit.scene.say("poll.before", team=team.name)))
    return Reply(form=form(visit.scene, Act("poll.form", team.id, act.value), "poll", fields, intro))


async def submit_form(visit: Visit, act: Act, filled: Filled) -> Reply:
    """The preview, as the channel will see it."""
    scene = visit.scene
    member, team = await _free(visit, act)
    before = await _before(visit, member, act)
    asks = await polls.last_closed(scene, team) is not None
    opening = filled.text("opening", required=False, longest=LONGEST_OPENING) if asks else ""
    question = filled.choice("question", str, [each.id for each in scene.role.questions])
    days = filled.choice("days", int, OPEN_FOR)
    if not await polls.leaves_enough(scene, team, question, days):
        filled.refuse("question", "poll.told_lately", minimum=scene.house.policy.minimum_group)
    filled.check()
    if before is not None:
        await polls.discard(scene, before)
    poll = await polls.draft(scene, member, team, visit.who.name, question_id=question, days=days, opening=opening)
    return Reply(message=await preview_message(scene, poll, team))


async def put(visit: Visit, act: Act) -> Reply:
    """Put it to the channel that the preview was for."""
    poll, team = await polls.own(visit.scene, visit.started(), act.subject, lock=True)
    if act.value != team.channel:
        raise Refusal("errors.old_button")
    await polls.put(visit.scene, poll, team)
    return Reply(replace=put_message(visit.scene, poll, team))


async def discard(visit: Visit, act: Act) -> Reply:
    """Throw a preview away."""
    poll, _ = await polls.own(visit.scene, visit.started(), act.subject)
    await polls.discard(visit.scene, poll)
    return Reply(replace=sentence(visit.scene.say("poll.discarded")))


async def withdraw(visit: Visit, act: Act) -> Reply:
    """Take it out of the channel before it closes."""
    poll, team = await polls.own(visit.scene, visit.started(), act.subject, lock=True)
    await polls.withdraw(visit.scene, poll)
    return Reply(replace=sentence(visit.scene.say("poll.withdrawn", team=team.name)))


async def vote(visit: Visit, act: Act) -> Reply:
    """Keep the vote of anybody in the channel, who need not have started."""
    if visit.who.is_program or act.value not in list(Rating):
        raise Refusal("errors.old_button")
    poll, team = await polls.vote(visit.scene, visit.who.user, visit.place.channel, act.subject, Rating(act.value))
    return Reply(message=voted_message(visit.scene, poll, team))


async def result(visit: Visit, act: Act) -> Reply:
    """What came of one's own."""
    member, (poll, team) = visit.started(), await _closed(visit, act)
    return Reply(message=await result_message(visit.scene, member, poll, team))


async def preview_result(visit: Visit, act: Act) -> Reply:
    """What the channel would read of it."""
    poll, team = await _closed(visit, act)
    if poll.counts is None:
        raise Refusal("poll.not_found")
    return Reply(message=await showing_message(visit.scene, poll, team))


async def show_result(visit: Visit, act: Act) -> Reply:
    """Let the channel read it."""
    poll, team = await _closed(visit, act)
    await polls.show(visit.scene, poll)
    return Reply(replace=sentence(visit.scene.say("poll.now_shown", team=team.name)))


async def _closed(visit: Visit, act: Act) -> tuple[Poll, Team]:
    poll, team = await polls.own(visit.scene, visit.started(), act.subject)
    if poll.state is not PollState.CLOSED:
        raise Refusal("poll.not_found")
    return poll, team


async def _free(visit: Visit, act: Act) -> tuple[Member, Team]:
    """The team that the act names, if it may be asked now."""
    member = visit.started()
    team = await polls.team_to_ask(visit.scene, member, act.subject)
    if await polls.next_day(visit.scene, team) is not None:
        raise Refusal("poll.too_soon")
    return member, team


async def _before(visit: Visit, member: Member, act: Act) -> Poll | None:
    """The preview that the form changes."""
    return (await polls.own(visit.scene, member, act.value))[0] if act.value else None


async def _last(visit: Visit, team: Team) -> tuple[Block, ...]:
    """The one that closed last, of which the form asks first what came of it."""
    last = await polls.last_closed(visit.scene, team)
    if last is None:
        return ()
    day = dates.day(visit.scene, last.created_at, team.zone)
    return (Text(visit.scene.say("poll.last", day=day, question=last.asked)),)


async def _opening_field(visit: Visit, team: Team, before: Poll | None) -> tuple[Field, ...]:
    if await polls.last_closed(visit.scene, team) is None:
        return ()
    say, written = visit.scene.say, before.opening or "" if before else ""
    return (TextField("opening", say("poll.opening"), written, say("poll.opening_hint"), longest=LONGEST_OPENING),)


def _question_field(visit: Visit, team: Team, before: Poll | None) -> Field:
    scene = visit.scene
    proposed = before.question_id if before else question_for(scene.role, week_at(scene.now, team.zone)).id
    choices = tuple(Choice(each.id, each.title) for each in scene.role.questions)
    return ChoiceField("question", scene.say("poll.which_question"), choices, proposed)


def _days_field(visit: Visit, before: Poll | None) -> Field:
    say = visit.scene.say
    choices = tuple(Choice(str(days), say("poll.days", count=days)) for days in OPEN_FOR)
    return ChoiceField("days", say("poll.how_long"), choices, str(before.days if before else OPEN_FOR[1]))
