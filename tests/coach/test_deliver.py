"""What is to be said is said once, whatever becomes of platforms, senders and stores."""

import asyncio
import logging
from collections.abc import Awaitable
from datetime import timedelta

import pytest

from bot.coach import outbox
from bot.coach.unsettled import send_again, unsettled_for
from bot.domain.outbox import Posting, PostingState, Priority, Saying
from bot.domain.people import Member, Standing
from bot.domain.reflection import Prompt, PromptState, Share, ShareState
from bot.ports import NotSent, OutcomeUnknown, Unreachable
from tests.coach.chat import fails, hangs
from tests.coach.office import LEASE, Office
from tests.storage.things import HOUR, MONDAY, digest, holder, posting, prompt, share, team, typed

PATIENCE = 10.0
"""Seconds before a test that waits for something gives up."""


async def soon(something: Awaitable[object]) -> None:
    """Wait for it, but not for ever."""
    await asyncio.wait_for(something, PATIENCE)


class Told(logging.Handler):
    """Sets its event when the log says that."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words, self.event = words, asyncio.Event()

    def emit(self, record: logging.LogRecord) -> None:
        if self.words in record.getMessage():
            self.event.set()


# Said once.


async def test_what_is_in_the_outbox_is_said_once(office: Office) -> None:
    await office.wants(posting("one"), posting("two", created_at=MONDAY + HOUR))
    assert await office.deliver() == 2
    assert await office.deliver() == 0
    assert office.chat.taken == ["one", "two"]
    assert await office.states() == {"one": "sent", "two": "sent"}
    said = await office.posting("one")
    assert (said.posted_channel, said.message_id, said.shown) == ("direct-ana", "one#1", 1)


async def test_many_deliverers_at_once_say_it_once(office: Office) -> None:
    await office.wants(*(posting(f"{number:02}") for number in range(60)))
    await asyncio.gather(*(office.another().deliver() for _ in range(4)))
    assert sorted(office.chat.taken) == [f"{number:02}" for number in range(60)]


async def test_what_is_urgent_is_said_first(office: Office) -> None:
    await office.wants(posting("prompt", priority=Priority.PROMPT), posting("digest", priority=Priority.DIGEST))
    await office.wants(posting("reply", created_at=MONDAY + HOUR))
    await office.deliver()
    assert office.chat.taken == ["reply", "digest", "prompt"]


async def test_it_is_said_at_once_when_woken_and_stopping_finishes_what_is_in_hand(office: Office) -> None:
    taken = asyncio.Event()

    async def tell(_id: str) -> None:
        taken.set()

    office.chat.after_taking = tell
    running = asyncio.create_task(office.deliverer.run())
    await office.wants(posting())
    office.deliverer.wake()
    await soon(taken.wait())
    office.deliverer.stop()
    await soon(running)
    assert await office.state() is PostingState.SENT


@pytest.mark.parametrize("office", ["memory"], indirect=True)
async def test_a_store_that_is_away_stops_nobody_from_trying_again(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    away, taken = Told("action=store_away"), asyncio.Event()

    async def tell(_id: str) -> None:
        taken.set()

    office.chat.after_taking = tell
    await office.wants(posting())
    running = asyncio.create_task(office.deliverer.run())
    logging.getLogger("bot.coach.deliver").addHandler(away)
    async with office.store.transaction() as tx:
        await tx.all(Posting)
        monkeypatch.setattr("bot.storage.store.GIVE_UP_SECONDS", 0.02)
        office.deliverer.wake()
        await soon(away.event.wait())
        monkeypatch.setattr("bot.storage.store.GIVE_UP_SECONDS", PATIENCE)
    logging.getLogger("bot.coach.deliver").removeHandler(away)
    office.deliverer.wake()
    await soon(taken.wait())
    office.deliverer.stop()
    await soon(running)
    assert not [record for record in caplog.records if record.exc_info]


# Refused, unreachable, unknown.


async def test_what_is_refused_is_said_after_its_wait(office: Office) -> None:
    office.chat.before_taking = fails(NotSent("slow down", timedelta(minutes=5)))
    await office.wants(posting())
    await office.deliver()
    refused = await office.posting()
    assert (refused.state, refused.reason) == (PostingState.WAITING, "slow down")
    assert await office.deliver() == 0
    await office.let_time_pass()
    await office.deliver()
    assert office.chat.taken == ["posting"]
    assert await office.state() is PostingState.SENT


async def test_someone_unreachable_is_set_aside_and_nobody_else_waits(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    office.chat.before_taking = fails(Unreachable("account closed"), only="gone")
    await office.wants(posting("gone"), posting("here", created_at=MONDAY + HOUR))
    await office.deliver()
    assert await office.states() == {"gone": "set_aside", "here": "sent"}
    assert (await office.posting("gone")).reason == "account closed"
    assert "action=posting_set_aside posting=gone kind=phrase reason=account closed" in caplog.text
    await office.let_time_pass()
    assert await office.deliver() == 0


@pytest.mark.parametrize("problem", [OutcomeUnknown("broken connection"), TimeoutError()], ids=["broken", "timed out"])
async def test_what_may_have_arrived_is_looked_for_and_found(office: Office, problem: Exception) -> None:
    office.chat.after_taking = fails(problem)
    await office.wants(posting())
    await office.deliver()
    assert await office.state() is PostingState.UNKNOWN
    assert await office.deliver() == 0, "the first attempt may still arrive"
    await office.let_time_pass()
    await office.deliver()
    assert office.chat.taken == ["posting"]
    found = await office.posting()
    assert (found.state, found.message_id, found.shown) == (PostingState.SENT, "posting#1", 1)


async def test_what_may_have_arrived_and_has_not_is_said_again(office: Office) -> None:
    office.chat.before_taking = fails(OutcomeUnknown("broken connection"))
    await office.wants(posting())
    await office.deliver()
    await office.let_time_pass()
    await office.deliver()
    assert office.chat.taken == ["posting"]
    assert await office.state() is PostingState.SENT


async def test_where_looking_is_impossible_nothing_is_said_again(office: Office) -> None:
    office.chat.hides_history = True
    office.chat.after_taking = fails(OutcomeUnknown("broken connection"))
    await office.wants(posting())
    for _ in range(3):
        await office.deliver()
        await office.let_time_pass()
    assert office.chat.taken == ["posting"]
    assert await office.state() is PostingState.SET_ASIDE
    assert (await office.posting()).reason == "cannot look: no history here"


@pytest.mark.parametrize("problem", [NotSent("slow down"), OutcomeUnknown("broken"), TimeoutError()])
async def test_looking_that_fails_is_tried_again(office: Office, problem: Exception) -> None:
    office.chat.after_taking = fails(OutcomeUnknown("broken connection"))
    office.chat.looking = fails(problem)
    await office.wants(posting())
    await office.deliver()
    await office.let_time_pass()
    await office.deliver()
    assert await office.state() is PostingState.UNKNOWN
    await office.let_time_pass()
    await office.deliver()
    assert await office.state() is PostingState.SENT
    assert office.chat.taken == ["posting"]


async def test_what_nobody_can_be_asked_about_any_more_is_set_aside(office: Office) -> None:
    office.chat.after_taking = fails(OutcomeUnknown("broken connection"))
    office.chat.looking = fails(Unreachable("no such channel"))
    await office.wants(posting())
    await office.deliver()
    await office.let_time_pass()
    await office.deliver()
    assert await office.state() is PostingState.SET_ASIDE


async def test_a_change_that_broke_is_made_again(office: Office) -> None:
    await office.wants(posting())
    await office.deliver()
    office.chat.changing = fails(OutcomeUnknown("broken connection"))
    await office.refresh("phrase", "typed.stopped")
    await office.deliver()
    assert await office.state() is PostingState.WAITING
    await office.let_time_pass()
    await office.deliver()
    assert await office.state() is PostingState.SENT
    assert list(office.chat.shown) == ["posting#1"]


# Senders that vanish.


async def test_a_sender_that_dies_between_taking_and_recording_does_not_let_it_be_said_twice(office: Office) -> None:
    office.chat.after_taking = fails(asyncio.CancelledError())
    await office.wants(posting())
    with pytest.raises(asyncio.CancelledError):
        await office.deliver()
    assert await office.state() is PostingState.SENDING
    other = office.another()
    assert await other.deliver() == 0, "its lease is not over"
    await office.let_time_pass()
    await other.deliver()
    assert office.chat.taken == ["posting"]
    assert await office.state() is PostingState.SENT


async def test_a_sender_that_dies_before_it_is_taken_loses_nothing(office: Office) -> None:
    trying = asyncio.Event()

    async def hang(_id: str) -> None:
        trying.set()
        await asyncio.Event().wait()

    office.chat.before_taking = hang
    await office.wants(posting("first"), posting("second", created_at=MONDAY + HOUR))
    dying = asyncio.create_task(office.deliver())
    await soon(trying.wait())
    dying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await dying
    office.chat.before_taking = fails(OutcomeUnknown("never"), times=0)
    await office.let_time_pass()
    await office.another().deliver()
    assert office.chat.taken == ["first", "second"]


async def test_whoever_lost_the_lease_changes_nothing_any_more(office: Office) -> None:
    async def lose_the_lease(_id: str) -> None:
        office.chat.after_taking = fails(OutcomeUnknown("never"), times=0)
        await office.let_time_pass()
        await office.another().deliver()
        raise Unreachable("told too late")

    office.chat.after_taking = lose_the_lease
    await office.wants(posting())
    await office.deliver()
    assert office.chat.taken == ["posting"]
    settled = await office.posting()
    assert (settled.state, settled.reason, settled.attempts) == (PostingState.SENT, None, 2)


async def test_whoever_lost_the_lease_does_not_send(office: Office) -> None:
    async def lose_the_lease(_id: str) -> None:
        office.chat.before_taking = fails(OutcomeUnknown("never"), times=0)
        await office.let_time_pass()
        await office.another().deliver()
        raise NotSent("told too late")

    office.chat.before_taking = lose_the_lease
    await office.wants(posting("first"), posting("second", created_at=MONDAY + HOUR))
    await office.deliver()
    assert sorted(office.chat.taken) == ["first", "second"]
    assert set((await office.states()).values()) == {"sent"}


async def test_nothing_is_sent_when_the_lease_would_not_outlive_it(office: Office) -> None:
    await office.wants(posting())
    await office.another(lease=timedelta(seconds=5)).deliver()
    assert office.chat.tried == []
    assert await office.state() is PostingState.WAITING
    await office.let_time_pass()
    await office.another(lease=LEASE).deliver()
    assert office.chat.taken == ["posting"]


async def test_someone_elses_jump_in_time_ends_no_lease_and_no_wait(office: Office) -> None:
    office.chat.before_taking = fails(NotSent("slow down"), only="waiting")
    office.chat.after_taking = fails(OutcomeUnknown("broken"), only="unknown")
    await office.wants(posting("waiting"), posting("unknown"))
    await office.deliver()
    office.clock.moment += timedelta(days=400)
    assert await office.deliver() == 0
    assert await office.states() == {"waiting": "waiting", "unknown": "unknown"}


# Kept up to date.


async def test_what_changes_while_it_is_sent_is_shown_afterwards(office: Office) -> None:
    async def answer_meanwhile(_id: str) -> None:
        async with office.store.transaction() as tx:
            asked = await tx.get(Prompt, "prompt")
            assert asked is not None
            asked.state = PromptState.SKIPPED
            await outbox.refresh(office.scene(tx), Saying("prompt", "prompt"))

    office.chat.after_taking = answer_meanwhile
    await office.wants(*holder(), prompt(), posting(kind="prompt", subject="prompt"))
    await office.deliver()
    shown = await office.posting()
    assert (shown.state, shown.wanted, shown.shown) == (PostingState.SENT, 2, 2)
    assert office.chat.taken == ["posting"]
    assert office.chat.shown["posting#1"].notification == office.library.say("fr")("prompt.skipped")


async def test_what_changes_before_it_is_said_is_said_as_it_is_then(office: Office) -> None:
    await office.wants(*holder(), prompt(), posting(kind="prompt", subject="prompt"))
    for _ in range(3):
        await office.refresh("prompt", "prompt")
    await office.deliver()
    shown = await office.posting()
    assert (shown.state, shown.wanted, shown.shown) == (PostingState.SENT, 4, 4)


async def test_what_changed_while_its_fate_was_unknown_is_shown_once_it_is_found(office: Office) -> None:
    office.chat.after_taking = fails(OutcomeUnknown("broken connection"))
    await office.wants(*holder(), prompt(), posting(kind="prompt", subject="prompt"))
    await office.deliver()
    await office.take_away("prompt", "prompt")
    await office.let_time_pass()
    await office.deliver()
    assert office.chat.taken == ["posting"]
    assert office.chat.shown == {}


async def test_what_stands_there_is_changed_in_place(office: Office) -> None:
    await office.wants(*holder(), prompt(), posting(kind="prompt", subject="prompt"))
    await office.deliver()
    before = office.chat.shown["posting#1"]
    async with office.store.transaction() as tx:
        asked = await tx.get(Prompt, "prompt")
        assert asked is not None
        asked.state = PromptState.ANSWERED
        await outbox.refresh(office.scene(tx), Saying("prompt", "prompt"))
    await office.deliver()
    assert office.chat.taken == ["posting"]
    assert office.chat.shown["posting#1"] != before


async def test_what_is_taken_away_leaves_the_chat(office: Office) -> None:
    await office.wants(posting())
    await office.deliver()
    await office.take_away("phrase", "typed.stopped")
    await office.deliver()
    assert office.chat.shown == {}
    assert await office.state() is PostingState.DROPPED


async def test_what_is_taken_away_before_it_is_said_is_never_said(office: Office) -> None:
    await office.wants(posting())
    await office.take_away("phrase", "typed.stopped")
    await office.deliver()
    assert office.chat.tried == []
    assert await office.state() is PostingState.DROPPED


async def test_a_confirmation_dropped_unsaid_is_said_the_next_time(office: Office) -> None:
    await office.wants(*holder(), prompt(), posting(kind="kept", subject="prompt"))
    await office.deliver()
    assert await office.state() is PostingState.DROPPED, "there is nothing to confirm"
    await office.wants(typed(prompt_id="prompt", words="des mots"))
    async with office.store.transaction() as tx:
        ana = await tx.get(Member, "ana")
        assert ana is not None
        await outbox.tell_or_refresh(office.scene(tx), ana, Saying("kept", "prompt"))
    await office.deliver()
    assert len(office.chat.taken) == 1


async def test_a_confirmation_already_said_is_kept_up_to_date_instead_of_said_again(office: Office) -> None:
    await office.wants(*holder(), prompt(), typed(prompt_id="prompt", words="des mots"))
    for _ in range(3):
        async with office.store.transaction() as tx:
            ana = await tx.get(Member, "ana")
            assert ana is not None
            await outbox.tell_or_refresh(office.scene(tx), ana, Saying("kept", "prompt"))
        await office.deliver()
    assert len(office.chat.taken) == 1


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


async def test_what_is_gone_already_is_fine(office: Office) -> None:
    await office.wants(posting())
    await office.deliver()
    office.chat.shown.clear()
    await office.take_away("phrase", "typed.stopped")
    await office.deliver()
    assert await office.state() is PostingState.DROPPED


# Threads.


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


async def test_a_digest_that_cannot_be_published_waits_with_its_details_and_who_set_the_team_up_is_told(
    office: Office,
) -> None:
    office.chat.before_taking = fails(Unreachable("no such channel"), only="opening")
    await office.wants(*published())
    await office.deliver()
    [asked] = office.chat.taken
    assert (await office.posting(asked)).user == "ana"
    states = await office.states()
    assert (states["opening"], states["details"]) == ("set_aside", "waiting")
    async with office.store.transaction() as tx:
        opening, _ = await unsettled_for(office.scene(tx), "ana", "opening")
        await send_again(office.scene(tx), opening)
    await office.deliver()
    assert office.chat.taken == [asked, "opening", "details"]


# Too late, or not wanted any more.


async def test_what_is_too_late_is_never_said(office: Office) -> None:
    await office.wants(posting("late", not_after=MONDAY), posting("in time", not_after=MONDAY + HOUR))
    office.clock.moment = MONDAY + timedelta(seconds=1)
    await office.deliver()
    assert await office.states() == {"late": "dropped", "in time": "sent"}


async def test_what_becomes_too_late_while_it_is_refused_is_never_said(office: Office) -> None:
    office.chat.before_taking = fails(NotSent("slow down"))
    await office.wants(posting(not_after=MONDAY + HOUR))
    await office.deliver()
    office.clock.moment = MONDAY + 2 * HOUR
    await office.let_time_pass()
    await office.deliver()
    assert office.chat.taken == []
    assert await office.state() is PostingState.DROPPED


async def test_what_was_said_in_time_is_still_kept_up_to_date_later(office: Office) -> None:
    await office.wants(posting(not_after=MONDAY + HOUR))
    await office.deliver()
    office.clock.moment = MONDAY + 2 * HOUR
    await office.take_away("phrase", "typed.stopped")
    await office.deliver()
    assert office.chat.shown == {}


@pytest.mark.parametrize("standing", [Standing.PAUSED, Standing.STOPPED])
async def test_a_question_to_someone_who_paused_or_stopped_meanwhile_is_not_put(
    office: Office, standing: Standing
) -> None:
    due = posting(kind="prompt", subject="prompt", priority=Priority.PROMPT, not_after=MONDAY + HOUR)
    await office.wants(*holder(standing=standing), prompt(week=1), due)
    await office.deliver()
    assert office.chat.tried == []
    assert await office.state() is PostingState.DROPPED


# One's trouble is no other's.


async def test_what_cannot_be_worded_is_set_aside_with_its_reason_and_blocks_nobody(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    await office.wants(posting("broken", kind="no such kind"), posting("fine", created_at=MONDAY + HOUR))
    await office.deliver()
    assert await office.states() == {"broken": "set_aside", "fine": "sent"}
    assert (await office.posting("broken")).reason == "KeyError"
    [record] = [record for record in caplog.records if record.exc_info]
    assert (record.levelno, "posting=broken" in record.getMessage()) == (logging.ERROR, True)


async def test_a_platform_that_fails_in_a_way_nobody_foresaw_is_set_aside_with_its_reason(office: Office) -> None:
    office.chat.before_taking = fails(ZeroDivisionError("words of somebody"), only="broken")
    await office.wants(posting("broken"), posting("fine", created_at=MONDAY + HOUR))
    await office.deliver()
    assert await office.states() == {"broken": "set_aside", "fine": "sent"}
    assert (await office.posting("broken")).reason == "ZeroDivisionError", "without words"


async def test_a_platform_without_a_courier_waits_and_blocks_nobody(office: Office) -> None:
    await office.wants(posting("elsewhere", workspace="slack:here"), posting("fine", created_at=MONDAY + HOUR))
    await office.deliver()
    assert await office.states() == {"elsewhere": "waiting", "fine": "sent"}
    assert (await office.posting("elsewhere")).reason == "no courier for slack"
    await office.let_time_pass()
    slack = type(office.chat)()
    await office.another({"slack": slack}).deliver()
    assert slack.taken == ["elsewhere"]


async def test_what_nobody_knows_the_fate_of_waits_for_its_courier(office: Office) -> None:
    office.chat.after_taking = fails(OutcomeUnknown("broken connection"))
    await office.wants(posting())
    await office.deliver()
    await office.let_time_pass()
    await office.another({}).deliver()
    assert await office.state() is PostingState.UNKNOWN
    await office.let_time_pass()
    await office.deliver()
    assert office.chat.taken == ["posting"]
    assert await office.state() is PostingState.SENT


async def test_a_workspace_that_hangs_does_not_hold_up_the_others(office: Office) -> None:
    others_said, answer = asyncio.Event(), asyncio.Event()

    async def hang_there(id_: str) -> None:
        if id_ == "there":
            await answer.wait()
        elif len(office.chat.taken) == 2:
            others_said.set()

    office.chat.before_taking = hang_there
    await office.wants(posting("there", workspace="playground:there"))
    await office.wants(*(posting(f"here {number}", created_at=MONDAY + HOUR) for number in range(3)))
    delivering = asyncio.create_task(office.deliver())
    await soon(others_said.wait())
    assert not delivering.done()
    answer.set()
    await soon(delivering)
    assert sorted(office.chat.taken) == ["here 0", "here 1", "here 2", "there"]


async def test_a_workspace_that_does_not_answer_is_tried_once_a_time(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.coach.deliver.SEND_SECONDS", 0.2)
    office.chat.before_taking = hangs
    await office.wants(*(posting(f"{number:02}", created_at=MONDAY + number * HOUR) for number in range(50)))
    await soon(office.deliver())
    assert office.chat.tried == ["00"]
    states = await office.states()
    assert states.pop("00") == "unknown"
    assert set(states.values()) == {"waiting"}
    office.chat.before_taking = fails(OutcomeUnknown("never"), times=0)
    await office.let_time_pass()
    monkeypatch.setattr("bot.coach.deliver.SEND_SECONDS", 10)
    await office.deliver()
    assert sorted(office.chat.taken) == [f"{number:02}" for number in range(50)]


async def test_looking_that_hangs_is_given_up(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.chat.after_taking = fails(OutcomeUnknown("broken connection"))
    await office.wants(posting())
    await office.deliver()
    await office.let_time_pass()
    monkeypatch.setattr("bot.coach.deliver.SEND_SECONDS", 0.2)
    office.chat.looking = hangs
    await soon(office.deliver())
    assert await office.state() is PostingState.UNKNOWN
