"""Chooses what is said after an answer: once for each kind of answer, and at most one question about its words."""

from datetime import datetime
from itertools import takewhile
from uuid import uuid4

from bot.coach.act import action_with, followed, is_asked_after, offer_action
from bot.coach.recall import recalled_with
from bot.coach.scene import Scene
from bot.domain.action import ActionState
from bot.domain.coaching import Coaching, Tip, occasion_of
from bot.domain.deepening import LOWS_THAT_END_IT, deepen, what_is_missing
from bot.domain.people import Holding
from bot.domain.reflection import Answer, Prompt, Rating
from bot.domain.tips import Occasion, Told


async def tell(scene: Scene, prompt: Prompt, rating: Rating) -> None:
    """Choose what fits this answer and this way of holding the role; with a tip, its action is suggested."""
    holding = await scene.tx.get(Holding, prompt.holding_id)
    if holding is None or await told_with(scene, prompt, occasion_of(rating)) is not None:
        return
    if rating.is_yes and await _is_enough(scene, prompt):
        return
    moments = await _moments(scene, prompt)
    found = _coaching(scene).tell(prompt.question_id, holding.way, rating, moments, scene.now)
    if found is not None:
        scene.tx.add(_told(scene, prompt, occasion_of(rating), found.id))
    if isinstance(found, Tip):
        await offer_action(scene, prompt, found.situation, found.act)


async def tell_what_waited(scene: Scene, prompt: Prompt) -> None:
    """Choose what fits the answer where something else was asked in its place until now."""
    answer = await scene.tx.first(Answer, prompt_id=prompt.id)
    if answer and answer.rating:
        await tell(scene, prompt, answer.rating)


async def hear_words(scene: Scene, prompt: Prompt, words: str, *, first: bool) -> None:
    """Choose a question about the first words of an answer, or none; whatever is written after them answers it."""
    asked = await told_with(scene, prompt, Occasion.WORDS)
    if asked is not None:
        asked.answered_at = scene.now
        return
    rule = _coaching(scene).deepening
    if not first or what_is_missing(rule, words) is None:
        return
    if await followed(scene, prompt) is None and await recalled_with(scene, prompt) is None:
        moments = await _moments(scene, prompt)
        question = deepen(rule, words, moments, scene.now, lows_running=await lows_running(scene, prompt))
        if question is not None:
            scene.tx.add(_told(scene, prompt, Occasion.WORDS, question.id))


async def told_with(scene: Scene, prompt: Prompt, occasion: Occasion) -> Told | None:
    """What was said with this prompt on that occasion."""
    return await scene.tx.first(Told, prompt_id=prompt.id, occasion=occasion)


async def words_told(scene: Scene, prompt: Prompt, occasion: Occasion) -> str | None:
    """The same in the readers' language; None for nothing, and for what the content holds no more."""
    told = await told_with(scene, prompt, occasion)
    return _coaching(scene).words_of(told.said) if told else None


async def calls_for_a_human(scene: Scene, prompt: Prompt, *, has_words: bool) -> bool:
    """Whether somebody to talk to is offered in the action's place.

    That is after two low answers running. One request a message is enough: an action that is asked after goes first
    until that is answered, and one that comes with a fresh tip until it is taken or left or something is written.
    """
    answer = await scene.tx.first(Answer, prompt_id=prompt.id)
    rating = answer.rating if answer else None
    if (rating and rating.is_yes) or await is_asked_after(scene, prompt):
        return False
    if rating and rating.is_low and not has_words and await _is_suggested(scene, prompt):
        return False
    return await has_been_low_too_often(scene, prompt)


async def has_been_low_too_often(scene: Scene, prompt: Prompt) -> bool:
    """Whether a question more would be one too many, and somebody to talk to would help more."""
    return await lows_running(scene, prompt) >= LOWS_THAT_END_IT


async def lows_running(scene: Scene, prompt: Prompt) -> int:
    """How often in a row this question was answered *no* or *I don't know* for this product, up to this prompt."""
    product, question = prompt.holding_id, prompt.question_id
    asked = await scene.tx.all(Prompt, order="asked_at", holding_id=product, question_id=question)
    until_now = [each.id for each in asked if each.asked_at <= prompt.asked_at]
    answers = {each.prompt_id: each for each in await scene.tx.all(Answer, prompt_id=until_now)}
    newest_first = [answers[each].rating for each in reversed(until_now) if each in answers]
    return len(list(takewhile(lambda rating: not rating.is_yes, filter(None, newest_first))))


async def _is_enough(scene: Scene, prompt: Prompt) -> bool:
    """Whether something is asked already: what is told after a yes is a question, too, and is left out then."""
    return await is_asked_after(scene, prompt) or await told_with(scene, prompt, Occasion.WORDS) is not None


async def _is_suggested(scene: Scene, prompt: Prompt) -> bool:
    """Whether an action of the coach's waits there to be taken or left."""
    action = await action_with(scene, prompt)
    return action is not None and action.state is ActionState.PROPOSED


async def _moments(scene: Scene, prompt: Prompt) -> dict[str, datetime]:
    """When each thing was last told to the prompt's reader."""
    told = await scene.tx.all(Told, order="told_at", member_id=prompt.member_id)
    return {each.said: each.told_at for each in told}


def _coaching(scene: Scene) -> Coaching:
    return scene.house.library.coaching(scene.language)


def _told(scene: Scene, prompt: Prompt, occasion: Occasion, said: str) -> Told:
    return Told(
        id=uuid4().hex,
        member_id=prompt.member_id,
        prompt_id=prompt.id,
        occasion=occasion,
        said=said,
        told_at=scene.now,
    )
