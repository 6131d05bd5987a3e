"""Telling what came of a digest's question: a form under the digest, then a preview like any other."""

from bot.coach import share
from bot.coach.came_of import draft_of, last_one, prompt_about
from bot.coach.say.sharing import preview_message
from bot.coach.unnamed import may_go_unnamed
from bot.domain.message import Act, Choice, ChoiceField, Text, TextField
from bot.domain.people import Member
from bot.domain.refusals import Refusal
from bot.frontdesk.forms import Filled, form
from bot.frontdesk.incoming import Reply
from bot.frontdesk.visit import Visit

LONGEST = 300
NAMED, UNNAMED = "named", "unnamed"


async def open_form(visit: Visit, act: Act) -> Reply:
    """The form, filled in with a preview that is to be changed."""
    member, scene = _member(visit), visit.scene
    digest, team = await last_one(scene, member, act.subject)
    await prompt_about(scene, member, digest)
    before = await share.share_of(scene, member, act.value) if act.value else None
    words = before.excerpt or "" if before else ""
    names = [Choice(NAMED, scene.say("share.with_name", name=visit.who.name))]
    if await may_go_unnamed(scene, team, member.id):
        names.append(Choice(UNNAMED, scene.say("share.without_name")))
    fields = (
        TextField("words", scene.say("came_of.words"), words, required=True, multiline=True, longest=LONGEST),
        ChoiceField("name", scene.say("fields.name"), tuple(names), NAMED),
    )
    question = scene.role.question(digest.question_id).meeting
    intro = (Text(question), Text(scene.say("came_of.before", team=team.name)))
    return Reply(form=form(scene, act, "came_of", fields, intro))


async def submit_form(visit: Visit, act: Act, filled: Filled) -> Reply:
    """The preview, as the channel will see it."""
    member, scene = _member(visit), visit.scene
    digest, team = await last_one(scene, member, act.subject)
    prompt = await prompt_about(scene, member, digest)
    words = filled.text("words", longest=LONGEST)
    named = filled.choice("name", str, (NAMED, UNNAMED)) == NAMED
    reason = await share.why_not(scene, member, team, prompt.id, named=named)
    if reason is not None:
        filled.refuse("name", reason, minimum=scene.house.policy.minimum_group)
    filled.check()
    if act.value:
        await share.discard(scene, await share.share_of(scene, member, act.value))
    told = await draft_of(scene, member, digest, prompt, words, visit.who.name if named else None)
    return Reply(message=preview_message(scene, told, team))


def _member(visit: Visit) -> Member:
    """Whoever tapped in the channel; those who only read there are told whose it is to say."""
    if visit.member is None:
        raise Refusal("came_of.not_yours")
    return visit.member
