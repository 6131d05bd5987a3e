"""Lets lapse and forgets what nobody needs any more."""

from datetime import timedelta

from bot.coach.scene import Scene
from bot.domain.calendar import months_before

MARKS_KEPT = timedelta(days=30)
DRAFTS_KEPT = timedelta(weeks=2)
PACES_KEPT = timedelta(hours=1)


async def lapse_invitations(scene: Scene, _limit: int) -> int:
    """Let unanswered invitations lapse; nobody is told."""
    await scene.tx.lapse_invitations(scene.now)
    return 0


async def forget_old_answers(scene: Scene, _limit: int) -> int:
    """Remove what was answered longer ago than the notice promises to keep it."""
    await scene.tx.forget_answers(months_before(scene.now, scene.house.policy.retention_months))
    return 0


async def forget_old_marks(scene: Scene, _limit: int) -> int:
    """Forget what was needed once: events that cannot be repeated any more, previews never published, old paces."""
    await scene.tx.forget_heard(scene.now - MARKS_KEPT)
    await scene.tx.forget_drafts(scene.now - DRAFTS_KEPT)
    await scene.tx.forget_paces(PACES_KEPT)
    return 0
