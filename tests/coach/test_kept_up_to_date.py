"""What stands in a chat shows what is true, until it is too late or not wanted any more."""

from datetime import timedelta

import pytest

from bot.coach import outbox
from bot.domain.outbox import PostingState, Priority, Saying
from bot.domain.people import Member, Standing
from bot.domain.reflection import Prompt, PromptState
from bot.ports import NotSent, OutcomeUnknown
from tests.coach.chat import fails
from tests.coach.office import Office
from tests.storage.things import HOUR, MONDAY, holder, posting, prompt, typed


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


async def test_what_is_gone_already_is_fine(office: Office) -> None:
    await office.wants(posting())
    await office.deliver()
    office.chat.shown.clear()
    await office.take_away("phrase", "typed.stopped")
    await office.deliver()
    assert await office.state() is PostingState.DROPPED


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
