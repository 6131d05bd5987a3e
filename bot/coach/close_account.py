"""Finds out whose account is closed, a few people a night."""

from dataclasses import replace
from datetime import timedelta

from bot.coach import outbox
from bot.coach.depart import account_closed
from bot.coach.erase import erase
from bot.coach.scene import Scene
from bot.coach.start import member_of
from bot.domain.calendar import local
from bot.domain.outbox import Posting, Priority, Saying
from bot.ports import Profile

LOOKED_AT = timedelta(weeks=1)
"""How long until somebody's account is looked at again."""
PEOPLE = 200
"""How many are looked at a night, by each process."""
MONDAY = 0


async def look_at_accounts(scene: Scene, _limit: int) -> int:
    """Have the accounts looked at that were not for a week: members', and on Mondays those of who never started."""
    members = await scene.tx.unseen_members(scene.now, PEOPLE)
    for member in members:
        member.look_at = scene.now + LOOKED_AT
        await _look_at(scene.at(member), member.user)
    if local(scene.now, scene.house.policy.zone).weekday() == MONDAY:
        for workspace, user in await scene.tx.strangers():
            await _look_at(replace(scene, workspace=workspace), user)
    return 0


async def note_account(scene: Scene, user: str, profile: Profile | None) -> None:
    """Note since when a member's account is known to be closed, or that it is open.

    Of who never started nothing is left once the chat says that their account is closed.
    """
    member = await member_of(scene, user)
    if member is not None:
        closed = profile is None or profile.closed
        member.closed_at = (member.closed_at or scene.now) if closed else None
        if closed:
            await account_closed(scene, member)
    elif profile is not None and profile.closed:
        await erase(scene, user, tell=False)


async def _look_at(scene: Scene, user: str) -> None:
    if await scene.tx.first(Posting, workspace=scene.workspace, user=user, kind=outbox.LOOKING) is None:
        outbox.post(scene, Saying(outbox.LOOKING), Priority.ERRAND, user=user)
