"""Sharing an excerpt: choose, preview, publish, take back."""

from bot.coach import share
from bot.coach.answer import prompt_of, words_of
from bot.coach.say.sharing import preview_message, published_message, shared_message
from bot.coach.unnamed import may_go_unnamed
from bot.domain.message import Act, Choice, ChoiceField, Form, Text, TextField, sentence
from bot.domain.people import Member, Team
from bot.domain.reflection import Share
from bot.domain.refusals import Refusal
from bot.domain.words import excerpt
from bot.frontdesk import came_of
from bot.frontdesk.forms import Filled, form
from bot.frontdesk.incoming import Reply
from bot.frontdesk.visit import Visit

LONGEST_EXCERPT = 600
NAMED, UNNAMED = "named", "unnamed"


async def open_share(visit: Visit, act: Act) -> Reply:
    """The form that chooses an excerpt, filled in with one's own words."""
    member = visit.started()
    prompt = await prompt_of(visit.scene, member, act.subject)
    words = excerpt(await words_of(visit.scene, prompt), LONGEST_EXCERPT)
    return Reply(form=await _form(visit, member, act, words, prompt.asked.question))


async def open_edit(visit: Visit, act: Act) -> Reply:
    """The same form, for a preview that is not published yet."""
    member = visit.started()
    draft = await share.share_of(visit.scene, member, act.subject)
    if draft.came_of and not draft.action_id:
        return await came_of.open_form(visit, Act("came_of", draft.came_of, draft.id))
    prompt = await prompt_of(visit.scene, member, draft.prompt_id)
    return Reply(
        form=await _form(visit, member, Act("share", prompt.id, draft.id), draft.excerpt or "", prompt.asked.question)
    )


async def submit_share(visit: Visit, act: Act, filled: Filled) -> Reply:
    """The preview, as the channel will see it."""
    scene, member = visit.scene, visit.started()
    prompt = await prompt_of(scene, member, act.subject)
    teams = {team.id: team for team in await share.teams_of(scene, member)}
    if not teams:
        raise Refusal("share.no_team")
    words = filled.text("excerpt", longest=LONGEST_EXCERPT)
    team = teams[filled.choice("team", str, list(teams))]
    named = filled.choice("name", str, (NAMED, UNNAMED)) == NAMED
    reason = await share.why_not(scene, member, team, prompt.id, named=named)
    if reason is not None:
        filled.refuse("name", reason, minimum=scene.house.policy.minimum_group)
    filled.check()
    former = await share.share_of(scene, member, act.value) if act.value else None
    if former is not None:
        await share.discard(scene, former)
    draft = await share.draft(scene, member, prompt, team.id, words, visit.who.name if named else None)
    if former is not None:
        draft.action_id = former.action_id
        draft.came_of = former.came_of if former.team_id == team.id else None
    return Reply(message=preview_message(scene, draft, team))


async def publish(visit: Visit, act: Act) -> Reply:
    """Let the next digest carry it."""
    chosen, team = await _own(visit, act)
    await share.publish(visit.scene, visit.started(), chosen)
    return Reply(replace=await published_message(visit.scene, chosen, team))


async def discard(visit: Visit, act: Act) -> Reply:
    """Throw a preview away."""
    chosen, _ = await _own(visit, act)
    await share.discard(visit.scene, chosen)
    said = visit.scene.say("share.discarded")
    return Reply(replace=sentence(said))


async def take_back(visit: Visit, act: Act) -> Reply:
    """Remove what was published."""
    chosen, team = await _own(visit, act)
    gone = await share.take_back(visit.scene, chosen)
    said = visit.scene.say("share.taken_back" if gone else "share.taken_back_there", team=team.name)
    return Reply(replace=sentence(said))


async def shared(visit: Visit) -> Reply:
    """What one published, newest first."""
    return Reply(message=await shared_message(visit.scene, visit.started()))


async def turn_page(visit: Visit, act: Act) -> Reply:
    """Older or newer ones."""
    start = int(act.value[:4]) if act.value.isdecimal() else 0
    return Reply(replace=await shared_message(visit.scene, visit.started(), start))


async def _own(visit: Visit, act: Act) -> tuple[Share, Team]:
    chosen = await share.share_of(visit.scene, visit.started(), act.subject)
    team = await visit.scene.tx.get(Team, chosen.team_id)
    if team is None:
        raise Refusal("share.not_found")
    return chosen, team


async def _form(visit: Visit, member: Member, act: Act, words: str, question: str) -> Form:
    scene = visit.scene
    teams = await share.teams_of(scene, member)
    if not teams:
        raise Refusal("share.no_team")
    names = [Choice(NAMED, scene.say("share.with_name", name=visit.who.name))]
    if True in [await may_go_unnamed(scene, each, member.id) for each in teams]:
        names.append(Choice(UNNAMED, scene.say("share.without_name")))
    fields = (
        TextField(
            "excerpt", scene.say("fields.excerpt"), words, scene.say("fields.excerpt_hint"), True, True, LONGEST_EXCERPT
        ),
        ChoiceField("team", scene.say("fields.team"), tuple(Choice(each.id, each.name) for each in teams), teams[0].id),
        ChoiceField("name", scene.say("fields.name"), tuple(names), NAMED),
    )
    intro = (Text(question), Text(scene.say("share.before")))
    return form(scene, Act("share", act.subject, act.value), "share", fields, intro)
