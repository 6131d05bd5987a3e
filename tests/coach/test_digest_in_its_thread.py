"""A digest with its details in its thread: published in order, taken back without a mark where nobody answered."""

from bot.coach import outbox
from bot.coach.unsettled import send_again, unsettled_for
from bot.domain.outbox import PostingState, Priority, Saying
from bot.domain.reflection import Share, ShareState
from bot.ports import NotSent, Unreachable
from tests.coach.chat import fails
from tests.coach.office import Office
from tests.storage.things import digest, holder, posting, prompt, share, team


def published() -> tuple[object, ...]:
    """A digest with one long excerpt, its opening message and the details in its thread."""
    where = {"user": None, "channel": "team", "priority": Priority.DIGEST, "subject": "digest"}
    return (
        *(*holder(), team(), prompt(), digest(), share(digest_id="digest", excerpt="long " * 80)),
        posting("opening", kind="digest", **where),
        posting("details", kind="digest-details", thread_of="opening", **where),
    )


async def withdraw(office: Office) -> None:
    """The author takes back what was shared."""
    async with office.store.transaction() as tx:
        shared = await tx.get(Share, "share")
        assert shared is not None
        shared.state, shared.excerpt = ShareState.WITHDRAWN, None
        for kind in ("digest", "digest-details"):
            await outbox.refresh(office.scene(tx), Saying(kind, "digest"))


async def test_an_emptied_message_without_replies_leaves_without_a_mark(office: Office) -> None:
    await office.wants(*published())
    await office.deliver()
    assert len(office.chat.shown) == 2
    await withdraw(office)
    await office.deliver()
    assert office.chat.shown == {}


async def test_an_emptied_message_with_replies_says_that_it_is_no_longer_available(office: Office) -> None:
    await office.wants(*published())
    await office.deliver()
    office.chat.replied_to.add("opening#1")
    await withdraw(office)
    await office.deliver()
    assert {id_: shown.notification for id_, shown in office.chat.shown.items()} == {
        "opening#1": office.library.say("fr")("digest.gone")
    }
    assert await office.state("opening") is PostingState.SENT


async def test_details_come_in_the_thread_of_what_they_belong_to(office: Office) -> None:
    await office.wants(*published())
    await office.deliver()
    assert office.chat.taken == ["opening", "details"]
    assert office.chat.threads == {"details#1": "opening#1"}


async def test_details_wait_until_their_opening_stands(office: Office) -> None:
    office.chat.before_taking = fails(NotSent("slow down"), only="opening")
    await office.wants(*published())
    await office.deliver()
    assert office.chat.taken == []
    await office.let_time_pass()
    await office.deliver()
    assert office.chat.threads == {"details#1": "opening#1"}


async def test_a_digest_that_cannot_be_published_lets_its_details_go_until_who_set_the_team_up_sends_it_again(
    office: Office,
) -> None:
    office.chat.before_taking = fails(Unreachable("no such channel"), only="opening")
    await office.wants(*published())
    await office.deliver()
    [asked] = office.chat.taken
    assert (await office.posting(asked)).user == "ana"
    states = await office.states()
    assert (states["opening"], states["details"]) == ("set_aside", "dropped")
    async with office.store.transaction() as tx:
        opening, _ = await unsettled_for(office.scene(tx), "ana", "opening")
        await send_again(office.scene(tx), opening)
    await office.deliver()
    assert office.chat.taken == [asked, "opening", "details"]
