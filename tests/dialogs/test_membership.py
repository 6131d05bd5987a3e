"""Who takes part: a whole channel invited at once, people who leave it and come back, a channel that is lost."""

import pytest

from bot.coach import gather
from bot.domain.outbox import Posting
from bot.domain.people import Departure, GuestList, Invitation, Member, Membership, Team
from bot.platforms.playground.room import WORKSPACE
from bot.ports import Profile
from tests.dialogs.groups import accept, community, product_team, publishes, set_up
from tests.dialogs.talk import Someone, Talk

GONE = Profile("Andrea", closed=True)


async def invites_everyone(talk: Talk, someone: Someone, channel: str) -> None:
    """Asks to invite everyone of the channel, from the team's card there."""
    await someone.commands("/pm-coach team", channel)
    await someone.taps(talk.say("team.invite"), channel)
    await someone.sends(channel, who="everyone")
    someone.sees(talk.say("team.everyone_read"), channel=channel)


async def test_everyone_of_a_channel_is_shown_before_anybody_is_invited(each_talk: Talk) -> None:
    sacha, lou, eve, camille, noa = (each_talk.person(name) for name in ("Sacha", "Lou", "Eve", "Camille", "Noa"))
    channel, say = each_talk.channel("pm"), each_talk.say
    each_talk.room.leave("noa", channel)
    await set_up(sacha, channel, ["lou", "eve"])
    await accept(each_talk, lou, product="Agenda")
    await eve.taps(say("invitation.decline"))
    each_talk.person("Alix")
    await invites_everyone(each_talk, sacha, channel)
    sacha.sees(say("team.guests", count=2, team="Les PM"), "Alix, Camille", say("team.guests_note"))
    assert len(await each_talk.kept(Invitation)) == 2
    invite = sacha.button(say("team.invite_guests", count=2))
    await sacha.taps_again(invite)
    sacha.sees(say("team.invited", count=2))
    camille.sees(say("invitation.text_community", name="Sacha", team="Les PM"))
    assert [one.user for one in await each_talk.kept(Invitation, invited_by="sacha")].count("eve") == 1
    assert noa.reads() == []
    await sacha.taps_again(invite)
    assert (len(await each_talk.kept(Invitation)), await each_talk.kept(GuestList)) == (4, [])
    await invites_everyone(each_talk, sacha, channel)
    sacha.sees(say("team.guests", count=0, team="Les PM"))


async def test_everyone_may_be_invited_while_the_channel_is_set_up_or_nobody_after_all(talk: Talk) -> None:
    sacha, camille, channel = talk.person("Sacha"), talk.person("Camille"), talk.channel("pm")
    await set_up(sacha, channel, [], who="everyone")
    assert talk.say("team.everyone_read") in "".join(sacha.reads(channel))
    sacha.sees(talk.say("team.guests", count=1, team="Les PM"), "Camille")
    await sacha.taps(talk.say("team.invite_nobody"))
    sacha.sees(talk.say("team.nobody_invited"))
    assert (camille.reads(), await talk.kept(Invitation), await talk.kept(GuestList)) == ([], [], [])


async def test_a_channel_too_large_is_not_invited_at_once(each_talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    sacha, channel = each_talk.person("Sacha"), each_talk.channel("pm")
    people = [each_talk.person(f"Personne {number}") for number in range(3)]
    await set_up(sacha, channel, [])
    for most in ("MOST_READ", "MOST_GUESTS"):
        with monkeypatch.context() as patched:
            patched.setattr(gather, most, 2)
            await invites_everyone(each_talk, sacha, channel)
        sacha.sees(each_talk.say("team.everyone_many", most=gather.MOST_GUESTS))
    assert [someone.reads() for someone in people] == [[], [], []]


async def test_who_is_not_in_the_channel_is_not_shown_who_is(talk: Talk) -> None:
    channel, (andrea,) = await product_team(talk)
    talk.person("Camille")
    (team,) = await talk.kept(Team)
    talk.room.leave("andrea", channel)
    await talk.playground.submit("andrea", andrea.home, "form", f"team.invite/{team.id}", {"who": "everyone"})
    await talk.settle()
    andrea.sees(talk.say("team.not_in_channel"))


async def test_whoever_leaves_the_channel_leaves_its_team_and_goes_on_alone(each_talk: Talk) -> None:
    channel, (_, charlie) = await product_team(each_talk, 2)
    say = each_talk.say
    await each_talk.until("2026-11-30 09:00")
    await charlie.taps(say("ratings.yes"))
    await publishes(each_talk, charlie, "Une phrase.")
    await each_talk.playground.leave("charlie", channel)
    await each_talk.settle()
    assert len(await each_talk.kept(Membership)) == 1
    await each_talk.until("2026-12-04 11:00")
    assert "Une phrase." in each_talk.posts(channel)[-1], "what was shared stays until its author takes it back"
    await each_talk.until("2026-12-07 09:00")
    assert say("prompt.write") in charlie.labels()
    await each_talk.until("2026-12-13 12:00")
    assert sum(say("departures.left", team="Mes démarches") in text for text in charlie.reads()) == 1


async def test_whoever_comes_back_is_offered_it_once_and_decides(each_talk: Talk) -> None:
    channel, (_, charlie) = await product_team(each_talk, 2)
    say, offered = each_talk.say, each_talk.say("departures.back", team="Mes démarches")
    for _ in range(2):
        await each_talk.playground.leave("charlie", channel)
        await each_talk.settle()
        await each_talk.playground.join("charlie", channel)
        await each_talk.settle()
    await each_talk.until("2026-12-06 12:00")
    assert sum(offered in text for text in charlie.reads()) == 1
    assert len(await each_talk.kept(Membership)) == 1
    await charlie.taps(say("team.join"))
    assert (len(await each_talk.kept(Membership)), await each_talk.kept(Departure)) == (2, [])
    assert offered not in "".join(charlie.reads())


async def test_what_nobody_told_is_found_the_night_after(talk: Talk) -> None:
    channel, (_, charlie, dominique) = await product_team(talk, 3)
    talk.room.leave("dominique", channel)
    await talk.until("2026-11-26 01:00")
    assert len(await talk.kept(Membership)) == 3, "who never was in the channel takes part all the same"
    talk.room.leave("charlie", channel)
    await talk.until("2026-11-27 12:00")
    assert len(await talk.kept(Membership)) == 2
    await talk.until("2026-12-06 12:00")
    told = talk.say("departures.left", team="Mes démarches")
    assert ["".join(someone.reads()).count(told) for someone in (charlie, dominique)] == [1, 0]
    talk.room.come_back("charlie", channel)
    await talk.until("2026-12-18 12:00")
    assert talk.say("departures.back", team="Mes démarches") in "".join(charlie.reads())
    assert len(await talk.kept(Membership)) == 2


async def test_an_open_invitation_goes_with_whoever_leaves_the_channel(talk: Talk) -> None:
    sacha, camille, channel = talk.person("Sacha"), talk.person("Camille"), talk.channel("pm")
    talk.person("Alix")
    await set_up(sacha, channel, ["camille"])
    await invites_everyone(talk, sacha, channel)
    for user in ("camille", "alix"):
        await talk.playground.leave(user, channel)
    await talk.settle()
    assert camille.reads() == []
    sacha.sees(talk.say("team.guests", count=0, team="Les PM"))


async def test_a_closed_account_leaves_its_teams_and_nobody_is_in_charge_any_more(each_talk: Talk) -> None:
    channel, (andrea, charlie) = await product_team(each_talk, 2)
    await each_talk.desk.closed(WORKSPACE, "andrea", GONE)
    await each_talk.settle()
    (membership,), (team,) = await each_talk.kept(Membership), await each_talk.kept(Team)
    (member,) = await each_talk.kept(Member, id=membership.member_id)
    assert (member.user, team.set_up_by) == ("charlie", "")
    assert each_talk.say("departures.left", team="Mes démarches") not in "".join(andrea.reads())
    await charlie.commands("/pm-coach team", channel)
    assert each_talk.say("team.change") in charlie.labels(channel)
    for nobody in ("Andrea", each_talk.say("somebody")):
        assert nobody not in "".join(each_talk.posts(channel))


async def test_whoever_changes_a_team_that_nobody_is_in_charge_of_did_not_bring_the_coach_in(talk: Talk) -> None:
    channel, (_, charlie) = await product_team(talk, 2)
    await talk.playground.leave("andrea", channel)
    await charlie.commands("/pm-coach team", channel)
    await charlie.taps(talk.say("team.change"), channel)
    await charlie.sends()
    await talk.settle()
    [team] = await talk.kept(Team)
    assert team.set_up_by == "charlie"
    assert "Charlie" not in talk.posts(channel)[0]


async def test_a_poll_of_whoever_leaves_is_withdrawn(talk: Talk) -> None:
    channel, people = await community(talk, 6)
    await people[0].commands("/pm-coach sondage")
    await people[0].sends()
    await people[0].taps(talk.say("poll.put"))
    assert talk.say("ratings.yes") in people[1].labels(channel)
    await talk.playground.leave("andrea", channel)
    await talk.settle()
    assert talk.say("ratings.yes") not in people[1].labels(channel)


async def test_a_team_whose_channel_is_lost_rests_and_goes_on_where_it_was(each_talk: Talk) -> None:
    channel, (andrea, charlie) = await product_team(each_talk, 2)
    say = each_talk.say
    await each_talk.until("2026-11-30 09:00")
    await charlie.taps(say("ratings.yes"))
    await publishes(each_talk, charlie, "Une phrase.")
    for _ in range(2):
        await each_talk.desk.sent_away(WORKSPACE, channel)
        await each_talk.settle()
    told = say("team.paused", team="Mes démarches")
    await each_talk.until("2026-11-30 12:00")
    assert ("".join(andrea.reads()).count(told), "".join(charlie.reads()).count(told)) == (1, 0)
    await andrea.commands("/pm-coach team", channel)
    andrea.sees(say("team.rests"), channel=channel)
    await each_talk.desk.back_in(WORKSPACE, channel)
    await each_talk.settle()
    assert say("team.paused_no_more", team="Mes démarches") in "".join(andrea.reads())
    await each_talk.until("2026-12-04 11:00")
    assert "Une phrase." in each_talk.posts(channel)[-1]


async def test_a_channel_that_stays_lost_ends_its_team_after_three_months(talk: Talk) -> None:
    channel, _ = await product_team(talk)
    talk.room.channels[channel].person = "nobody"
    await talk.until("2027-02-20 12:00")
    (team,) = await talk.kept(Team)
    assert (team.paused_at is not None, team.ended_at) == (True, None)
    await talk.until("2027-03-05 12:00")
    (team,) = await talk.kept(Team)
    assert team.ended_at is not None
    assert [each for each in await talk.kept(Posting) if each.kind == "roll"] == []
