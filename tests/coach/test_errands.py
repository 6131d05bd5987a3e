"""Errands are as safe as what is said: whatever breaks, they are done, hold up nobody, and leave no row behind."""

from datetime import timedelta

import pytest

from bot.coach.close_account import LOOKED_AT, look_at_accounts
from bot.coach.erase import erase
from bot.coach.share import take_back
from bot.domain.message import Points
from bot.domain.outbox import Posting, PostingState, Priority
from bot.domain.people import Invitation, Member, Team
from bot.domain.reflection import Share
from bot.ports import CannotLook, NotSent, OutcomeUnknown, Profile, SlowDown, Unreachable
from tests.coach.chat import fails
from tests.coach.office import Office
from tests.storage.things import MONDAY, WORKSPACE, digest, holder, invitation, member, posting, prompt, share, team


async def erases(office: Office, user: str = "ana", *, tell: bool = True) -> None:
    """Everything of somebody is erased from the store."""
    async with office.store.transaction() as tx:
        await erase(office.scene(tx), user, tell=tell)


async def texts(office: Office) -> str:
    """What stands in the chat."""
    return " ".join(message.notification for message in office.chat.shown.values())


async def test_once_the_conversation_is_cleared_the_person_is_told_and_no_row_is_left(office: Office) -> None:
    await office.wants(*holder())
    await erases(office)
    await office.deliver()
    assert office.chat.cleared == ["ana"]
    assert office.library.say("fr")("my_data.erased") in await texts(office)
    assert await office.states() == {}


async def test_the_person_is_told_in_their_own_language_whoever_erases(office: Office) -> None:
    await office.wants(*holder(language="en"))
    await erases(office)
    await office.deliver()
    assert office.library.say("en")("my_data.erased") in await texts(office)


async def test_who_is_erased_because_they_left_is_told_nothing(office: Office) -> None:
    await office.wants(*holder())
    await erases(office, tell=False)
    await office.deliver()
    assert (office.chat.cleared, office.chat.shown) == (["ana"], {})
    assert await office.states() == {}


async def test_a_long_conversation_is_cleared_piece_by_piece_and_goes_on_where_it_was(office: Office) -> None:
    await office.wants(*holder())
    office.chat.more = [MONDAY - timedelta(days=2), MONDAY - timedelta(days=1)]
    await erases(office)
    await office.deliver()
    assert office.chat.cleared == ["ana"] * 3
    assert await office.states() == {}


@pytest.mark.parametrize(
    "problem", [NotSent("busy"), SlowDown("slower"), OutcomeUnknown("broken"), TimeoutError()], ids=str
)
async def test_what_breaks_on_the_way_is_done_again(office: Office, problem: Exception) -> None:
    await office.wants(*holder())
    office.chat.looking = fails(problem)
    await erases(office)
    await office.deliver()
    assert len(await office.states()) == 1
    await office.let_time_pass()
    await office.deliver()
    await office.let_time_pass()
    await office.deliver()
    assert await office.states() == {}
    assert office.library.say("fr")("my_data.erased") in await texts(office)


async def test_an_errand_that_goes_too_fast_keeps_nobody_from_speaking(office: Office) -> None:
    await office.wants(*holder())
    office.chat.looking = fails(SlowDown("slower", timedelta(hours=1)))
    await erases(office)
    await office.deliver()
    await office.wants(posting(user="bob"))
    await office.deliver()
    assert await office.state() is PostingState.SENT


@pytest.mark.parametrize("problem", [CannotLook("hidden"), Unreachable("gone")], ids=str)
async def test_what_could_not_be_taken_away_is_told(office: Office, problem: Exception) -> None:
    await office.wants(*holder())
    office.chat.looking = fails(problem)
    await erases(office)
    await office.deliver()
    [said] = office.chat.shown.values()
    [points] = [block for block in said.blocks if isinstance(block, Points)]
    assert office.library.say("fr")("my_data.stays_messages") in points.items
    assert await office.states() == {}


async def test_a_digest_that_could_not_be_changed_is_told_and_tried_again_the_next_time(office: Office) -> None:
    there = posting(kind="digest", subject="digest", user=None, channel="pm")
    await office.wants(*holder("bob"), *holder(), team(), prompt(), digest(), share(digest_id="digest"))
    await office.wants(prompt("prompt-bob", "bob"))
    bobs = share("bobs", member_id="bob", prompt_id="prompt-bob", digest_id="digest", excerpt="Un lynx")
    await office.wants(bobs, there)
    await office.deliver()
    office.chat.changing = fails(Unreachable("not_in_channel"))
    await erases(office)
    await office.deliver()
    [said] = [message for id_, message in office.chat.shown.items() if not id_.startswith("posting#")]
    [points] = [block for block in said.blocks if isinstance(block, Points)]
    assert office.library.say("fr")("my_data.stays_digest") in points.items
    assert "Un mot" in str(office.chat.shown)
    await erases(office, "bob")
    await office.deliver()
    assert "Un mot" not in str(office.chat.shown)
    assert "lynx" not in str(office.chat.shown)


async def test_a_process_killed_while_it_clears_leaves_it_to_the_next(office: Office) -> None:
    await office.wants(*holder())
    await erases(office)
    async with office.store.transaction() as tx:
        await tx.claim(WORKSPACE, 10, timedelta(0))
    await office.let_time_pass()
    await office.deliver()
    assert office.chat.cleared == ["ana"]
    assert await office.states() == {}


def test_what_is_said_goes_before_errands() -> None:
    assert max(Priority) is Priority.ERRAND


@pytest.mark.parametrize("profile", [None, Profile("Ana", closed=True)], ids=str)
async def test_a_closed_account_is_noted_with_the_day_it_was_first_seen(
    office: Office, profile: Profile | None
) -> None:
    await office.wants(*holder())
    office.chat.profiles["ana"] = profile
    for week in range(2):
        office.clock.moment = MONDAY + week * LOOKED_AT
        await _looks(office)
    [found] = await office.database.kept(Member)
    assert found.closed_at == MONDAY
    assert await office.states() == {}


async def test_once_the_account_of_who_never_started_is_closed_their_name_leaves(office: Office) -> None:
    office.chat.profiles |= {"zoe": Profile("Zoé", closed=True), "lou": None}
    zoes = {"set_up_by": "zoe", "set_up_by_name": "Zoé", "product_coach": "lou"}
    await office.wants(*holder(), team(**zoes), invitation("kim"), invitation("zoe", invited_by="kim"))
    assert await _looks(office) == 4
    [left] = await office.database.kept(Team)
    assert (left.set_up_by, left.set_up_by_name, left.product_coach) == ("", "", "lou")
    assert [each.user for each in await office.database.kept(Invitation)] == ["kim"]
    assert await office.states() == {}
    office.clock.moment = MONDAY + timedelta(days=1)
    assert await _looks(office) == 0


async def test_an_account_is_looked_at_once_a_week(office: Office) -> None:
    await office.wants(member("ana"), member("bob", workspace=WORKSPACE, look_at=MONDAY + LOOKED_AT))
    assert await _looks(office) == 1
    assert await _looks(office) == 0


async def test_while_a_chat_is_away_nobody_counts_as_gone_and_looks_do_not_pile_up(office: Office) -> None:
    await office.wants(*holder())
    for week in range(3):
        office.clock.moment = MONDAY + week * LOOKED_AT
        async with office.store.transaction() as tx:
            await look_at_accounts(office.scene(tx), 50)
    assert len(await office.database.kept(Posting)) == 1
    [found] = await office.database.kept(Member)
    assert found.closed_at is None


async def _looks(office: Office) -> int:
    async with office.store.transaction() as tx:
        await look_at_accounts(office.scene(tx), 50)
    wanted = len(await office.states())
    await office.deliver()
    return wanted


async def test_who_took_back_what_cannot_be_changed_any_more_is_told_once(office: Office) -> None:
    there = posting(kind="digest", subject="digest", user=None, channel="pm")
    await office.wants(*holder("bob"), *holder(), team(), prompt(), digest(), there)
    await office.wants(prompt("prompt-bob", "bob"), share(digest_id="digest"))
    await office.wants(share("bobs", member_id="bob", prompt_id="prompt-bob", digest_id="digest"))
    await office.deliver()
    for _ in range(2):
        office.chat.changing = fails(Unreachable("edit_window_closed"), only="posting#1")
        async with office.store.transaction() as tx:
            taken = await tx.get(Share, "share")
            assert taken is not None
            await take_back(office.scene(tx), taken)
        await office.deliver()
    stays = office.library.say("fr")("share.taken_back_there", team="Les PM")
    assert (await texts(office)).count(stays) == 1
    [told] = [each for each in await office.database.kept(Posting) if each.kind == "stays"]
    assert told.user == "ana"
