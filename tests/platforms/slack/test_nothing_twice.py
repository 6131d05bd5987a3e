"""Nothing lost, nothing twice: digests and prompts whose sending broke, over the wire."""

import pytest

from tests.platforms.slack.coach import Coach
from tests.platforms.slack.double import Channel, Fault, Person, Slack
from tests.platforms.slack.test_channels import sets_up
from tests.platforms.slack.test_listening import starts

FRIDAY = "2026-11-27 11:00"


@pytest.fixture
async def channel(coach: Coach, slack: Slack, camille: Person) -> Channel:
    """A channel whose next digest has something to say."""
    channel = slack.channel("equipe", camille)
    await sets_up(coach, camille, channel)
    await starts(coach, camille)
    await camille.commands("/pm-coach", "équipe", channel)
    await camille.taps(coach.say("team.invite"), channel)
    await camille.fills({coach.say("fields.people"): ["Camille"]})
    await camille.closes()
    await coach.settle()
    await camille.taps(coach.say("invitation.accept"))
    await coach.settle()
    await camille.taps("Non")
    await camille.taps(coach.say("answered.share"))
    await camille.fills({coach.say("fields.excerpt"): "Nous déciderons mardi."})
    await camille.taps(coach.say("share.publish"))
    await camille.closes()
    return channel


def digests(person: Person, channel: Channel) -> int:
    return sum("Nous déciderons mardi." in text for text in person.reads(channel))


@pytest.mark.parametrize("fault", [Fault.DROP_AFTER, Fault.HTTP_500_AFTER, Fault.DROP_BEFORE])
async def test_with_history_a_digest_whose_sending_broke_stands_there_once(
    coach: Coach, slack: Slack, camille: Person, channel: Channel, fault: Fault
) -> None:
    slack.workspace.scopes.add("channels:history")
    slack.faults.order("chat.postMessage", fault)
    await coach.until(FRIDAY)
    await coach.settle_later()
    await coach.settle()
    assert digests(camille, channel) == 1


async def test_without_history_nothing_is_sent_again_and_who_set_the_team_up_is_asked(
    coach: Coach, slack: Slack, camille: Person, channel: Channel
) -> None:
    slack.faults.order("chat.postMessage", Fault.DROP_BEFORE)
    await coach.until(FRIDAY)
    await coach.settle_later()
    await coach.settle()
    assert digests(camille, channel) == 0
    assert camille.sees().startswith(coach.say("unsettled.asked", team="Mes démarches"))
    again = camille.button(coach.say("unsettled.again"))
    await camille.taps_again(again)
    await coach.settle()
    assert digests(camille, channel) == 1
    await camille.taps_again(again)
    await coach.settle()
    assert digests(camille, channel) == 1


async def test_a_digest_that_arrived_is_left_as_it_is(
    coach: Coach, slack: Slack, camille: Person, channel: Channel
) -> None:
    slack.faults.order("chat.postMessage", Fault.DROP_AFTER)
    await coach.until(FRIDAY)
    await coach.settle_later()
    await coach.settle()
    await camille.taps(coach.say("unsettled.there"))
    await coach.settle()
    assert digests(camille, channel) == 1
    assert coach.say("unsettled.left", team="Mes démarches") in camille.reads()


@pytest.mark.parametrize("settled", [False, True])
async def test_what_may_still_stand_in_a_channel_is_not_said_to_be_gone(
    coach: Coach, slack: Slack, camille: Person, channel: Channel, settled: bool
) -> None:
    slack.faults.order("chat.postMessage", Fault.DROP_AFTER)
    await coach.until(FRIDAY)
    await coach.settle_later()
    await coach.settle()
    if settled:
        await camille.taps(coach.say("unsettled.there"))
        await coach.settle()
    await camille.commands("/pm-coach", "partages")
    await camille.taps(coach.say("share.take_back"))
    await coach.settle()
    assert coach.say("share.taken_back_there", team="Mes démarches") in camille.sees()
    assert digests(camille, channel) == 1


async def test_a_digest_that_an_archived_channel_refused_is_sent_once_it_can_be(
    coach: Coach, slack: Slack, camille: Person, channel: Channel
) -> None:
    slack.faults.refuse("chat.postMessage", "is_archived")
    await coach.until(FRIDAY)
    await coach.settle()
    assert coach.say("unsettled.refused_digest", team="Mes démarches") in camille.sees()
    await camille.commands("/pm-coach", "partages")
    assert "Pas encore publié dans" in camille.sees()
    await camille.taps(coach.say("unsettled.retry"))
    await coach.settle()
    assert digests(camille, channel) == 1


async def test_only_who_was_asked_can_answer(coach: Coach, slack: Slack, camille: Person, channel: Channel) -> None:
    slack.faults.order("chat.postMessage", Fault.DROP_BEFORE)
    await coach.until(FRIDAY)
    await coach.settle_later()
    await coach.settle()
    alix = slack.person("Alix")
    button = camille.button(coach.say("unsettled.again"))
    await alix.taps_again(button)
    assert digests(camille, channel) == 0


@pytest.mark.parametrize("fault", [Fault.DROP_AFTER, Fault.DROP_BEFORE])
async def test_a_prompt_whose_sending_broke_is_asked_once(
    coach: Coach, slack: Slack, camille: Person, fault: Fault
) -> None:
    await starts(coach, camille)
    await camille.taps("Non")
    slack.faults.order("chat.postMessage", fault)
    await coach.until("2026-11-30 09:00")
    await coach.settle_later()
    await coach.settle()
    assert sum("[Oui]" in text for text in camille.reads()) == 1


async def test_too_fast_is_said_again_later_and_once(coach: Coach, slack: Slack, camille: Person) -> None:
    slack.faults.slow_down("chat.postMessage", after=1)
    await camille.types("aide")
    await coach.settle()
    assert camille.posts() == []
    await coach.settle_later()
    await coach.settle()
    assert len(camille.posts()) == 1


async def test_who_took_back_what_slack_does_not_let_go_is_told_that_it_stands_there(
    coach: Coach, slack: Slack, camille: Person, channel: Channel
) -> None:
    await coach.until(FRIDAY)
    slack.faults.refuse("chat.update", "edit_window_closed")
    await camille.commands("/pm-coach", "partages")
    await camille.taps(coach.say("share.take_back"))
    assert coach.say("share.taken_back", team="Mes démarches") in camille.sees()
    await coach.settle()
    await coach.settle()
    assert digests(camille, channel) == 1
    assert camille.sees() == coach.say("share.taken_back_there", team="Mes démarches")
