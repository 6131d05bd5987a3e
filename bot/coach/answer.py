"""Keeps what a member answers to a prompt: by a tap, by a form, later, or not at all."""

import logging
from uuid import uuid4

from bot.coach import outbox
from bot.coach.recall import recall
from bot.coach.remind import REMINDER, remind_no_more
from bot.coach.scene import Scene
from bot.coach.share import is_told_by_name, polls_that_tell, take_back_all_of
from bot.coach.tell import hear_words, tell
from bot.domain.outbox import PostingState, Saying
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
    await mark_answered(scene, prompt, rating)
    await tell(scene, prompt, rating)


async def write(scene: Scene, prompt: Prompt, words: str) -> None:
    """Keep what was written in a form in place of what it held before; emptied, what was shared of it is taken back."""
    answer, first = await answer_to(scene, prompt), await is_wordless(scene, prompt)
    said, kept = answer.words or "", words.strip()
    if said and not kept:
        await take_back_all_of(scene, prompt)
    answer.words, answer.changed_at = kept or None, scene.now
    await mark_answered(scene, prompt, answer.rating)
    if kept not in ("", said):
        await hear_words(scene, prompt, kept, first=first)


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


async def is_wordless(scene: Scene, prompt: Prompt) -> bool:
    """Whether nothing is written to it yet."""
    return prompt.state is not PromptState.ANSWERED or not await words_of(scene, prompt)


async def mark_answered(scene: Scene, prompt: Prompt, rating: Rating | None = None) -> bool:
    """It is answered, by whatever means, and what the chat says of it follows; whether that confirms typed words.

    The first time, earlier words may come back with it.
    """
    if prompt.state is not PromptState.ANSWERED:
        log.info("action=answered prompt=%s", prompt.id)
        await recall(scene, prompt, rating)
    prompt.state, prompt.again_at, prompt.remind_at = PromptState.ANSWERED, None, None
    said = await outbox.about(scene, prompt.id, "prompt", "kept", REMINDER)
    for posting in said:
        if posting.kind == REMINDER:
            outbox.go(posting)
        else:
            outbox.follow(posting)
    return any(posting.kind == "kept" and posting.state is not PostingState.DROPPED for posting in said)
