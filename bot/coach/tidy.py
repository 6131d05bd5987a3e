"""Lets lapse and forgets what nobody needs any more."""

from datetime import timedelta

from bot.coach.scene import Scene
from bot.domain.calendar import months_before

MARKS_KEPT = timedelta(days=30)
DRAFTS_KEPT = timedelta(weeks=2)


async def lapse_invitations(scene: Scene, _limit: int) -> int:
    """Let unanswered invitations lapse; nobody is told."""
    await scene.tx.lapse_invitations(scene.now)
    return 0


async def forget_old_answers(scene: Scene, _limit: int) -> int:
    """Remove what was answered longer ago than the notice promises to keep it."""
    await scene.tx.forget_answers(months_before(scene.now, scene.house.policy.retention_months))
    return 0


async def forget_old_marks(scene: Scene, _limit: int) -> int:
    """Forget ids of events that can no longer be repeated, and previews that were never published."""
    await scene.tx.forget_heard(scene.now - MARKS_KEPT)
    await scene.tx.forget_drafts(scene.now - DRAFTS_KEPT)
    return 0
