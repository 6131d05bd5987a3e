"""Keeps what a member answers to a prompt: by a tap, by a form, later, or not at all."""

import logging
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import uuid4

from bot.coach import outbox
from bot.coach.ask import next_working_day
from bot.coach.recall import recall
from bot.coach.scene import Scene
from bot.coach.share import is_told_by_name, polls_that_tell, take_back_all_of
from bot.domain.calendar import END_OF_WORKING_DAY, local
from bot.domain.outbox import Saying
from bot.domain.people import Member
from bot.domain.reflection import Answer, Prompt, PromptState, Rating, TypedWords, all_words
from bot.domain.refusals import Refusal

log = logging.getLogger(__name__)

TODAY = timedelta(hours=3)


class Later(StrEnum):
    """When a question put off comes back."""

    TODAY = "today"
    TOMORROW = "tomorrow"
    NEXT_WEEK = "next_week"


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


async def write(scene: Scene, prompt: Prompt, words: str) -> None:
    """Keep what was written in a form in place of what it held before; emptied, what was shared of it is taken back."""
    answer = await answer_to(scene, prompt)
    if answer.words and not words.strip():
        await take_back_all_of(scene, prompt)
    answer.words, answer.changed_at = words.strip() or None, scene.now
    await _answered(scene, prompt)


async def skip(scene: Scene, prompt: Prompt) -> None:
    """Let this question go; an answer stays possible."""
    if prompt.state is PromptState.OPEN:
        prompt.state, prompt.again_at = PromptState.SKIPPED, None
    await outbox.refresh(scene, Saying("prompt", prompt.id))


async def put_off(scene: Scene, member: Member, prompt: Prompt, until: Later) -> None:
    """Bring the question back later; *next week* lets it go and asks that week's question, whatever the rhythm."""
    if prompt.state is not PromptState.OPEN:
        raise Refusal("prompt.not_open")
    if until is Later.NEXT_WEEK:
        await skip(scene, prompt)
        week = member.schedule.week_at(scene.now)
        member.last_week = week + 1 - member.rhythm.weeks
        member.plan(max(scene.now, member.schedule.moment_in(week)), scene.holidays_of(member.holidays))
        return
    soon = scene.now + TODAY
    prompt.again_at = soon if until is Later.TODAY and _fits(scene, member, soon) else next_working_day(scene, member)
    await outbox.refresh(scene, Saying("prompt", prompt.id))


def _fits(scene: Scene, member: Member, soon: datetime) -> bool:
    """Whether that is still today, in working hours and on no public holiday."""
    then, today = local(soon, member.zone), local(scene.now, member.zone).date()
    is_holiday = scene.holidays_of(member.holidays)(today)
    return then.date() == today and then.hour < END_OF_WORKING_DAY and not is_holiday


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
    prompt.state, prompt.again_at = PromptState.ANSWERED, None


async def _answered(scene: Scene, prompt: Prompt) -> None:
    await mark_answered(scene, prompt)
    await outbox.refresh(scene, Saying("prompt", prompt.id))
