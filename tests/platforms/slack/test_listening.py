"""What Slack tells the coach, over the wire: commands, taps, forms, words, Home, and everything that goes wrong."""

import asyncio
import contextlib
import json
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from bot.domain.library import Library
from bot.domain.people import Member
from bot.domain.reflection import Prompt, TypedWords
from tests.platforms.slack.coach import Coach, coaching
from tests.platforms.slack.double import (
    STALE_SECONDS,
    Fault,
    HttpDoor,
    Person,
    Slack,
    command_letter,
    event_letter,
    mentions,
)


@pytest.fixture
async def on_disk(slack: Slack, library: Library, tmp_path: Path) -> AsyncIterator[Coach]:
    """The coach with a database that somebody else can lock."""
    async with coaching(slack, library, url=f"sqlite:///{tmp_path / 'coach.db'}") as answering:
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
    await person.fills({coach.say(key): value for key, value in filled.items()})
    await person.closes()
    await coach.settle()


@pytest.mark.usefixtures("coach")
async def test_the_role_is_explained_in_the_acknowledgement_to_the_asker_alone(slack: Slack, camille: Person) -> None:
    channel = slack.channel("equipe", camille, coach=False)
    answer = await camille.commands("/pm-role", "vision", channel)
    assert answer.body["response_type"] == "ephemeral"
    assert "[Publier ici]" in camille.sees(channel)
    assert [call.method for call in slack.noted] == ["users.info"]


@pytest.mark.usefixtures("coach")
async def test_a_known_asker_is_answered_without_any_call(slack: Slack, camille: Person) -> None:
    await camille.commands("/pm-role")
    slack.noted.clear()
    for words in ("", "vision", "quelque chose"):
        assert (await camille.commands("/pm-role", words)).good
    assert slack.noted == []


async def test_slack_being_away_does_not_keep_the_role_from_being_explained(
    coach: Coach, slack: Slack, camille: Person
) -> None:
    slack.faults.order("users.info", Fault.HTTP_500)
    await camille.commands("/pm-role")
    assert coach.library.role("fr").short in camille.sees()


async def test_a_tap_leads_to_the_next_part_in_the_same_place(coach: Coach, camille: Person) -> None:
    await camille.commands("/pm-role")
    await camille.taps(coach.library.role("fr").parts.why.title)
    assert len(camille.posts()) == 1
    assert coach.library.role("fr").parts.why.text in camille.sees()


async def test_post_here_shows_the_role_to_everyone(coach: Coach, slack: Slack, camille: Person) -> None:
    alix = slack.person("Alix")
    channel = slack.channel("equipe", camille, alix)
    await camille.commands("/pm-role", channel=channel)
    await camille.taps("Publier ici", channel)
    await coach.settle()
    assert coach.library.role("fr").short in alix.sees(channel)


async def test_where_the_coach_was_not_brought_in_it_says_so_instead_of_posting(
    coach: Coach, slack: Slack, camille: Person
) -> None:
    channel = slack.channel("equipe", camille, coach=False)
    await camille.commands("/pm-role", channel=channel)
    await camille.taps("Publier ici", channel)
    assert camille.sees(channel) == coach.say("team.cannot_post")


@pytest.mark.usefixtures("coach")
async def test_language_and_time_zone_come_from_the_profile(slack: Slack) -> None:
    kim = slack.person("Kim", tz="Asia/Kathmandu", locale="en-GB")
    await kim.commands("/pm-coach", "start")
    assert "Which product are you PM of?" in kim.modal
    assert "Asia/Kathmandu" in kim.modal


@pytest.mark.usefixtures("coach")
async def test_a_changed_profile_is_known_at_once(slack: Slack, camille: Person) -> None:
    await camille.commands("/pm-role")
    changed = {"id": camille.user.id, "name": "camille", "tz": "Indian/Reunion", "locale": "en-US"}
    await slack.sends(slack.workspace, {"type": "user_change", "user": changed})
    await camille.commands("/pm-coach", "start")
    assert "Indian/Reunion" in camille.modal
    assert "Which product are you PM of?" in camille.modal


@pytest.mark.usefixtures("coach")
async def test_a_profile_told_without_language_and_zone_keeps_those_that_were_known(slack: Slack) -> None:
    kim, alix = (slack.person(name, tz="Asia/Kathmandu", locale="en-GB") for name in ("Kim", "Alix"))
    await kim.commands("/pm-role")
    for person in (kim, alix):
        changed = {"id": person.user.id, "name": "somebody", "profile": {"status_text": "in a meeting"}}
        await slack.sends(slack.workspace, {"type": "user_change", "user": changed})
        await person.commands("/pm-coach", "start")
        assert "Which product are you PM of?" in person.modal
        assert "Asia/Kathmandu" in person.modal


async def test_nothing_is_asked_of_slack_to_authorize_a_request(coach: Coach, slack: Slack, camille: Person) -> None:
    await starts(coach, camille)
    await camille.types("Bonjour")
    assert slack.calls("auth.test") == []


@pytest.mark.usefixtures("coach")
@pytest.mark.parametrize("age", [0, STALE_SECONDS])
async def test_forged_and_stale_signatures_are_refused(slack: Slack, camille: Person, age: int) -> None:
    await camille.commands("/pm-role")
    door = slack.door
    assert isinstance(door, HttpDoor)
    assert door.last is not None
    secret = slack.signing_secret if age else "somebody else's secret"
    assert (await door.send(command_letter({"command": "/pm-role"}).signed(secret, age))).status == 401
    assert (await door.send(event_letter({"type": "event_callback"}))).status == 401


async def test_a_replayed_event_has_no_second_effect(coach: Coach, slack: Slack, camille: Person) -> None:
    await starts(coach, camille)
    await camille.types("Nous avons tranché.")
    door = slack.door
    assert isinstance(door, HttpDoor)
    assert door.last is not None
    await door.send(door.last)
    assert len(await coach.kept(TypedWords)) == 1


async def test_slacks_repeats_are_heard_once(coach: Coach, slack: Slack, camille: Person) -> None:
    await starts(coach, camille)
    await camille.types("merci")
    await coach.settle()
    before = camille.reads()
    [delivery] = [one for one in slack.deliveries if one.envelope["event"].get("text") == "merci"]
    for attempt in (1, 2, 3):
        assert (await slack.repeats(delivery, attempt)).answer.good
    await coach.settle()
    assert camille.reads() == before


async def test_a_store_that_is_away_never_turns_an_event_into_a_200(
    on_disk: Coach, slack: Slack, camille: Person
) -> None:
    await starts(on_disk, camille)
    async with store_away(on_disk):
        await camille.types("Nous avons tranché.")
    [delivery] = [one for one in slack.deliveries if one.envelope["event"].get("text") == "Nous avons tranché."]
    assert delivery.answer.status == 503
    assert await on_disk.kept(TypedWords) == []
    assert (await slack.repeats(delivery)).answer.good
    assert [words.words for words in await on_disk.kept(TypedWords)] == ["Nous avons tranché."]


async def test_while_nothing_can_be_saved_people_are_told_and_the_role_is_explained(
    on_disk: Coach, camille: Person
) -> None:
    async with store_away(on_disk):
        await camille.commands("/pm-coach")
        assert camille.sees() == on_disk.say("errors.store_away")
        await camille.commands("/pm-role")
        assert on_disk.library.role("fr").short in camille.sees()


async def test_words_edits_and_deletions_are_followed(coach: Coach, camille: Person) -> None:
    await starts(coach, camille)
    first = await camille.types("Nous avons tranché <hier> & décidé.")
    await coach.settle()
    [kept] = await coach.kept(TypedWords)
    assert (kept.words, kept.message_id) == ("Nous avons tranché <hier> & décidé.", first)
    await camille.edits(first, "Nous déciderons.")
    assert [words.words for words in await coach.kept(TypedWords)] == ["Nous déciderons."]
    await camille.deletes(first)
    assert [(words.words, words.deleted) for words in await coach.kept(TypedWords)] == [(None, True)]


async def test_a_message_deleted_before_its_replies_is_forgotten_too(coach: Coach, camille: Person) -> None:
    await starts(coach, camille)
    first = await camille.types("Nous avons tranché.")
    await camille.types("Oui.", thread=first)
    await camille.deletes(first)
    kept = {words.message_id: words.words for words in await coach.kept(TypedWords)}
    assert kept.pop(first) is None
    assert list(kept.values()) == ["Oui."]


async def test_the_preview_of_a_link_is_no_edit(coach: Coach, camille: Person) -> None:
    await starts(coach, camille)
    first = await camille.types("Voir https://example.org/")
    [before] = await coach.kept(TypedWords)
    await camille.gets_preview(first)
    [after] = await coach.kept(TypedWords)
    assert after.changed_at == before.changed_at


async def test_a_voice_message_is_answered_and_nothing_of_it_is_kept(
    coach: Coach, slack: Slack, camille: Person
) -> None:
    await starts(coach, camille)
    clip = {"subtype": "file_share", "text": "", "files": [{"id": "F1"}], "user": camille.user.id, "channel_type": "im"}
    said = {"type": "message", "channel": camille.direct.id, "ts": slack.clock.ts(), **clip}
    assert (await slack.sends(slack.workspace, said)).answer.good
    await coach.settle()
    assert camille.sees() == coach.say("slack.text_only")
    assert await coach.kept(TypedWords) == []


async def test_a_conversation_between_others_is_not_the_one_with_the_coach(
    coach: Coach, slack: Slack, camille: Person
) -> None:
    await starts(coach, camille)
    await camille.taps("Non")
    alix = slack.person("Alix")
    theirs = slack.conversation(camille, alix)
    await camille.commands("/pm-coach", "question", theirs)
    assert camille.sees(theirs) == coach.say("question.in_direct")
    await camille.commands("/pm-coach", "question")
    assert camille.sees() == coach.say("question.here")


async def test_words_in_the_thread_of_an_older_question_belong_to_it(coach: Coach, camille: Person) -> None:
    await starts(coach, camille)
    older = camille.button("Non").post
    await camille.taps("Non")
    await camille.commands("/pm-coach", "question")
    await coach.settle()
    assert older is not None
    await camille.types("Dans le fil.", thread=older.ts)
    await camille.types("À la suite.")
    first, second = await coach.kept(Prompt, order="asked_at")
    kept = {typed.words: typed.prompt_id for typed in await coach.kept(TypedWords)}
    assert kept == {"Dans le fil.": first.id, "À la suite.": second.id}


@pytest.mark.parametrize("wrote", ["bot", "workflow", "channel", "slackbot"])
async def test_what_no_person_wrote_to_the_coach_is_not_heard(
    coach: Coach, slack: Slack, camille: Person, wrote: str
) -> None:
    await starts(coach, camille)
    await camille.types("Bonjour, je réponds.")
    event = next(
        d.envelope["event"] for d in slack.deliveries if d.envelope["event"].get("text") == "Bonjour, je réponds."
    )
    changes = {
        "bot": {"bot_id": "B1", "subtype": "bot_message"},
        "workflow": {"bot_id": "B2"},
        "channel": {"channel_type": "channel", "channel": "C9"},
        "slackbot": {"user": "USLACKBOT"},
    }
    delivery = await slack.sends(
        slack.workspace, {**event, **changes[wrote], "text": "Autre", "ts": "1800000000.000100"}
    )
    assert delivery.answer.good
    assert [words.words for words in await coach.kept(TypedWords)] == ["Bonjour, je réponds."]


async def test_mistakes_stand_at_their_fields_and_the_form_stays_open(coach: Coach, camille: Person) -> None:
    await camille.commands("/pm-coach", "commencer")
    filled = {
        "fields.product": "…",
        "fields.zone": "Europe/Lutèce",
        "fields.way": coach.library.role("fr").ways[0].label,
    }
    await camille.fills({coach.say(key): value for key, value in filled.items()})
    assert camille.errors == {
        coach.say("fields.product"): coach.say("errors.field_says_nothing"),
        coach.say("fields.zone"): coach.say("errors.field_zone", zone="Europe/Lutèce"),
    }
    await camille.fills({coach.say("fields.product"): "Démarches", coach.say("fields.zone"): "Europe/Paris"})
    assert coach.say("started.here") in camille.modal


async def test_a_form_sent_twice_does_nothing_twice(coach: Coach, slack: Slack, camille: Person) -> None:
    await starts(coach, camille)
    door = slack.door
    assert isinstance(door, HttpDoor)
    letters = []
    await camille.commands("/pm-coach", "commencer")
    await camille.fills({coach.say("fields.product"): "Autre"})
    letters.append(door.last)
    [member] = await coach.kept(Member)
    assert letters[0] is not None
    answer = await door.send(letters[0])
    assert coach.say("errors.form_used") in json.dumps(answer.body, ensure_ascii=False)
    assert [again.started_at for again in await coach.kept(Member)] == [member.started_at]


async def test_a_form_that_took_too_long_to_open_says_so(coach: Coach, slack: Slack, camille: Person) -> None:
    slack.faults.refuse("views.open", "expired_trigger_id")
    await camille.commands("/pm-coach", "commencer")
    assert camille.sees() == coach.say("errors.form_late")


async def test_a_button_on_last_years_message_says_so(coach: Coach, camille: Person) -> None:
    await starts(coach, camille)
    button = camille.button("Oui")
    old = {**button.element, "value": "answer/gone/yes"}
    await camille.taps_again(type(button)(**{**vars(button), "element": old}))
    assert camille.sees() == coach.say("prompt.not_found")


@pytest.mark.parametrize(("error", "said"), [("internal_error", "errors.chat_busy"), ("view_too_large", "")])
async def test_a_form_that_could_not_be_opened_says_what_became_of_it(
    coach: Coach, slack: Slack, camille: Person, caplog: pytest.LogCaptureFixture, error: str, said: str
) -> None:
    await starts(coach, camille)
    await camille.commands("/pm-coach", "réglages")
    slack.faults.refuse("views.open", error)
    await camille.taps(coach.say("settings.change"))
    reference = camille.sees()[-8:].strip(".")
    assert camille.sees() == (coach.say(said) if said else coach.say("errors.not_shown", reference=reference))
    assert (f"action=request_failed reference={reference}" in caplog.text) is not said.startswith("errors")


async def test_my_answers_come_with_their_picture_a_little_later(coach: Coach, camille: Person) -> None:
    await starts(coach, camille)
    await camille.taps("Non")
    await camille.commands("/pm-coach", "mes-réponses")
    await coach.settle()
    [image] = [block for block in camille.posts()[-1].blocks if block["type"] == "image"]
    assert image["alt_text"] == coach.say("answers.trend_alt", count=1)
    assert camille.posts()[-1].only_for == camille.user.id


async def test_everything_can_be_taken_away_as_a_file(coach: Coach, slack: Slack, camille: Person) -> None:
    await starts(coach, camille)
    await camille.taps("Non")
    await camille.commands("/pm-coach", "mes-réponses")
    await coach.settle()
    await camille.taps(coach.say("answers.export"))
    await coach.settle()
    [file] = [file for file in slack.workspace.files.values() if file.name.endswith(".md")]
    assert file.body is not None
    assert "Mes démarches" in file.body.decode()
    assert slack.calls("files.completeUploadExternal")[-1].args["channel_id"] == camille.direct.id


async def test_home_greets_who_has_not_started_with_buttons_for_everything(coach: Coach, camille: Person) -> None:
    await camille.opens_home()
    assert coach.say("greeting.title") in camille.home
    await camille.taps_home(coach.say("greeting.start"))
    assert coach.say("start.intro") in camille.modal


async def test_home_shows_where_one_stands_ones_months_and_what_one_shared(coach: Coach, camille: Person) -> None:
    await starts(coach, camille)
    await camille.taps("Non")
    await camille.types("Des mots à moi.")
    await camille.opens_home()
    await coach.settle()
    for shown in ("status.title", "answers.trend", "shared.title"):
        assert coach.say(shown) in camille.home
    assert "Prochaine question" in camille.home
    assert "Des mots à moi" not in camille.home
    home = camille.workspace.homes[camille.user.id].content["blocks"]
    assert "image" in [block["type"] for block in home]


async def test_what_is_tapped_at_home_opens_beside_it_and_home_follows(coach: Coach, camille: Person) -> None:
    await starts(coach, camille)
    await camille.opens_home()
    await camille.taps_home(coach.say("command_labels.pause"))
    await coach.settle()
    assert coach.say("pause.paused") in camille.modal
    assert coach.say("command_labels.resume") in camille.home


async def test_a_question_asked_for_at_home_is_in_the_conversation(coach: Coach, camille: Person) -> None:
    await starts(coach, camille)
    await camille.taps("Non")
    await camille.opens_home()
    await camille.taps_home(coach.say("command_labels.question"))
    assert coach.say("question.in_direct") in camille.modal
    await coach.settle()
    assert "[Oui]" in camille.sees()


@pytest.mark.usefixtures("coach")
@pytest.mark.parametrize("tab", ["messages", "about"])
async def test_only_the_home_tab_is_published(slack: Slack, camille: Person, tab: str) -> None:
    await camille.opens_home(tab)
    assert slack.calls("views.publish") == []


async def test_people_of_another_workspace_read_the_role_and_nothing_else(
    coach: Coach, slack: Slack, camille: Person
) -> None:
    await camille.commands("/pm-coach")
    await camille.taps(coach.say("greeting.try"))
    door = slack.door
    assert isinstance(door, HttpDoor)
    assert door.last is not None
    payload = json.loads(parse_qs(door.last.body)["payload"][0])
    payload["user"]["team_id"] = "TELSEWHERE"
    assert (await door.interaction(payload)).good
    assert camille.sees() == coach.say("slack.stranger")
    payload["actions"][0]["value"] = "role/why/"
    assert (await door.interaction(payload)).good
    assert coach.library.role("fr").parts.why.text in "\n".join(camille.reads())
    payload["actions"][0]["value"] = "role.open/why/"
    assert (await door.interaction(payload)).good
    assert coach.library.role("fr").parts.why.text in camille.sees()


@pytest.mark.usefixtures("coach")
async def test_words_of_people_notify_nobody_wherever_they_are_shown(camille: Person) -> None:
    await camille.commands("/pm-role", "<!channel> <@U1>")
    await camille.commands("/pm-coach", "<!here> *gras*")
    for post in camille.posts():
        assert mentions(post.text, post.blocks) == []


async def test_a_guest_is_coached_like_everyone(coach: Coach, slack: Slack) -> None:
    guest = slack.person("Invité", guest=True)
    await starts(coach, guest)
    assert "[Oui]" in guest.sees()
