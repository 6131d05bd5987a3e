"""That somebody answered in the thread of a digest: to whoever had shared something there, with what it was."""

from bot.coach.say import dates
from bot.coach.say.sharing import author
from bot.coach.scene import Scene
from bot.coach.thread_replies import may_be_told, shared_in
from bot.domain.message import Act, Actions, Block, Button, Message, Note, Quote, Text
from bot.domain.outbox import Posting
from bot.domain.people import Member, Team
from bot.domain.reflection import Digest
from bot.domain.thread_reply import ThreadReply
from bot.domain.words import excerpt
from bot.ports import Spoken

QUOTED = 200


async def say_replied(scene: Scene, posting: Posting) -> Spoken:
    """By digest, what its reader shared there; who answered, and what, stands in the thread alone.

    Nothing once all of it was taken back or deleted, or for whom nothing of the kind is told any more.
    """
    replies = await scene.tx.all(ThreadReply, order="heard_at", notice=posting.subject)
    member = await scene.tx.get(Member, replies[0].member_id) if replies else None
    if member is None or (posting.shown == 0 and not may_be_told(member)):
        return Spoken(None)
    there = scene.at(member)
    digests = dict.fromkeys(reply.digest_id for reply in replies)
    blocks = tuple([block for digest_id in digests for block in await _answered(there, member, digest_id)])
    if not blocks:
        return Spoken(None)
    stop = Actions((Button(there.say("replied.stop"), Act("replies.stop")),))
    return Spoken(Message((*blocks, Note(there.say("replied.note")), stop), there.say("replied.notification")))


async def _answered(scene: Scene, member: Member, digest_id: str) -> tuple[Block, ...]:
    digest = await scene.tx.get(Digest, digest_id)
    team = await scene.tx.get(Team, digest.team_id) if digest else None
    shares = [share for share in await shared_in(scene, digest_id) if share.member_id == member.id]
    if digest is None or team is None or not shares:
        return ()
    day = dates.day(scene, digest.published_at, team.zone)
    quotes = (Quote(excerpt(share.excerpt or "", QUOTED), by=author(scene, share)) for share in shares)
    return (Text(scene.say("replied.text", team=team.name, day=day)), *quotes)
