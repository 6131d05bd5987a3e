"""Hears that somebody wrote in the thread of a digest, and lets whoever shared something there know."""

from collections.abc import Sequence
from uuid import uuid4

from bot.coach import outbox
from bot.coach.scene import Scene
from bot.domain.outbox import Posting, PostingState, Priority, Saying
from bot.domain.people import Member, Standing
from bot.domain.quiet import is_left_alone
from bot.domain.reflection import Digest, Share, ShareState
from bot.domain.thread_reply import Author, ThreadReply, notice_at, reached

REPLIED = "replied"
TO_COME = (PostingState.WAITING, PostingState.SENDING)


async def digest_of(scene: Scene, channel: str, thread: str) -> Digest | None:
    """The digest whose thread that is."""
    here = scene.workspace
    posting = await scene.tx.first(Posting, kind="digest", workspace=here, posted_channel=channel, message_id=thread)
    return await scene.tx.get(Digest, posting.subject) if posting else None


async def hear(scene: Scene, digest: Digest, user: str, message_id: str, words: str) -> None:
    """Let those know whom these words of a user's in the thread are for; nothing of them is kept."""
    digest.replied_at = digest.replied_at or scene.now
    for author in reached(words, user, await _authors(scene, digest)):
        member = await scene.tx.get(Member, author.member_id, lock=True)
        if member is not None and may_be_told(member):
            await _let_know(scene, member, digest, message_id)


async def forget(scene: Scene, digest: Digest, message_id: str) -> None:
    """Tell nobody of a reply that is deleted; a notice of which nothing is left goes."""
    for reply in await scene.tx.all(ThreadReply, digest_id=digest.id, message_id=message_id):
        await scene.tx.remove(reply)
        await outbox.refresh(scene, Saying(REPLIED, reply.notice))


async def refresh_what_quotes(scene: Scene, share: Share) -> None:
    """Bring up to date what quotes to its author what they shared."""
    if share.digest_id is not None:
        told = await scene.tx.all(ThreadReply, member_id=share.member_id, digest_id=share.digest_id)
        for notice in {reply.notice for reply in told}:
            await outbox.refresh(scene, Saying(REPLIED, notice))


async def shared_in(scene: Scene, digest_id: str) -> Sequence[Share]:
    """What stands in a digest."""
    return await scene.tx.all(Share, digest_id=digest_id, state=ShareState.SHARED)


def may_be_told(member: Member) -> bool:
    """Whether the member hears of replies: who pauses, stopped or has fallen silent does not, nor who wants none."""
    is_here = member.standing is Standing.ACTIVE and member.closed_at is None
    return is_here and member.wants_replies and not is_left_alone(member.unanswered)


def stop_telling(member: Member) -> None:
    """Tell the member of no reply any more, until the settings say otherwise."""
    member.wants_replies = False


async def _authors(scene: Scene, digest: Digest) -> list[Author]:
    """Who shared something that stands there; whoever shared it with their name is known by it."""
    shares = await shared_in(scene, digest.id)
    names = {share.member_id: share.author_name for share in shares}
    names |= {share.member_id: share.author_name for share in shares if share.author_name}
    members = await scene.tx.all(Member, id=list(names))
    return [Author(member.id, member.user, names[member.id]) for member in members]


async def _let_know(scene: Scene, member: Member, digest: Digest, message_id: str) -> None:
    notice = await _notice(scene, member)
    reply = ThreadReply(
        id=uuid4().hex,
        member_id=member.id,
        digest_id=digest.id,
        message_id=message_id,
        notice=notice,
        heard_at=scene.now,
    )
    scene.tx.add(reply)


async def _notice(scene: Scene, member: Member) -> str:
    """The notice that is still to be said to a member; a new one, at a moment when there may be another, if none is."""
    postings = await scene.tx.all(Posting, lock=True, workspace=member.workspace, kind=REPLIED, user=member.user)
    for posting in postings:
        if posting.said_at is None and (posting.room_at or posting.state in TO_COME):
            # Somebody may be wording it at this very moment.
            await outbox.refresh(scene, posting.saying)
            return posting.subject
    at = notice_at(
        scene.now,
        member.hour,
        member.zone,
        scene.holidays_of(member.holidays),
        [posting.said_at for posting in postings if posting.said_at],
    )
    new = outbox.tell(scene, member, Saying(REPLIED, uuid4().hex), Priority.PROMPT)
    if at > scene.now:
        new.state, new.room_at = PostingState.DROPPED, at
    return new.subject
