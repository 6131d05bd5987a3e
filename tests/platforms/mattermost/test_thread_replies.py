"""Words in the thread of a digest, over the wire: who hears of them, and what is left alone."""

import logging

import pytest

from bot.domain.reflection import Share, ShareState
from bot.domain.thread_reply import ThreadReply
from bot.platforms.mattermost.workspace import WORKSPACE
from tests.platforms.mattermost.chat import fills
from tests.platforms.mattermost.coach import Coach
from tests.platforms.mattermost.double import Channel, Mattermost, Person
from tests.storage import things

WORDS = "Un quetzal nous l’a dit."


async def published(coach: Coach, channel: Channel, author: Person) -> str:
    """The channel has a digest with something of the author's; where it stands."""
    about = {"workspace": WORKSPACE, "channel": channel.id}
    async with coach.store.transaction() as tx:
        tx.add(*things.holder(workspace=WORKSPACE, user=author.user.id), things.team(**about), things.prompt())
        tx.add(things.membership())
        tx.add(things.digest(), things.share(digest_id="digest", excerpt="Une phrase."))
        tx.add(things.posting("opening", kind="digest", subject="digest", user=None, **about))
    await coach.settle()
    return author.posts(channel)[-1].id


async def test_a_reply_reaches_its_author_and_no_word_of_it_is_kept(
    coach: Coach, mattermost: Mattermost, camille: Person, caplog: pytest.LogCaptureFixture
) -> None:
    alix = mattermost.person("Alix", locale="fr")
    channel = mattermost.channel("equipe", camille, alix)
    digest = await published(coach, channel, camille)
    caplog.clear()
    caplog.set_level(logging.INFO)
    reply = await alix.types(WORDS, channel, digest)
    await coach.settle()
    [notice] = camille.reads()
    assert "Une phrase." in notice
    for trace in ("quetzal", "Alix", alix.user.id):
        assert trace not in notice
        assert trace not in caplog.text
    assert [kept.message_id for kept in await coach.kept(ThreadReply)] == [reply]
    await alix.deletes(reply)
    await coach.settle()
    assert camille.reads() == []


async def test_everything_else_in_the_channel_is_left_alone(
    coach: Coach, mattermost: Mattermost, camille: Person
) -> None:
    alix, program = mattermost.person("Alix", locale="fr"), mattermost.person("Robot", is_bot=True)
    channel = mattermost.channel("equipe", camille, alix, program)
    digest = await published(coach, channel, camille)
    top = await alix.types(WORDS, channel)
    await alix.types(WORDS, channel, top)
    await camille.edits(await camille.types("De moi.", channel, digest), "De moi encore.")
    await coach.settle()
    assert camille.reads() == []
    assert await coach.kept(ThreadReply) == []


async def test_what_came_of_it_is_said_by_the_digests_button(
    coach: Coach, mattermost: Mattermost, camille: Person
) -> None:
    channel = mattermost.channel("equipe", camille)
    await published(coach, channel, camille)
    await camille.taps(coach.say("digest.tell"), channel)
    await fills(camille, {coach.say("came_of.words"): "On en a parlé."})
    await coach.settle()
    shown = [where for where in (channel, camille.direct) if "On en a parlé." in "".join(camille.reads(where))]
    await camille.taps(coach.say("share.publish"), shown[-1])
    told = await coach.kept(Share, came_of="digest")
    assert [(share.excerpt, share.state) for share in told] == [("On en a parlé.", ShareState.SHARED)]


async def test_what_was_written_while_the_server_was_away_is_told_once_it_is_back(
    coach: Coach, mattermost: Mattermost, camille: Person
) -> None:
    mattermost.age = "old"
    alix = mattermost.person("Alix", locale="fr")
    channel = mattermost.channel("equipe", camille, alix)
    digest = await published(coach, channel, camille)
    await mattermost.goes_away()
    reply = await alix.types(WORDS, channel, digest)
    gone = await alix.types("Pardon.", channel, digest)
    await alix.deletes(gone)
    await mattermost.comes_up()
    await coach.is_back()
    await coach.settle()
    assert [kept.message_id for kept in await coach.kept(ThreadReply)] == [reply]
    assert len(camille.reads()) == 1
