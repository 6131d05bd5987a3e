"""Brings a member's own earlier words back to them, after a new answer to the same question."""

from datetime import timedelta
from uuid import uuid4

from bot.coach import outbox
from bot.coach.look_back import Period, answers_to
from bot.coach.scene import Scene
from bot.domain.outbox import Saying
from bot.domain.people import Member
from bot.domain.reflection import Answer, Prompt, Rating, Recall

FAR_ENOUGH = timedelta(days=90)
"""How long ago the words come from, as nearly as there are some."""


async def recall(scene: Scene, prompt: Prompt, rating: Rating | None) -> None:
    """Choose the words that come back with this answer, at most once a month; none for who wants none.

    A low answer brings a tip and an action, which is enough at once: the words wait for another answer.
    """
    member = await scene.tx.get(Member, prompt.member_id)
    if member is None or not member.wants_recall or (rating and rating.is_low):
        return
    before = await _same_before(scene, prompt)
    if not before or await _had_one(scene, prompt):
        return
    earlier = [each for each in await answers_to(scene, before) if each.words]
    if earlier:
        chosen = min(earlier, key=lambda each: abs(scene.now - each.prompt.asked_at - FAR_ENOUGH))
        scene.tx.add(_recall(scene, prompt, chosen.prompt))


async def stop(scene: Scene, member: Member, prompt: Prompt) -> None:
    """Bring no words back any more, those with this prompt among them."""
    member.wants_recall = False
    await outbox.refresh(scene, Saying("prompt", prompt.id))


async def recalled_with(scene: Scene, prompt: Prompt) -> Recall | None:
    """The words that come back with this answer; none while it is a low one."""
    return None if await _is_low(scene, prompt) else await scene.tx.first(Recall, prompt_id=prompt.id)


async def _is_low(scene: Scene, prompt: Prompt) -> bool:
    answer = await scene.tx.first(Answer, prompt_id=prompt.id)
    return bool(answer and answer.rating and answer.rating.is_low)


async def _had_one(scene: Scene, prompt: Prompt) -> bool:
    """Whether there was one within a month, or with this very prompt."""
    had = await scene.tx.all(Recall, member_id=prompt.member_id)
    since = Period.MONTH.since(scene.now)
    return any(each.recalled_at > since or each.prompt_id == prompt.id for each in had)


async def _same_before(scene: Scene, prompt: Prompt) -> list[Prompt]:
    """The same question about the same product, a month to a year ago."""
    about, since, until = prompt.holding_id, Period.YEAR.since(scene.now), Period.MONTH.since(scene.now)
    asked = await scene.tx.all(Prompt, order="asked_at", holding_id=about, question_id=prompt.question_id)
    return [each for each in asked if since <= each.asked_at <= until]


def _recall(scene: Scene, prompt: Prompt, earlier: Prompt) -> Recall:
    return Recall(
        id=uuid4().hex,
        member_id=prompt.member_id,
        prompt_id=prompt.id,
        earlier_id=earlier.id,
        recalled_at=scene.now,
    )
