"""The message after the answer is read at a glance, whatever of the content it tells, in whichever state."""

from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import product
from typing import TypeVar

import pytest

from bot.coach.say.answered import answered_message
from bot.coach.scene import House, Scene
from bot.content_loader import LANGUAGES
from bot.domain.action import Action, ActionState
from bot.domain.coaching import Tip, occasion_of
from bot.domain.library import Library
from bot.domain.message import Message, Note, Quote, Text
from bot.domain.people import Member
from bot.domain.policy import Policy
from bot.domain.reflection import Answer, Prompt, Rating
from bot.domain.role import Point
from bot.domain.tips import Occasion, Told
from tests.dialogs.conftest import opened
from tests.storage import things

Entity = TypeVar("Entity")

BY_ONE_TAP, WITH_MORE = 64, 68
LONGEST = (Rating.RATHER_NO, Rating.UNKNOWN, Rating.RATHER_YES)
"""Of each kind, the answer with the most words."""
WAYS = ("business", "project_lead", "shared", "unknown")


def read(message: Message) -> int:
    """How many words are read before anything is tapped."""
    texts = [block.text for block in message.blocks if isinstance(block, Note | Text | Quote)]
    return sum(any(map(str.isalnum, word)) for text in texts for word in text.split())


@pytest.fixture(params=LANGUAGES)
async def scene(library: Library, request: pytest.FixtureRequest) -> AsyncIterator[Scene]:
    """Ana, who was asked something, answered, and was told something."""
    async with opened("sqlite://") as store, store.transaction() as tx:
        tx.add(*things.holder(), things.prompt(), things.answer(), things.told())
        tx.add(things.action("step", prompt_id="prompt", state=ActionState.PROPOSED))
        yield Scene(House(library, Policy()), tx, things.MONDAY, things.WORKSPACE, request.param)


async def told(scene: Scene, *ratings: Rating, most: int = 100) -> AsyncIterator[tuple[str, int]]:
    """The longest of what Ana may be told after these answers, and how many words she then reads."""
    prompt, answer, row = await one(scene, Prompt), await one(scene, Answer), await one(scene, Told)
    action, member = await one(scene, Action), await one(scene, Member)
    for question, rating in product(scene.role.questions, ratings):
        prompt.question_id, prompt.wording.words = question.id, prompt.asked._replace(title=question.title)._asdict()
        answer.rating, row.occasion = rating, occasion_of(rating)
        for fitting in sorted(fitting_after(scene, question.id, rating), key=length, reverse=True)[:most]:
            row.said = fitting.id
            if isinstance(fitting, Tip):
                action.situation, action.deed, action.language = fitting.situation, fitting.act, scene.language
            yield fitting.id, read(await answered_message(scene, prompt, answer, member))


def fitting_after(scene: Scene, question_id: str, rating: Rating) -> list[Tip | Point]:
    """Everything that fits that answer, for whichever way of holding the role."""
    coaching = scene.house.library.coaching(scene.language)
    return [fitting for way in WAYS for fitting in coaching.advice(question_id, way).after(rating)]


def length(fitting: Tip | Point) -> int:
    return len(
        (f"{fitting.text} {fitting.situation} {fitting.act}" if isinstance(fitting, Tip) else fitting.text).split()
    )


async def one(scene: Scene, kind: type[Entity]) -> Entity:
    found = await scene.tx.first(kind)
    assert found is not None
    return found


async def test_what_one_tap_brings(scene: Scene) -> None:
    counts = [each async for each in told(scene, *LONGEST)]
    assert [each for each in counts if each[1] > BY_ONE_TAP] == []
    assert len(counts) == 136


async def test_what_a_low_answer_brings_with_words_or_once_its_action_is_taken(scene: Scene) -> None:
    (await one(scene, Answer)).words = "Un mot"
    with_words = [each async for each in told(scene, Rating.RATHER_NO, most=2)]
    (await one(scene, Answer)).words = None
    (await one(scene, Action)).state = ActionState.OPEN
    taken = [each async for each in told(scene, Rating.RATHER_NO, most=2)]
    assert [each for each in with_words + taken if each[1] > WITH_MORE] == []


async def test_what_any_answer_brings_with_one_question_more(scene: Scene) -> None:
    rule = scene.house.library.coaching(scene.language).deepening
    longest = max((each for sought in rule.sought for each in sought.questions), key=length)
    (await one(scene, Answer)).words = "Un mot"
    scene.tx.add(things.told(Occasion.WORDS, said=longest.id))
    assert [each async for each in told(scene, *LONGEST, most=2) if each[1] > WITH_MORE] == []


@pytest.mark.parametrize("product_coach", ["sacha", None])
async def test_what_a_low_answer_brings_where_somebody_to_talk_to_would_help(
    scene: Scene, product_coach: str | None
) -> None:
    scene.tx.add(things.team(product_coach=product_coach), things.membership())
    before = things.MONDAY - timedelta(weeks=4)
    for each in scene.role.questions:
        scene.tx.add(things.prompt(f"on-{each.id}", question_id=each.id, asked_at=before))
        scene.tx.add(things.answer(f"on-{each.id}", rating=Rating.NO))
    (await one(scene, Action)).state = ActionState.DROPPED
    by_tap = [each async for each in told(scene, Rating.RATHER_NO, Rating.UNKNOWN, most=2)]
    (await one(scene, Answer)).words = "Un mot"
    with_words = [each async for each in told(scene, Rating.RATHER_NO, Rating.UNKNOWN, most=2)]
    assert [each for each in by_tap if each[1] > BY_ONE_TAP] == []
    assert [each for each in with_words if each[1] > WITH_MORE] == []
