"""Keeps what a member answers to a prompt: by a tap, by a form, later, or not at all."""

import logging
from uuid import uuid4

from bot.coach import outbox
from bot.coach.recall import recall
from bot.coach.remind import remind_no_more
from bot.coach.scene import Scene
from bot.coach.share import is_told_by_name, polls_that_tell, take_back_all_of
from bot.coach.tell import hear_words, tell
from bot.domain.outbox import Saying
from bot.domain.people import Member
from bot.domain.reflection import Answer, Prompt, PromptState, Rating, TypedWords, all_words
from bot.domain.refusals import Refusal

log = logging.getLogger(__name__)


async def prompt_of(scene: Scene, member: Member, prompt_id: str) -> Prompt:
    """The member's own prompt of that id. Raises Refusal for anybody else's and for one that is gone."""
    prompt = await scene.tx.get(Prompt, prompt_id)
    if prompt is None or prompt.member_id != member.id:
        raise Refusal("prompt.not_found")
    return prompt


async def rate(scene: Scene, prompt: Prompt, rating: Rating) -> None:
    """Keep the rating; a late or repeated one is as good as the first."""
    answer = await answer_to(scene, prompt, lock=True)
    polled = await polls_that_tell(scene, prompt, scene.now)
    answer.rate(rating, scene.now, is_told=bool(polled) or await is_told_by_name(scene, prompt))
    await _answered(scene, prompt)
    await tell(scene, prompt, rating)


async def write(scene: Scene, prompt: Prompt, words: str) -> None:
    """Keep what was written in a form in place of what it held before; emptied, what was shared of it is taken back."""
    answer, before = await answer_to(scene, prompt), await words_of(scene, prompt)
    said, kept = answer.words or "", words.strip()
    if said and not kept:
        await take_back_all_of(scene, prompt)
    answer.words, answer.changed_at = kept or None, scene.now
    await _answered(scene, prompt)
    if kept not in ("", said):
        await hear_words(scene, prompt, kept, first=not before)


async def skip(scene: Scene, prompt: Prompt) -> None:
    """Let this question go; an answer stays possible."""
    if prompt.state is PromptState.OPEN:
        prompt.state, prompt.again_at = PromptState.SKIPPED, None
        await remind_no_more(scene, prompt)
    await outbox.refresh(scene, Saying("prompt", prompt.id))


async def answer_to(scene: Scene, prompt: Prompt, *, lock: bool = False) -> Answer:
    """The answer to a prompt, new and empty when there is none yet."""
    answer = await scene.tx.first(Answer, lock=lock, prompt_id=prompt.id)
    if answer is None:
        answer = Answer(
            id=uuid4().hex,
            member_id=prompt.member_id,
            prompt_id=prompt.id,
            question_id=prompt.question_id,
            changed_at=scene.now,
        )
        scene.tx.add(answer)
    return answer


async def words_of(scene: Scene, prompt: Prompt) -> str:
    """Everything the member wrote to a prompt: by form first, then message by message."""
    answer = await scene.tx.first(Answer, prompt_id=prompt.id)
    typed = await scene.tx.all(TypedWords, order="sent_at", prompt_id=prompt.id, deleted=False)
    return all_words(answer, typed)


async def mark_answered(scene: Scene, prompt: Prompt) -> None:
    """It is answered, by whatever means; the first time, earlier words may come back with it."""
    if prompt.state is not PromptState.ANSWERED:
        log.info("action=answered prompt=%s", prompt.id)
        await recall(scene, prompt)
        await remind_no_more(scene, prompt)
    prompt.state, prompt.again_at = PromptState.ANSWERED, None


async def _answered(scene: Scene, prompt: Prompt) -> None:
    await mark_answered(scene, prompt)
    for kind in ("prompt", "kept"):
        await outbox.refresh(scene, Saying(kind, prompt.id))
