"""Passing on to a product coach: choose, preview, pass on, answer, end, take back."""

from bot.coach import keep_words, pass_on, send_on
from bot.coach.answer import prompt_of, words_of
from bot.coach.poll import last_closed
from bot.coach.say.action import sentence as sentence_of
from bot.coach.say.digest import digest_message
from bot.coach.say.poll import closed_message
from bot.coach.say.product_coach import (
    card_message,
    passed_message,
    place_of,
    preview_message,
)
from bot.coach.say.teams import by_name, said_of_reader
from bot.coach.share import last_digest
from bot.domain.action import Action, ActionState
from bot.domain.message import Act, Choice, ChoiceField, Field, Message, Text, TextField, sentence
from bot.domain.passing_on import LONGEST_PASSED, LONGEST_REPLY, PassedOn
from bot.domain.people import Team
from bot.domain.reflection import Prompt
from bot.domain.refusals import Refusal
from bot.domain.words import excerpt
from bot.frontdesk.forms import Filled, form
from bot.frontdesk.incoming import Deleted, Reply, Typed
from bot.frontdesk.visit import Visit

WITH, WITHOUT = "with", "without"


async def show(visit: Visit) -> Reply:
    """What can be passed on, and what was; for a product coach also the teams and what waits for an answer."""
    zone = visit.member.zone if visit.member else visit.who.zone or visit.scene.house.policy.zone
    place = await place_of(visit.scene, visit.who.user, _channel(visit), zone)
    if visit.member is None and place:
        return Reply(message=Message(place, visit.scene.say("product_coach.place")))
    return Reply(message=await card_message(visit.scene, visit.started(), place))


async def read_digest(visit: Visit, act: Act) -> Reply:
    """The last digest of a team that they accompany, as its channel reads it."""
    team = await _accompanied(visit, act)
    digest = await last_digest(visit.scene, team) if team else None
    if team is None or digest is None:
        raise Refusal("product_coach.no_digest")
    message = await digest_message(visit.scene.speaking(team.language), digest.id)
    return Reply(message=message or sentence(visit.scene.say("product_coach.no_digest")))


async def read_poll(visit: Visit, act: Act) -> Reply:
    """The last closed question to a team that they accompany, as its channel reads it."""
    team = await _accompanied(visit, act)
    poll = await last_closed(visit.scene, team) if team else None
    if team is None or poll is None:
        raise Refusal("product_coach.no_poll")
    return Reply(message=await closed_message(visit.scene.speaking(team.language), poll, team))


async def open_form(visit: Visit, act: Act) -> Reply:
    """The form that chooses what to pass on: about one of one's answers, changing a preview, or from nothing."""
    prompt, before = await _prompt(visit, act), await _before(visit, act)
    teams = await _teams(visit)
    written = before.words or "" if before else await words_of(visit.scene, prompt) if prompt else ""
    words = excerpt(written, LONGEST_PASSED)
    asked = (Text(prompt.asked.question),) if prompt else ()
    readers = tuple(Text(said_of_reader(visit.scene, "reads", pass_on.reader_of(team), team.name)) for team in teams)
    intro = (*asked, *readers, Text(visit.scene.say("product_coach.before")))
    fields = (
        *_team_field(visit, teams),
        *_question_field(visit, prompt, WITHOUT if before and not before.question else WITH),
        _words_field(visit, words),
        *_action_field(visit, await _actions(visit), before),
    )
    return Reply(form=form(visit.scene, act, "product_coach", fields, intro))


async def submit_form(visit: Visit, act: Act, filled: Filled) -> Reply:
    """The preview, exactly as the product coach will read it."""
    scene, member = visit.scene, visit.started()
    prompt, before = await _prompt(visit, act), await _before(visit, act)
    teams = {team.id: team for team in await _teams(visit)}
    team = teams[filled.choice("team", str, list(teams))] if len(teams) > 1 else next(iter(teams.values()))
    asks = prompt is not None and filled.choice("question", str, (WITH, WITHOUT)) == WITH
    actions = await _actions(visit)
    action = actions.get(filled.choice("action", str, (WITHOUT, *actions))) if actions else None
    words = filled.text("words", required=not (asks or action), longest=LONGEST_PASSED)
    filled.check()
    if before is not None:
        await pass_on.discard(scene, before)
    question = prompt.asked.question if prompt and asks else None
    passed = await pass_on.draft(scene, member, team, visit.who.name, question=question, words=words, action=action)
    return Reply(message=await preview_message(scene, passed, team, act.subject))


async def pass_it_on(visit: Visit, act: Act) -> Reply:
    """Let the product coach read it."""
    passed, team = await pass_on.own(visit.scene, visit.started(), act.subject)
    await pass_on.pass_on(visit.scene, visit.started(), passed, team)
    return Reply(replace=passed_message(visit.scene, passed, team))


async def discard(visit: Visit, act: Act) -> Reply:
    """Throw a preview away."""
    passed, _ = await pass_on.own(visit.scene, visit.started(), act.subject)
    await pass_on.discard(visit.scene, passed)
    return Reply(replace=sentence(visit.scene.say("product_coach.discarded")))


async def take_back(visit: Visit, act: Act) -> Reply:
    """Remove what was passed on from the product coach's messages."""
    passed, _ = await pass_on.own(visit.scene, visit.started(), act.subject)
    await pass_on.take_back(visit.scene, passed)
    return Reply(replace=sentence(visit.scene.say("product_coach.taken_back")))


async def open_answer(visit: Visit, act: Act) -> Reply:
    """The form to answer in, for either side."""
    await pass_on.open_for(visit.scene, visit.who.user, visit.place.channel, act.subject)
    label = visit.scene.say("product_coach.your_answer")
    field = TextField("words", label, required=True, multiline=True, longest=LONGEST_REPLY)
    return Reply(form=form(visit.scene, act, "coach_answer", (field,)))


async def submit_answer(visit: Visit, act: Act, filled: Filled) -> Reply:
    """Bring it to the other side."""
    scene, who = visit.scene, visit.who
    passed = await pass_on.open_for(scene, who.user, visit.place.channel, act.subject)
    words = filled.text("words", longest=LONGEST_REPLY)
    filled.check()
    await pass_on.answer(scene, passed, who.user, who.name, words)
    return Reply(message=sentence(scene.say("product_coach.sent")))


async def end(visit: Visit, act: Act) -> Reply:
    """Let it rest."""
    passed = await pass_on.open_for(visit.scene, visit.who.user, visit.place.channel, act.subject)
    if not await pass_on.may_end(visit.scene, passed, visit.who.user):
        raise Refusal("product_coach.not_yours_to_end")
    await pass_on.end(visit.scene, passed, visit.who.user)
    return Reply(message=sentence(visit.scene.say("product_coach.ended")))


async def send_instead(visit: Visit, act: Act) -> Reply:
    """Let typed words leave the answer that they were kept under and reach the other side."""
    prompt = await prompt_of(visit.scene, visit.started(), act.subject)
    other = await send_on.send_instead(visit.scene, visit.started(), prompt, visit.who.name)
    return Reply(message=sentence(visit.scene.say("product_coach.sent_to", name=by_name(visit.scene, other))))


async def send_held(visit: Visit, act: Act) -> Reply:
    """Let the other side read what was typed outside the thread."""
    reply, passed = await send_on.held_by(visit.scene, visit.who.user, act.subject)
    await send_on.send(visit.scene, reply, passed)
    return Reply(replace=sentence(visit.scene.say("product_coach.sent")))


async def drop_held(visit: Visit, act: Act) -> Reply:
    """Keep nothing of it."""
    reply, _ = await send_on.held_by(visit.scene, visit.who.user, act.subject)
    await pass_on.forget(visit.scene, reply)
    return Reply(replace=sentence(visit.scene.say("product_coach.not_sent")))


async def hold(visit: Visit, typed: Typed) -> bool:
    """Whether words that belong to no question wait now to be sent to the other side of an exchange."""
    return await send_on.hold(visit.scene, visit.who.user, visit.who.name, _message(visit, typed))


async def hear(visit: Visit, typed: Typed) -> str | None:
    """The key of what to say about words of an exchange; None for all other words."""
    scene, who, channel = visit.scene, visit.who, visit.place.channel
    known = await pass_on.typed(scene, channel, typed.message_id)
    if known is not None:
        if known.user == who.user:
            await pass_on.reword(scene, known, typed.words, typed.changed_at)
        return ""
    passed_id = await pass_on.threads(scene, channel, typed.thread)
    if passed_id is None:
        return None
    passed = await pass_on.open_for(scene, who.user, channel, passed_id)
    await pass_on.hear(scene, passed, who.user, who.name, _message(visit, typed))
    return "product_coach.sent"


async def forget(visit: Visit, deleted: Deleted) -> bool:
    """Whether the deleted message was a reply of theirs, which is gone now."""
    known = await pass_on.typed(visit.scene, visit.place.channel, deleted.message_id)
    if known is None or known.user != visit.who.user:
        return False
    await pass_on.forget(visit.scene, known)
    return True


def _message(visit: Visit, typed: Typed) -> keep_words.Message:
    return keep_words.Message(
        visit.place.channel, typed.message_id, typed.words, typed.sent_at, typed.changed_at, typed.thread
    )


async def _accompanied(visit: Visit, act: Act) -> Team | None:
    teams = await pass_on.accompanied_by(visit.scene, visit.who.user, _channel(visit))
    return next((each for each in teams if each.id == act.subject), None)


def _channel(visit: Visit) -> str:
    return "" if visit.place.direct else visit.place.channel


async def _prompt(visit: Visit, act: Act) -> Prompt | None:
    return await prompt_of(visit.scene, visit.started(), act.subject) if act.subject else None


async def _before(visit: Visit, act: Act) -> PassedOn | None:
    """The preview that the form changes."""
    return (await pass_on.own(visit.scene, visit.started(), act.value))[0] if act.value else None


async def _actions(visit: Visit) -> dict[str, str]:
    """The actions that they follow, by id, each in a sentence."""
    following = [ActionState.OPEN, ActionState.RESTING]
    actions = await visit.scene.tx.all(Action, order="taken_at", member_id=visit.started().id, state=following)
    return {action.id: sentence_of(visit.scene, action) for action in actions}


async def _teams(visit: Visit) -> list[Team]:
    """Those that somebody accompanies. Raises Refusal when there is none."""
    teams = await pass_on.accompanied(visit.scene, visit.started())
    if not teams:
        raise Refusal("product_coach.none")
    return teams


def _team_field(visit: Visit, teams: list[Team]) -> tuple[Field, ...]:
    if len(teams) == 1:
        return ()
    choices = tuple(Choice(team.id, team.name) for team in teams)
    return (ChoiceField("team", visit.scene.say("product_coach.which_team"), choices, teams[0].id),)


def _question_field(visit: Visit, prompt: Prompt | None, chosen: str) -> tuple[Field, ...]:
    if prompt is None:
        return ()
    say = visit.scene.say
    choices = Choice(WITH, say("product_coach.with_question")), Choice(WITHOUT, say("product_coach.without_question"))
    return (ChoiceField("question", say("product_coach.with_it"), choices, chosen),)


def _action_field(visit: Visit, actions: dict[str, str], before: PassedOn | None) -> tuple[Field, ...]:
    if not actions:
        return ()
    say = visit.scene.say
    offered = (Choice(each, say("product_coach.with_action", action=said)) for each, said in actions.items())
    choices = (Choice(WITHOUT, say("product_coach.without_action")), *offered)
    chosen = next((each for each, said in actions.items() if before and said == before.action), WITHOUT)
    return (ChoiceField("action", say("product_coach.with_your_action"), choices, chosen),)


def _words_field(visit: Visit, words: str) -> Field:
    label, hint = visit.scene.say("product_coach.words"), visit.scene.say("product_coach.words_hint")
    return TextField("words", label, words, hint, multiline=True, longest=LONGEST_PASSED)
