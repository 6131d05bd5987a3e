"""Gathers what a member answered and did: to look at, to search and to take away."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.coach.scene import Scene
from bot.domain.action import Action, ActionState
from bot.domain.calendar import months_before
from bot.domain.people import Member
from bot.domain.reflection import Answer, Prompt, Rating, TypedWords, all_words
from bot.domain.words import plain

LASTING = (ActionState.OPEN, ActionState.RESTING, ActionState.DONE)


class Period(StrEnum):
    """How far one looks back."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    def since(self, now: datetime) -> datetime:
        """When the period that ends now began."""
        return months_before(now, {"month": 1, "quarter": 3, "year": 12}[self.value])


@dataclass(frozen=True)
class Reflection:
    """One question with what was answered to it; `typed` are the words that stand in the conversation anyway."""

    prompt: Prompt
    rating: Rating | None
    words: str
    typed: str


async def reflections(scene: Scene, member: Member, period: Period, word: str = "") -> Sequence[Reflection]:
    """What a member answered in that time, oldest first; with `word`, only where it stands in words or question."""
    prompts = await scene.tx.prompts_since(member.id, period.since(scene.now))
    return [reflection for reflection in await answers_to(scene, prompts) if _holds(reflection, word)]


async def answers_to(scene: Scene, prompts: Sequence[Prompt]) -> Sequence[Reflection]:
    """What was answered to these, in their order, without those that nobody answered."""
    ids = [prompt.id for prompt in prompts]
    answers = {answer.prompt_id: answer for answer in await scene.tx.all(Answer, prompt_id=ids)}
    typed: defaultdict[str | None, list[TypedWords]] = defaultdict(list)
    for message in await scene.tx.all(TypedWords, order="sent_at", prompt_id=ids, deleted=False):
        typed[message.prompt_id].append(message)
    found = [_reflection(prompt, answers.get(prompt.id), typed[prompt.id]) for prompt in prompts]
    return [reflection for reflection in found if reflection.rating or reflection.words]


async def actions(scene: Scene, member: Member, period: Period, word: str = "") -> Sequence[Action]:
    """The actions that are open, or that something happened to in that time, in the order in which they were taken.

    What was let go is not among them; with `word`, only those in which it stands.
    """
    since = period.since(scene.now)
    taken = await scene.tx.all(Action, order="taken_at", member_id=member.id, state=LASTING)
    return [
        action
        for action in taken
        if (action.state is ActionState.OPEN or action.changed_at >= since)
        and plain(word) in plain(f"{action.situation} {action.deed}")
    ]


def _reflection(prompt: Prompt, answer: Answer | None, typed: Sequence[TypedWords]) -> Reflection:
    return Reflection(prompt, answer.rating if answer else None, all_words(answer, typed), all_words(None, typed))


def _holds(reflection: Reflection, word: str) -> bool:
    prompt = reflection.prompt
    told = (reflection.words, prompt.asked.question, prompt.asked.title, prompt.product.name)
    return plain(word) in plain(" ".join(told))
