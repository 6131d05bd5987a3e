"""What people really see in Slack in their first weeks, as the coach sent it: each passes Slack's own schema."""

import json
import re
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from bot.platforms.slack.blocks import option
from tests.platforms.slack.coach import Coach
from tests.platforms.slack.double import Channel, Person, Post, Slack
from tests.platforms.slack.test_channels import sets_up
from tests.platforms.slack.test_listening import starts
from tests.platforms.slack.test_rendering import passes

FRIDAY = "2026-11-27 11:00"
EXCERPT = "Nous avons relu la feuille de route & retiré trois chantiers : <personne> ne les attendait plus. " * 4
RANDOM_ID = re.compile(r"[0-9a-f]{32}|F[0-9A-F]{10}")


class Album:
    """Pictures of what people see, to be compared with those of the last time."""

    def __init__(self, snapshot: SnapshotAssertion) -> None:
        self._snapshot = snapshot.use_extension(JSONSnapshotExtension)

    def message(self, name: str, post: Post) -> None:
        """Keep a message."""
        passes("MessageBlocks", post.blocks)
        assert {"text": post.text, "blocks": numbered(post.blocks)} == self._snapshot(name=name)

    def view(self, name: str, kind: str, content: dict[str, Any]) -> None:
        """Keep a modal or a Home tab."""
        passes(kind, content)
        assert numbered(content) == self._snapshot(name=name)


def numbered(sent: Any) -> Any:
    """The same as the coach sent it, with ids that are the same every time."""
    text = json.dumps(_without_given_ids(sent), ensure_ascii=False)
    for number, found in enumerate(dict.fromkeys(RANDOM_ID.findall(text)), 1):
        text = text.replace(found, f"id-{number}")
    return json.loads(text)


def _without_given_ids(sent: Any) -> Any:
    """Without what Slack itself names: every block that is no input."""
    if isinstance(sent, list):
        return [_without_given_ids(each) for each in sent]
    if not isinstance(sent, dict):
        return sent
    kept = {name: value for name, value in sent.items() if name != "block_id" or sent["type"] == "input"}
    return {name: _without_given_ids(value) for name, value in kept.items()}


@pytest.fixture
def album(snapshot: SnapshotAssertion) -> Album:
    return Album(snapshot)


def everyones(person: Person, channel: Channel) -> list[Post]:
    """What everyone sees of the coach in a channel."""
    return [post for post in person.posts(channel) if post.only_for is None]


async def test_a_members_first_week(coach: Coach, slack: Slack, camille: Person, album: Album) -> None:
    await camille.commands("/pm-coach", "commencer")
    album.view("the form to start", "Modal", camille.view.content)
    await camille.closes()
    await starts(coach, camille)
    album.message("a prompt", camille.posts()[-1])

    channel = slack.channel("mes-démarches", camille)
    await sets_up(coach, camille, channel)
    await camille.commands("/pm-coach", "équipe", channel)
    await camille.taps(coach.say("team.invite"), channel)
    await camille.fills({coach.say("fields.people"): ["Camille"]})
    await camille.closes()
    await coach.settle()
    album.message("an invitation", camille.posts()[-1])
    await camille.taps(coach.say("invitation.accept"))
    await coach.settle()
    await camille.commands("/pm-coach", "équipe", channel)
    album.message("a team card", camille.posts(channel)[-1])

    await camille.taps("Non")
    await coach.settle()
    album.message(
        "an answered prompt", next(post for post in camille.posts() if coach.say("answered.share") in str(post.blocks))
    )
    await camille.taps(coach.say("answered.share"))
    album.view("the form to share", "Modal", camille.view.content)
    await camille.fills({coach.say("fields.excerpt"): EXCERPT})
    await camille.taps(coach.say("share.publish"))
    await camille.closes()
    await coach.until(FRIDAY)
    await coach.settle()
    digest, *details = everyones(camille, channel)[-2:]
    album.message("the digest of a team", digest)
    album.message("details of a digest", *details)
    assert [post.thread_ts for post in details] == [digest.ts]

    await camille.opens_home()
    await coach.settle()
    album.view("home with history", "Home", camille.workspace.homes[camille.user.id].content)


async def test_an_action_over_a_week(coach: Coach, camille: Person, album: Album) -> None:
    await starts(coach, camille)
    await camille.taps("Non")
    await coach.settle()
    album.message("a low answer with its tip", camille.posts()[-1])
    await camille.taps(coach.say("action.reword"))
    album.view("the form of an action", "Modal", camille.view.content)
    action = {"fields.situation": "un comité <@U1> bouscule *tout*", "fields.deed": "je relis la vision & je souffle"}
    await camille.fills({coach.say(key): value for key, value in action.items()})
    await coach.settle()
    album.message("an answer with an action", camille.posts()[-1])
    await coach.until("2026-11-30 09:00")
    await coach.settle()
    album.message("a prompt that asks after an action", camille.posts()[-1])
    await camille.taps(coach.say("action.done"))
    await coach.settle()
    await camille.commands("/pm-coach", "action")
    album.message("ones actions", camille.posts()[-1])
    await camille.commands("/pm-coach", "bilan mois")
    await coach.settle()
    album.message("looking back over a month", camille.posts()[-1])


async def test_the_digest_of_a_community(coach: Coach, slack: Slack, album: Album) -> None:
    names = ("Camille", "Alix", "Sam", "Lou", "Noa", "Max")
    people = [slack.person(name) for name in names]
    channel = slack.channel("pm-du-ministère", *people)
    camille, alix = people[:2]
    await camille.commands("/pm-coach", "équipe", channel)
    filled = {
        "fields.team_name": "PM du ministère",
        "fields.kind": option(coach.say("team_kinds.community"), "")["text"]["text"],
        "fields.rhythm": coach.say("rhythms.weekly"),
    }
    await camille.fills({coach.say(key): value for key, value in filled.items()})
    await camille.closes()
    for person, rating in zip(people, ("no", "yes", "rather_no") * 2, strict=True):
        await starts(coach, person)
        await person.commands("/pm-coach", "équipe", channel)
        await person.taps(coach.say("team.join"), channel)
        await coach.settle()
        await person.taps(coach.say(f"ratings.{rating}"))
        await coach.settle()
    await alix.taps(coach.say("answered.share"))
    excerpt = "Nous avons <!channel> relu *la vision* ensemble & c’était utile."
    without_name = {"fields.excerpt": excerpt, "fields.name": coach.say("share.without_name")}
    await alix.fills({coach.say(key): value for key, value in without_name.items()})
    await alix.taps(coach.say("share.publish"))
    await coach.until(FRIDAY)
    await coach.settle()
    [digest] = [post for post in everyones(camille, channel) if excerpt in str(post.blocks)]
    album.message("the digest of a community", digest)
