"""Nothing lost, nothing twice: what several processes hear, and postings whose sending broke, over the wire."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.library import Library
from bot.domain.people import Member
from bot.domain.reflection import TypedWords
from tests.platforms.mattermost.chat import fills
from tests.platforms.mattermost.coach import Coach, coaching
from tests.platforms.mattermost.double import Channel, Fault, Mattermost, Person
from tests.platforms.mattermost.test_channels import sets_up
from tests.platforms.mattermost.test_listening import starts

FRIDAY = "2026-11-27 11:00"
EXCERPT = "Nous déciderons mardi."


@pytest.fixture
async def channel(coach: Coach, mattermost: Mattermost, camille: Person) -> Channel:
    """A channel whose next digest has something to say."""
    channel = mattermost.channel("equipe", camille)
    await sets_up(coach, camille, channel)
    await starts(coach, camille)
    await camille.commands("/pm-coach", "équipe", channel)
    await camille.taps(coach.say("team.invite"), channel)
    await fills(camille, {coach.say("fields.people"): ["Camille"]})
    await coach.settle()
    await camille.taps(coach.say("invitation.accept"))
    await coach.settle()
    await camille.taps("Non")
    await coach.settle()
    await camille.taps(coach.say("answered.share"))
    await fills(camille, {coach.say("fields.excerpt"): EXCERPT})
    await camille.taps(coach.say("share.publish"))
    await coach.settle()
    return channel


@pytest.fixture
async def both(mattermost: Mattermost, library: Library, tmp_path: Path) -> AsyncIterator[tuple[Coach, Coach]]:
    """Two processes of the coach on one store."""
    url = f"sqlite:///{tmp_path / 'coach.db'}"
    async with coaching(mattermost, library, url=url) as one, coaching(mattermost, library, url=url) as other:
        yield one, other


def digests(person: Person, channel: Channel) -> int:
    return sum(EXCERPT in text for text in person.reads(channel))


async def test_what_two_processes_hear_is_kept_and_answered_once(both: tuple[Coach, Coach], camille: Person) -> None:
    one, other = both
    await starts(one, camille)
    first = await camille.types("Nous avons tranché.")
    await camille.types("merci")
    for coach in both:
        await coach.settle()
    assert [words.message_id for words in await other.kept(TypedWords)] == [first]
    assert sum(one.say("typed.thanks") in text for text in camille.reads()) == 1
    assert sum(one.say("kept.note") in text for text in camille.reads()) == 1
    await camille.edits(first, "Nous déciderons.")
    for coach in both:
        await coach.settle()
    assert [words.words for words in await one.kept(TypedWords)] == ["Nous déciderons."]


async def test_who_brought_the_coach_in_is_told_once_by_two_processes(
    both: tuple[Coach, Coach], mattermost: Mattermost, camille: Person
) -> None:
    channel = mattermost.channel("equipe", camille, coach=False)
    await camille.invites_coach(channel)
    for coach in both:
        await coach.settle()
    assert len(camille.posts()) == 1


async def test_a_tap_sent_twice_does_nothing_twice(coach: Coach, mattermost: Mattermost, camille: Person) -> None:
    await camille.commands("/pm-coach", "commencer")
    way = coach.library.role("fr").ways[0].label
    await fills(camille, {coach.say("fields.product"): "Démarches", coach.say("fields.way"): way})
    await mattermost.integrations.send(mattermost.integrations.sent[-1])
    await coach.settle()
    assert len(await coach.kept(Member)) == 1
    assert len([text for text in camille.reads() if "[Oui]" in text]) == 1


@pytest.mark.parametrize("fault", [Fault.DROP_AFTER, Fault.HTTP_500_AFTER, Fault.DROP_BEFORE])
async def test_a_digest_whose_sending_broke_stands_there_once(
    coach: Coach, mattermost: Mattermost, camille: Person, channel: Channel, fault: Fault
) -> None:
    mattermost.faults.order("POST /posts", fault)
    await coach.until(FRIDAY)
    await coach.settle_later()
    await coach.settle()
    assert digests(camille, channel) == 1


async def test_where_nobody_may_look_nothing_is_sent_again_and_who_set_the_team_up_is_asked(
    coach: Coach, mattermost: Mattermost, camille: Person, channel: Channel
) -> None:
    mattermost.faults.order("POST /posts", Fault.DROP_BEFORE)
    await coach.until(FRIDAY)
    mattermost.history_hidden = True
    await coach.settle_later()
    await coach.settle()
    assert digests(camille, channel) == 0
    assert coach.say("unsettled.asked", team="Mes démarches") in camille.sees()
    again = camille.button(coach.say("unsettled.again"))
    for _ in range(2):
        await camille.taps_again(again)
        await coach.settle()
        assert digests(camille, channel) == 1


@pytest.mark.parametrize("fault", [Fault.DROP_AFTER, Fault.DROP_BEFORE])
async def test_a_prompt_whose_sending_broke_is_asked_once(
    coach: Coach, mattermost: Mattermost, camille: Person, fault: Fault
) -> None:
    await starts(coach, camille)
    await camille.taps("Non")
    mattermost.faults.order("POST /posts", fault)
    await coach.until("2026-11-30 09:00")
    await coach.settle_later()
    await coach.settle()
    assert sum("[Oui]" in text for text in camille.reads()) == 1


async def test_a_prompt_answered_before_it_is_known_to_stand_there_is_not_asked_again(
    coach: Coach, mattermost: Mattermost, camille: Person
) -> None:
    await starts(coach, camille)
    await camille.taps("Non")
    mattermost.faults.order("POST /posts", Fault.DROP_AFTER)
    await coach.until("2026-11-30 09:00")
    await camille.taps("Oui")
    await coach.settle_later()
    await coach.settle()
    assert sum("[Oui]" in text for text in camille.reads()) == 0
    assert coach.say("answered.rated", rating="oui") in camille.sees()


async def test_too_fast_is_said_again_later_and_once(coach: Coach, mattermost: Mattermost, camille: Person) -> None:
    mattermost.faults.slow_down("POST /posts", after=1)
    await camille.types("aide")
    await coach.settle()
    assert camille.posts() == []
    await coach.settle_later()
    await coach.settle()
    assert len(camille.posts()) == 1


async def test_an_answer_by_tap_leaves_the_files_of_a_post(coach: Coach, camille: Person) -> None:
    await starts(coach, camille)
    post = camille.button("Non").post
    post.file_ids = ["f" * 26]
    await camille.taps("Non")
    assert post.file_ids == ["f" * 26]
    assert "pm_coach" in post.props
