"""Words in the thread of a digest, over the wire: who hears of them, and what is left alone."""

import logging

import pytest

from bot.domain.reflection import Digest, Share, ShareState
from bot.domain.thread_reply import ThreadReply
from tests.platforms.slack.coach import Coach
from tests.platforms.slack.double import Channel, Person, Slack
from tests.storage import things

HISTORY = {"channels:history", "groups:history"}
WORDS = "Un quetzal nous l’a dit."


async def published(coach: Coach, slack: Slack, channel: Channel, author: Person) -> str:
    """The channel has a digest with something of the author's; where it stands."""
    here = f"slack:{slack.workspace.id}"
    about = {"workspace": here, "channel": channel.id}
    async with coach.store.transaction() as tx:
        tx.add(*things.holder(workspace=here, user=author.user.id), things.team(**about), things.prompt())
        tx.add(things.membership())
        tx.add(things.digest(), things.share(digest_id="digest", excerpt="Une phrase."))
        tx.add(things.posting("opening", kind="digest", subject="digest", user=None, **about))
    await coach.settle()
    return author.posts(channel)[-1].ts


@pytest.mark.parametrize("private", [False, True])
async def test_a_reply_reaches_its_author_and_no_word_of_it_is_kept(
    coach: Coach, slack: Slack, camille: Person, caplog: pytest.LogCaptureFixture, private: bool
) -> None:
    alix = slack.person("Alix", locale="fr-FR")
    channel = slack.channel("equipe", camille, alix)
    channel.private = private
    slack.workspace.scopes |= HISTORY
    digest = await published(coach, slack, channel, camille)
    caplog.clear()
    caplog.set_level(logging.INFO)
    reply = await alix.types(WORDS, channel, thread=digest)
    await coach.settle()
    [notice] = camille.reads()
    assert "Une phrase." in notice
    for trace in ("quetzal", "Alix", alix.user.id):
        assert trace not in notice
        assert trace not in caplog.text
    assert [kept.message_id for kept in await coach.kept(ThreadReply)] == [reply]
    await alix.deletes(reply, channel)
    await coach.settle()
    assert camille.reads() == []


async def test_everything_else_in_the_channel_is_left_alone(coach: Coach, slack: Slack, camille: Person) -> None:
    alix = slack.person("Alix")
    channel = slack.channel("equipe", camille, alix)
    slack.workspace.scopes |= HISTORY
    digest = await published(coach, slack, channel, camille)
    top = await alix.types(WORDS, channel)
    await alix.types(WORDS, channel, thread=top)
    own = await camille.types("De moi.", channel, thread=digest)
    await camille.edits(own, "De moi encore.", channel)
    await coach.settle()
    assert camille.reads() == []
    assert await coach.kept(ThreadReply) == []


async def test_without_the_scope_nothing_is_heard_and_nothing_is_said_of_it(
    coach: Coach, slack: Slack, camille: Person
) -> None:
    alix = slack.person("Alix")
    channel = slack.channel("equipe", camille, alix)
    digest = await published(coach, slack, channel, camille)
    await alix.types(WORDS, channel, thread=digest)
    await coach.settle()
    assert camille.reads() == []
    assert [each.replied_at for each in await coach.kept(Digest)] == [None]


async def test_what_came_of_it_is_said_by_the_digests_button(coach: Coach, slack: Slack, camille: Person) -> None:
    alix = slack.person("Alix", locale="fr-FR")
    channel = slack.channel("equipe", camille, alix)
    await published(coach, slack, channel, camille)
    await alix.taps(coach.say("digest.tell"), channel)
    assert coach.say("came_of.not_yours") in alix.sees(channel)
    await camille.taps(coach.say("digest.tell"), channel)
    await camille.fills({coach.say("came_of.words"): "On en a parlé."})
    assert "On en a parlé." in camille.modal
    await camille.taps(coach.say("share.publish"))
    told = await coach.kept(Share, came_of="digest")
    assert [(share.excerpt, share.state) for share in told] == [("On en a parlé.", ShareState.SHARED)]
    assert all("On en a parlé." not in text for text in alix.reads(channel))


async def test_a_mention_names_its_author(coach: Coach, slack: Slack, camille: Person) -> None:
    alix, lou = slack.person("Alix"), slack.person("Lou")
    channel = slack.channel("equipe", camille, alix, lou)
    slack.workspace.scopes |= HISTORY
    here = f"slack:{slack.workspace.id}"
    digest = await published(coach, slack, channel, camille)
    async with coach.store.transaction() as tx:
        tx.add(*things.holder("lou", workspace=here, user=lou.user.id), things.prompt("other", "lou"))
        tx.add(things.share("second", member_id="lou", prompt_id="other", digest_id="digest", author_name="Lou"))
    await slack.sends(slack.workspace, mention(channel, alix, lou, digest))
    await coach.settle()
    assert [len(person.reads()) for person in (camille, lou)] == [0, 1]


def mention(channel: Channel, by: Person, whom: Person, thread: str) -> dict[str, object]:
    """A reply that mentions somebody, as Slack writes it."""
    where = {"channel": channel.id, "channel_type": channel.kind, "ts": "1764151200.000900", "thread_ts": thread}
    return {"type": "message", "user": by.user.id, "text": f"bravo <@{whom.user.id}>", **where}
