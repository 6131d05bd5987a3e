"""Removes everything of somebody: from the store in one transaction, and from the chats through the outbox."""

import logging
from collections.abc import Sequence
from datetime import datetime

from bot.coach import outbox
from bot.coach.audit import forget_author
from bot.coach.gather import strike
from bot.coach.pass_on import said_of
from bot.coach.poll import forget
from bot.coach.scene import Scene
from bot.coach.share import any_stands_fast, take_back
from bot.coach.start import member_of
from bot.coach.together import shown_to
from bot.domain.outbox import Posting, PostingState, Priority, Saying
from bot.domain.people import Holding, Invitation, InvitationState, Member, Product, Team
from bot.domain.reflection import Share, ShareState, TypedWords
from bot.domain.trust import Erased

log = logging.getLogger(__name__)

ERASED = "erased"
TELL, DIGEST_STAYS, MESSAGES_STAY = "tell", "digest", "messages"
"""What an errand and the last message about it carry: whether to tell, and what could not be removed.

An errand also names the teams whose digests lose something, which may turn out to be impossible meanwhile.
"""
TEAMS = 5
"""As many as an errand has room for."""


async def erase(scene: Scene, user: str, *, tell: bool) -> None:
    """Remove everything of somebody in the scene's workspace; `tell` them what was not possible, once that is known.

    What was said before now is not heard again, however it comes; starting anew is as it was the first time.
    """
    tx, workspace = scene.tx, scene.workspace
    member = await member_of(scene, user)
    scene = scene.at(member) if member else scene
    stays = await _withdraw_shares(scene, member) if member else []
    named = [*await _where_named(scene, user), *await said_of(scene, user, member), *await forget(scene, user)]
    named += await shown_to(scene, member) if member else []
    products = await _products_of(scene, member)
    for channel in await _conversations(scene, user, member):
        await tx.forget_heard_in(workspace, channel)
    await strike(scene, user)
    await tx.remove_rows_of(workspace, user, await outbox.let_go_of(scene, user))
    for product in products:
        await _forget_unheld(scene, product)
    for saying in named:
        await outbox.refresh(scene, saying)
    await forget_author(scene, user)
    await _mark(scene, user)
    subject = "/".join([TELL, *stays] if tell else [])
    outbox.post(scene, Saying(outbox.CLEARING, subject), Priority.ERRAND, user=user)
    log.info("action=erased")


async def is_erased(scene: Scene, user: str, sent_at: datetime) -> bool:
    """Whether what this user said then belongs to a conversation that was erased since."""
    mark = await _mark_of(scene, user)
    return mark is not None and sent_at <= mark.until


async def conversation_cleared(scene: Scene, errand: Posting) -> None:
    """Tell whoever wanted it that all is done, and what could not be."""
    tell, *stays = errand.subject.split("/")
    if tell == TELL:
        digests = [DIGEST_STAYS] if DIGEST_STAYS in stays or await any_stands_fast(scene, stays) else []
        messages = [MESSAGES_STAY] if errand.state is not PostingState.DROPPED else []
        outbox.post(scene, Saying(ERASED, "/".join([*digests, *messages])), user=errand.user)


async def _withdraw_shares(scene: Scene, member: Member) -> list[str]:
    """Take back everything they shared; that some of it is left in a channel, or the teams where that is to be seen."""
    shares = await scene.tx.all(Share, lock=True, member_id=member.id, state=ShareState.SHARED)
    if not all([await take_back(scene, share) for share in shares]):
        return [DIGEST_STAYS]
    return sorted({share.team_id for share in shares if share.digest_id})[:TEAMS]


async def _where_named(scene: Scene, user: str) -> Sequence[Saying]:
    """What names them in other people's messages: introductions in channels, and open invitations."""
    teams = await scene.tx.all(Team, workspace=scene.workspace, brought_by=user)
    open_, here = InvitationState.OPEN, scene.workspace
    invitations = await scene.tx.all(Invitation, workspace=here, invited_by=user, state=open_)
    introduced = [Saying("introduction", team.id) for team in teams]
    return [*introduced, *(Saying("invitation", invitation.id) for invitation in invitations)]


async def _products_of(scene: Scene, member: Member | None) -> Sequence[Product]:
    """The products they hold or held, which nobody else takes meanwhile."""
    if member is None:
        return []
    held = [holding.product_id for holding in await scene.tx.all(Holding, member_id=member.id)]
    return await scene.tx.all(Product, lock=True, id=held)


async def _forget_unheld(scene: Scene, product: Product) -> None:
    held = await scene.tx.first(Holding, product_id=product.id)
    if held is None and await scene.tx.first(Team, product_id=product.id) is None:
        await scene.tx.remove(product)


async def _conversations(scene: Scene, user: str, member: Member | None) -> set[str]:
    """The channels of their conversation with the coach."""
    said = await scene.tx.all(Posting, workspace=scene.workspace, user=user)
    typed = await scene.tx.all(TypedWords, member_id=member.id) if member else []
    return {posting.posted_channel for posting in said if posting.posted_channel} | {each.channel for each in typed}


async def _mark(scene: Scene, user: str) -> None:
    mark = await _mark_of(scene, user)
    if mark is None:
        scene.tx.add(Erased(id=await scene.tx.pseudonym(scene.workspace, user), until=scene.now))
    else:
        mark.until = max(mark.until, scene.now)


async def _mark_of(scene: Scene, user: str) -> Erased | None:
    return await scene.tx.get(Erased, await scene.tx.pseudonym(scene.workspace, user))
