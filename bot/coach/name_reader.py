"""Asks the chat what a product coach is called, so that a PM knows who reads before anything is passed on."""

from bot.coach import outbox
from bot.coach.pass_on import coach_of
from bot.coach.scene import House, Scene
from bot.domain.outbox import Posting, Priority, Saying
from bot.domain.people import Team
from bot.ports import Courier, Store, Unreachable, Watch

NAMING = "naming"


async def have_named(scene: Scene, team: Team) -> None:
    """Have it read what the team's product coach is called now, if there is one."""
    waits = await scene.tx.first(Posting, workspace=team.workspace, kind=NAMING, subject=team.id)
    if coach_of(team) != (None, None) and waits is None:
        outbox.post(scene, Saying(NAMING, team.id), Priority.ERRAND, channel=team.channel)


async def run_naming(errand: Posting, courier: Courier, _house: House, store: Store, _watch: Watch) -> None:
    """Read it, and keep it. Raises what the courier raises."""
    async with store.transaction() as tx:
        team = await tx.get(Team, errand.subject)
        reader = coach_of(team) if team else (None, None)
    name = await _name_of(courier, errand.workspace, *reader)
    async with store.transaction() as tx:
        team = await tx.get(Team, errand.subject, lock=True)
        if name and team is not None and coach_of(team) == reader:
            team.product_coach_name = name


async def _name_of(courier: Courier, workspace: str, user: str | None, channel: str | None) -> str | None:
    if channel is not None:
        try:
            return await courier.channel_name(workspace, channel)
        except Unreachable:
            return None
    profile = await courier.profile(workspace, user) if user else None
    return profile.name if profile else None
