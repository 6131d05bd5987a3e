"""Whatever trouble one posting, one conversation or one workspace has, it is no other's."""

import asyncio
import logging

import pytest

from bot.domain.outbox import PostingState
from bot.ports import OutcomeUnknown
from tests.coach.chat import fails, hangs
from tests.coach.office import Office
from tests.coach.patience import soon
from tests.storage.things import HOUR, MONDAY, posting


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
    assert (await office.posting("elsewhere")).attempts == 0
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
    monkeypatch.setattr("bot.coach.carry.SEND_SECONDS", 0.2)
    office.chat.before_taking = hangs
    await office.wants(*(posting(f"{number:02}", created_at=MONDAY + number * HOUR) for number in range(50)))
    await soon(office.deliver())
    assert office.chat.tried == ["00"]
    states = await office.states()
    assert states.pop("00") == "unknown"
    assert set(states.values()) == {"waiting"}
    office.chat.before_taking = fails(OutcomeUnknown("never"), times=0)
    await office.let_time_pass()
    monkeypatch.setattr("bot.coach.carry.SEND_SECONDS", 10)
    await office.deliver()
    assert sorted(office.chat.taken) == [f"{number:02}" for number in range(50)]


async def test_looking_that_hangs_is_given_up(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.chat.after_taking = fails(OutcomeUnknown("broken connection"))
    await office.wants(posting())
    await office.deliver()
    await office.let_time_pass()
    monkeypatch.setattr("bot.coach.carry.SEND_SECONDS", 0.2)
    office.chat.looking = hangs
    await soon(office.deliver())
    assert await office.state() is PostingState.UNKNOWN
