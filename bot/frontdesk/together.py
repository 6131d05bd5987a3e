"""Two holders of a product who look at their answers side by side: proposing it, agreeing, declining, ending."""

from bot.coach import together
from bot.coach.answer import prompt_of
from bot.coach.say.prompt import prompt_message
from bot.coach.say.together import together_message
from bot.coach.start import held_by
from bot.domain.message import Act, Choice, ChoiceField, PeopleField, Text
from bot.domain.people import Holding, Member, Product
from bot.domain.refusals import Refusal
from bot.frontdesk.forms import Filled, form
from bot.frontdesk.incoming import Reply
from bot.frontdesk.visit import Visit


async def show(visit: Visit, _act: Act) -> Reply:
    """With whom one looks at which product."""
    return Reply(message=await together_message(visit.scene, visit.started()))


async def open_form(visit: Visit, _act: Act) -> Reply:
    """The form that asks with whom, and for which product where there are several."""
    say = visit.scene.say
    products = [Choice(product.id, product.name) for _, product in await _held(visit, visit.started())]
    which = (ChoiceField("product", say("fields.together_product"), tuple(products), products[0].value),)
    label, hint = say("fields.together_person"), say("fields.together_person_hint")
    person = PeopleField("person", label, hint, required=True, several=False)
    fields = (*(which if len(products) > 1 else ()), person)
    return Reply(form=form(visit.scene, Act("together.form"), "together", fields, (Text(say("together.what")),)))


async def submit_form(visit: Visit, _act: Act, filled: Filled) -> Reply:
    """Propose it; nothing tells whether that person holds the product."""
    member = visit.started()
    products = {product.id: product for _, product in await _held(visit, member)}
    chosen = filled.choice("product", str, list(products)) if len(products) > 1 else next(iter(products))
    people = filled.people("person", several=False)
    if not people:
        filled.refuse("person", "errors.field_people")
    elif people[0] == member.user:
        filled.refuse("person", "together.yourself")
    filled.check()
    await together.propose(visit.scene, member, visit.who.name, products[chosen], people[0])
    return await _card(visit, member, "together.noted")


async def agree(visit: Visit, act: Act) -> Reply:
    """Agree to what was proposed."""
    member = visit.started()
    await together.agree(visit.scene, member, visit.who.name, await together.pair_of(visit.scene, member, act.subject))
    return await _shown(visit, member, act)


async def decline(visit: Visit, act: Act) -> Reply:
    """Decline; nobody is told."""
    member = visit.started()
    await together.decline(visit.scene, await together.pair_of(visit.scene, member, act.subject))
    return await _shown(visit, member, act)


async def end(visit: Visit, act: Act) -> Reply:
    """Put nothing side by side any more."""
    member = visit.started()
    await together.end(visit.scene, await together.pair_of(visit.scene, member, act.subject))
    return await _shown(visit, member, act, "together.ended")


async def _held(visit: Visit, member: Member) -> list[tuple[Holding, Product]]:
    held = await held_by(visit.scene, member)
    if not held:
        raise Refusal("question.no_product")
    return held


async def _shown(visit: Visit, member: Member, act: Act, key: str = "") -> Reply:
    """The message that was tapped: a prompt, or one's card."""
    if not act.value:
        return await _card(visit, member, key, replace=True)
    prompt = await prompt_of(visit.scene, member, act.value)
    return Reply(replace=await prompt_message(visit.scene, prompt, member), followed=True)


async def _card(visit: Visit, member: Member, key: str, *, replace: bool = False) -> Reply:
    card = await together_message(visit.scene, member, visit.scene.say(key) if key else "")
    return Reply(replace=card) if replace else Reply(message=card)
