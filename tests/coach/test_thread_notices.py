"""Notices of replies, where the outbox is at work meanwhile."""

from bot.coach import thread_replies
from bot.domain.outbox import Posting, PostingState
from bot.domain.reflection import Digest
from bot.domain.thread_reply import ThreadReply
from tests.coach.office import Office
from tests.storage.things import DAY, digest, holder, prompt, share, team


async def hears(office: Office, *messages: str) -> None:
    """These replies come in the thread of Ana's digest."""
    for message in messages:
        async with office.store.transaction() as tx:
            found = await tx.get(Digest, "digest")
            assert found is not None
            await thread_replies.hear(office.scene(tx), found, "kim", message, "Bravo")


async def test_a_reply_that_comes_while_the_notice_is_on_its_way_needs_no_second_one(office: Office) -> None:
    await office.wants(*holder(), team(), prompt(), digest(), share(digest_id="digest"))
    await hears(office, "1")
    async with office.store.transaction() as tx:
        [posting] = await tx.all(Posting)
        posting.state = PostingState.SENDING
    await hears(office, "2")
    [posting] = await office.database.kept(Posting)
    assert {reply.notice for reply in await office.database.kept(ThreadReply)} == {posting.subject}
    assert posting.wanted == 2


async def test_a_notice_that_waits_for_room_tells_of_what_comes_until_then(office: Office) -> None:
    await office.wants(*holder(), team(), prompt(), digest(), share(digest_id="digest"))
    await hears(office, "1")
    await office.deliver()
    await hears(office, "2", "3")
    first, second = sorted(await office.database.kept(Posting), key=lambda posting: posting.room_at is not None)
    assert (first.state, second.state) == (PostingState.SENT, PostingState.DROPPED)
    assert second.room_at == office.clock.moment + DAY
    told = [reply.notice for reply in await office.database.kept(ThreadReply, order="message_id")]
    assert told == [first.subject, second.subject, second.subject]
