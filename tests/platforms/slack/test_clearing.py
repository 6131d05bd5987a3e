"""Everything that the coach said to somebody in Slack is taken away, however long that conversation is."""

from datetime import UTC, datetime

import pytest

from bot.ports import CannotLook, SlowDown
from tests.platforms.slack.double import Fault
from tests.platforms.slack.test_courier import HELLO, Office, office

__all__ = ["office"]


def now(office: Office) -> datetime:
    """The moment on Slack's clock."""
    return datetime.fromtimestamp(office.slack.clock.now(), UTC)


async def cleared(office: Office, until: datetime | None) -> int:
    """Clears up to that moment; in how many steps."""
    steps = 0
    while until is not None:
        until = await office.courier.clear(office.workspace, office.camille.user.id, until)
        steps += 1
    return steps


async def test_a_long_conversation_is_cleared_and_the_persons_own_words_stay(office: Office) -> None:
    for number in range(20):
        await office.courier.post(office.posting(), HELLO, None)
        await office.camille.types(f"Mots {number}")
    assert await cleared(office, now(office)) == 3
    assert [post.user for post in office.camille.direct.posts] == [office.camille.user.id] * 20


async def test_what_was_said_afterwards_stays(office: Office) -> None:
    await office.courier.post(office.posting(), HELLO, None)
    before = now(office)
    office.slack.clock.advance(5)
    await office.courier.post(office.posting(), HELLO, None)
    await cleared(office, before)
    assert len(office.camille.posts()) == 1


async def test_a_mark_left_by_a_message_with_replies_holds_nothing_up(office: Office) -> None:
    posted = await office.courier.post(office.posting(), HELLO, None)
    await office.camille.types("Une réponse", thread=posted.message_id)
    for _ in range(2):
        await cleared(office, now(office))
    assert "Bonjour" not in "".join(office.camille.reads())


async def test_the_home_tab_shows_nothing_any_more(office: Office) -> None:
    await cleared(office, now(office))
    assert office.slack.workspace.homes[office.camille.user.id].content["blocks"] == []


async def test_slack_that_wants_it_slower_is_heeded_and_where_it_hides_the_conversation_that_is_told(
    office: Office,
) -> None:
    office.slack.faults.order("conversations.history", Fault.SLOW_DOWN)
    with pytest.raises(SlowDown):
        await cleared(office, now(office))
    office.slack.workspace.scopes.discard("im:history")
    with pytest.raises(CannotLook):
        await cleared(office, now(office))


async def test_a_profile_tells_who_administers_and_whose_account_is_closed(office: Office) -> None:
    office.camille.user.deleted = True
    profile = await office.courier.profile(office.workspace, office.camille.user.id)
    assert profile is not None
    assert profile.closed
    assert not profile.administers


@pytest.mark.parametrize("code", ["compliance_exports_prevent_deletion", "cant_delete_message"])
async def test_what_slack_does_not_let_the_coach_take_away_is_told_and_the_rest_goes(office: Office, code: str) -> None:
    for _ in range(3):
        await office.courier.post(office.posting(), HELLO, None)
    office.slack.faults.refuse("chat.delete", code)
    with pytest.raises(CannotLook):
        await cleared(office, now(office))
    assert len(office.camille.posts()) == 1
