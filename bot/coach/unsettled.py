"""Settles with a person's help a digest that the coach may not look for, or could not publish."""

from collections.abc import Sequence
from dataclasses import replace

from bot.coach import outbox
from bot.coach.pass_on import tell_if_lost
from bot.coach.poll import make_draft_if_refused
from bot.coach.scene import Scene
from bot.coach.share import tell_what_stays
from bot.domain.outbox import Posting, PostingState, Priority, Saying
from bot.domain.people import Team
from bot.domain.reflection import Digest
from bot.domain.refusals import Refusal

KIND = "unsettled"


async def ask_about(scene: Scene, posting: Posting) -> None:
    """Ask who set the team up about what may or cannot have arrived in its channel.

    Whose words were lost, or cannot be taken back there, is told.
    """
    await tell_if_lost(scene, posting)
    await tell_what_stays(scene, posting)
    await make_draft_if_refused(scene, posting)
    team = await team_behind(scene, posting) if posting.message_id is None else None
    if team is None or not team.set_up_by:
        posting.state = PostingState.SET_ASIDE
    elif await scene.tx.first(Posting, kind=KIND, subject=posting.id) is None:
        there = replace(scene, workspace=team.workspace, language=team.language)
        outbox.post(there, Saying(KIND, posting.id), Priority.REPLY, user=team.set_up_by)
    else:
        await outbox.refresh(scene, Saying(KIND, posting.id))


async def unsettled_for(scene: Scene, user: str, posting_id: str) -> tuple[Posting, Team]:
    """The digest that this user is asked about. Raises Refusal for anybody else's, and for one that is settled."""
    posting = await scene.tx.get(Posting, posting_id)
    team = await team_behind(scene, posting) if posting and posting.workspace == scene.workspace else None
    if posting is None or team is None or team.set_up_by != user:
        raise Refusal("errors.old_button")
    if posting.state not in (PostingState.UNSETTLED, PostingState.SET_ASIDE):
        raise Refusal("unsettled.settled")
    return posting, team


async def send_again(scene: Scene, posting: Posting) -> None:
    """Send it, since it did not arrive, with what was to follow in its thread; its day does not matter any more."""
    for each in (posting, *await _let_go_with(scene, posting)):
        each.state, each.not_after, each.retry_at = PostingState.WAITING, None, None
    await outbox.refresh(scene, Saying(KIND, posting.id))


async def leave(scene: Scene, posting: Posting) -> None:
    """Leave it, since it arrived."""
    posting.state = PostingState.LEFT
    await outbox.refresh(scene, Saying(KIND, posting.id))


async def _let_go_with(scene: Scene, posting: Posting) -> Sequence[Posting]:
    below = {"workspace": posting.workspace, "thread_of": posting.id}
    return await scene.tx.all(Posting, lock=True, state=PostingState.DROPPED, **below)


async def team_behind(scene: Scene, posting: Posting) -> Team | None:
    """The team whose digest it is, or whose introduction that was refused; None for everything else."""
    if posting.kind == "introduction" and posting.state is not PostingState.UNSETTLED:
        return await scene.tx.get(Team, posting.subject)
    digest = await scene.tx.get(Digest, posting.subject) if posting.kind == "digest" else None
    return await scene.tx.get(Team, digest.team_id) if digest else None
