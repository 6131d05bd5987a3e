"""What is refused, unreachable or of unknown fate is settled without ever being said twice."""

from datetime import timedelta

import pytest

from bot.domain.outbox import PostingState
from bot.ports import NotSent, OutcomeUnknown, Unreachable
from tests.coach.chat import fails
from tests.coach.office import Office
from tests.storage.things import HOUR, MONDAY, posting


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


async def test_what_took_too_long_says_so(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    office.chat.after_taking = fails(TimeoutError())
    await office.wants(posting())
    with caplog.at_level("INFO"):
        await office.deliver()
    assert "action=posting_unknown posting=posting kind=phrase reason=TimeoutError" in caplog.text


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
