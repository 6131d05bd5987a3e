"""Hands a team's product over: what the team has read stays with the team, what was private with who answered."""

from bot.coach import act, answer, outbox, pass_on, together
from bot.coach.audit import Author, note
from bot.coach.depart import leave
from bot.coach.scene import Scene
from bot.coach.set_up_team import invite
from bot.coach.start import held_by, holding_of, member_of, pause
from bot.domain.outbox import Saying
from bot.domain.passing_on import PassedOn, PassedState
from bot.domain.people import Holding, Member, Standing, Team
from bot.domain.reflection import Prompt, PromptState
from bot.domain.trust import Did

HANDED_OVER = "handed-over"


async def hand_over(scene: Scene, team: Team, holder: str, heir: str, by: Author) -> Holding | None:
    """Let `heir` be invited in place of `holder`, who is asked about the product no more; how that one held it.

    None where they did not, of which nobody else is told.
    """
    member = await member_of(scene, holder)
    holding = await holding_of(scene, member, team.product_id)
    if member is not None and holding is not None:
        await _let_go(scene, team, member, holding)
        await note(scene, Did.HANDED_OVER, holder, by, team)
        if by.user != holder:
            outbox.tell(scene, member, Saying(HANDED_OVER, holding.id))
    await invite(scene, team, [heir], by.user, by.name, hands_over=True)
    return holding


async def _let_go(scene: Scene, team: Team, member: Member, holding: Holding) -> None:
    """Nothing that is under way about the product goes on; all of it stays its author's to read."""
    holding.ended_at = scene.now
    await leave(scene, member, team)
    await together.end_all(scene, member, holding.product_id)
    await act.rest(scene, holding)
    for passed in await scene.tx.all(PassedOn, member_id=member.id, team_id=team.id, state=PassedState.OPEN):
        await pass_on.end(scene, passed, member.user)
    for prompt in await scene.tx.all(Prompt, holding_id=holding.id, state=PromptState.OPEN):
        await answer.skip(scene, prompt)
    if member.standing is not Standing.STOPPED and not await held_by(scene, member):
        pause(scene, member, None)
