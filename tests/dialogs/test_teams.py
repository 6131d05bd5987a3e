"""Teams: the coach introduces itself once, invitations come once and bind nobody, strangers change nothing."""

from bot.domain.people import Invitation, InvitationState, Member, Membership, Team, TeamKind
from bot.domain.rhythm import Rhythm
from tests.dialogs.groups import accept, community, product_team, publishes, set_up
from tests.dialogs.talk import Talk


async def test_set_up_in_a_channel_the_coach_says_once_who_it_is_and_how_to_send_it_away(each_talk: Talk) -> None:
    sacha, channel, say = each_talk.person("Sacha"), each_talk.channel("demarches"), each_talk.say
    await set_up(sacha, channel, [], kind="product", team_name="Mes démarches")
    (introduction,) = each_talk.posts(channel)
    for line in (
        say("introduction.invited_by", name="Sacha"),
        say("introduction.keeps_nothing"),
        say("introduction.send_away"),
        "Mes démarches",
        say("rhythms.weekly"),
    ):
        assert line in introduction
    assert say("team.saved", count=0) in "".join(sacha.reads(channel))
    await sacha.commands("/pm-coach team", channel)
    await sacha.taps(say("team.change"), channel)
    await sacha.sends(channel, rhythm="monthly", hour="15")
    sacha.sees(say("settings.changed"), channel=channel)
    (introduction,) = each_talk.posts(channel)
    assert say("rhythms.monthly") in introduction
    (team,) = await each_talk.kept(Team)
    assert (team.kind, team.rhythm, team.hour) == (TeamKind.PRODUCT, Rhythm.MONTHLY, 15)


async def test_a_team_needs_a_name_a_kind_and_a_zone_that_exist(each_talk: Talk) -> None:
    sacha, channel, say = each_talk.person("Sacha"), each_talk.channel("demarches"), each_talk.say
    await sacha.commands("/pm-coach team", channel)
    await sacha.sends(channel, team_name="🎯", kind="", zone="Nowhere", people=["sacha"])
    assert sacha.errors == {
        "team_name": say("errors.field_says_nothing"),
        "kind": say("errors.field_choice"),
        "zone": say("errors.field_zone", zone="Nowhere"),
    }
    assert (await each_talk.kept(Team), await each_talk.kept(Invitation)) == ([], [])
    assert each_talk.posts(channel) == []


async def test_outside_every_channel_a_team_is_set_up_in_the_one_picked(each_talk: Talk) -> None:
    sacha, channel, say = each_talk.person("Sacha"), each_talk.channel("demarches"), each_talk.say
    await sacha.commands("/pm-coach team")
    sacha.sees(say("team.none"), say("team.how"))
    await sacha.taps(say("team.set_up_one"))
    await sacha.picks("", team_name="Mes démarches")
    assert sacha.errors == {"channel": say("errors.field_choice")}
    await sacha.picks(channel)
    (introduction,) = each_talk.posts(channel)
    assert say("introduction.invited_by", name="Sacha") in introduction
    assert "Mes démarches" in introduction


async def test_a_channel_that_is_set_up_already_is_not_set_up_anew_from_outside(talk: Talk) -> None:
    channel, (andrea,) = await product_team(talk)
    await andrea.commands("/pm-coach équipe")
    await andrea.taps("Préparer un canal")
    await andrea.picks(channel, team_name="Autre chose")
    assert andrea.errors == {"channel": talk.say("team.set_up_already")}
    (team,) = await talk.kept(Team)
    assert team.name == "Mes démarches"


async def test_nobody_sets_up_a_channel_where_they_or_the_coach_may_not_be(talk: Talk) -> None:
    sacha, camille = talk.person("Sacha"), talk.person("Camille")
    await sacha.commands("/pm-coach équipe")
    await sacha.taps("Préparer un canal")
    for elsewhere in (camille.home, "nowhere"):
        await sacha.picks(elsewhere, team_name="Mes démarches")
        assert sacha.errors == {"channel": talk.say("team.cannot_post")}
    assert await talk.kept(Team) == []


async def test_an_invitation_says_who_sends_it_and_comes_once(each_talk: Talk) -> None:
    sacha, camille = each_talk.person("Sacha"), each_talk.person("Camille")
    channel, say = each_talk.channel("demarches"), each_talk.say
    await set_up(sacha, channel, ["camille", "camille"], kind="product", team_name="Mes démarches")
    camille.sees(
        say("invitation.title", team="Mes démarches"),
        say("invitation.text_product", name="Sacha", team="Mes démarches"),
        say("invitation.free"),
    )
    assert camille.labels() == [say("invitation.accept"), say("invitation.decline"), say("greeting.try")]
    await sacha.taps(say("team.invite"), channel)
    await sacha.sends(channel, people=["camille"])
    sacha.sees(say("team.invited", count=0), channel=channel)
    assert len(camille.reads()) == 1


async def test_inviting_nobody_is_refused(talk: Talk) -> None:
    channel, (andrea,) = await product_team(talk)
    await andrea.commands("/pm-coach équipe", channel)
    await andrea.taps("Inviter", channel)
    await andrea.sends(channel, people=[])
    assert andrea.errors == {"people": "Choisissez au moins une personne."}


async def test_declining_is_told_to_nobody(each_talk: Talk) -> None:
    sacha, camille = each_talk.person("Sacha"), each_talk.person("Camille")
    channel, say = each_talk.channel("demarches"), each_talk.say
    await set_up(sacha, channel, ["camille"], kind="product", team_name="Mes démarches")
    decline = camille.button(say("invitation.decline"))
    before = (sacha.reads(), each_talk.posts(channel))
    await camille.taps_again(decline)
    camille.sees(say("invitation.declined", team="Mes démarches"))
    assert (sacha.reads(), each_talk.posts(channel)) == before
    assert await camille.forges(decline[1]) == say("invitation.not_found")
    assert await camille.forges(decline[1].replace("decline", "accept")) == say("invitation.not_found")
    await sacha.taps(say("team.invite"), channel)
    await sacha.sends(channel, people=["camille"])
    sacha.sees(say("team.invited", count=0), channel=channel)
    assert await each_talk.kept(Member) == []


async def test_an_invitation_lapses_after_two_weeks(each_talk: Talk) -> None:
    sacha, camille = each_talk.person("Sacha"), each_talk.person("Camille")
    channel, say = each_talk.channel("demarches"), each_talk.say
    await set_up(sacha, channel, ["camille"], kind="product", team_name="Mes démarches")
    accept_it = camille.button(say("invitation.accept"))
    await each_talk.until("2026-12-09 09:00")
    await camille.taps_again(accept_it)
    assert camille.form is not None
    form = camille.form
    await each_talk.until("2026-12-10 09:00")
    camille.form = form
    await camille.sends(way="business", product="Mes démarches")
    camille.is_refused(say("invitation.lapsed"))
    await camille.taps_again(accept_it)
    camille.sees(say("invitation.lapsed"))
    assert [one.state for one in await each_talk.kept(Invitation)] == [InvitationState.LAPSED]
    assert await each_talk.kept(Member) == []


async def test_accepting_starts_and_joins_with_the_product_filled_in(each_talk: Talk) -> None:
    sacha, camille = each_talk.person("Sacha"), each_talk.person("Camille")
    channel, say = each_talk.channel("demarches"), each_talk.say
    await set_up(sacha, channel, ["camille"], kind="product", team_name="Mes démarches")
    await camille.taps(say("invitation.accept"))
    assert camille.filled["product"] == "Mes démarches"
    await camille.sends(way="shared", side="business", first="on_the_day")
    assert say("invitation.accepted", team="Mes démarches") in camille.reads()
    assert len(await each_talk.kept(Membership)) == 1
    (team,), (member,) = await each_talk.kept(Team), await each_talk.kept(Member)
    assert member.next_due is not None
    await camille.commands("/pm-coach team")
    camille.sees(say("team.kind_product", team=team.name))


async def test_who_has_started_accepts_with_one_tap(each_talk: Talk) -> None:
    sacha, camille = each_talk.person("Sacha"), each_talk.person("Camille")
    channel, say = each_talk.channel("pm"), each_talk.say
    await camille.starts()
    await set_up(sacha, channel, ["camille"])
    accept_it = camille.button(say("invitation.accept"))
    await camille.taps_again(accept_it)
    assert camille.form is None
    assert "".join(camille.reads()).count(say("invitation.accepted", team="Les PM")) == 1
    camille.sees(say("status.title"))
    await camille.taps_again(accept_it)
    assert len(await each_talk.kept(Membership)) == 1
    assert await camille.forges(accept_it[1].replace("accept", "decline")) == say("invitation.not_found")
    assert [one.state for one in await each_talk.kept(Invitation)] == [InvitationState.ACCEPTED]


async def test_someone_leaves_a_team_and_what_they_shared_stays(talk: Talk) -> None:
    channel, (andrea,) = await product_team(talk)
    await talk.until("2026-11-30 09:00")
    await andrea.taps("Oui")
    await publishes(talk, andrea, "Une phrase.")
    await andrea.commands("/pm-coach équipe")
    leave = andrea.button("Quitter « Mes démarches »")
    await andrea.taps_again(leave)
    andrea.sees("Vous ne participez à aucune équipe.")
    await andrea.taps_again(leave)
    assert await talk.kept(Membership) == []
    await talk.until("2026-12-04 11:00")
    assert "Une phrase." in talk.posts(channel)[-1]


async def test_other_peoples_invitations_cannot_be_answered(talk: Talk) -> None:
    sacha, camille, eve = (talk.person(name) for name in ("Sacha", "Camille", "Eve"))
    await set_up(sacha, talk.channel("pm"), ["camille"])
    (invitation,) = await talk.kept(Invitation)
    for act in ("invitation.accept", "invitation.decline", "start.form"):
        assert "n’est pas pour vous" in await eve.forges(f"{act}/{invitation.id}")
    await eve.commands("/pm-coach commencer")
    assert eve.form is not None
    eve.form["act"] = f"start.form/{invitation.id}/"
    await eve.sends(product="Agenda", way="business")
    eve.is_refused("n’est pas pour vous")
    assert await talk.kept(Member) == []
    assert [one.state for one in await talk.kept(Invitation)] == [InvitationState.OPEN]
    assert camille.labels()


async def test_strangers_cannot_change_a_team(each_talk: Talk) -> None:
    channel, _ = await product_team(each_talk)
    eve, say = each_talk.person("Eve"), each_talk.say
    refused = say("team.not_yours", name="Andrea")
    (team,) = await each_talk.kept(Team)
    await eve.commands("/pm-coach team", channel)
    assert eve.labels(channel) == [say("team.join")]
    assert await eve.forges("team.form", channel) == refused
    for act in ("team.invite", "team.send_away"):
        assert await eve.forges(f"{act}/{team.id}") == refused
        assert await eve.forges(f"{act}/gone") == say("errors.old_button")
    other = each_talk.channel("other")
    await eve.commands("/pm-coach team", other)
    await eve.sends(channel, team_name="Pris")
    eve.is_refused(refused)
    assert [one.name for one in await each_talk.kept(Team)] == ["Mes démarches"]


async def test_one_may_take_part_without_having_been_invited(each_talk: Talk) -> None:
    channel, _ = await product_team(each_talk)
    eve, say = each_talk.person("Eve"), each_talk.say
    await eve.commands("/pm-coach team", channel)
    await eve.taps(say("team.join"), channel)
    assert eve.filled["product"] == "Mes démarches"
    await eve.sends(channel, way="project_lead", first="on_the_day")
    assert eve.errors == {}
    assert len(await each_talk.kept(Membership)) == 2
    await eve.commands("/pm-coach team", channel)
    assert say("team.join") not in eve.labels(channel)


async def test_who_has_started_takes_part_in_a_community_by_one_tap(each_talk: Talk) -> None:
    channel, eve = each_talk.channel("pm"), each_talk.person("Eve")
    await set_up(each_talk.person("Andrea"), channel, ["eve"])
    await eve.starts()
    await eve.commands("/pm-coach team", channel)
    await eve.taps(each_talk.say("team.join"), channel)
    eve.sees(each_talk.say("invitation.accepted", team="Les PM"), channel=channel)
    (membership,), (invitation,) = await each_talk.kept(Membership), await each_talk.kept(Invitation)
    assert membership.team_id == invitation.team_id
    assert invitation.state is InvitationState.ACCEPTED


async def test_a_team_that_sent_the_coach_away_cannot_be_joined(each_talk: Talk) -> None:
    channel, (andrea,) = await product_team(each_talk)
    eve, say = each_talk.person("Eve"), each_talk.say
    await eve.commands("/pm-coach team", channel)
    join = eve.button(say("team.join"), channel)
    await andrea.commands("/pm-coach team", channel)
    await andrea.taps(say("team.send_away"), channel)
    await eve.taps_again(join)
    eve.sees(say("errors.old_button"), channel=channel)
    assert len(await each_talk.kept(Membership)) == 1


async def test_sent_away_the_coach_posts_nothing_more_and_may_come_back_with_somebody_else(each_talk: Talk) -> None:
    channel, (andrea, charlie) = await product_team(each_talk, 2)
    lou, say = each_talk.person("Lou"), each_talk.say
    await andrea.commands("/pm-coach team", channel)
    await andrea.taps(say("team.invite"), channel)
    await andrea.sends(channel, people=["lou"])
    await each_talk.until("2026-11-30 09:00")
    await charlie.taps(say("ratings.yes"))
    await publishes(each_talk, charlie, "Une phrase.")
    await andrea.commands("/pm-coach team", channel)
    await andrea.taps(say("team.send_away"), channel)
    assert each_talk.posts(channel) == []
    assert lou.reads() == []
    await each_talk.until("2026-12-07 09:00")
    await charlie.taps(say("ratings.yes"))
    await each_talk.until("2026-12-11 12:00")
    assert each_talk.posts(channel) == []
    await set_up(lou, channel, ["charlie"])
    (introduction,) = each_talk.posts(channel)
    assert say("introduction.invited_by", name="Lou") in introduction
    assert await each_talk.kept(Membership) == []
    await accept(each_talk, charlie)
    assert len(await each_talk.kept(Membership)) == 1
    await each_talk.until("2026-12-18 12:00")
    assert "Une phrase." not in "".join(each_talk.posts(channel))


async def test_a_team_keeps_its_kind_until_the_coach_was_sent_away(talk: Talk) -> None:
    channel, people = await community(talk, 1)
    await people[0].commands("/pm-coach équipe", channel)
    await people[0].taps("Modifier", channel)
    await people[0].sends(channel, kind="product")
    people[0].is_refused("ne change plus de nature")
    assert [team.kind for team in await talk.kept(Team)] == [TeamKind.COMMUNITY]
    await people[0].commands("/pm-coach équipe", channel)
    await people[0].taps("Retirer le coach", channel)
    await set_up(people[0], channel, [], kind="product", team_name="Mes démarches")
    assert [team.kind for team in await talk.kept(Team)] == [TeamKind.PRODUCT]
