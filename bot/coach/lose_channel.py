"""Lets a team rest while nothing can be said in its channel, and go on once that is back."""

from datetime import timedelta

from bot.coach import outbox
from bot.coach.poll import withdraw_from
from bot.coach.scene import Scene
from bot.coach.set_up_team import send_away
from bot.coach.start import member_of
from bot.domain.outbox import Saying
from bot.domain.people import Team

PAUSED = "team-paused"
RESTS_FOR = timedelta(weeks=13)
"""How long a team waits for its channel before it ends."""


async def lose_channel(scene: Scene, team: Team) -> None:
    """Its channel is archived or gone, or the coach was removed from it: who set the team up is told once.

    Who takes part stays, and what was shared waits. A team whose channel does not come back ends.
    """
    if team.paused_at is not None:
        if scene.now - team.paused_at >= RESTS_FOR:
            await send_away(scene, team)
        return
    team.paused_at, team.next_due = scene.now, None
    await withdraw_from(scene, team)
    await outbox.take_away(scene, Saying(PAUSED, team.id))
    await _tell(scene, team)


async def find_channel(scene: Scene, team: Team) -> bool:
    """The coach can speak in the team's channel: a team that rested goes on; whether it did rest."""
    if team.paused_at is None:
        return False
    team.paused_at = None
    team.plan(scene.now, scene.holidays_of())
    await outbox.refresh(scene, Saying(PAUSED, team.id))
    return True


async def _tell(scene: Scene, team: Team) -> None:
    member = await member_of(scene, team.set_up_by) if team.set_up_by else None
    if member is not None:
        outbox.tell(scene, member, Saying(PAUSED, team.id))
    elif team.set_up_by:
        outbox.post(scene.speaking(team.language), Saying(PAUSED, team.id), user=team.set_up_by)
