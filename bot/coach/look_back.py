"""Gathers a member's own answers: to look at, to search and to take away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.coach.answer import words_of
from bot.coach.scene import Scene
from bot.domain.people import Member
from bot.domain.reflection import Answer, Prompt, Rating
from bot.domain.words import plain

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Reflection:
    """One question with what was answered to it."""

    prompt: Prompt
    rating: Rating | None
    words: str


async def reflections(scene: Scene, member: Member, word: str = "") -> Sequence[Reflection]:
    """What a member answered within a year, oldest first; with `word`, only where it stands in words or question."""
    found = []
    for prompt in await scene.tx.all(Prompt, order="asked_at", member_id=member.id):
        if scene.now - prompt.asked_at > YEAR:
            continue
        answer = await scene.tx.first(Answer, prompt_id=prompt.id)
        words = await words_of(scene, prompt)
        rating = answer.rating if answer else None
        if rating is None and not words:
            continue
        if plain(word) in plain(
            " ".join((words, prompt.asked["question"], prompt.asked["title"], prompt.asked["product"]))
        ):
            found.append(Reflection(prompt, rating, words))
    return found
