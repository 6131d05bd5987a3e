"""Puts a question off, to a moment of its own that comes before the next question does."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from bot.coach import outbox
from bot.coach.answer import skip
from bot.coach.ask import next_working_day
from bot.coach.remind import remind_no_more
from bot.coach.scene import Scene
from bot.domain.calendar import END_OF_WORKING_DAY, day_at, is_working_day, local
from bot.domain.outbox import Saying
from bot.domain.people import Member
from bot.domain.reflection import Prompt, PromptState
from bot.domain.refusals import Refusal

TODAY = timedelta(hours=3)


class Later(StrEnum):
    """When a question put off comes back."""

    TODAY = "today"
    TOMORROW = "tomorrow"
    NEXT_WEEK = "next_week"


def ways_to_put_off(scene: Scene, member: Member) -> Sequence[Later]:
    """Those that make sense now; *tomorrow* is the next working day."""
    today = [Later.TODAY] if _later_today(scene, member) else []
    tomorrow = [Later.TOMORROW] if next_working_day(scene, member) else []
    return (*today, *tomorrow, Later.NEXT_WEEK)


def is_working_day_tomorrow(scene: Scene, member: Member) -> bool:
    """Whether the next working day is tomorrow."""
    tomorrow = day_at(scene.now, member.zone) + timedelta(days=1)
    return is_working_day(tomorrow, scene.holidays_of(member.holidays))


async def put_off(scene: Scene, member: Member, prompt: Prompt, until: Later) -> None:
    """Bring the question back later; *next week* lets it go and asks that week's question, whatever the rhythm.

    Raises:
        Refusal: it is not open, or the next question comes before it could.
    """
    if prompt.state is not PromptState.OPEN:
        raise Refusal("prompt.not_open")
    if until is Later.NEXT_WEEK:
        await _until_next_week(scene, member, prompt)
        return
    today = _later_today(scene, member) if until is Later.TODAY else None
    again_at = today or next_working_day(scene, member)
    if again_at is None:
        raise Refusal("prompt.no_later")
    prompt.again_at = again_at
    await remind_no_more(scene, prompt)
    await outbox.refresh(scene, Saying("prompt", prompt.id))


async def _until_next_week(scene: Scene, member: Member, prompt: Prompt) -> None:
    await skip(scene, prompt)
    week = member.schedule.week_at(scene.now)
    member.last_week = week + 1 - member.rhythm.weeks
    member.plan(max(scene.now, member.schedule.moment_in(week)), scene.holidays_of(member.holidays))


def _later_today(scene: Scene, member: Member) -> datetime | None:
    """Some hours from now, where that is still today, in working hours and on no public holiday."""
    soon, today = scene.now + TODAY, day_at(scene.now, member.zone)
    then, is_holiday = local(soon, member.zone), scene.holidays_of(member.holidays)(today)
    fits = then.date() == today and then.hour < END_OF_WORKING_DAY and not is_holiday
    return soon if fits else None
