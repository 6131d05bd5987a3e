"""Lets lapse and forgets what nobody needs any more, and whatever was kept as long as the notice promises."""

import logging
from datetime import datetime, timedelta

from bot.coach import outbox
from bot.coach.erase import erase
from bot.coach.pass_on import PASSED, REPLY
from bot.coach.poll import POLL, RESULT, SHOWN
from bot.coach.scene import Scene
from bot.coach.share import take_back
from bot.domain.calendar import months_before
from bot.domain.outbox import PostingState, Saying
from bot.domain.passing_on import PassedOn, PassedReply
from bot.domain.poll import Poll
from bot.domain.reflection import Share, ShareState

log = logging.getLogger(__name__)

MARKS_KEPT = timedelta(days=30)
DRAFTS_KEPT = timedelta(weeks=2)
CHANNELS_KEPT = timedelta(hours=1)
LEFT_KEPT = 3
"""Months for which everything is kept of who stopped, or whose account closed."""
PEOPLE = 3
"""How many people are erased in one transaction: each may have written for a year."""


async def lapse_invitations(scene: Scene, _limit: int) -> int:
    """Let unanswered invitations lapse; nobody is told."""
    await scene.tx.lapse_invitations(scene.now)
    return 0


async def forget_old_marks(scene: Scene, _limit: int) -> int:
    """Forget what was needed once: events that cannot be repeated any more, previews never published, old paces."""
    await scene.tx.forget_heard(scene.now - MARKS_KEPT)
    await scene.tx.forget_drafts(scene.now - DRAFTS_KEPT)
    await scene.tx.forget_paces(CHANNELS_KEPT, MARKS_KEPT)
    return 0


async def withdraw_old_shares(scene: Scene, limit: int) -> int:
    """Take out of digests what was shared longer ago than the notice promises to keep it."""
    shares = await scene.tx.old(Share, _oldest(scene), limit)
    for share in shares:
        if share.state is ShareState.SHARED:
            await take_back(scene, share)
        await scene.tx.remove(share)
    return len(shares)


async def withdraw_old_passed_on(scene: Scene, limit: int) -> int:
    """Take out of the product coaches' messages, and out of the PMs', what was said to them that long ago."""
    replies = await scene.tx.old(PassedReply, _oldest(scene), limit)
    for reply in replies:
        await outbox.refresh(scene, Saying(REPLY, reply.id))
        await scene.tx.remove(reply)
    passed_on = await scene.tx.old(PassedOn, _oldest(scene), limit)
    for passed in passed_on:
        await outbox.refresh(scene, Saying(PASSED, passed.id))
        await scene.tx.remove(passed)
    return len(replies) + len(passed_on)


async def withdraw_old_polls(scene: Scene, limit: int) -> int:
    """Take out of channels, and out of the conversations of who put them, the polls of that long ago."""
    polls = await scene.tx.old(Poll, _oldest(scene), limit)
    for poll in polls:
        for saying in (Saying(POLL, poll.id), Saying(SHOWN, poll.id), Saying(RESULT, poll.id)):
            await outbox.refresh(scene, saying)
        await scene.tx.remove(poll)
    return len(polls)


async def take_down_old_messages(scene: Scene, limit: int) -> int:
    """Take away from people's conversations what the coach said there that long ago."""
    postings = await scene.tx.old_postings(_oldest(scene), limit)
    for posting in postings:
        if posting.message_id is None or posting.state is PostingState.DROPPED:
            await scene.tx.remove(posting)
        else:
            outbox.take_down(scene, posting)
    return len(postings)


async def forget_old(scene: Scene, limit: int) -> int:
    """Remove everything else that is that old."""
    return limit if await scene.tx.forget_old(_oldest(scene), limit) else 0


async def forget_unheld_products(scene: Scene, limit: int) -> int:
    """Remove products that nobody holds, or held as long as that is remembered, and that no team is for."""
    return await scene.tx.forget_unheld_products(limit)


async def erase_who_left(scene: Scene, limit: int) -> int:
    """Erase everything of who stopped, or whose account closed, three months ago; nobody is told."""
    left = await scene.tx.left_members(months_before(scene.now, LEFT_KEPT), PEOPLE)
    for member in left:
        await erase(scene.at(member), member.user, tell=False)
    return limit if left else 0


def _oldest(scene: Scene) -> datetime:
    return months_before(scene.now, scene.house.policy.retention_months)
