"""Somebody answers in a digest's thread: whoever had shared something there hears that, and nothing else is kept."""

import pytest

from bot.domain.people import Member
from bot.domain.thread_reply import ThreadReply
from tests.dialogs.groups import community, product_team, publishes
from tests.dialogs.talk import Someone, Talk
from tests.platforms.conversation import kept_in

MONDAY, FRIDAY = "2026-11-30 09:00", "2026-12-04 11:00"
RARE = "quetzalcoatl"


async def published(talk: Talk, *people: Someone, named: bool = True) -> None:
    """Each shares a phrase of their own in Friday's digest, having answered Monday's question."""
    await talk.until(MONDAY)
    for someone in people:
        await someone.taps(talk.say("ratings.yes"))
        await publishes(talk, someone, f"Une phrase de {someone.user}.", named=named)
    await talk.until(FRIDAY)


def notices(talk: Talk, someone: Someone) -> list[str]:
    """What tells somebody of replies."""
    return [text for text in someone.reads() if talk.say("replied.note") in text]


async def test_a_reply_reaches_its_author_with_what_was_shared_and_without_a_word_of_it(each_talk: Talk) -> None:
    channel, (andrea,) = await product_team(each_talk)
    camille = each_talk.person("Camille")
    await published(each_talk, andrea)
    await camille.answers_in(channel, camille.last(channel), f"Chez nous aussi, {RARE}.")
    [notice] = notices(each_talk, andrea)
    assert "Une phrase de andrea." in notice
    assert "Mes démarches" in notice
    for trace in (RARE, "Camille"):
        assert trace not in notice
        assert trace.casefold() not in (await kept_in(each_talk.store, without=("platform_records",))).casefold()
    assert each_talk.say("replied.notification") in andrea.announced()
    assert "Une phrase" not in andrea.announced()


async def test_what_is_written_elsewhere_in_the_channel_is_nothing_to_the_coach(talk: Talk) -> None:
    channel, (andrea,) = await product_team(talk)
    camille = talk.person("Camille")
    await published(talk, andrea)
    introduction = camille.posts(channel)[0]
    await camille.answers_in(channel, introduction, "Bonjour.")
    await talk.playground.post("camille", channel, "Bonjour à vous.", None)
    await talk.settle()
    assert notices(talk, andrea) == []
    assert await talk.kept(ThreadReply) == []


async def test_below_the_details_it_is_the_same_thread(talk: Talk) -> None:
    channel, people = await product_team(talk, 5)
    await published(talk, *people)
    camille = talk.person("Camille")
    details = camille.last(channel)
    assert details.thread is not None
    await camille.answers_in(channel, details, "Merci Charlie.")
    assert [len(notices(talk, someone)) for someone in people] == [0, 1, 0, 0, 0]


async def test_of_several_authors_those_named_hear_of_it_and_all_where_none_is(talk: Talk) -> None:
    channel, people = await product_team(talk, 3)
    await published(talk, *people)
    camille = talk.person("Camille")
    await camille.answers_in(channel, camille.last(channel), "Bien vu, Charlie !")
    assert [len(notices(talk, someone)) for someone in people] == [0, 1, 0]
    await camille.answers_in(channel, camille.last(channel), "Et ensuite ?")
    assert [len(notices(talk, someone)) for someone in people] == [1, 1, 1]


async def test_who_shared_without_a_name_hears_of_it_and_nothing_shows_it(each_talk: Talk) -> None:
    channel, people = await community(each_talk, 7)
    hidden, camille = people[0], each_talk.person("Camille")
    await published(each_talk, hidden, named=False)
    before = each_talk.posts(channel)
    await camille.answers_in(channel, camille.last(channel), "Et comment ?")
    [notice] = notices(each_talk, hidden)
    assert each_talk.say("share.unnamed") in notice
    assert each_talk.posts(channel) == before
    assert [notices(each_talk, someone) for someone in people[1:]] == [[]] * 6


async def test_whether_the_digest_was_answered_does_not_tell_whose_words_they_were(talk: Talk) -> None:
    """The author's own reply is told like anybody's: else its absence would tell who they are."""
    channel, people = await community(talk, 7)
    await published(talk, people[0], named=False)
    await people[0].answers_in(channel, people[0].last(channel), "Je rebondis.")
    assert notices(talk, people[0]) == []
    await talk.until("2026-12-07 09:00")
    await people[1].taps("Oui")
    await publishes(talk, people[1], "Une autre.")
    await talk.until("2026-12-11 11:00")
    assert talk.say("digest.replied") in talk.posts(channel)[-1]


async def test_once_a_day_at_most(each_talk: Talk) -> None:
    channel, (andrea,) = await product_team(each_talk)
    camille = each_talk.person("Camille")
    await published(each_talk, andrea)
    for words in ("Un.", "Deux.", "Trois."):
        await camille.answers_in(channel, camille.last(channel), words)
    assert len(notices(each_talk, andrea)) == 1
    await each_talk.until("2026-12-06 23:00")
    assert len(notices(each_talk, andrea)) == 1
    await each_talk.until("2026-12-12 09:00")
    assert len(notices(each_talk, andrea)) == 2


async def test_it_leaves_room_for_the_question_and_comes_when_there_is_some(talk: Talk) -> None:
    channel, (andrea,) = await product_team(talk)
    camille = talk.person("Camille")
    await talk.until(MONDAY)
    await andrea.taps("Oui")
    await publishes(talk, andrea, "Une phrase de andrea.")
    await talk.until(FRIDAY)
    for day, words in (("2026-12-04 12:00", "Un."), ("2026-12-05 12:00", "Deux."), ("2026-12-06 12:00", "Trois.")):
        await talk.until(day)
        await camille.answers_in(channel, camille.last(channel), words)
    await talk.until("2026-12-07 09:30")
    andrea.sees(talk.say("prompt.title", product="Mes démarches"))
    assert len(notices(talk, andrea)) == 1


async def test_outside_working_hours_it_waits_for_the_persons_hour(talk: Talk) -> None:
    channel, (andrea,) = await product_team(talk)
    await published(talk, andrea)
    await talk.until("2026-12-04 19:00")
    await talk.person("Camille").answers_in(channel, andrea.last(channel), "Bonsoir.")
    assert notices(talk, andrea) == []
    await talk.until("2026-12-07 09:00")
    assert len(notices(talk, andrea)) == 1


async def test_what_is_taken_back_leaves_the_notice_too(each_talk: Talk) -> None:
    channel, (andrea,) = await product_team(each_talk)
    camille = each_talk.person("Camille")
    await published(each_talk, andrea)
    await camille.answers_in(channel, camille.last(channel), "Très juste.")
    assert len(notices(each_talk, andrea)) == 1
    await andrea.commands("/pm-coach shared")
    await andrea.taps(each_talk.say("share.take_back"))
    assert notices(each_talk, andrea) == []
    assert "Une phrase de andrea." not in "".join(andrea.reads())
    await camille.answers_in(channel, next(post for post in camille.posts(channel) if not post.thread), "Dommage.")
    assert notices(each_talk, andrea) == []


async def test_of_a_reply_that_is_deleted_nothing_is_told(talk: Talk) -> None:
    channel, (andrea,) = await product_team(talk)
    camille = talk.person("Camille")
    await published(talk, andrea)
    first = await camille.answers_in(channel, camille.last(channel), "Un.")
    second = await camille.answers_in(channel, camille.last(channel), "Deux.")
    assert len(notices(talk, andrea)) == 1
    await camille.deletes(second)
    assert len(notices(talk, andrea)) == 1
    await camille.deletes(first)
    assert notices(talk, andrea) == []
    assert await talk.kept(ThreadReply) == []
    await talk.until("2026-12-12 09:00")
    assert notices(talk, andrea) == []


async def test_the_notice_itself_stops_them_and_so_do_the_settings(each_talk: Talk) -> None:
    channel, (andrea,) = await product_team(each_talk)
    camille, say = each_talk.person("Camille"), each_talk.say
    await published(each_talk, andrea)
    digest = camille.last(channel)
    await camille.answers_in(channel, digest, "Un.")
    await andrea.taps(say("replied.stop"))
    andrea.sees(say("replied.no_more"))
    await camille.answers_in(channel, digest, "Deux.")
    await each_talk.until("2026-12-12 09:00")
    assert notices(each_talk, andrea) == []
    await andrea.commands("/pm-coach settings")
    await andrea.taps(say("settings.change"))
    assert andrea.filled["replies"] == "replies_untold"
    await andrea.sends(replies="replies_told")
    await each_talk.until("2026-12-14 11:00")
    await camille.answers_in(channel, digest, "Trois.")
    await each_talk.until("2026-12-18 09:00")
    assert len(notices(each_talk, andrea)) == 1


@pytest.mark.parametrize("word", ["pause", "stop"])
async def test_who_pauses_or_stopped_is_left_alone(talk: Talk, word: str) -> None:
    channel, (andrea,) = await product_team(talk)
    await published(talk, andrea)
    await andrea.commands(f"/pm-coach {word}")
    await talk.person("Camille").answers_in(channel, andrea.last(channel), "Un.")
    assert notices(talk, andrea) == []


async def test_who_fell_silent_is_left_alone(talk: Talk) -> None:
    channel, (andrea,) = await product_team(talk)
    await published(talk, andrea)
    async with talk.store.transaction() as tx:
        for member in await tx.all(Member):
            member.unanswered = 3
    await talk.person("Camille").answers_in(channel, andrea.last(channel), "Un.")
    assert notices(talk, andrea) == []


async def test_who_erases_everything_leaves_nothing_of_it(talk: Talk) -> None:
    channel, (andrea,) = await product_team(talk)
    camille = talk.person("Camille")
    await published(talk, andrea)
    await camille.answers_in(channel, camille.last(channel), "Un.")
    await andrea.commands("/pm-coach mes-données")
    andrea.sees(talk.say("my_data.rows.thread_replies", count=1))
    await andrea.taps("Tout effacer")
    await andrea.taps("Effacer définitivement")
    assert await talk.kept(ThreadReply) == []
    assert notices(talk, andrea) == []
