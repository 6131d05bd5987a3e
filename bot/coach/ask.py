"""Puts questions to members: the round's one when it is due, and one on request."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from bot.coach import outbox
from bot.coach.check_in import ask_silent
from bot.coach.remind import remind_no_more
from bot.coach.scene import Scene
from bot.domain.calendar import day_at, moment_at, same_day_deadline, working_day_after
from bot.domain.cycle import question_of_week
from bot.domain.outbox import Priority, Saying
from bot.domain.people import Due, Member, Standing, Way
from bot.domain.quiet import intervals, is_left_alone, is_long_weekly, is_silent, reminder_of
from bot.domain.reflection import Asked, Asking, Prompt, PromptState, Round
from bot.domain.refusals import Refusal
from bot.domain.role import Question, Role
from bot.ports import Conflict

log = logging.getLogger(__name__)


async def ask_due(scene: Scene, limit: int) -> int:
    """Ask every member whose round has come; how many were looked at.

    A few statements for all of them: whatever is to be decided about one is decided from what `Due` tells.
    """
    rounds = [_lived(scene, due) for due in await scene.tx.due_members(scene.now, limit)]
    await _put(scene, [lived.asking for lived in rounds if lived.asking is not None])
    await ask_silent(scene, {lived.member_id: lived.check_until for lived in rounds if lived.check_until is not None})
    await scene.tx.plan(rounds)
    return len(rounds)


async def ask_again_due(scene: Scene, limit: int) -> int:
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
        prompt = await _put_one(scene, member, week)
        member.plan(scene.now, scene.holidays_of(member.holidays))
        return prompt
    last = await scene.tx.last_prompt(member.id)
    is_extra = last is not None and last.week is None and member.schedule.week_at(last.asked_at) == week
    asked = last if last and is_extra else prompt
    if asked.state is PromptState.OPEN:
        await show_again(scene, member, asked)
        return asked
    return await _put_one(scene, member, None)


async def show_again(scene: Scene, member: Member, prompt: Prompt) -> None:
    """Put an open question at the end of the conversation, and only there."""
    saying = Saying("prompt", prompt.id)
    prompt.again_at = None
    await remind_no_more(scene, prompt)
    await outbox.take_away(scene, saying)
    outbox.tell(scene, member, saying, Priority.PROMPT, asked_for=True)


def next_working_day(scene: Scene, member: Member) -> datetime | None:
    """The member's hour on the next day from Monday to Friday that is no public holiday.

    None where the next question comes by then: two would stand beside each other.
    """
    day = working_day_after(day_at(scene.now, member.zone), scene.holidays_of(member.holidays))
    if member.next_due and day_at(member.next_due, member.zone) <= day:
        return None
    return moment_at(day, member.hour, member.zone)


def question_for(role: Role, week: int) -> Question:
    """The question that this week asks."""
    return role.questions[question_of_week(week, len(role.questions))]


async def _ask_again(scene: Scene, prompt: Prompt) -> None:
    member = await scene.tx.get(Member, prompt.member_id)
    if member is None or not _may_come_back(prompt, member):
        prompt.again_at = None
        await outbox.refresh(scene, Saying("prompt", prompt.id))
    elif prompt.again_at and scene.now > same_day_deadline(prompt.again_at, member.zone):
        prompt.again_at = next_working_day(scene, member)
        await outbox.refresh(scene, Saying("prompt", prompt.id))
    else:
        await show_again(scene, member, prompt)


def _may_come_back(prompt: Prompt, member: Member) -> bool:
    """Whether it is still open, its reader takes part, and the question of a later round has not come meanwhile."""
    is_last = prompt.week is None or member.last_week is None or prompt.week >= member.last_week
    return is_last and member.standing is Standing.ACTIVE and prompt.state is PromptState.OPEN


def _lived(scene: Scene, due: Due) -> Round:
    """What becomes of a member's round; one that cannot be lived holds up nobody else's."""
    try:
        return _round(scene, due)
    except Exception:
        log.exception("action=cannot_plan member=%s", due.member_id)
        return Round(due.member_id, due.last_week, None)


def _round(scene: Scene, due: Due) -> Round:
    moment = due.next_due or scene.now
    if scene.holidays_of(due.holidays)(day_at(moment, due.zone)):
        # Planned when nobody knew of the holiday.
        return Round(due.member_id, due.last_week, _next_due(scene, due, due.last_week))
    week, not_after = due.schedule.week_at(moment), same_day_deadline(moment, due.zone)
    if scene.now > not_after:
        log.warning("action=round_skipped member=%s week=%s due=%s", due.member_id, week, moment.isoformat())
    elif due.holding_id is None:
        return _let_go(scene, due, week)
    elif is_left_alone(due.unanswered):
        return replace(_let_go(scene, due, week), check_until=not_after)
    else:
        try:
            return _asked(scene, due, week, not_after)
        except Exception:
            log.exception("action=round_failed member=%s", due.member_id)
    return _let_go(scene, due, week)


def _let_go(scene: Scene, due: Due, week: int) -> Round:
    """The round passes without a question."""
    return Round(due.member_id, week, _next_due(scene, due, week))


def _asked(scene: Scene, due: Due, week: int, not_after: datetime) -> Round:
    role = scene.house.library.role(due.language)
    remind_at = _remind_at(scene, due) if due.wants_reminder and not is_silent(due.unanswered + 1) else None
    slower = is_long_weekly(due.rhythm, due.weekly_since, scene.now)
    asking = _asking(due, question_for(role, week), _turn(role, week), week, slower, not_after, remind_at)
    return Round(due.member_id, week, _next_due(scene, due, week, asked=1), asking)


def _next_due(scene: Scene, due: Due, week: int | None, asked: int = 0) -> datetime:
    """When the next round comes; it is further off in silence, and a sign of life brings it nearer again."""
    times = intervals(due.unanswered + asked)
    return due.schedule.next_after(scene.now, week, scene.holidays_of(due.holidays), times=times)


def _remind_at(scene: Scene, due: Due) -> datetime:
    return reminder_of(scene.now, due.hour, due.zone, scene.holidays_of(due.holidays))


async def _put_one(scene: Scene, member: Member, week: int | None) -> Prompt:
    due = await scene.tx.turn_of(member.id)
    if week is None:
        question, turn = await _extra(scene, member)
    else:
        question, turn = question_for(scene.role, week), _turn(scene.role, week)
    asking = _asking(due, question, turn, week)
    await _put(scene, [asking])
    prompt = await scene.tx.get(Prompt, asking.prompt_id)
    if prompt is None:
        raise Conflict("the same round was asked meanwhile")
    return prompt


async def _put(scene: Scene, askings: Sequence[Asking]) -> None:
    if not askings:
        return
    await scene.tx.ask(scene.now, askings)
    by_deadline: defaultdict[datetime | None, list[str]] = defaultdict(list)
    for asking in askings:
        by_deadline[asking.not_after].append(asking.prompt_id)
    for not_after, prompt_ids in by_deadline.items():
        await outbox.tell_readers(scene, "prompt", prompt_ids, Priority.PROMPT, not_after)
    log.info("action=asked count=%s", len(askings))


def _asking(
    due: Due,
    question: Question,
    turn: int,
    week: int | None,
    slower: bool = False,
    not_after: datetime | None = None,
    remind_at: datetime | None = None,
) -> Asking:
    """The question to one member; `week` is None for an extra one. Raises Refusal where no product is held."""
    if due.holding_id is None or due.way is None:
        raise Refusal("question.no_product")
    words, more = _asked_in(question, due.way, turn), (week, slower, not_after, remind_at)
    return Asking(uuid4().hex, due.member_id, due.holding_id, question.id, due.language, words, *more)


def _turn(role: Role, week: int) -> int:
    """How often all questions had been asked before that week, by which their wording changes."""
    return week // len(role.questions)


def _wording(question: Question, turn: int) -> str:
    return question.wordings[turn % len(question.wordings)]


def _asked_in(question: Question, way: Way, turn: int) -> Asked:
    opening, wording = question.openings.for_way(way).text, _wording(question, turn)
    return Asked(question.title, opening, wording, question.statement, question.invitation)


async def _extra(scene: Scene, member: Member) -> tuple[Question, int]:
    """The question that this member met longest ago, and the turn by which it is worded.

    Never the round's own, nor the next round's where there are others, nor in words that a round is about to use.
    """
    role, week = scene.role, member.schedule.week_at(scene.now)
    coming = question_for(role, member.schedule.week_at(member.next_due)) if member.next_due else None
    others = [question for question in role.questions if question is not question_for(role, week)]
    asked = await scene.tx.all(Prompt, order="asked_at", member_id=member.id)
    met = {each.question_id: number for number, each in enumerate(asked)}
    question = min(others, key=lambda each: (each is coming, met.get(each.id, -1)))
    read, turn = {each.asked.question: number for number, each in enumerate(asked)}, _turn(role, week)
    turns = range(turn + 2, turn + max(len(question.wordings), 3))
    return question, min(turns, key=lambda each: read.get(_wording(question, each), -1))
