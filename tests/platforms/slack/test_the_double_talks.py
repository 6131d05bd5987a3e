"""The double acts as Slack towards an app: signed requests, events, people who type and tap. Seen with Bolt."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp

from tests.platforms.slack.bare_app import bare_app, buttons, client_of, home, listening, modal, section, text_input
from tests.platforms.slack.double import (
    LATE,
    STALE_SECONDS,
    AppMistake,
    CannotFill,
    HttpDoor,
    Person,
    Slack,
    command_letter,
)

EVENTS = ["message", "app_home_opened", "member_joined_channel", "channel_left", "app_uninstalled", "tokens_revoked"]
ROLE = command_letter({"command": "/pm-role", "text": "vision", "user_id": "U1"})


class Ear:
    """What a tiny app heard."""

    def __init__(self, app: AsyncApp, door: HttpDoor) -> None:
        self.app, self.door, self.heard, self.fails = app, door, list[Any](), 0
        for kind in EVENTS:
            app.event(kind)(self.hear)
        app.command("/pm-role")(self.obey)

    async def hear(self, event: dict[str, Any]) -> None:
        if self.fails:
            self.fails -= 1
            raise RuntimeError("the store is away")
        self.heard.append(event)

    async def obey(self, ack: Any, command: dict[str, Any]) -> None:
        self.heard.append(command["text"])
        await ack(text=f"Le rôle : {command['text']}")

    def kinds(self) -> list[str]:
        """What was heard, by its kind."""
        return [event.get("subtype", event["type"]) for event in self.heard]


@pytest.fixture
async def ear(slack: Slack) -> AsyncIterator[Ear]:
    """An app that listens, to which a test adds what else it listens to."""
    app = bare_app(slack)
    async with listening(slack, app) as door:
        yield Ear(app, door)


@pytest.fixture
def camille(slack: Slack) -> Person:
    return slack.person("Camille")


async def test_only_a_fresh_signature_with_the_right_secret_is_let_in(slack: Slack, ear: Ear) -> None:
    good = ROLE.signed(slack.signing_secret)
    for letter in (ROLE, ROLE.signed("forged"), ROLE.signed(slack.signing_secret, STALE_SECONDS)):
        assert (await ear.door.send(letter)).status == 401
    assert ear.heard == []
    assert [(await ear.door.send(letter)).status for letter in (good, good)] == [200, 200]
    assert ear.heard == ["vision", "vision"], "a replay within five minutes is for the app to notice"


@pytest.mark.usefixtures("ear")
async def test_the_app_proves_that_the_address_is_its_own(slack: Slack) -> None:
    assert await slack.verifies_url()


@pytest.mark.usefixtures("ear")
async def test_a_command_is_answered_to_the_asker_alone(slack: Slack, camille: Person) -> None:
    sacha = slack.person("Sacha")
    channel = slack.channel("produit", camille, sacha)
    await camille.commands("/pm-role", "a & b", channel)
    assert (camille.sees(channel), sacha.sees(channel)) == ("Le rôle : a & b", "")


async def test_typed_edited_previewed_and_deleted_words_reach_one_listener(ear: Ear, camille: Person) -> None:
    ts = await camille.types("1 < 2")
    await camille.edits(ts, "2 > 1")
    await camille.gets_preview(ts)
    await camille.deletes(ts)
    assert ear.kinds() == ["message", "message_changed", "message_changed", "message_deleted"]
    typed, edited, previewed, deleted = ear.heard
    assert (typed["text"], edited["message"]["text"]) == ("1 &lt; 2", "2 &gt; 1")
    assert previewed["message"]["text"] == previewed["previous_message"]["text"]
    assert deleted["deleted_ts"] == deleted["previous_message"]["ts"] == ts


async def test_a_deleted_message_with_replies_comes_as_a_change(slack: Slack, ear: Ear, camille: Person) -> None:
    ts = await camille.types("Bonjour")
    await client_of(slack).chat_postMessage(channel=camille.user.id, text="Noté", thread_ts=ts)
    await camille.deletes(ts)
    assert ear.heard[-1]["message"]["subtype"] == "tombstone"


async def test_an_event_not_acknowledged_is_repeated_with_its_id(slack: Slack, ear: Ear, camille: Person) -> None:
    ear.fails = 1
    await camille.types("Bonjour")
    failed = slack.deliveries[0]
    assert (failed.answer.status, ear.heard) == (500, [])
    again = await slack.repeats(failed)
    assert (again.answer.status, again.envelope["event_id"]) == (200, failed.envelope["event_id"])
    assert ear.door.last is not None
    assert ear.door.last.headers["X-Slack-Retry-Num"] == "1"
    await slack.repeats(failed, 2)
    assert len(ear.heard) == 2, "dropping repeats is for the app"


async def test_bolts_own_authorization_loses_an_event_and_says_200(slack: Slack, camille: Person) -> None:
    app = bare_app(slack, client=client_of(slack))
    slack.faults.refuse("auth.test", "fatal_error")
    async with listening(slack, app) as door:
        ear = Ear(app, door)
        await camille.types("Bonjour")
    assert (slack.deliveries[0].answer.status, ear.heard) == (200, [])


async def test_the_app_hears_of_its_own_messages_and_changes(slack: Slack, ear: Ear, camille: Person) -> None:
    posted = await client_of(slack).chat_postMessage(channel=camille.user.id, text="Bonjour")
    await client_of(slack).chat_update(channel=posted["channel"], ts=posted["ts"], text="Bonsoir")
    await slack.settle()
    assert ear.heard == [], "Bolt itself ignores what its own bot user says"
    assert [each.envelope["event"].get("subtype") for each in slack.deliveries] == [None, "message_changed"]


async def test_what_is_written_in_a_channel_is_heard_with_its_scope_only(
    slack: Slack, ear: Ear, camille: Person
) -> None:
    channel = slack.channel("produit", camille)
    await camille.types("Bonjour à tous", channel)
    slack.workspace.scopes.add("channels:history")
    await camille.types("Encore", channel)
    assert [event["text"] for event in ear.heard] == ["Encore"]


async def test_robots_and_strangers_in_a_channel_can_be_told_from_people(
    slack: Slack, ear: Ear, camille: Person
) -> None:
    robot, alix = slack.person("Robot", is_bot=True), slack.person("Alix", team="T0STRANGER")
    channel = slack.channel("produit", camille, robot, alix)
    slack.workspace.scopes.add("channels:history")
    for author in (camille, robot, alix):
        await author.types("Bonjour", channel)
    assert ["bot_id" in event for event in ear.heard] == [False, True, False]
    assert [event["team"] for event in ear.heard] == [slack.workspace.id, slack.workspace.id, "T0STRANGER"]


async def test_coming_to_a_channel_and_being_sent_away_are_told(slack: Slack, ear: Ear, camille: Person) -> None:
    channel = slack.channel("produit", camille, coach=False)
    await camille.invites_coach(channel)
    await camille.removes_coach(channel)
    assert ear.kinds() == ["member_joined_channel", "channel_left"]
    assert (ear.heard[0]["user"], ear.heard[0]["inviter"]) == (slack.workspace.bot_user, camille.user.id)


async def test_uninstalling_revokes_the_token_and_tells(slack: Slack, ear: Ear) -> None:
    await slack.uninstalls(slack.workspace)
    assert ear.kinds() == ["tokens_revoked", "app_uninstalled"]


async def test_home_is_told_when_opened_and_its_buttons_work(slack: Slack, ear: Ear, camille: Person) -> None:
    tapped = []

    @ear.app.action("act0")
    async def tap(ack: Any, body: dict[str, Any]) -> None:
        tapped.append((body["container"]["type"], body["actions"][0]["value"]))
        await ack()

    await camille.opens_home()
    await client_of(slack).views_publish(user_id=camille.user.id, view=home(section("Bonjour"), buttons("Oui")))
    await camille.taps_home("Oui")
    assert (ear.kinds(), tapped) == (["app_home_opened"], [("view", "0")])


async def test_a_modal_keeps_what_slack_keeps_people_from_sending(slack: Slack, ear: Ear, camille: Person) -> None:
    sent = []

    @ear.app.view("form")
    async def submit(ack: Any, view: dict[str, Any]) -> None:
        sent.append(view["state"]["values"])
        await ack(response_action="errors", errors={"Mots": "Un mot de plus."}) if len(sent) == 1 else await ack()

    who = {**text_input("Qui"), "element": {"type": "multi_users_select", "action_id": "value"}, "optional": True}
    trigger = slack.trigger(slack.workspace, camille.user.id)
    view = modal(text_input("Mots", max_length=9), who)
    await client_of(slack).views_open(trigger_id=trigger, view=view)
    for wrong in ({}, {"Mots": "trop de mots"}, {"Mots": "a\nb"}, {"Autre": "mots"}, {"Qui": ["Personne"]}):
        with pytest.raises(CannotFill):
            await camille.fills(wrong)
    await camille.fills({"Mots": "des mots", "Qui": ["Camille"]})
    assert (camille.errors, camille.modal[:5]) == ({"Mots": "Un mot de plus."}, "Titre")
    before = camille.view
    await camille.fills()
    assert (camille.modal, len(sent)) == ("", 2)
    await camille.sends_again(before)
    assert len(sent) == 3
    assert sent[1]["Qui"]["value"]["selected_users"] == [camille.user.id]


async def test_an_app_that_raises_or_is_slow_shows_as_an_error(ear: Ear, camille: Person) -> None:
    ended = asyncio.Event()

    @ear.app.command("/slow")
    async def slow() -> None:
        await ended.wait()

    @ear.app.command("/broken")
    async def broken() -> None:
        raise RuntimeError("broken")

    assert (await camille.commands("/broken")).status == 500
    assert camille.sees() == '/broken failed with the error "dispatch_failed"'
    ear.door.patience = 0.2
    assert (await camille.commands("/slow")).status == LATE
    assert camille.sees() == '/slow failed with the error "operation_timeout"'
    ended.set()


async def test_an_answer_that_slack_would_not_show_fails_the_test(ear: Ear, camille: Person) -> None:
    @ear.app.command("/long")
    async def long(ack: Any) -> None:
        await ack(blocks=[section("x" * 3001)])

    with pytest.raises(AppMistake, match="invalid_blocks"):
        await camille.commands("/long")


async def test_a_tap_on_an_ephemeral_message_is_answered_in_its_place(slack: Slack, ear: Ear, camille: Person) -> None:
    channel = slack.channel("produit", camille)

    @ear.app.action("act0")
    async def tap(ack: Any, respond: Any, body: dict[str, Any]) -> None:
        assert "message" not in body
        await ack()
        await respond(text="Publié", replace_original=True)
        await respond(text="La vision", response_type="in_channel", replace_original=False)

    asked = {"channel": channel.id, "user": camille.user.id, "text": "Publier ?", "blocks": [buttons("Oui")]}
    await client_of(slack).api_call("chat.postEphemeral", json=asked)
    await camille.taps("Oui", channel)
    assert camille.reads(channel) == ["Publié", "La vision"]
