"""Who may change a team, take somebody out and send the coach away; whoever it happens to can read who did it."""

import json

import pytest

from bot.domain.message import Act
from bot.domain.people import Invitation, InvitationState, Member, Membership, Team
from bot.domain.roles import Part
from bot.domain.trust import Deed, Did
from bot.frontdesk.incoming import Person, Place, Tap
from bot.platforms.playground.room import WORKSPACE
from tests.dialogs.groups import community, product_team, set_up
from tests.dialogs.talk import Someone, Talk


@pytest.mark.parametrize(
    ("part", "change", "remove"),
    [
        (Part(), False, False),
        (Part(set_it_up=True), True, True),
        (Part(takes_part=True), True, False),
        (Part(administers=True), True, True),
        (Part(orphaned=True), False, False),
        (Part(orphaned=True, takes_part=True), True, True),
        (Part(orphaned=True, joined_by_nobody=True), True, False),
        (Part(joined_by_nobody=True), False, False),
    ],
)
def test_what_somebody_is_to_a_team_says_what_they_may_do(part: Part, change: bool, remove: bool) -> None:
    assert (part.may_change, part.may_remove) == (change, remove)


async def takes_out(talk: Talk, someone: Someone, who: str, channel: str) -> None:
    """Takes somebody out of the channel's team, by taps."""
    await someone.commands("/pm-coach team", channel)
    await someone.taps(talk.say("team.remove"), channel)
    await someone.sends(channel, person=[who])


async def members(talk: Talk) -> set[str]:
    """Who takes part in a team."""
    known = {member.id: member.user for member in await talk.kept(Member)}
    return {known[membership.member_id] for membership in await talk.kept(Membership)}


async def test_whoever_set_a_team_up_takes_somebody_out_who_can_read_that(each_talk: Talk) -> None:
    talk = each_talk
    channel, [andrea, charlie] = await product_team(talk, size=2)
    await takes_out(talk, andrea, "charlie", channel)
    andrea.sees(talk.say("team.removed"), channel=channel)
    assert await members(talk) == {"andrea"}
    await charlie.commands("/pm-coach my-data")
    day = "25 novembre 2026" if talk.language == "fr" else "25 November 2026"
    charlie.sees(talk.say("my_data.acts"), talk.say("my_data.did.removed", day=day, by="Andrea"))
    await andrea.commands("/pm-coach my-data")
    andrea.sees(talk.say("my_data.no_acts"))


async def test_among_equals_nobody_takes_another_out(talk: Talk) -> None:
    channel, [_, charlie, dominique] = await community(talk, 3)
    await charlie.commands("/pm-coach team", channel)
    assert talk.say("team.remove") not in charlie.labels(channel)
    [team] = await talk.kept(Team)
    said = talk.say("team.not_yours_to_remove", name="Andrea")
    assert await charlie.forges(f"team.remove/{team.id}", channel) == said
    assert len(await members(talk)) == 3
    assert dominique.user in await members(talk)


async def test_the_chats_own_administrator_may_take_somebody_out(talk: Talk) -> None:
    _, [_, charlie] = await product_team(talk, size=2)
    [team] = await talk.kept(Team)
    boss = Person(WORKSPACE, "boss", "Boss", "fr", "Europe/Paris", administers=True)
    reply = await talk.desk.tap(Tap(boss, Place("demarches"), Act("team.remove", team.id)))
    assert reply.form is not None
    nobody = Person(WORKSPACE, "nobody", "Nobody", "fr", "Europe/Paris")
    reply = await talk.desk.tap(Tap(nobody, Place("demarches"), Act("team.remove", team.id)))
    assert reply.form is None
    assert charlie.user in await members(talk)


async def test_taking_out_who_was_only_invited_withdraws_the_invitation_and_tells_nothing(talk: Talk) -> None:
    channel, andrea, charlie = talk.channel("pm"), talk.person("Andrea"), talk.person("Charlie")
    await set_up(andrea, channel, ["andrea", "charlie"])
    await andrea.taps(talk.say("invitation.accept"))
    await andrea.sends(product="Un", way="business", first="on_the_day")
    await takes_out(talk, andrea, "charlie", channel)
    andrea.sees(talk.say("team.removed"), channel=channel)
    assert charlie.reads() == []
    [open_] = [each for each in await talk.kept(Invitation) if each.user == "charlie"]
    assert open_.state is InvitationState.LAPSED
    [deed] = await talk.kept(Deed)
    assert deed.did is Did.UNINVITED
    await charlie.commands("/pm-coach my-data")
    charlie.sees(talk.say("my_data.did.uninvited", day="25 novembre 2026", by="Andrea"))


async def test_a_team_changed_or_ended_by_another_is_noted_for_who_set_it_up(talk: Talk) -> None:
    channel, [andrea, charlie] = await product_team(talk, size=2)
    await charlie.commands("/pm-coach team", channel)
    await charlie.taps(talk.say("team.change"), channel)
    await charlie.sends(channel, hour="15")
    await charlie.commands("/pm-coach team", channel)
    await charlie.taps(talk.say("team.send_away"), channel)
    assert [deed.did.value for deed in sorted(await talk.kept(Deed), key=lambda deed: deed.at)] == [
        "team_changed",
        "team_ended",
    ]
    await andrea.commands("/pm-coach my-data")
    day = "25 novembre 2026"
    andrea.sees(*(talk.say(f"my_data.did.{did}", day=day, by="Charlie") for did in ("team_changed", "team_ended")))


async def test_whoever_acts_on_their_own_team_leaves_no_note(talk: Talk) -> None:
    channel, [andrea] = await product_team(talk)
    await andrea.commands("/pm-coach team", channel)
    await andrea.taps(talk.say("team.change"), channel)
    await andrea.sends(channel, hour="15")
    assert await talk.kept(Deed) == []


async def test_who_acted_is_shown_that_it_is_noted_with_their_name_and_not_to_whom_it_was_done(talk: Talk) -> None:
    channel, [andrea, _] = await product_team(talk, size=2)
    await takes_out(talk, andrea, "charlie", channel)
    await andrea.commands("/pm-coach my-data")
    andrea.sees(talk.say("my_data.rows.deeds", count=1), talk.say("my_data.no_acts"))
    await andrea.taps(talk.say("my_data.export"))
    [machine] = [block["content"] for block in andrea.last().blocks or [] if block.get("name", "").endswith(".json")]
    [deed] = json.loads(machine)["rows"]["deeds"]
    assert (deed["told"]["did"], deed["told"]["by_name"]) == ("removed", "Andrea")
    assert "person" not in deed


async def test_who_acted_and_erased_everything_is_named_no_more(talk: Talk) -> None:
    channel, [andrea, charlie] = await product_team(talk, size=2)
    await takes_out(talk, andrea, "charlie", channel)
    await andrea.commands("/pm-coach my-data")
    await andrea.taps(talk.say("my_data.erase"))
    await andrea.taps(talk.say("my_data.erase_now"))
    [deed] = await talk.kept(Deed)
    assert "ndrea" not in str(vars(deed))
    await charlie.commands("/pm-coach my-data")
    charlie.sees(talk.say("my_data.by_gone"))


async def test_a_team_whose_founder_erased_everything_can_be_taken_over(talk: Talk) -> None:
    channel, andrea, charlie = talk.channel("pm"), talk.person("Andrea"), talk.person("Charlie")
    await set_up(andrea, channel, [])
    await charlie.commands("/pm-coach team", channel)
    assert talk.say("team.change") not in charlie.labels(channel)
    await andrea.commands("/pm-coach my-data")
    await andrea.taps(talk.say("my_data.erase"))
    await andrea.taps(talk.say("my_data.erase_now"))
    await charlie.commands("/pm-coach team", channel)
    await charlie.taps(talk.say("team.change"), channel)
    await charlie.sends(channel)
    [team] = await talk.kept(Team)
    assert (team.set_up_by, team.set_up_by_name) == ("charlie", "Charlie")
