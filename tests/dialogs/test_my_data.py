"""One's own data: seen, taken away, erased everywhere, and erased it stays."""

import asyncio
import json
from datetime import timedelta

import pytest

from bot.content_loader import LANGUAGES
from bot.domain.message import Act
from bot.domain.outbox import Posting
from bot.domain.people import Holding, Invitation, Member, Product, Team
from bot.domain.reflection import Answer, Prompt, Share, TypedWords
from bot.domain.trust import Erased
from bot.frontdesk.incoming import Person, Place, Tap, Typed
from bot.platforms.playground.room import WORKSPACE
from tests.dialogs.groups import NAMES, accept, community, product_team, set_up, shares
from tests.dialogs.reading import text_of
from tests.dialogs.talk import Someone, Talk
from tests.platforms.conversation import kept_in

WORDS = {"fr": ("mes-données", "Un mot rare : quetzal."), "en": ("my-data", "A rare word: quetzal.")}


async def answered(
    talk: Talk, someone: Someone, words: str = "Un mot rare : quetzal.", rating: str = "rather_no"
) -> str:
    """A question taken, answered by a tap and in words; the id of the message."""
    await someone.commands("/pm-coach question")
    await someone.taps(talk.say(f"ratings.{rating}"))
    return await someone.types(words)


async def erases(talk: Talk, someone: Someone) -> None:
    """Erases everything, by taps."""
    await someone.commands("/pm-coach my-data")
    await someone.taps(talk.say("my_data.erase"))
    await someone.taps(talk.say("my_data.erase_now"))


async def store_text(talk: Talk) -> str:
    """Every row of every table, decrypted, but the chat's own."""
    return await kept_in(talk.store, without=("platform_records",))


@pytest.mark.parametrize("way", ["command", "typed", "status"])
async def test_what_is_kept_is_shown_however_it_is_asked_for(each_talk: Talk, way: str) -> None:
    talk, camille = each_talk, each_talk.person("Camille")
    await camille.starts()
    await answered(talk, camille)
    if way == "command":
        await camille.commands(f"/pm-coach {WORDS[talk.language][0]}")
    elif way == "typed":
        await camille.types(WORDS[talk.language][0])
        await camille.taps(talk.say("command_labels.my-data"))
    else:
        await camille.commands("/pm-coach")
        await camille.taps(talk.say("command_labels.my-data"))
    say = talk.say
    camille.sees(
        say("my_data.rows.answers", count=1),
        say("my_data.rows.typed_words", count=1),
        say("my_data.how_long", months=13, left=3),
        say("my_data.encrypted"),
        say("my_data.others_read"),
        say("readers.playground"),
        say("my_data.no_acts"),
        say("my_data.person", person="playground:example/camille"),
    )


async def test_a_deleted_message_is_counted_as_a_mark_and_no_more_as_a_kept_message(each_talk: Talk) -> None:
    camille, say = each_talk.person("Camille"), each_talk.say
    await camille.starts()
    message = await answered(each_talk, camille)
    question = (await each_talk.kept(Prompt))[0].asked.question
    await camille.deletes(message)
    camille.sees(say("kept.removed", question=question))
    assert "plus vos mots" in say("kept.removed", question="") or each_talk.language == "en"
    await camille.commands("/pm-coach my-data")
    camille.sees(say("my_data.rows.answers", count=1), say("my_data.rows.typed_marks", count=1))
    assert say("my_data.rows.typed_words", count=1) not in camille.reads()[-1]


async def test_the_page_tells_of_every_table_that_may_tell_of_people(talk: Talk) -> None:
    async with talk.store.transaction() as tx:
        tables = await tx.rows_about(WORKSPACE, "nobody")
    for language in LANGUAGES:
        for table in tables:
            assert talk.library.say(language)(f"my_data.rows.{table}", count=2)


async def test_who_has_started_nothing_is_told_so(each_talk: Talk) -> None:
    camille = each_talk.person("Camille")
    await camille.commands("/pm-coach my-data")
    camille.sees(each_talk.say("my_data.nothing"))


async def test_an_export_is_a_file_to_read_and_one_for_a_machine(each_talk: Talk) -> None:
    talk = each_talk
    _, [andrea] = await product_team(talk)
    await answered(talk, andrea)
    await shares(talk, andrea, "Un extrait : ocelot.")
    await andrea.taps(talk.say("share.publish"))
    await andrea.commands("/pm-coach my-data")
    await andrea.taps(talk.say("my_data.export"))
    files = {block["name"]: block["content"] for block in andrea.last().blocks or [] if block["type"] == "file"}
    day = "2026-11-25"
    assert set(files) == {f"{talk.say('my_data.file_name', day=day)}.{kind}" for kind in ("md", "json")}
    [readable] = [content for name, content in files.items() if name.endswith(".md")]
    [machine] = [json.loads(content) for name, content in files.items() if name.endswith(".json")]
    for told in ("> Un mot rare : quetzal.", "> Un extrait : ocelot.", "Mes démarches", talk.say("ratings.rather_no")):
        assert told in readable.replace("\u00a0", " ").replace("\u202f", " ")
    assert machine["person"] == "playground:example/andrea"
    assert machine["rows"]["answers"][0]["rating"] == "rather_no"
    assert machine["rows"]["typed_words"][0]["words"] == "Un mot rare : quetzal."
    [asked] = machine["rows"]["prompts"]
    assert machine["wordings"][asked["wording_id"]]["question"] in readable
    assert list(machine["products"].values()) == ["Mes démarches"]
    assert machine["rows"]["members"][0]["started_at"] == "2026-11-25T09:00:03+00:00"


async def test_erasing_is_asked_once_and_can_be_left(each_talk: Talk) -> None:
    talk, camille = each_talk, each_talk.person("Camille")
    await camille.starts()
    await camille.commands("/pm-coach my-data")
    await camille.taps(talk.say("my_data.erase"))
    camille.sees(talk.say("my_data.sure"), talk.say("my_data.cannot"))
    await camille.taps(talk.say("my_data.keep"))
    camille.sees(talk.say("my_data.kept"))
    assert len(await talk.kept(Member)) == 1


async def test_nothing_is_left_of_somebody_who_erased_everything(each_talk: Talk) -> None:
    talk = each_talk
    channel, [andrea, charlie] = await product_team(talk, size=2)
    await answered(talk, andrea)
    await answered(talk, charlie, "Ce que Charlie pense.")
    await shares(talk, andrea, "Un extrait : ocelot.")
    await andrea.taps(talk.say("share.publish"))
    await shares(talk, charlie, "Un extrait : lynx.")
    await charlie.taps(talk.say("share.publish"))
    await talk.until("2026-11-27 11:00")
    assert "ocelot" in "".join(talk.posts(channel))
    before = len(talk.posts(channel))
    await erases(talk, andrea)
    left = await store_text(talk)
    for trace in ("andrea", "Andrea", "quetzal", "ocelot"):
        assert trace not in left, trace
    assert "Charlie" in left
    assert "Ce que Charlie pense." in left
    shown = "".join(talk.posts(channel))
    assert "ocelot" not in shown
    assert "Andrea" not in shown
    assert "lynx" in shown
    assert len(talk.posts(channel)) == before, "the digest stays, with what the other shared"
    assert andrea.reads()[-1] == andrea.reads()[0], "nothing of the coach is left but this"
    andrea.sees(talk.say("my_data.erased"), talk.say("my_data.cannot"))
    [mark] = await talk.kept(Erased)
    assert "andrea" not in mark.id
    assert not await talk.kept(Posting, user="andrea")
    assert all(posting.kind != "gone" for posting in await talk.kept(Posting))


async def test_a_digest_with_nothing_else_in_it_is_gone(talk: Talk) -> None:
    channel, [andrea] = await product_team(talk)
    await answered(talk, andrea)
    await shares(talk, andrea, "Un extrait : ocelot.")
    await andrea.taps(talk.say("share.publish"))
    await talk.until("2026-11-27 11:00")
    await erases(talk, andrea)
    [introduction] = talk.posts(channel)
    assert "Andrea" not in introduction
    assert talk.say("somebody") not in introduction


async def test_totals_already_published_stay_as_they_are(talk: Talk) -> None:
    channel, people = await community(talk, 5)
    for someone, rating in zip(people, ("yes", "no", "rather_yes", "no", "unknown"), strict=True):
        await answered(talk, someone, rating=rating)
    await talk.until("2026-11-27 11:00")
    told = [text for text in talk.posts(channel) if "5" in text]
    assert told
    await erases(talk, people[0])
    assert [text for text in talk.posts(channel) if "5" in text] == told


async def test_what_comes_again_after_erasing_stays_erased(talk: Talk) -> None:
    camille = talk.person("Camille")
    await camille.starts()
    message = await answered(talk, camille)
    post = talk.room.posts[message]
    await erases(talk, camille)
    for changed in (timedelta(0), timedelta(days=1)):
        sent = talk.clock.now() - timedelta(hours=1)
        who, place = Person(WORKSPACE, camille.user, "Camille"), Place(camille.home, direct=True)
        event = f"again:{changed}"
        await talk.desk.typed(Typed(who, place, event, post.id, "Un mot rare : quetzal.", sent, sent + changed))
        await talk.settle()
    await camille.edits(message, "Un autre mot rare : ocelot.")
    await camille.deletes(message)
    assert not await talk.kept(TypedWords)
    assert camille.reads()[-1].startswith(talk.say("my_data.erased"))


async def test_starting_anew_after_erasing_works_and_old_words_do_not_come_back(talk: Talk) -> None:
    camille = talk.person("Camille")
    await camille.starts()
    message = await answered(talk, camille)
    await erases(talk, camille)
    await camille.starts()
    await answered(talk, camille, "Un mot nouveau.")
    await camille.edits(message, "Un mot rare, changé : quetzal.")
    await camille.deletes(message)
    assert [words.words for words in await talk.kept(TypedWords)] == ["Un mot nouveau."]
    assert len(await talk.kept(Answer)) == 1
    await erases(talk, camille)
    assert not await talk.kept(TypedWords)
    assert len(await talk.kept(Erased)) == 1


async def test_old_buttons_and_forms_do_nothing_after_erasing(talk: Talk) -> None:
    camille = talk.person("Camille")
    await camille.starts()
    await camille.commands("/pm-coach question")
    await camille.taps(talk.say("prompt.write"))
    tapped = camille.button(talk.say("ratings.yes"))[1]
    form = camille.form
    await erases(talk, camille)
    assert await camille.forges(tapped) == talk.say("errors.not_started")
    camille.form = form
    await camille.sends(words="quetzal")
    camille.is_refused(talk.say("errors.not_started"))
    assert not await talk.kept(Answer)


async def test_a_product_that_somebody_else_holds_keeps_its_name(talk: Talk) -> None:
    camille, sacha = talk.person("Camille"), talk.person("Sacha")
    await camille.starts("Partagé")
    await sacha.starts("Partagé")
    await camille.commands("/pm-coach settings")
    await camille.taps(talk.say("settings.add_product"))
    await camille.sends(product="Seulement Camille", way="business")
    await erases(talk, camille)
    assert [product.name for product in await talk.kept(Product)] == ["Partagé"]
    assert len(await talk.kept(Holding)) == 1


async def test_who_was_only_invited_or_named_can_erase_that_too(talk: Talk) -> None:
    channel, andrea, charlie = talk.channel("pm"), talk.person("Andrea"), talk.person("Charlie")
    await set_up(andrea, channel, ["charlie"], product_coach="charlie")
    await charlie.commands("/pm-coach my-data")
    charlie.sees(talk.say("my_data.rows.invitations", count=1), talk.say("my_data.rows.teams", count=1))
    await erases(talk, charlie)
    assert not await talk.kept(Invitation)
    assert "charlie" not in await store_text(talk)
    [team] = await talk.kept(Team)
    assert (team.set_up_by, team.product_coach) == ("andrea", None)


async def test_an_invitation_from_somebody_erased_stays_and_names_nobody(talk: Talk) -> None:
    channel, andrea, charlie = talk.channel("pm"), talk.person("Andrea"), talk.person("Charlie")
    await set_up(andrea, channel, ["charlie"])
    await erases(talk, andrea)
    assert "Andrea" not in charlie.reads()[-1]
    charlie.sees(talk.say("somebody"))
    await accept(talk, charlie, product="Autre chose")
    assert len(await talk.kept(Member)) == 1


async def test_one_who_erases_takes_nothing_of_anybody_else(talk: Talk) -> None:
    _, people = await community(talk, 3)
    for number, someone in enumerate(people):
        await answered(talk, someone, f"Mots de {NAMES[number]}.")
    before = (await store_text(talk)).count("Mots de")
    await erases(talk, people[0])
    left = await store_text(talk)
    assert left.count("Mots de") == before - 1
    assert f"Mots de {NAMES[0]}" not in left


async def test_a_message_on_its_way_while_everything_is_erased_is_taken_away_too(talk: Talk) -> None:
    camille = talk.person("Camille")
    await camille.starts()
    await camille.commands("/pm-coach question")
    async with talk.store.transaction() as tx:
        [prompt] = await tx.all(Posting, kind="prompt")
        prompt.state, prompt.shown, prompt.attempts = type(prompt.state).SENDING, 0, 1
        standing, prompt.message_id, prompt.posted_channel = prompt.message_id, None, None
    await erases(talk, camille)
    [left] = [posting for posting in await talk.kept(Posting) if posting.kind == "gone"]
    assert (left.id, left.subject) == (prompt.id, "")
    async with talk.store.transaction() as tx:
        arrived = await tx.get(Posting, prompt.id)
        assert arrived is not None
        arrived.state, arrived.message_id, arrived.posted_channel = type(prompt.state).WAITING, standing, camille.home
    await talk.settle()
    assert not await talk.kept(Posting)


async def test_the_page_and_the_erased_message_quote_nobody(talk: Talk) -> None:
    camille = talk.person("Camille")
    await camille.starts()
    await answered(talk, camille)
    await camille.commands("/pm-coach my-data")
    assert "quetzal" not in text_of(camille.last())
    assert "quetzal" not in camille.announced()


async def test_shares_are_rows_that_go_too(talk: Talk) -> None:
    _, [andrea] = await product_team(talk)
    await answered(talk, andrea)
    await shares(talk, andrea, "Seulement un aperçu.")
    await erases(talk, andrea)
    assert not await talk.kept(Share)


async def test_words_that_arrive_while_everything_is_erased_are_not_kept(talk: Talk) -> None:
    camille = talk.person("Camille")
    await camille.starts()
    await camille.commands("/pm-coach question")
    who, place = Person(WORKSPACE, camille.user, "Camille"), Place(camille.home, direct=True)
    now = talk.clock.now()
    typed = (talk.desk.typed(Typed(who, place, f"event:{n}", str(n), "quetzal", now, now)) for n in range(3))
    await asyncio.gather(talk.desk.tap(Tap(who, place, Act("my_data.erase_now"))), *typed)
    await talk.settle()
    assert "quetzal" not in await store_text(talk)
    assert await talk.kept(Member) == []
