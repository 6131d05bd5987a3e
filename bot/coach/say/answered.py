"""The message after the answer: short, with one request at most, and a menu for everything else."""

from dataclasses import dataclass

from bot.coach.act import is_asked_after
from bot.coach.answer import words_of
from bot.coach.pass_on import accompanied
from bot.coach.say.action import in_hand, put_off_here, suggested
from bot.coach.say.quiet import slower_offered, take_slower
from bot.coach.say.recall import recalled
from bot.coach.say.sharing import taken_back_notes
from bot.coach.say.together import proposed_with
from bot.coach.scene import Scene
from bot.coach.share import teams_of
from bot.coach.tell import calls_for_a_human, has_been_low_too_often, told_with, words_told
from bot.domain.calendar import week_of
from bot.domain.coaching import occasion_of
from bot.domain.message import Act, Actions, Block, Button, Menu, Message, Note, Text
from bot.domain.people import Member
from bot.domain.reflection import Answer, Prompt, Rating, TypedWords
from bot.domain.tips import Occasion

Blocks = tuple[Block, ...]


@dataclass(frozen=True)
class _Given:
    """An answer: `occasion` is the kind of its rating."""

    prompt: Prompt
    member: Member
    rating: Rating | None
    has_words: bool

    @property
    def occasion(self) -> Occasion | None:
        return occasion_of(self.rating) if self.rating else None


async def answered_message(scene: Scene, prompt: Prompt, answer: Answer | None, member: Member) -> Message:
    """What was answered and what fits it, then an action, a question or a human, whichever has its place there."""
    given = _Given(prompt, member, answer.rating if answer else None, bool(await words_of(scene, prompt)))
    instead, recall = await in_its_place(scene, prompt, member), await recalled(scene, prompt, member)
    about_action = await put_off_here(scene, prompt)
    proposal = await proposed_with(scene, prompt)
    request = proposal if _asks(proposal) else (*proposal, *await _request(scene, given, instead))
    more = (*recall.ways, *(await _within_reach(scene, given) if instead is None else ()))
    if _asks(request):
        more = (*more, *take_slower(scene, prompt, member))
    else:
        request = (*request, *slower_offered(scene, prompt, member))
    return Message(
        (
            *about_action,
            Note(scene.say("answered.title", product=prompt.product.name, title=prompt.asked.title)),
            *await _noted(scene, given, is_enough=instead is not None or await is_asked_after(scene, prompt)),
            *await taken_back_notes(scene, prompt),
            *recall.blocks,
            *request,
            await _ways_on(scene, given, (*about_action, *request), more),
        ),
        scene.say("answered.notification"),
    )


async def in_its_place(scene: Scene, prompt: Prompt, member: Member) -> Blocks | None:
    """What stands in the action's place: a human, or once something was written a question until it is answered.

    None where that place is free.
    """
    has_words = bool(await words_of(scene, prompt))
    if await calls_for_a_human(scene, prompt, has_words=has_words):
        return await _human(scene, prompt, member)
    if not has_words:
        return None
    told, question = await told_with(scene, prompt, Occasion.WORDS), await words_told(scene, prompt, Occasion.WORDS)
    if told is None or question is None:
        return None
    return () if told.answered_at else (Text(scene.say("answered.further")), Text(question))


def rating_in_words(scene: Scene, rating: Rating) -> str:
    """The quick answer as it stands in a sentence."""
    return scene.say(f"ratings_in_words.{rating.value}")


async def _noted(scene: Scene, given: _Given, *, is_enough: bool) -> Blocks:
    """The answer and what was told with it; after a yes that is a question, left out where another `is_enough`."""
    said = [_rated(scene, given.rating)]
    if given.has_words:
        said.append(scene.say("answered.words_kept"))
    is_yes = given.occasion is Occasion.YES
    occasion = None if is_enough and is_yes else given.occasion
    told = await words_told(scene, given.prompt, occasion) if occasion else None
    if occasion and told:
        said.append(scene.say(f"answered.then_{occasion.value}"))
    elif is_yes:
        said.append(_nod(scene, given.prompt))
    return (Text(" ".join(said)), *((Text(told),) if told else ()))


def _rated(scene: Scene, rating: Rating | None) -> str:
    if rating is None:
        return scene.say("answered.noted")
    return scene.say("answered.rated", rating=rating_in_words(scene, rating))


def _nod(scene: Scene, prompt: Prompt) -> str:
    """A word on a yes for which nothing is left to tell; another one each week."""
    nods = scene.house.library.say(scene.language).list("answered.nods")
    return nods[week_of(prompt.asked_at.date()) % len(nods)]


async def _request(scene: Scene, given: _Given, instead: Blocks | None) -> Blocks:
    """The action in hand and, where it asks nothing, a human; without one whatever is asked in its place.

    After typed words, their own confirmation holds that.
    """
    action = await in_hand(scene, given.prompt)
    if action and not await calls_for_a_human(scene, given.prompt, has_words=given.has_words):
        return action
    if instead is not None:
        typed = await scene.tx.first(TypedWords, prompt_id=given.prompt.id, deleted=False)
        return action if typed else (*action, *instead)
    return await suggested(scene, given.prompt) if given.occasion is Occasion.LOW else ()


async def _human(scene: Scene, prompt: Prompt, member: Member) -> Blocks:
    if not await accompanied(scene, member):
        return (Text(scene.say("answered.somebody")),)
    return (Text(scene.say("answered.product_coach")), Actions((_to_product_coach(scene, prompt),)))


def _to_product_coach(scene: Scene, prompt: Prompt) -> Button:
    return Button(scene.say("product_coach.ask"), Act("coach.form", prompt.id))


def _asks(blocks: Blocks) -> bool:
    """Whether there is something to tap."""
    return any(isinstance(block, Actions) for block in blocks)


async def _within_reach(scene: Scene, given: _Given) -> tuple[Button, ...]:
    """The product coach in the menu, where another request has the place that would be theirs."""
    if given.occasion is Occasion.YES or not await has_been_low_too_often(scene, given.prompt):
        return ()
    return (_to_product_coach(scene, given.prompt),) if await accompanied(scene, given.member) else ()


async def _ways_on(scene: Scene, given: _Given, request: Blocks, more: tuple[Button, ...]) -> Actions:
    """To write, and after a yes to share, where nothing else is to be tapped; all the rest in a menu."""
    prompt_id = given.prompt.id
    change = Button(scene.say("answered.change" if given.rating else "answered.rate"), Act("change", prompt_id))
    write = Button(scene.say("prompt.write"), Act("write", prompt_id))
    share = Button(scene.say("answered.share"), Act("share", prompt_id))
    reread = (Button(scene.say("answered.reread"), Act("reread", prompt_id)),) if given.has_words else ()
    shown: tuple[Button, ...] = ()
    if not _asks(request):
        to_share = given.occasion is Occasion.YES and bool(await teams_of(scene, given.member))
        shown = (write, share) if to_share else (write,)
    rest = tuple(button for button in (change, write, *reread, share, *more) if button not in shown)
    return Actions((*shown, Menu(scene.say("answered.menu"), rest)))
