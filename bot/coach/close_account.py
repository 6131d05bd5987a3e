"""Finds out whose account is closed, a few people a night."""

from datetime import timedelta

from bot.coach import outbox
from bot.coach.scene import Scene
from bot.coach.start import member_of
from bot.domain.outbox import Posting, Priority, Saying

LOOKED_AT = timedelta(weeks=1)
"""How long until somebody's account is looked at again."""
PEOPLE = 200
"""How many are looked at a night, by each process."""


async def look_at_accounts(scene: Scene, _limit: int) -> int:
    """Have the accounts looked at that were not for a week."""
    members = await scene.tx.unseen_members(scene.now, PEOPLE)
    for member in members:
        member.look_at = scene.now + LOOKED_AT
        if await scene.tx.first(Posting, workspace=member.workspace, user=member.user, kind=outbox.LOOKING) is None:
            outbox.tell(scene, member, Saying(outbox.LOOKING), Priority.ERRAND)
    return 0


async def note_account(scene: Scene, user: str, *, closed: bool) -> None:
    """Note since when somebody's account is known to be closed, or that it is open."""
    member = await member_of(scene, user)
    if member is not None:
        member.closed_at = (member.closed_at or scene.now) if closed else None
