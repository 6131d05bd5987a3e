"""Coming to channels and workspaces, and being sent away from them, over the wire."""

from datetime import timedelta

import pytest

from bot.domain.outbox import Posting, PostingState
from bot.domain.people import Departure, Membership, Team
from tests.platforms.slack.coach import Coach
from tests.platforms.slack.double import Channel, Fault, Person, Slack


async def sets_up(coach: Coach, person: Person, channel: Channel) -> None:
    """Sets the channel up for a product's team."""
    await person.commands("/pm-coach", "équipe", channel)
    await person.fills({coach.say("fields.team_name"): "Mes démarches"})
    await person.closes()
    await coach.settle()


async def test_who_brings_the_coach_in_is_told_alone_how_to_set_the_channel_up(
    coach: Coach, slack: Slack, camille: Person
) -> None:
    alix = slack.person("Alix")
    channel = slack.channel("equipe", camille, alix, coach=False)
    await camille.invites_coach(channel)
    assert coach.say("team.brought_in") in camille.sees(channel)
    assert alix.posts(channel) == []
    await camille.taps(coach.say("team.set_up"), channel)
    assert coach.say("team.intro") in camille.modal


async def test_the_offer_comes_although_slack_failed_at_first(
    coach: Coach, slack: Slack, camille: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.platforms.slack.again.PAUSE", timedelta())
    channel = slack.channel("equipe", camille, coach=False)
    slack.faults.order("chat.postEphemeral", Fault.HTTP_500, times=2)
    await camille.invites_coach(channel)
    await coach.settle()
    assert [coach.say("team.brought_in") in text for text in camille.reads(channel)] == [True]


async def test_the_coach_introduces_itself_once_and_only_when_set_up(
    coach: Coach, slack: Slack, camille: Person
) -> None:
    alix = slack.person("Alix")
    channel = slack.channel("equipe", camille, alix)
    await sets_up(coach, camille, channel)
    await camille.invites_coach(channel)
    await coach.settle()
    [introduction] = alix.reads(channel)
    assert coach.say("introduction.invited_by", name="Camille") in introduction
    assert coach.say("introduction.keeps_nothing") in introduction


async def test_other_people_joining_is_nothing_to_the_coach(coach: Coach, slack: Slack, camille: Person) -> None:
    alix = slack.person("Alix")
    channel = slack.channel("equipe", camille)
    await alix.joins(channel)
    await coach.settle()
    assert alix.posts(channel) == camille.posts(channel) == []


@pytest.mark.parametrize("private", [False, True])
async def test_removed_from_a_channel_its_team_rests_until_the_coach_is_back(
    coach: Coach, slack: Slack, camille: Person, private: bool
) -> None:
    channel = slack.channel("equipe", camille, private=private)
    await sets_up(coach, camille, channel)
    await camille.removes_coach(channel)
    await coach.settle()
    assert coach.say("team.paused", team="Mes démarches") in camille.sees()
    [team] = await coach.kept(Team)
    assert (team.paused_at is not None, team.next_due) == (True, None)
    await camille.invites_coach(channel)
    assert coach.say("team.paused_no_more", team="Mes démarches") in camille.sees(channel)
    [team] = await coach.kept(Team)
    assert (team.paused_at, team.next_due is not None) == (None, True)


@pytest.mark.parametrize("private", [False, True])
async def test_the_team_of_an_archived_channel_rests_until_that_is_back(
    coach: Coach, slack: Slack, camille: Person, private: bool
) -> None:
    channel = slack.channel("equipe", camille, private=private)
    await sets_up(coach, camille, channel)
    await camille.archives(channel)
    [team] = await coach.kept(Team)
    assert team.paused_at is not None
    await camille.restores(channel)
    await coach.settle()
    [team] = await coach.kept(Team)
    assert team.paused_at is None


async def test_whoever_leaves_the_channel_or_is_deactivated_leaves_its_team(
    coach: Coach, slack: Slack, camille: Person
) -> None:
    alix, lou = slack.person("Alix"), slack.person("Lou")
    channel = slack.channel("equipe", camille, alix, lou)
    await sets_up(coach, camille, channel)
    for person in (alix, lou):
        await person.commands("/pm-coach", "équipe", channel)
        await person.taps(coach.say("team.join"), channel)
        await person.fills({coach.say("fields.way"): coach.say("ways.unknown")})
        await person.closes()
    await coach.settle()
    await alix.leaves(channel)
    left = slack.deliveries[-1]
    await lou.is_deactivated()
    await coach.settle()
    assert await coach.kept(Membership) == []
    assert coach.say("departures.left", team="Mes démarches") in alix.sees()
    await alix.joins(channel)
    await coach.settle()
    assert [each.offered_at is not None for each in await coach.kept(Departure)].count(True) == 1
    await alix.commands("/pm-coach", "équipe", channel)
    await alix.taps(coach.say("team.join"), channel)
    assert (await slack.repeats(left)).answer.good
    assert len(await coach.kept(Membership)) == 1, "what is told again is not done again"


async def test_of_a_channel_people_alone_are_shown_and_invited_who_work_there(
    coach: Coach, slack: Slack, camille: Person
) -> None:
    alix, program = slack.person("Alix"), slack.person("Robot", is_bot=True)
    stranger = slack.person("Kim", slack.add_workspace("T0OTHER", "autre"))
    gone = slack.person("Lou", deleted=True)
    channel = slack.channel("equipe", camille, alix, program, gone)
    slack.workspace.users[stranger.user.id] = stranger.user
    channel.members.append(stranger.user.id)
    await sets_up(coach, camille, channel)
    await camille.commands("/pm-coach", "équipe", channel)
    await camille.taps(coach.say("team.invite"), channel)
    await camille.fills({coach.say("fields.who"): coach.say("fields.who_everyone")})
    await camille.closes()
    slack.faults.slow_down("users.info", 30)
    await coach.settle()
    await coach.settle_later()
    assert coach.say("team.guests", count=1, team="Mes démarches") in camille.sees()
    assert "Alix" in camille.sees()
    await camille.taps(coach.say("team.invite_guests", count=1))
    await coach.settle()
    assert coach.say("invitation.accept") in alix.sees()


async def test_a_repeat_does_not_undo_what_happened_since(coach: Coach, slack: Slack, camille: Person) -> None:
    channel = slack.channel("equipe", camille)
    await sets_up(coach, camille, channel)
    await camille.removes_coach(channel)
    left = slack.deliveries[-1]
    await camille.invites_coach(channel)
    joined = slack.deliveries[-1]
    before = camille.reads(channel)
    for delivery in (left, joined):
        assert (await slack.repeats(delivery)).answer.good
    await coach.settle()
    assert [team.paused_at for team in await coach.kept(Team)] == [None]
    assert camille.reads(channel) == before


async def test_a_team_is_saved_only_where_the_coach_can_post(coach: Coach, slack: Slack, camille: Person) -> None:
    channel = slack.channel("equipe", camille, coach=False)
    await camille.commands("/pm-coach", "équipe", channel)
    await camille.fills({coach.say("fields.team_name"): "Mes démarches"})
    assert list(camille.errors.values()) == [coach.say("team.cannot_post")]
    assert await coach.kept(Team) == []


async def test_a_channel_is_picked_where_the_form_is_opened_outside_every_channel(
    coach: Coach, slack: Slack, camille: Person
) -> None:
    stranger = slack.person("Alix")
    theirs, hers = slack.channel("a-eux", stranger, private=True), slack.channel("equipe", camille)
    await camille.commands("/pm-coach", "équipe")
    await camille.taps(coach.say("team.set_up_one"))
    await camille.fills({coach.say("fields.channel"): theirs.name, coach.say("fields.team_name"): "Mes démarches"})
    assert list(camille.errors.values()) == [coach.say("team.not_in_channel")]
    await camille.fills({coach.say("fields.channel"): hers.name})
    await coach.settle()
    [team] = await coach.kept(Team)
    assert (team.channel, team.name) == (hers.id, "Mes démarches")
    assert coach.say("introduction.invited_by", name="Camille") in "".join(camille.reads(hers))


@pytest.mark.parametrize("told", ["app_uninstalled", "tokens_revoked"])
async def test_uninstalling_stops_all_sending_and_says_so_in_the_log(
    coach: Coach, slack: Slack, camille: Person, caplog: pytest.LogCaptureFixture, told: str
) -> None:
    await camille.types("aide")
    await slack.sends(slack.workspace, {"type": told, "tokens": {"bot": [slack.workspace.bot_user]}})
    assert f"action=slack_stopped workspace=slack:{slack.workspace.id} reason={told}" in caplog.text
    slack.noted.clear()
    await coach.settle()
    assert slack.noted == []
    [posting] = await coach.kept(Posting)
    assert posting.state is (PostingState.DROPPED if told == "app_uninstalled" else PostingState.WAITING)


async def test_one_deactivated_person_holds_nobody_up(coach: Coach, slack: Slack, camille: Person) -> None:
    alix = slack.person("Alix")
    slack.faults.refuse("chat.postMessage", "account_inactive")
    await camille.types("aide")
    await alix.types("aide")
    await coach.settle()
    assert camille.posts() == []
    assert coach.say("help.title") in alix.sees()


async def test_somebodys_own_revoked_token_stops_nothing(coach: Coach, slack: Slack, camille: Person) -> None:
    await slack.sends(slack.workspace, {"type": "tokens_revoked", "tokens": {"oauth": [camille.user.id]}})
    await camille.types("aide")
    await coach.settle()
    assert coach.say("help.title") in camille.sees()
