"""Coming to channels and being sent away from them, over the wire."""

from pathlib import Path

import pytest

from bot.domain.library import Library
from bot.domain.outbox import Posting, PostingState
from bot.domain.people import Departure, Membership, Team
from tests.platforms.mattermost.chat import fills
from tests.platforms.mattermost.coach import Coach, coaching
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
    assert coach.say("team.brought_in_to", channel="Equipe") in camille.sees()
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
async def test_removed_from_a_channel_its_team_rests_until_the_coach_is_back(
    coach: Coach, mattermost: Mattermost, camille: Person, private: bool
) -> None:
    channel = mattermost.channel("equipe", camille, private=private)
    await sets_up(coach, camille, channel)
    await camille.removes_coach(channel)
    await coach.settle()
    assert coach.say("team.paused", team="Mes démarches") in camille.sees()
    [team] = await coach.kept(Team)
    assert (team.paused_at is not None, team.next_due) == (True, None)
    await camille.invites_coach(channel)
    await coach.settle()
    assert coach.say("team.paused_no_more", team="Mes démarches") in camille.sees()
    [team] = await coach.kept(Team)
    assert (team.paused_at, team.next_due is not None) == (None, True)


async def test_whoever_leaves_the_channel_or_the_servers_team_or_is_deactivated_leaves_the_coachs_team(
    coach: Coach, mattermost: Mattermost, camille: Person
) -> None:
    alix, lou, noa = (mattermost.person(name, locale="fr") for name in ("Alix", "Lou", "Noa"))
    channel = mattermost.channel("equipe", camille, alix, lou, noa)
    await sets_up(coach, camille, channel)
    for person in (alix, lou, noa):
        await person.commands("/pm-coach", "équipe", channel)
        await person.taps(coach.say("team.join"), channel)
        await fills(person, {coach.say("fields.way"): coach.say("ways.unknown")})
        await coach.settle()
    await coach.ticker.tick()
    assert len(await coach.kept(Membership)) == 3
    await alix.leaves(channel)
    await lou.is_deactivated()
    await noa.leaves_team()
    await coach.settle()
    assert await coach.kept(Membership) == []
    assert coach.say("departures.left", team="Mes démarches") in alix.sees()
    await alix.joins(channel)
    await coach.settle()
    assert [each.offered_at is not None for each in await coach.kept(Departure)].count(True) == 1


async def test_of_a_channel_people_alone_are_shown_and_invited(
    coach: Coach, mattermost: Mattermost, camille: Person
) -> None:
    alix, program = mattermost.person("Alix", locale="fr"), mattermost.person("Robot", is_bot=True)
    gone = mattermost.person("Lou", delete_at=1)
    channel = mattermost.channel("equipe", camille, alix, program, gone)
    await sets_up(coach, camille, channel)
    await camille.commands("/pm-coach", "équipe", channel)
    await camille.taps(coach.say("team.invite"), channel)
    await fills(camille, {coach.say("fields.who"): coach.say("fields.who_everyone")})
    await coach.settle()
    assert coach.say("team.guests", count=1, team="Mes démarches") in camille.sees()
    await camille.taps(coach.say("team.invite_guests", count=1))
    await coach.settle()
    assert coach.say("invitation.accept") in alix.sees()


async def test_out_of_a_team_of_the_servers_the_teams_in_its_channels_rest(
    coach: Coach, mattermost: Mattermost, camille: Person
) -> None:
    for channel in (mattermost.channel("equipe", camille), mattermost.channel("autre", camille, private=True)):
        await sets_up(coach, camille, channel)
    await camille.removes_coach_from_team()
    await coach.settle()
    assert [team.paused_at is not None for team in await coach.kept(Team)] == [True, True]


async def test_a_team_whose_channel_the_coach_lost_while_it_was_away_rests(
    mattermost: Mattermost, library: Library, camille: Person, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'coach.db'}"
    gone, archived, left = (mattermost.channel(name, camille) for name in ("partie", "archivee", "gardee"))
    async with coaching(mattermost, library, url=url) as coach:
        for channel in (gone, archived, left):
            await sets_up(coach, camille, channel)
    await camille.removes_coach(gone)
    await camille.archives(archived)
    async with coaching(mattermost, library, url=url) as coach:
        rests = {team.channel: team.paused_at is not None for team in await coach.kept(Team)}
    assert rests == {gone.id: True, archived.id: True, left.id: False}


async def test_with_its_channel_archived_a_team_rests_until_it_is_restored(
    coach: Coach, mattermost: Mattermost, camille: Person
) -> None:
    channel = mattermost.channel("equipe", camille)
    await sets_up(coach, camille, channel)
    await camille.archives(channel)
    await coach.settle()
    [team] = await coach.kept(Team)
    assert team.paused_at is not None
    await camille.restores(channel)
    await coach.settle()
    [team] = await coach.kept(Team)
    assert team.paused_at is None


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
