"""Brings an open question to mind, once, and takes that away again when it is settled."""

from collections import defaultdict
from datetime import datetime

from bot.coach import outbox
from bot.coach.scene import Scene
from bot.domain.calendar import day_at, same_day_deadline
from bot.domain.outbox import Priority, Saying
from bot.domain.people import Member
from bot.domain.reflection import Prompt, Reminding

REMINDER = "reminder"


async def remind_due(scene: Scene, limit: int) -> int:
    """Remind the readers of open questions whose reminder is due; how many were looked at."""
    due = await scene.tx.to_remind(scene.now, limit)
    by_deadline: defaultdict[datetime, list[str]] = defaultdict(list)
    for reminding in due:
        deadline = same_day_deadline(reminding.remind_at, reminding.zone)
        if reminding.wanted and scene.now <= deadline and not _is_holiday(scene, reminding):
            by_deadline[deadline].append(reminding.prompt_id)
    for deadline, prompt_ids in by_deadline.items():
        await outbox.tell_readers(scene, REMINDER, prompt_ids, Priority.PROMPT, deadline)
    await scene.tx.reminded([reminding.prompt_id for reminding in due])
    return len(due)


async def remind_no_more(scene: Scene, prompt: Prompt) -> None:
    """This question is settled, or comes back by itself: its reminder is not said, and the one that stands goes."""
    prompt.remind_at = None
    await outbox.take_away(scene, Saying(REMINDER, prompt.id))


def stop_reminding(member: Member) -> None:
    """Remind the member of no question any more, until the settings say otherwise."""
    member.wants_reminder = False


def _is_holiday(scene: Scene, reminding: Reminding) -> bool:
    day = day_at(reminding.remind_at, reminding.zone)
    return scene.holidays_of(reminding.holidays)(day)
