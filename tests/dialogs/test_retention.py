"""What was kept as long as promised goes by itself, everywhere; so does everything of who stopped or is gone."""

from datetime import timedelta

from bot.domain.outbox import Posting
from bot.domain.people import Member, Team
from bot.domain.reflection import Answer, Digest, Prompt, Share, TypedWords
from bot.domain.trust import Erased
from bot.platforms.playground.room import COACH
from tests.dialogs.groups import product_team, shares
from tests.dialogs.talk import Someone, Talk


async def answered(talk: Talk, someone: Someone, words: str) -> None:
    """A question taken, answered by a tap and in words."""
    await someone.commands("/pm-coach question")
    await someone.taps(talk.say("ratings.rather_no"))
    await someone.types(words)


async def test_after_the_time_promised_words_shares_and_messages_are_gone_and_younger_ones_stay(talk: Talk) -> None:
    channel, [andrea] = await product_team(talk)
    await answered(talk, andrea, "Ancien : quetzal.")
    await shares(talk, andrea, "Extrait ancien : ocelot.")
    await andrea.taps(talk.say("share.publish"))
    await talk.until("2026-11-27 11:00")
    assert "ocelot" in "".join(talk.posts(channel))
    await andrea.commands("/pm-coach pause")
    await talk.until("2027-12-20 09:00")
    await answered(talk, andrea, "Récent : lynx.")
    assert "ocelot" in "".join(talk.posts(channel))
    assert "quetzal" in str([words.words for words in await talk.kept(TypedWords)])
    await talk.until("2027-12-29 09:00")
    assert "ocelot" not in "".join(talk.posts(channel))
    assert [words.words for words in await talk.kept(TypedWords)] == ["Récent : lynx."]
    assert await talk.kept(Share) == []
    assert len(await talk.kept(Prompt)) == len(await talk.kept(Answer)) == 1
    old = talk.clock.now() - timedelta(days=395)
    assert all(posting.created_at > old for posting in await talk.kept(Posting) if posting.user)
    assert [post for post in andrea.posts() if post.sending and post.at < "2027"] == []
    assert len(await talk.kept(Member)) == 1


async def test_an_old_digest_loses_its_excerpt_before_the_digest_itself_is_forgotten(talk: Talk) -> None:
    channel, [andrea] = await product_team(talk)
    await answered(talk, andrea, "Mots.")
    await shares(talk, andrea, "Extrait : ocelot.")
    await andrea.taps(talk.say("share.publish"))
    await talk.until("2026-11-27 11:00")
    await andrea.commands("/pm-coach pause")
    await talk.until("2027-12-26 09:00")
    assert "ocelot" not in "".join(talk.posts(channel))
    assert len(await talk.kept(Digest)) == 1
    await talk.until("2027-12-28 09:00")
    assert await talk.kept(Digest) == []


async def test_three_months_after_somebody_stopped_everything_of_them_is_gone_and_nobody_is_told(talk: Talk) -> None:
    channel, [andrea, charlie] = await product_team(talk, size=2)
    await answered(talk, andrea, "Mots : quetzal.")
    await shares(talk, andrea, "Extrait : ocelot.")
    await andrea.taps(talk.say("share.publish"))
    await talk.until("2026-11-27 11:00")
    await andrea.commands("/pm-coach stop")
    await talk.until("2027-02-26 10:00")
    assert len(await talk.kept(Member)) == 2
    await talk.until("2027-02-28 10:00")
    [left] = await talk.kept(Member)
    assert left.user == charlie.user
    assert "ocelot" not in "".join(talk.posts(channel))
    assert andrea.reads() == []
    assert len(await talk.kept(Erased)) == 1
    [team] = await talk.kept(Team)
    assert team.set_up_by_name == ""


async def test_who_comes_back_in_time_keeps_everything(talk: Talk) -> None:
    camille = talk.person("Camille")
    await camille.starts()
    await answered(talk, camille, "Mots : quetzal.")
    await camille.commands("/pm-coach stop")
    await talk.until("2027-02-20 10:00")
    await camille.starts()
    await talk.until("2027-04-20 10:00")
    assert len(await talk.kept(TypedWords)) == 1


async def test_a_closed_account_is_noticed_and_its_data_gone_three_months_later(talk: Talk) -> None:
    camille, sacha = talk.person("Camille"), talk.person("Sacha")
    await camille.starts()
    await sacha.starts()
    await talk.until("2026-11-26 10:00")
    assert not [posting for posting in await talk.kept(Posting) if posting.kind == "looking"]
    del talk.room.people[camille.user]
    await talk.until("2026-12-07 10:00")
    [closed] = [member for member in await talk.kept(Member) if member.closed_at]
    assert closed.user == camille.user
    await talk.until("2027-04-01 10:00")
    assert [member.user for member in await talk.kept(Member)] == [sacha.user]


async def test_an_account_that_is_open_again_counts_from_anew(talk: Talk) -> None:
    camille = talk.person("Camille")
    await camille.starts()
    there = talk.room.people.pop(camille.user)
    await talk.until("2026-12-07 10:00")
    talk.room.people[camille.user] = there
    await talk.until("2026-12-21 10:00")
    [member] = await talk.kept(Member)
    assert member.closed_at is None


async def test_taking_away_a_message_that_is_gone_already_is_fine(talk: Talk) -> None:
    camille = talk.person("Camille")
    await camille.starts()
    for post in [post for post in talk.room.posts.values() if post.author == COACH]:
        talk.room.remove(post.id)
    await camille.commands("/pm-coach my-data")
    await camille.taps(talk.say("my_data.erase"))
    await camille.taps(talk.say("my_data.erase_now"))
    assert camille.reads()[-1].startswith(talk.say("my_data.erased"))
