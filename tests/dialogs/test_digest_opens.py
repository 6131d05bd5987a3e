"""The digest opens with what came of the last one."""

from bot.domain.reflection import Digest, Share
from tests.dialogs.groups import product_team, publishes
from tests.dialogs.talk import Someone, Talk

MONDAYS = ("2026-11-30 09:00", "2026-12-07 09:00", "2026-12-14 09:00")
FRIDAYS = ("2026-12-04 11:00", "2026-12-11 11:00", "2026-12-18 11:00")


async def digest_with(talk: Talk, someone: Someone, words: str, round_: int = 0) -> None:
    """They answer that round's question and share these words in its digest."""
    await talk.until(MONDAYS[round_])
    await someone.taps(talk.say("ratings.yes"))
    await publishes(talk, someone, words)
    await talk.until(FRIDAYS[round_])


async def says_what_came(talk: Talk, someone: Someone, channel: str, words: str, **more: str) -> None:
    """They tell it by the button under the digest."""
    await someone.taps(talk.say("digest.tell"), channel)
    await someone.sends(channel, words=words, **more)
    assert someone.errors == {}
    await someone.taps(talk.say("share.publish"), channel)


def opening(talk: Talk, channel: str) -> str:
    """The newest opening message."""
    title = talk.say("digest.meeting", question="")[:20]
    return [text for text in talk.posts(channel) if title in text][-1]


async def test_where_nothing_came_of_the_last_one_nothing_is_said_of_it(each_talk: Talk) -> None:
    channel, (andrea,) = await product_team(each_talk)
    await digest_with(each_talk, andrea, "Une phrase.")
    await digest_with(each_talk, andrea, "Une autre.", 1)
    for phrase in ("digest.since", "digest.replied", "digest.since_replied"):
        assert each_talk.say(phrase) not in opening(each_talk, channel)


async def test_what_a_pm_says_came_of_it_opens_the_next_one(each_talk: Talk) -> None:
    channel, (andrea,) = await product_team(each_talk)
    say, role = each_talk.say, each_talk.library.role(each_talk.language)
    await digest_with(each_talk, andrea, "Une phrase.")
    asked = role.question((await each_talk.kept(Digest))[0].question_id)
    await says_what_came(each_talk, andrea, channel, "Nous avons écrit la vision ensemble.")
    await digest_with(each_talk, andrea, "Une autre.", 1)
    read = opening(each_talk, channel)
    since, came = say("digest.since"), "Nous avons écrit la vision ensemble."
    assert read.index(since) < read.index(came) < read.index("Une autre.")
    assert say("digest.by", author="Andrea", title=say("digest.came_of", title=asked.title)) in read


async def test_it_is_previewed_changed_listed_and_taken_back_like_anything_shared(each_talk: Talk) -> None:
    channel, (andrea,) = await product_team(each_talk)
    say = each_talk.say
    await digest_with(each_talk, andrea, "Une phrase.")
    await andrea.taps(say("digest.tell"), channel)
    await andrea.sends(channel, words="Premier jet.")
    andrea.sees(say("share.preview", team="Mes démarches"), "Premier jet.", channel=channel)
    assert "Premier jet." not in "".join(each_talk.posts(channel)[:-1])
    await andrea.taps(say("share.edit"), channel)
    assert andrea.filled["words"] == "Premier jet."
    await andrea.sends(channel, words="Second jet.")
    await andrea.taps(say("share.publish"), channel)
    assert [share.excerpt for share in await each_talk.kept(Share) if share.came_of] == ["Second jet."]
    await each_talk.until(FRIDAYS[1])
    assert "Second jet." in opening(each_talk, channel)
    await andrea.commands("/pm-coach shared")
    await andrea.taps(say("share.take_back"))
    assert "Second jet." not in "".join(each_talk.posts(channel))
    assert len(await each_talk.kept(Digest)) == 2


async def test_deleting_the_answer_to_the_question_leaves_what_came_of_it(talk: Talk) -> None:
    channel, (andrea,) = await product_team(talk)
    await talk.until(MONDAYS[0])
    written = await andrea.types("Un mot.")
    await publishes(talk, andrea, "Un mot.")
    await talk.until(FRIDAYS[0])
    await says_what_came(talk, andrea, channel, "On en a parlé.")
    await andrea.deletes(written)
    assert [share.excerpt for share in await talk.kept(Share, came_of=(await talk.kept(Digest))[0].id)] == [
        "On en a parlé."
    ]


async def test_who_only_reads_there_is_told_whose_it_is_to_say(each_talk: Talk) -> None:
    channel, (andrea,) = await product_team(each_talk)
    reader, elsewhere = each_talk.person("Camille"), each_talk.person("Sacha")
    await elsewhere.starts("Un autre")
    await digest_with(each_talk, andrea, "Une phrase.")
    for someone in (reader, elsewhere):
        await someone.taps(each_talk.say("digest.tell"), channel)
        someone.sees(each_talk.say("came_of.not_yours"), channel=channel)
        assert someone.form is None


async def test_once_a_later_one_has_come_it_is_said_from_there(talk: Talk) -> None:
    channel, (andrea,) = await product_team(talk)
    await digest_with(talk, andrea, "Une phrase.")
    button = andrea.button(talk.say("digest.tell"), channel)
    await digest_with(talk, andrea, "Une autre.", 1)
    await andrea.taps_again(button)
    andrea.sees(talk.say("came_of.over"), channel=channel)


async def test_in_a_small_group_it_has_a_name(talk: Talk) -> None:
    channel, (andrea,) = await product_team(talk)
    await digest_with(talk, andrea, "Une phrase.")
    await andrea.taps(talk.say("digest.tell"), channel)
    assert andrea.form is not None
    [names] = [field for field in andrea.form["fields"] if field["name"] == "name"]
    assert [choice["value"] for choice in names["choices"]] == ["named"]
    await andrea.sends(channel, words="On en a parlé.", name="unnamed")
    assert await talk.kept(Share, author_name=None) == []


async def test_the_outcome_of_an_action_that_the_last_one_told_opens_the_next_one(each_talk: Talk) -> None:
    channel, (andrea,) = await product_team(each_talk)
    say = each_talk.say
    await each_talk.until(MONDAYS[0])
    await andrea.taps(say("ratings.no"))
    await andrea.taps(say("action.take"))
    await andrea.commands("/pm-coach action")
    await andrea.taps(say("action.share"))
    await andrea.taps(say("share.publish"))
    await each_talk.until(FRIDAYS[0])
    assert say("digest.by", author="Andrea", title=say("digest.action")) in opening(each_talk, channel)
    await andrea.commands("/pm-coach action")
    await andrea.taps(say("action.done"))
    await andrea.taps(say("action.share_done"))
    await andrea.taps(say("share.publish"))
    await each_talk.until(FRIDAYS[1])
    read = opening(each_talk, channel)
    assert read.index(say("digest.since")) < read.index(say("action.outcome", sentence="")[:8])
    assert say("digest.by", author="Andrea", title=say("digest.outcome")) in read
    assert say("digest.shared") not in read


async def test_what_came_of_something_that_was_taken_back_refers_to_it_no_more(talk: Talk) -> None:
    channel, (andrea,) = await product_team(talk)
    await digest_with(talk, andrea, "Une phrase.")
    await says_what_came(talk, andrea, channel, "On en a parlé.")
    await talk.until(FRIDAYS[1])
    assert talk.say("digest.since") in opening(talk, channel)
    first = next(share for share in await talk.kept(Share) if share.excerpt == "Une phrase.")
    await andrea.commands("/pm-coach partages")
    post, _ = andrea.button(talk.say("share.take_back"))
    await andrea.taps_again((post, f"take_back/{first.id}"))
    assert talk.say("digest.since") not in opening(talk, channel)
    assert "On en a parlé." in opening(talk, channel)


async def test_that_people_answered_in_the_last_ones_thread_is_said_without_a_count(each_talk: Talk) -> None:
    channel, (andrea,) = await product_team(each_talk)
    reader = each_talk.person("Camille")
    await digest_with(each_talk, andrea, "Une phrase.")
    for words in ("Très juste.", "Et ensuite ?"):
        await reader.answers_in(channel, reader.last(channel), words)
    await digest_with(each_talk, andrea, "Une autre.", 1)
    assert each_talk.say("digest.replied") in opening(each_talk, channel)
    assert not any(char.isdigit() for char in opening(each_talk, channel))
    await digest_with(each_talk, andrea, "Et une de plus.", 2)
    assert each_talk.say("digest.replied") not in opening(each_talk, channel)


async def test_replies_and_a_question_alone_are_no_reason_to_post(talk: Talk) -> None:
    channel, (andrea,) = await product_team(talk)
    await digest_with(talk, andrea, "Une phrase.")
    await talk.person("Camille").answers_in(channel, andrea.last(channel), "Très juste.")
    await talk.until(FRIDAYS[1])
    assert len(await talk.kept(Digest)) == 1


async def test_below_five_texts_all_are_quoted_and_from_five_on_their_themes_are_told(each_talk: Talk) -> None:
    channel, people = await product_team(each_talk, 5)
    say = each_talk.say
    for number, monday in enumerate(MONDAYS[:2]):
        await each_talk.until(monday)
        for someone in people[: 4 - number]:
            await someone.taps(say("ratings.yes"))
            await publishes(each_talk, someone, f"De {someone.user} encore {'e' * number}")
        if number == 0:
            await each_talk.until(FRIDAYS[0])
            assert all(f"De {someone.user}" in opening(each_talk, channel) for someone in people[:4])
    for someone in people[:2]:
        await someone.commands("/pm-coach question")
        await someone.taps(say("ratings.yes"))
        await publishes(each_talk, someone, f"En plus de {someone.user}")
    await each_talk.until(FRIDAYS[1])
    read, details = opening(each_talk, channel), each_talk.posts(channel)[-1]
    role = each_talk.library.role(each_talk.language)
    told = [share for share in await each_talk.kept(Share) if share.shared_at and "plus" in (share.excerpt or "")]
    titles = {role.question(share.question_id).title for share in await each_talk.kept(Share)}
    assert say("digest.themes") in read
    assert len(told) == 2
    for share in told:
        assert role.question(share.question_id).title in read
    assert sum(title in read for title in titles) >= 2
    assert "De andrea" not in read
    for someone in people[:3]:
        assert f"De {someone.user} encore e" in details
    for someone in people[:2]:
        assert f"En plus de {someone.user}" in details
