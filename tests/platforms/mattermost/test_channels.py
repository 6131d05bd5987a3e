"""Coming to channels and being sent away from them, over the wire."""

import pytest

from bot.domain.outbox import Posting, PostingState
from bot.domain.people import Team
from tests.platforms.mattermost.chat import fills
from tests.platforms.mattermost.coach import Coach
from tests.platforms.mattermost.double import Channel, Fault, Mattermost, Person


async def sets_up(coach: Coach, person: Person, channel: Channel) -> None:
    """Sets the channel up for a product's team."""
    await person.commands("/pm-coach", "équipe", channel)
    await fills(person, {coach.say("fields.team_name"): "Mes démarches"})
    await coach.settle()


async def test_who_brings_the_coach_in_is_told_alone_how_to_set_the_channel_up(
    coach: Coach, mattermost: Mattermost, camille: Person
) -> None:
    alix = mattermost.person("Alix")
    channel = mattermost.channel("equipe", camille, alix, coach=False)
    await camille.invites_coach(channel)
    await coach.settle()
    assert coach.say("team.brought_in") in camille.sees()
    assert alix.posts(channel) == []
    await camille.taps(coach.say("team.set_up"))
    await fills(camille, {coach.say("fields.team_name"): "Mes démarches"})
    await coach.settle()
    assert coach.say("introduction.invited_by", name="Camille") in alix.sees(channel)


async def test_the_coach_introduces_itself_once_and_only_when_set_up(
    coach: Coach, mattermost: Mattermost, camille: Person
) -> None:
    alix = mattermost.person("Alix")
    channel = mattermost.channel("equipe", camille, alix)
    await coach.settle()
    assert alix.reads(channel) == []
    await sets_up(coach, camille, channel)
    [introduction] = alix.reads(channel)
    assert coach.say("introduction.keeps_nothing") in introduction


async def test_other_people_joining_is_nothing_to_the_coach(
    coach: Coach, mattermost: Mattermost, camille: Person
) -> None:
    alix, lou = mattermost.person("Alix"), mattermost.person("Lou")
    channel = mattermost.channel("equipe", camille)
    await alix.joins(channel)
    await camille.joins(channel, lou.user)
    await camille.leaves(channel, lou.user)
    await coach.settle()
    assert alix.posts(channel) == camille.posts(channel) == camille.posts() == []


@pytest.mark.parametrize("private", [False, True])
async def test_removed_from_a_channel_its_team_ends_and_it_can_be_set_up_again(
    coach: Coach, mattermost: Mattermost, camille: Person, private: bool
) -> None:
    channel = mattermost.channel("equipe", camille, private=private)
    await sets_up(coach, camille, channel)
    await camille.removes_coach(channel)
    await coach.settle()
    [team] = await coach.kept(Team)
    assert team.ended_at is not None
    await camille.invites_coach(channel)
    await sets_up(coach, camille, channel)
    [team] = await coach.kept(Team)
    assert team.ended_at is None


async def test_with_its_channel_archived_a_team_ends(coach: Coach, mattermost: Mattermost, camille: Person) -> None:
    channel = mattermost.channel("equipe", camille)
    await sets_up(coach, camille, channel)
    await camille.archives(channel)
    await coach.settle()
    [team] = await coach.kept(Team)
    assert team.ended_at is not None


@pytest.mark.parametrize("direct", [False, True])
async def test_a_team_is_saved_only_where_the_coach_can_post(
    coach: Coach, mattermost: Mattermost, camille: Person, direct: bool
) -> None:
    alix = mattermost.person("Alix")
    channel = mattermost.channel("equipe", camille, coach=False)
    if direct:
        channel = mattermost.open_direct(camille.user.id, alix.user.id)
    await camille.commands("/pm-coach", "équipe", channel)
    await fills(camille, {coach.say("fields.team_name"): "Mes démarches"})
    assert camille.errors == {"": coach.say("team.cannot_post")}
    assert "Mes démarches" in camille.dialog.values.values()
    assert await coach.kept(Team) == []


async def test_one_deactivated_person_holds_nobody_up(coach: Coach, mattermost: Mattermost, camille: Person) -> None:
    alix = mattermost.person("Alix", locale="fr")
    await camille.types("aide")
    mattermost.faults.refuse("POST /posts", 403)
    await alix.types("aide")
    await coach.settle()
    states = sorted(posting.state for posting in await coach.kept(Posting))
    assert states == [PostingState.SENT, PostingState.SET_ASIDE]
    assert len(camille.posts() + alix.posts()) == 1


async def test_who_brought_the_coach_in_and_cannot_be_written_to_breaks_nothing(
    coach: Coach, mattermost: Mattermost, camille: Person
) -> None:
    channel = mattermost.channel("equipe", camille, coach=False)
    mattermost.faults.order("POST /posts", Fault.HTTP_500)
    await camille.invites_coach(channel)
    await camille.types("aide")
    await coach.settle()
    assert coach.say("help.title") in camille.sees()
    assert coach.pauses == []
