"""One's action: taken, reworded, answered about, shared and let go."""

from bot.coach import act as acting
from bot.coach.act import action_of, living
from bot.coach.answer import prompt_of
from bot.coach.say.action import actions_message, outcome, sentence
from bot.coach.say.prompt import prompt_message
from bot.coach.say.sharing import preview_message
from bot.coach.start import held_by
from bot.coach.tell import tell_what_waited
from bot.domain.action import LONGEST_HALF, Action, ActionState, half
from bot.domain.message import Act, Choice, ChoiceField, Field, Text, TextField
from bot.domain.people import Member
from bot.domain.refusals import Refusal
from bot.frontdesk.forms import Filled, form
from bot.frontdesk.incoming import Reply
from bot.frontdesk.visit import Visit

HALVES = ("situation", "deed")
SEVERAL = 2


async def show(visit: Visit) -> Reply:
    """One's actions, with what can be done about each."""
    return Reply(message=await actions_message(visit.scene, visit.started()))


async def take(visit: Visit, act: Act) -> Reply:
    """Follow a suggested or a resting one."""
    member = visit.started()
    action = await living(visit.scene, member, act.subject)
    await acting.take(visit.scene, action)
    return await _shown(visit, member, act, action)


async def done(visit: Visit, act: Act) -> Reply:
    """It is done."""
    member, action = await _own(visit, act)
    await acting.finish(visit.scene, action, act.value or None)
    return await _shown(visit, member, act, action)


async def not_yet(visit: Visit, act: Act) -> Reply:
    """Its occasion has not come."""
    member, action = await _own(visit, act)
    await acting.put_off(visit.scene, action, await prompt_of(visit.scene, member, act.value))
    return await _shown(visit, member, act, action)


async def drop(visit: Visit, act: Act) -> Reply:
    """It is of no use any more."""
    member, action = await _own(visit, act)
    await acting.drop(visit.scene, action, act.value or None)
    return await _shown(visit, member, act, action)


async def open_form(visit: Visit, act: Act) -> Reply:
    """The form with its two halves; for a new one outside a prompt also the product, where there are several."""
    member = visit.started()
    action = await living(visit.scene, member, act.subject) if act.subject else None
    if act.value:
        await prompt_of(visit.scene, member, act.value)
    alone = not act.subject and not act.value
    fields = (*_halves(visit, action), *(await _product_field(visit, member) if alone else ()))
    intro = (Text(visit.scene.say("action.intro")),)
    return Reply(form=form(visit.scene, Act("action.form", act.subject, act.value), "action", fields, intro))


async def submit_form(visit: Visit, act: Act, filled: Filled) -> Reply:
    """Follow it in these words; the prompt's own message shows it, else one's actions do."""
    scene, member = visit.scene, visit.started()
    situation, deed = (_half(visit, filled, name) for name in HALVES)
    if act.subject:
        action = await living(scene, member, act.subject)
        filled.check()
        await acting.reword(scene, action, situation, deed)
    else:
        holding_id = await _holding(visit, member, act, filled)
        filled.check()
        await acting.write(scene, member, holding_id, situation, deed, act.value or None)
    if act.value:
        return Reply()
    return Reply(message=await actions_message(scene, member, (Text(scene.say("action.kept")),)))


async def share(visit: Visit, act: Act) -> Reply:
    """The preview of the action or, once it is done, of its outcome."""
    member, action = await _own(visit, act)
    said = sentence(visit.scene, action)
    if action.state is ActionState.DONE:
        said = visit.scene.say("action.outcome", sentence=said)
    draft, team = await acting.preview(visit.scene, member, action, said, visit.who.name)
    return Reply(message=preview_message(visit.scene, draft, team))


async def _own(visit: Visit, act: Act) -> tuple[Member, Action]:
    member = visit.started()
    return member, await action_of(visit.scene, member, act.subject)


async def _shown(visit: Visit, member: Member, act: Act, action: Action) -> Reply:
    """The message that was tapped: a prompt, or one's actions."""
    if not act.value:
        return Reply(replace=await actions_message(visit.scene, member, await outcome(visit.scene, action)))
    prompt = await prompt_of(visit.scene, member, act.value)
    await tell_what_waited(visit.scene, prompt)
    return Reply(replace=await prompt_message(visit.scene, prompt, member), followed=True)


def _halves(visit: Visit, action: Action | None) -> tuple[Field, ...]:
    say, given = visit.scene.say, (action.situation, action.deed) if action else ("", "")
    return tuple(
        TextField(name, say(f"fields.{name}"), value, say(f"fields.{name}_hint"), required=True, longest=LONGEST_HALF)
        for name, value in zip(HALVES, given, strict=True)
    )


def _half(visit: Visit, filled: Filled, name: str) -> str:
    say = visit.scene.house.library.say(visit.scene.language)
    text = filled.text(name, longest=LONGEST_HALF)
    return half(text, say.list(f"action.opens_{name}"), say.list("action.small_words"))


async def _product_field(visit: Visit, member: Member) -> tuple[Field, ...]:
    holdings = await held_by(visit.scene, member)
    products = tuple(Choice(holding.id, product.name) for holding, product in holdings)
    if len(products) < SEVERAL:
        return ()
    return (ChoiceField("holding", visit.scene.say("fields.action_product"), products, products[0].value),)


async def _holding(visit: Visit, member: Member, act: Act, filled: Filled) -> str:
    """For which product it is: the prompt's, the only one, or the one that was chosen."""
    if act.value:
        return (await prompt_of(visit.scene, member, act.value)).holding_id
    holdings = [holding.id for holding, _ in await held_by(visit.scene, member)]
    if not holdings:
        raise Refusal("question.no_product")
    return holdings[0] if len(holdings) == 1 else filled.choice("holding", str, holdings)
