"""Puts questions to members: the round's one when it is due, and one on request."""

import logging
from datetime import datetime, timedelta
from uuid import uuid4

from bot.coach import outbox
from bot.coach.scene import Scene
from bot.domain.calendar import local, moment_at, same_day_deadline
from bot.domain.cycle import question_of_week
from bot.domain.outbox import Priority, Saying
from bot.domain.people import Holding, Member, Product, Standing, Team
from bot.domain.reflection import Prompt, PromptState
from bot.domain.refusals import Refusal
from bot.domain.role import Question

log = logging.getLogger(__name__)

SATURDAY = 5


async def ask_due(scene: Scene, limit: int = 200) -> int:
    """Ask every member whose round has come; how many were looked at."""
    members = await scene.tx.due_members(scene.now, limit)
    for member in members:
        try:
            await _ask_round(scene.at(member), member)
        except Exception:
            log.exception("action=round_failed member=%s", member.id)
            leave_out(member, scene.now)
    return len(members)


def leave_out(planned: Member | Team, now: datetime) -> None:
    """Let a round go that cannot be lived, so that it holds up nobody else's; the next one comes if it can be told."""
    try:
        planned.plan(now)
    except Exception:
        log.exception("action=cannot_plan id=%s", planned.id)
        planned.next_due = None


async def ask_again_due(scene: Scene, limit: int = 200) -> int:
    """Show again the questions that were put off until now; how many were looked at."""
    prompts = await scene.tx.due_again(scene.now, limit)
    for prompt in prompts:
        try:
            await _ask_again(scene, prompt)
        except Exception:
            log.exception("action=ask_again_failed prompt=%s", prompt.id)
            prompt.again_at = None
    return len(prompts)


async def take_question(scene: Scene, member: Member) -> Prompt:
    """This round's question or, if it was answered or skipped already, an extra one outside cycle and totals.

    One that is still open is shown again.
    """
    week = member.schedule.week_at(scene.now)
    prompt = await scene.tx.first(Prompt, member_id=member.id, week=week)
    if prompt is None:
        member.last_week = week
        prompt = await _put(scene, member, week)
        member.plan(scene.now)
        return prompt
    last = await scene.tx.last_prompt(member.id)
    is_extra = last is not None and last.week is None and member.schedule.week_at(last.asked_at) == week
    asked = last if last and is_extra else prompt
    if asked.state is PromptState.OPEN:
        await show_again(scene, member, asked)
        return asked
    return await _put(scene, member, None)


async def show_again(scene: Scene, member: Member, prompt: Prompt) -> None:
    """Put an open question at the end of the conversation, and only there."""
    saying = Saying("prompt", prompt.id)
    prompt.again_at = None
    await outbox.take_away(scene, saying)
    outbox.tell(scene, member, saying, Priority.PROMPT)


def next_working_day(member: Member, now: datetime) -> datetime:
    """The member's hour on the next day from Monday to Friday."""
    day = local(now, member.zone).date() + timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return moment_at(day, member.hour, member.zone)


def question_for(scene: Scene, week: int) -> Question:
    """The question that this week asks."""
    return scene.role.questions[question_of_week(week, len(scene.role.questions))]


async def _ask_again(scene: Scene, prompt: Prompt) -> None:
    member = await scene.tx.get(Member, prompt.member_id)
    if member is None or member.standing is not Standing.ACTIVE or prompt.state is not PromptState.OPEN:
        prompt.again_at = None
        await outbox.refresh(scene, Saying("prompt", prompt.id))
    elif prompt.again_at and scene.now > same_day_deadline(prompt.again_at, member.zone):
        prompt.again_at = next_working_day(member, scene.now)
    else:
        await show_again(scene, member, prompt)


async def _ask_round(scene: Scene, member: Member) -> None:
    due = member.next_due or scene.now
    week = member.schedule.week_at(due)
    deadline = same_day_deadline(due, member.zone)
    member.last_week = week
    if member.paused_until and member.paused_until <= due:
        member.standing, member.paused_until = Standing.ACTIVE, None
    if scene.now > deadline:
        log.warning("action=round_skipped member=%s week=%s due=%s", member.id, week, due.isoformat())
    elif await scene.tx.first(Prompt, member_id=member.id, week=week) is None:
        await _put(scene, member, week, deadline)
    member.plan(scene.now)


async def _put(scene: Scene, member: Member, week: int | None, not_after: datetime | None = None) -> Prompt:
    holding, product = await _whose_turn(scene, member)
    this_week = member.schedule.week_at(scene.now) if week is None else week
    question = question_for(scene, this_week) if week is not None else await _extra(scene, member, this_week)
    prompt = Prompt(
        id=uuid4().hex,
        member_id=member.id,
        holding_id=holding.id,
        question_id=question.id,
        asked_at=scene.now,
        language=scene.language,
        asked=_words(question, holding, product, this_week // len(scene.role.questions)),
        week=week,
    )
    holding.last_asked = scene.now
    scene.tx.add(prompt)
    outbox.tell(scene, member, Saying("prompt", prompt.id), Priority.PROMPT, not_after)
    return prompt


def _words(question: Question, holding: Holding, product: Product, turn: int) -> dict[str, str]:
    return {
        "product": product.name,
        "title": question.title,
        "opening": question.openings.for_way(holding.way).text,
        "question": question.wordings[turn % len(question.wordings)],
        "statement": question.statement,
        "invitation": question.invitation,
    }


async def _whose_turn(scene: Scene, member: Member) -> tuple[Holding, Product]:
    holdings = await scene.tx.all(Holding, member_id=member.id, ended_at=None)
    if not holdings:
        raise Refusal("question.no_product")
    longest_ago = min(holdings, key=lambda holding: holding.last_asked or datetime.min.replace(tzinfo=scene.now.tzinfo))
    product = await scene.tx.get(Product, longest_ago.product_id)
    if product is None:
        raise Refusal("question.no_product")
    return longest_ago, product


async def _extra(scene: Scene, member: Member, week: int) -> Question:
    """The question that this member met longest ago, never the round's own."""
    met: dict[str, datetime] = {}
    for prompt in await scene.tx.all(Prompt, order="asked_at", member_id=member.id):
        met[prompt.question_id] = prompt.asked_at
    others = [question for question in scene.role.questions if question.id != question_for(scene, week).id]
    return min(others, key=lambda question: (question.id in met, met.get(question.id, scene.now)))
