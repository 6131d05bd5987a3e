"""Two ratings side by side, proposals to do so, and the card that shows both."""

from bot.coach.say import dates
from bot.coach.scene import Scene
from bot.coach.start import held_by
from bot.coach.together import agreed_pair, news_in, pairs_of
from bot.domain.message import Act, Actions, Block, Button, Heading, Message, Note, Text
from bot.domain.people import Member, Product, Way
from bot.domain.reflection import Answer, Prompt, Rating
from bot.domain.together import Comparison, Pair, PairState, gap

POINT = "shared-roles"
"""The guide's point of attention on clear responsibilities."""
FAR = 2


async def told_with(scene: Scene, prompt: Prompt, member: Member) -> tuple[Block, ...]:
    """What a prompt tells of a pair: the proposal, what became of it, that the other agreed, and the comparison."""
    comparison = await scene.tx.first(Comparison, prompt_id=prompt.id)
    compared = await _compared(scene, comparison, member) if comparison else ()
    return (*await proposed_with(scene, prompt), *await _news(scene, prompt), *compared)


async def proposed_with(scene: Scene, prompt: Prompt) -> tuple[Block, ...]:
    """The proposal that came with a prompt, with its two answers, or what became of it; else nothing."""
    proposed = await scene.tx.first(Pair, told_in=prompt.id)
    return _proposal(scene, proposed, prompt.product.name, prompt.id) if proposed else ()


async def together_message(scene: Scene, member: Member, note: str = "") -> Message:
    """With whom a member looks at which product, what waits for an answer, and a way to propose it."""
    said: tuple[Block, ...] = (Text(note),) if note else ()
    title = scene.say("together.title")
    known = await pairs_of(scene, member)
    pairs = [block for pair, product in known for block in await _listed(scene, pair, product, member)]
    none = () if pairs else (Text(scene.say("together.none")),)
    is_free = await agreed_pair(scene, member) is None
    propose = (Actions((Button(scene.say("together.propose"), Act("together.form")),)),) if is_free else ()
    return Message((*said, Heading(title), Note(scene.say("together.what")), *none, *pairs, *propose), note or title)


async def is_offered(scene: Scene, member: Member) -> bool:
    """Whether the settings lead to that card: to who holds a role with somebody, or has a pair."""
    holds_shared = any(holding.way is Way.SHARED for holding, _ in await held_by(scene, member))
    return holds_shared or bool(await pairs_of(scene, member))


async def _listed(scene: Scene, pair: Pair, product: Product, member: Member) -> tuple[Block, ...]:
    if pair.state is PairState.AGREED and pair.agreed_at:
        name, since = pair.partners_name(member.id), dates.day(scene, pair.agreed_at, member.zone)
        agreed = Text(scene.say("together.with", product=product.name, name=name, day=since))
        told = await scene.tx.all(Comparison, order="told_at", pair_id=pair.id, member_id=member.id)
        last = await _lines(scene, told[-1], pair, member) if told else ()
        return (agreed, *last, Actions((_button(scene, "end", pair),)))
    if pair.member_id == member.id and pair.lapses_at:
        until = dates.day(scene, pair.lapses_at, member.zone)
        proposed = Text(scene.say("together.proposed", product=product.name, day=until))
        return (proposed, Actions((_button(scene, "withdraw", pair),)))
    return _proposal(scene, pair, product.name)


def _proposal(scene: Scene, pair: Pair, product: str, prompt_id: str = "") -> tuple[Block, ...]:
    if pair.state is PairState.AGREED:
        return (Text(scene.say("together.agreed", name=pair.name, product=product)),)
    if not pair.waits(scene.now):
        return ()
    said = Text(scene.say("together.proposal", name=pair.name, product=product))
    return (said, Actions((_button(scene, "agree", pair, prompt_id), _button(scene, "decline", pair, prompt_id))))


async def _news(scene: Scene, prompt: Prompt) -> tuple[Block, ...]:
    """That the other agreed, for who proposed it."""
    pair = await scene.tx.first(Pair, member_id=prompt.member_id, state=PairState.AGREED)
    if pair is None or await news_in(scene, pair) != prompt.id:
        return ()
    product = await scene.tx.get(Product, pair.product_id)
    name = pair.partners_name(prompt.member_id)
    return (Text(scene.say("together.has_agreed", name=name, product=product.name if product else "")),)


async def _compared(scene: Scene, comparison: Comparison, member: Member) -> tuple[Block, ...]:
    pair = await scene.tx.get(Pair, comparison.pair_id)
    lines = await _lines(scene, comparison, pair, member) if pair else ()
    return (*lines, Actions((_button(scene, "end", pair, comparison.prompt_id),))) if pair and lines else ()


async def _lines(scene: Scene, comparison: Comparison, pair: Pair, member: Member) -> tuple[Block, ...]:
    own, other = await _rating(scene, comparison.own_id), await _rating(scene, comparison.other_id)
    answer = await scene.tx.get(Answer, comparison.own_id)
    prompt = await scene.tx.get(Prompt, answer.prompt_id) if answer else None
    if own is None or other is None or prompt is None:
        return ()
    ratings = {"own": _in_words(scene, own), "other": _in_words(scene, other)}
    name = pair.partners_name(member.id)
    both = scene.say("together.both", question=prompt.asked.question, name=name, **ratings)
    return (Text(both), Text(_difference(scene, gap(own, other))))


def _difference(scene: Scene, apart: int) -> str:
    key = "together.same" if apart == 0 else "together.far" if apart >= FAR else "together.near"
    [point] = [each.text for each in scene.role.way(Way.SHARED.value).attention if each.id == POINT]
    return scene.say(key, point=point)


async def _rating(scene: Scene, answer_id: str) -> Rating | None:
    answer = await scene.tx.get(Answer, answer_id)
    return answer.rating if answer else None


def _in_words(scene: Scene, rating: Rating) -> str:
    return scene.say(f"ratings_in_words.{rating.value}")


def _button(scene: Scene, name: str, pair: Pair, prompt_id: str = "") -> Button:
    act = "end" if name == "withdraw" else name
    return Button(scene.say(f"together.{name}"), Act(f"together.{act}", pair.id, prompt_id))
