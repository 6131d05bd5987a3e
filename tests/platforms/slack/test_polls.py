"""A question in a channel, over the wire: who is heard, and what is said to them."""

import json
import logging
from urllib.parse import parse_qs

import pytest

from bot.domain.poll import Poll
from tests.platforms.slack.coach import Coach
from tests.platforms.slack.double import Channel, HttpDoor, Person, Slack
from tests.storage import things

YEAR = 2027


async def asked(coach: Coach, slack: Slack, channel: Channel) -> None:
    """The channel's team has an open question."""
    here = f"slack:{slack.workspace.id}"
    about = {"workspace": here, "channel": channel.id}
    async with coach.store.transaction() as tx:
        tx.add(things.team(**about), things.poll(workspace=here, closes_at=things.MONDAY.replace(year=YEAR)))
        tx.add(things.posting("poll", kind="poll", subject="poll", user=None, **about))
    await coach.settle()


async def test_somebody_who_never_started_votes_by_one_tap_and_is_told_alone_that_it_is_kept(
    coach: Coach, slack: Slack, camille: Person, caplog: pytest.LogCaptureFixture
) -> None:
    alix = slack.person("Alix", locale="fr-FR")
    channel = slack.channel("equipe", camille, alix)
    await asked(coach, slack, channel)
    caplog.clear()
    caplog.set_level(logging.INFO)
    await alix.taps("Plutôt non", channel)
    told = alix.sees(channel)
    assert told.startswith(coach.say("poll.voted", until="")[:20])
    assert "lutôt" not in told
    assert told not in camille.reads(channel)
    [poll] = await coach.kept(Poll)
    assert list((poll.ballots or {}).values()) == ["rather_no"]
    assert alix.user.id not in caplog.text
    assert "rather_no" not in caplog.text


@pytest.mark.parametrize("who", ["of another workspace", "of another channel"])
async def test_who_is_not_in_the_channel_is_not_heard(coach: Coach, slack: Slack, camille: Person, who: str) -> None:
    lou = slack.person("Lou")
    channel = slack.channel("equipe", camille)
    await asked(coach, slack, channel)
    await camille.taps("Oui", channel)
    door = slack.door
    assert isinstance(door, HttpDoor)
    assert door.last is not None
    payload = json.loads(parse_qs(door.last.body)["payload"][0])
    payload["user"] |= {"id": lou.user.id} if who == "of another channel" else {"team_id": "TELSEWHERE"}
    payload["actions"][0]["value"] = "poll.vote/poll/no"
    assert (await door.interaction(payload)).good
    [poll] = await coach.kept(Poll)
    assert list((poll.ballots or {}).values()) == ["yes"]
