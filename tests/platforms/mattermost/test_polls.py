"""A question in a channel, over the wire: who is heard, and what is said to them."""

import logging

import pytest

from bot.domain.poll import Poll
from bot.platforms.mattermost.means import ACTION
from bot.platforms.mattermost.workspace import WORKSPACE
from tests.platforms.mattermost.coach import Coach
from tests.platforms.mattermost.double import Channel, Mattermost, Person, actions
from tests.platforms.mattermost.test_proved_callers import posts, tap
from tests.storage import things

YEAR = 2027


async def asked(coach: Coach, channel: Channel) -> None:
    """The channel's team has an open question."""
    about = {"workspace": WORKSPACE, "channel": channel.id}
    async with coach.store.transaction() as tx:
        tx.add(things.team(**about), things.poll(workspace=WORKSPACE, closes_at=things.MONDAY.replace(year=YEAR)))
        tx.add(things.posting("poll", kind="poll", subject="poll", user=None, **about))
    await coach.settle()


async def ballots(coach: Coach) -> list[str]:
    [poll] = await coach.kept(Poll)
    return list((poll.ballots or {}).values())


async def test_somebody_who_never_started_votes_by_one_tap_and_is_told_alone_that_it_is_kept(
    coach: Coach, mattermost: Mattermost, camille: Person, caplog: pytest.LogCaptureFixture
) -> None:
    alix = mattermost.person("Alix", locale="fr")
    channel = mattermost.channel("equipe", camille, alix)
    await asked(coach, channel)
    caplog.clear()
    caplog.set_level(logging.INFO)
    told = await actions.tap(mattermost, alix.user, alix.button("Plutôt non", channel))
    assert "update" not in told
    assert told["ephemeral_text"].startswith(coach.say("poll.voted", until="")[:20])
    assert "lutôt" not in told["ephemeral_text"]
    assert await ballots(coach) == ["rather_no"]
    assert alix.user.id not in caplog.text
    assert "rather_no" not in caplog.text


async def test_who_left_the_channel_and_what_is_no_person_are_not_heard(
    coach: Coach, mattermost: Mattermost, camille: Person
) -> None:
    alix, program = mattermost.person("Alix", locale="fr"), mattermost.person("Robot", locale="fr", is_bot=True)
    channel = mattermost.channel("equipe", camille, alix, program)
    await asked(coach, channel)
    button = alix.button("Oui", channel)
    told = await actions.tap(mattermost, program.user, button)
    assert told["ephemeral_text"] == coach.say("errors.old_button")
    await alix.leaves(channel)
    _, told = await posts(coach, ACTION, json=tap(alix, button.action["integration"]["context"], channel.id))
    assert told["ephemeral_text"] == coach.say("team.not_in_channel")
    assert await ballots(coach) == []
