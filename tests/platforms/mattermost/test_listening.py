"""What Mattermost tells the coach, over the wire: commands, taps, dialogs, words, and everything that goes wrong."""

import asyncio
import contextlib
import io
import json
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.domain.library import Library
from bot.domain.people import Member
from bot.domain.reflection import Prompt, TypedWords
from bot.platforms.mattermost.means import ACTION, COMMAND, DIALOG
from tests.platforms.mattermost.chat import fills
from tests.platforms.mattermost.coach import Coach, coaching
from tests.platforms.mattermost.double import Fault, Mattermost, Person, pictures


@pytest.fixture
async def on_disk(mattermost: Mattermost, library: Library, tmp_path: Path) -> AsyncIterator[Coach]:
    """The coach with a database that somebody else can lock."""
    async with coaching(mattermost, library, url=f"sqlite:///{tmp_path / 'coach.db'}") as answering:
        yield answering


@contextlib.asynccontextmanager
async def store_away(coach: Coach) -> AsyncIterator[None]:
    """Somebody else keeps the database to themselves, as soon as the coach has ended what it is writing."""
    somebody = sqlite3.connect(str(coach.store.url.database), isolation_level=None, timeout=0)
    async with asyncio.timeout(10):
        while not somebody.in_transaction:
            with contextlib.suppress(sqlite3.OperationalError):
                somebody.execute("BEGIN IMMEDIATE")
            await asyncio.sleep(0)
    try:
        yield
    finally:
        somebody.close()


async def starts(coach: Coach, person: Person) -> None:
    """Starts in French, the first question at once."""
    await person.commands("/pm-coach", "commencer")
    filled = {"fields.product": "Mes démarches", "fields.way": coach.library.role("fr").ways[0].label}
    await fills(person, {coach.say(key): value for key, value in filled.items()})
    await coach.settle()


async def kept_words(coach: Coach) -> list[str | None]:
    """What the store holds of typed words."""
    return [words.words for words in await coach.kept(TypedWords, order="sent_at")]


async def test_the_role_is_explained_in_the_answer_to_the_asker_alone(mattermost: Mattermost, coach: Coach) -> None:
    camille, alix = mattermost.person("Camille", locale="fr"), mattermost.person("Alix")
    channel = mattermost.channel("equipe", camille, alix, coach=False)
    mattermost.noted.clear()
    await camille.commands("/pm-role", "vision", channel)
    assert coach.say("role.post_here") in camille.labels(channel)
    assert alix.posts(channel) == []
    assert [call.request for call in mattermost.noted] == ["GET /users/{user_id}"]


@pytest.mark.usefixtures("coach")
async def test_a_known_asker_is_answered_without_any_call(mattermost: Mattermost, camille: Person) -> None:
    await camille.commands("/pm-role")
    mattermost.noted.clear()
    for words in ("", "vision", "quelque chose"):
        await camille.commands("/pm-role", words)
        assert camille.trouble == ""
    assert mattermost.noted == []


async def test_the_server_being_slow_does_not_keep_the_role_from_being_explained(
    coach: Coach, mattermost: Mattermost, camille: Person
) -> None:
    mattermost.faults.order("GET /users/{user_id}", Fault.HANG)
    await camille.commands("/pm-role")
    assert coach.library.role("fr").short in camille.sees()


async def test_a_tap_in_an_ephemeral_answer_shows_the_next_part_beside_it(coach: Coach, camille: Person) -> None:
    await camille.commands("/pm-role")
    await camille.taps(coach.library.role("fr").parts.why.title)
    assert camille.trouble == ""
    assert len(camille.posts()) == 2
    assert camille.posts()[-1].only_for == camille.user.id
    assert coach.library.role("fr").parts.why.text in camille.sees()


@pytest.mark.parametrize("in_channel", [False, True])
async def test_once_its_hook_is_used_up_the_answer_comes_by_direct_message(
    coach: Coach, mattermost: Mattermost, camille: Person, caplog: pytest.LogCaptureFixture, in_channel: bool
) -> None:
    channel = mattermost.channel("equipe", camille) if in_channel else camille.direct
    await camille.commands("/pm-role", channel=channel)
    why = camille.button(coach.library.role("fr").parts.why.title, channel)
    for _ in range(6):
        await camille.taps_again(why)
        assert camille.trouble == ""
    lasting = [post for post in camille.posts() if not post.only_for]
    assert len(lasting) == 1
    assert coach.library.role("fr").parts.why.text in "\n".join(camille.reads())
    assert (camille.sees(channel) == coach.say("mattermost.in_direct")) is in_channel
    assert "action=mattermost_refused" not in caplog.text


async def test_half_an_hour_later_the_answer_comes_by_direct_message(
    coach: Coach, mattermost: Mattermost, camille: Person
) -> None:
    await camille.commands("/pm-role")
    mattermost.clock.advance(31 * 60)
    await camille.taps(coach.library.role("fr").parts.why.title)
    assert camille.posts()[-1].only_for == ""
    assert coach.library.role("fr").parts.why.text in camille.sees()


async def test_post_here_shows_the_role_to_everyone(coach: Coach, mattermost: Mattermost, camille: Person) -> None:
    alix = mattermost.person("Alix")
    channel = mattermost.channel("equipe", camille, alix)
    await camille.commands("/pm-role", channel=channel)
    await camille.taps(coach.say("role.post_here"), channel)
    await coach.settle()
    assert coach.library.role("fr").short in alix.sees(channel)


async def test_where_the_coach_was_not_brought_in_it_says_so_instead_of_posting(
    coach: Coach, mattermost: Mattermost, camille: Person
) -> None:
    channel = mattermost.channel("equipe", camille, coach=False)
    await camille.commands("/pm-role", channel=channel)
    await camille.taps(coach.say("role.post_here"), channel)
    assert camille.sees(channel) == coach.say("team.cannot_post")


ZONES = [
    ({"useAutomaticTimezone": "true", "automaticTimezone": "Asia/Kathmandu"}, "Asia/Kathmandu"),
    ({"useAutomaticTimezone": "false", "manualTimezone": "Pacific/Chatham"}, "Pacific/Chatham"),
    ({}, "Europe/Paris"),
    ({"automaticTimezone": "Mars/Olympus"}, "Europe/Paris"),
]


@pytest.mark.usefixtures("coach")
@pytest.mark.parametrize(("timezone", "shown"), ZONES)
async def test_language_and_time_zone_come_from_the_profile_or_fall_back(
    mattermost: Mattermost, timezone: dict[str, str], shown: str
) -> None:
    kim = mattermost.person("Kim", timezone=timezone, locale="en")
    await kim.commands("/pm-coach", "start")
    assert "Which product are you PM of?" in kim.modal
    assert shown in kim.modal


@pytest.mark.usefixtures("coach")
async def test_a_changed_profile_is_known_at_once(camille: Person) -> None:
    await camille.commands("/pm-role")
    await camille.changes(locale="en", timezone={"useAutomaticTimezone": "false", "manualTimezone": "Indian/Reunion"})
    await camille.commands("/pm-coach", "start")
    assert "Indian/Reunion" in camille.modal
    assert "Which product are you PM of?" in camille.modal


async def test_a_direct_message_before_starting_gets_a_friendly_way_in(coach: Coach, camille: Person) -> None:
    await camille.types("Bonjour, qui êtes-vous ?")
    await coach.settle()
    assert coach.say("typed.not_started") in camille.sees()
    await camille.types("commencer")
    await coach.settle()
    await camille.taps(camille.labels()[0])
    assert coach.say("start.intro") in camille.modal
    assert await kept_words(coach) == []


async def test_words_edits_and_deletions_are_followed(coach: Coach, camille: Person) -> None:
    await starts(coach, camille)
    first = await camille.types("Nous avons tranché <hier> & décidé.")
    await coach.settle()
    [kept] = await coach.kept(TypedWords)
    assert (kept.words, kept.message_id) == ("Nous avons tranché <hier> & décidé.", first)
    await camille.edits(first, "Nous déciderons.")
    await coach.settle()
    assert await kept_words(coach) == ["Nous déciderons."]
    await camille.deletes(first)
    await coach.settle()
    assert [(words.words, words.deleted) for words in await coach.kept(TypedWords)] == [(None, True)]


async def test_what_one_deletes_with_a_message_is_forgotten_too(coach: Coach, camille: Person) -> None:
    await starts(coach, camille)
    first = await camille.types("Nous avons tranché.")
    await camille.types("Oui.", thread=first)
    await camille.types("Autre chose.")
    await coach.settle()
    await camille.deletes(first)
    await coach.settle()
    assert await kept_words(coach) == [None, None, "Autre chose."]


async def test_a_reaction_is_no_edit(coach: Coach, mattermost: Mattermost, camille: Person) -> None:
    await starts(coach, camille)
    first = await camille.types("Nous avons tranché.")
    await coach.settle()
    [before] = await coach.kept(TypedWords)
    shown = camille.reads()
    await camille.reacts(first)
    await mattermost.sockets.cut()
    await coach.is_back()
    await coach.settle()
    [after] = await coach.kept(TypedWords)
    assert after.changed_at == before.changed_at
    assert camille.reads() == shown


async def test_words_in_the_thread_of_an_older_question_belong_to_it(coach: Coach, camille: Person) -> None:
    await starts(coach, camille)
    older = camille.button("Non").post
    await camille.taps("Non")
    await camille.commands("/pm-coach", "question")
    await coach.settle()
    await camille.types("Dans le fil.", thread=older.id)
    await camille.types("À la suite.")
    await coach.settle()
    first, second = await coach.kept(Prompt, order="asked_at")
    kept = {typed.words: typed.prompt_id for typed in await coach.kept(TypedWords)}
    assert kept == {"Dans le fil.": first.id, "À la suite.": second.id}


async def test_what_nobody_wrote_to_the_coach_is_not_heard(
    coach: Coach, mattermost: Mattermost, camille: Person
) -> None:
    await starts(coach, camille)
    alix = mattermost.person("Alix")
    channel = mattermost.channel("equipe", camille, alix)
    await camille.types("Dans un canal.", channel)
    await camille.edits(await camille.types("Encore", channel), "Encore là.")
    robot = mattermost.person("Robot", is_bot=True)
    await robot.types("Je suis un programme.", mattermost.open_direct(robot.user.id, mattermost.bot.id))
    await coach.settle()
    assert await kept_words(coach) == []
    assert robot.posts() == []


async def test_a_guest_is_coached_like_everyone(coach: Coach, mattermost: Mattermost) -> None:
    guest = mattermost.person("Invité", roles="system_guest", locale="fr")
    await starts(coach, guest)
    assert "Oui" in guest.labels()


async def test_mistakes_stand_at_their_fields_and_the_dialog_stays_open(coach: Coach, camille: Person) -> None:
    await camille.commands("/pm-coach", "commencer")
    way = coach.library.role("fr").ways[0].label
    filled = {coach.say("fields.product"): "…", coach.say("fields.zone"): "Europe/Lutèce", coach.say("fields.way"): way}
    await fills(camille, filled)
    assert sorted(camille.errors.values()) == sorted(
        [coach.say("errors.field_says_nothing"), coach.say("errors.field_zone", zone="Europe/Lutèce")]
    )
    assert "…" in camille.dialog.values.values()
    await fills(camille, {coach.say("fields.product"): "Démarches", coach.say("fields.zone"): "Europe/Paris"})
    assert camille.modal == ""
    assert coach.say("started.here") in camille.sees()


async def test_a_dialog_sent_while_nothing_can_be_saved_stays_open_and_is_good_later(
    on_disk: Coach, camille: Person
) -> None:
    await camille.commands("/pm-coach", "commencer")
    way = on_disk.library.role("fr").ways[0].label
    async with store_away(on_disk):
        await fills(camille, {on_disk.say("fields.product"): "Démarches", on_disk.say("fields.way"): way})
    assert camille.errors == {"": on_disk.say("errors.store_away")}
    await camille.fills()
    assert camille.modal == ""
    assert len(await on_disk.kept(Member)) == 1


async def test_a_form_that_took_too_long_to_open_says_so(coach: Coach, mattermost: Mattermost, camille: Person) -> None:
    mattermost.triggers.age = 4
    await camille.commands("/pm-coach", "commencer")
    assert camille.sees() == coach.say("errors.form_late")


async def test_a_button_on_last_years_message_says_so(coach: Coach, camille: Person) -> None:
    await starts(coach, camille)
    old = camille.button("Oui")
    async with coach.store.transaction() as tx:
        for prompt in await tx.all(Prompt):
            await tx.remove(prompt)
    await camille.taps_again(old)
    assert camille.sees() == coach.say("prompt.not_found")


async def test_an_answer_that_could_not_be_shown_says_that_it_was_kept(
    coach: Coach, mattermost: Mattermost, camille: Person, caplog: pytest.LogCaptureFixture
) -> None:
    await starts(coach, camille)
    await camille.commands("/pm-coach")
    mattermost.faults.order("POST /hooks/commands/{id}", Fault.HTTP_500)
    await camille.taps(coach.say("command_labels.pause"))
    assert camille.sees() == coach.say("errors.kept_unshown")
    assert "action=answer_not_shown" in caplog.text


async def test_while_nothing_can_be_saved_people_are_told_and_the_role_is_explained(
    on_disk: Coach, camille: Person
) -> None:
    await camille.commands("/pm-role")
    async with store_away(on_disk):
        await camille.commands("/pm-coach")
        assert camille.sees() == on_disk.say("errors.store_away")
        await camille.commands("/pm-role")
        assert on_disk.library.role("fr").short in camille.sees()


async def test_my_answers_come_with_their_table_in_words(coach: Coach, camille: Person) -> None:
    await starts(coach, camille)
    await camille.taps("Non")
    await camille.commands("/pm-coach", "mes-réponses")
    assert camille.trouble == ""
    assert coach.say("answers.trend") in camille.sees()
    assert camille.posts()[-1].only_for == camille.user.id
    assert camille.sees().split("\n").count(coach.say("answers.of_year")) == 1


async def test_the_picture_of_my_answers_comes_to_the_conversation_with_its_words(
    coach: Coach, mattermost: Mattermost, camille: Person
) -> None:
    await starts(coach, camille)
    await camille.taps("Non")
    channel = mattermost.channel("equipe", camille)
    await camille.commands("/pm-coach", "mes-réponses", channel)
    await coach.settle()
    pictured = camille.posts()[-1]
    [file] = [file for file in mattermost.world.files.values() if file.id in pictured.file_ids]
    assert file.body == coach.say("answers.trend").encode()
    assert pictured.message == coach.say("answers.trend")


async def test_everything_can_be_taken_away_as_a_file(coach: Coach, mattermost: Mattermost, camille: Person) -> None:
    await starts(coach, camille)
    await camille.taps("Non")
    await camille.commands("/pm-coach", "mes-réponses")
    await camille.taps(coach.say("answers.export"))
    await coach.settle()
    [file] = [file for file in mattermost.world.files.values() if file.name.endswith(".md")]
    assert "Mes démarches" in file.body.decode()
    assert file.channel == camille.direct.id
    assert file.post
    assert coach.say("mattermost.file_in_direct", name=file.name) in "\n".join(camille.reads())
    assert coach.say("mattermost.file", name=file.name) in camille.sees()


async def test_a_file_that_cannot_be_brought_is_told(coach: Coach, mattermost: Mattermost, camille: Person) -> None:
    await starts(coach, camille)
    await camille.taps("Non")
    await camille.commands("/pm-coach", "mes-réponses")
    await coach.settle()
    mattermost.faults.refuse("POST /files", 403)
    await camille.taps(coach.say("answers.export"))
    await coach.settle()
    [name] = [line for line in camille.sees().split() if line.endswith(".md")]
    assert camille.sees() == coach.say("mattermost.no_file", name=name)


async def test_a_question_asked_for_in_a_channel_is_in_the_conversation(
    coach: Coach, mattermost: Mattermost, camille: Person
) -> None:
    await starts(coach, camille)
    await camille.taps("Non")
    channel = mattermost.channel("equipe", camille)
    await camille.commands("/pm-coach", "question", channel)
    await coach.settle()
    assert camille.sees(channel) == coach.say("question.in_direct")
    assert "Oui" in camille.labels()


@pytest.mark.usefixtures("coach")
async def test_words_of_people_notify_nobody_wherever_they_are_shown(mattermost: Mattermost, camille: Person) -> None:
    mattermost.person("Alix")
    channel = mattermost.channel("equipe", camille)
    for words in ("@all @alix", "![](https://example.org/x.png) @here"):
        await camille.commands("/pm-role", words, channel)
        await camille.commands("/pm-coach", words, channel)
    assert mattermost.notified == []
    assert [picture for post in camille.posts(channel) for picture in pictures(post)] == []


BODIES: list[tuple[str, dict[str, Any]]] = [
    (ACTION, {"data": b"{"}),
    (ACTION, {"data": b"[]"}),
    (ACTION, {"data": b"\xff\xfe"}),
    (ACTION, {"data": b"[" * 100_000}),
    (ACTION, {"json": {}}),
    (ACTION, {"json": {"user_id": 1}}),
    (ACTION, {"json": {"user_id": "u" * 26, "channel_id": "c" * 26, "post_id": "p" * 26, "context": []}}),
    (ACTION, {"json": {"user_id": "../../admin", "channel_id": "c" * 26, "post_id": "p" * 26, "context": {}}}),
    (DIALOG, {"json": {"user_id": "u" * 26, "state": {"act": "start.form"}}}),
    (DIALOG, {"json": {"user_id": "u" * 26, "state": "\ud800", "submission": {}}}),
    (DIALOG, {"data": json.dumps({"user_id": None})}),
    (DIALOG, {"data": b"{}", "headers": {"Content-Type": "application/json; charset=no-such"}}),
]


@pytest.mark.parametrize(("path", "body"), BODIES)
async def test_what_makes_no_sense_is_refused(coach: Coach, path: str, body: dict[str, Any]) -> None:
    async with aiohttp.ClientSession() as session, session.post(f"{coach.address}{path}", **body) as answer:
        assert answer.status == 400


@pytest.mark.parametrize("path", [COMMAND, ACTION, DIALOG])
async def test_what_is_too_big_is_refused(coach: Coach, path: str) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{coach.address}{path}", data=io.BytesIO(b"x" * 2_000_000)) as answer,
    ):
        assert answer.status in (401, 413)
