"""Puts what is to be said in the outbox, in the transaction of its cause."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from bot.coach.scene import Scene
from bot.domain.outbox import Posting, PostingState, Priority, Saying
from bot.domain.people import Member
from bot.domain.quiet import UNASKED

GONE = "gone"
CLEARING, LOOKING = "clearing", "looking"
"""Errands: what is done in a chat without saying anything, in the same pace and as safely as what is said."""

UNDER_WAY = (PostingState.SENDING, PostingState.UNKNOWN)


def post(
    scene: Scene,
    saying: Saying,
    priority: Priority = Priority.REPLY,
    *,
    user: str | None = None,
    channel: str | None = None,
    thread_of: Posting | None = None,
    not_after: datetime | None = None,
    asked_for: bool = False,
) -> Posting:
    """Say it in a channel, or by direct message to a user of the scene's workspace, in the scene's language."""
    more: dict[str, Any] = {
        "user": user,
        "channel": channel,
        "thread_of": thread_of.id if thread_of else None,
        "not_after": not_after,
    }
    unasked = user is not None and saying.kind in UNASKED and not asked_for
    posting = _posting(scene, saying, priority, unasked=unasked, **more)
    scene.tx.add(posting)
    return posting


def tell(
    scene: Scene,
    member: Member,
    saying: Saying,
    priority: Priority = Priority.REPLY,
    not_after: datetime | None = None,
    *,
    asked_for: bool = False,
) -> Posting:
    """Say it to a member by direct message; `asked_for` is what only this member's own wish brings."""
    return post(scene.at(member), saying, priority, user=member.user, not_after=not_after, asked_for=asked_for)


async def tell_readers(
    scene: Scene, kind: str, prompt_ids: Sequence[str], priority: Priority, not_after: datetime | None
) -> None:
    """Say each of these prompts to its reader by direct message, in the language that it is asked in.

    What nobody asked for has a moment after which it is not said.
    """
    example = _posting(scene, Saying(kind), priority, not_after=not_after, unasked=not_after is not None)
    await scene.tx.tell_readers(prompt_ids, example)


async def about(scene: Scene, subject: str, *kinds: str) -> Sequence[Posting]:
    """Every message of these kinds about something, to be changed with `follow` or `go`."""
    return await scene.tx.all(Posting, lock=True, kind=kinds, subject=subject)


async def refresh(scene: Scene, saying: Saying) -> None:
    """Bring every message that says this up to date."""
    for posting in await about(scene, saying.subject, saying.kind):
        follow(posting)


async def tell_or_refresh(scene: Scene, member: Member, saying: Saying) -> None:
    """Say it to a member once, and from then on keep that one message up to date."""
    said = await about(scene, saying.subject, saying.kind)
    if all(posting.state is PostingState.DROPPED for posting in said):
        tell(scene, member, saying)
    for posting in said:
        follow(posting)


async def take_away(scene: Scene, saying: Saying) -> None:
    """Remove every message that says this."""
    for posting in await about(scene, saying.subject, saying.kind):
        go(posting)


def follow(posting: Posting) -> None:
    """Let it show what it should; where it could not be changed the last time, perhaps it can be now."""
    posting.wanted += 1
    stands = posting.message_id is not None
    if posting.state is PostingState.SENT or (stands and posting.state is PostingState.SET_ASIDE):
        posting.state = PostingState.WAITING


def go(posting: Posting) -> None:
    """Let it be removed from the chat."""
    posting.kind = GONE
    follow(posting)


async def let_go_of(scene: Scene, user: str) -> list[str]:
    """Forget everything said to somebody; the ids of what remains until it is taken away from the chat.

    Such a row tells no more than where that is; where a sender is still at it, whom it is sent to.
    """
    said = await scene.tx.all(Posting, lock=True, workspace=scene.workspace, user=user)
    standing = [posting for posting in said if _may_stand(posting)]
    for posting in standing:
        take_down(scene, posting)
    return [posting.id for posting in standing]


def take_down(scene: Scene, posting: Posting) -> None:
    """Let one message be taken away and its row go with it."""
    posting.kind, posting.subject, posting.reason = GONE, "", None
    posting.created_at, posting.not_after, posting.retry_at = scene.now, None, None
    posting.wanted += 1
    if posting.message_id is not None:
        posting.user, posting.channel = None, posting.posted_channel
    if posting.state not in UNDER_WAY:
        posting.state = PostingState.WAITING


def _may_stand(posting: Posting) -> bool:
    return posting.state in UNDER_WAY or (posting.message_id is not None and posting.state is not PostingState.DROPPED)


def _posting(scene: Scene, saying: Saying, priority: Priority, **more: Any) -> Posting:
    return Posting(
        id=uuid4().hex,
        workspace=scene.workspace,
        kind=saying.kind,
        subject=saying.subject,
        language=scene.language,
        priority=priority,
        created_at=scene.now,
        **more,
    )
