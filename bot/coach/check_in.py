"""Asks once whoever has been silent for long whether to go on, and notices when they come back."""

import logging
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from bot.coach import outbox
from bot.coach.scene import Scene
from bot.domain.outbox import Posting, Priority, Saying
from bot.domain.people import Member
from bot.domain.quiet import is_silent

log = logging.getLogger(__name__)

SILENCE = "silence"
LATER = 4
"""Weeks."""


class Answer(StrEnum):
    """What may be answered to whether to go on; *later* is a pause of some weeks."""

    GO_ON = "go_on"
    LATER = "later"
    STOP = "stop"


async def ask_silent(scene: Scene, until: Mapping[str, datetime]) -> None:
    """Ask these members, each not after that moment, whether to go on."""
    members = await scene.tx.all(Member, id=list(until))
    for member in members:
        outbox.tell(scene, member, Saying(SILENCE, member.id), Priority.PROMPT, until[member.id])
        log.info("action=asked_silent member=%s", member.id)


def note_said(member: Member, posting: Posting) -> None:
    """Count a question of the round that is just being said; after the one whether to go on, nothing is planned."""
    if posting.kind == "prompt":
        member.unanswered += 1
    elif posting.kind == SILENCE:
        member.next_due = None


def come_back(scene: Scene, member: Member) -> None:
    """Somebody gave a sign of life: what silence put off comes as early as their rhythm has it."""
    if member.unanswered == 0:
        return
    if is_silent(member.unanswered):
        member.count_weeks_from(scene.now)
    member.unanswered, planned = 0, member.next_due
    member.plan(scene.now, scene.holidays_of(member.holidays))
    if planned and member.next_due:
        member.next_due = min(planned, member.next_due)
