"""The double acts as Mattermost towards an app: commands, taps, dialogs, and people who see what is answered."""

import io
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from tests.platforms.mattermost.double import (
    AppMistake,
    CannotFill,
    Channel,
    Mattermost,
    Person,
    mattermost_on_localhost,
)
from tests.platforms.mattermost.double.bare import BareApp, BareClient, bare_app, client_of


@pytest.fixture
async def mattermost() -> AsyncIterator[Mattermost]:
    async with mattermost_on_localhost() as double:
        yield double


@pytest.fixture
async def client(mattermost: Mattermost) -> AsyncIterator[BareClient]:
    async with client_of(mattermost) as client:
        yield client


@pytest.fixture
async def app(mattermost: Mattermost) -> AsyncIterator[BareApp]:
    """An app that has a slash command, `/pm`."""
    async with bare_app() as app:
        mattermost.command("pm", f"{app.url}/command")
        yield app


@pytest.fixture
def camille(mattermost: Mattermost) -> Person:
    return mattermost.person("Camille")


@pytest.fixture
def channel(mattermost: Mattermost, camille: Person) -> Channel:
    return mattermost.channel("produit", camille, mattermost.person("Sacha"))


def attachments(app: BareApp, *labels: str) -> list[dict[str, Any]]:
    """A row of buttons."""
    made = [
        {
            "id": f"act{at}",
            "name": label,
            "type": "button",
            "integration": {"url": f"{app.url}/tap", "context": {"at": at}},
        }
        for at, label in enumerate(labels)
    ]
    return [{"text": "Alors ?", "actions": made}]


def menu(app: BareApp, **more: Any) -> list[dict[str, Any]]:
    """A menu."""
    about = {"id": "menu", "name": "Qui ?", "type": "select", "integration": {"url": f"{app.url}/tap"}}
    return [{"actions": [{**about, **more}]}]


def dialog(*elements: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A dialog with these fields."""
    return {"callback_id": "form", "title": "Titre", "state": "signed", "elements": list(elements), **more}


def field(label: str, **more: Any) -> dict[str, Any]:
    """A field; its name is its label."""
    return {"display_name": label, "name": label, "type": "text", **more}


async def opened(client: BareClient, app: BareApp, camille: Person, *elements: dict[str, Any], **more: Any) -> None:
    """Camille runs the command, and a dialog opens."""
    await camille.commands("/pm")
    asked = {"trigger_id": app.heard[-1]["trigger_id"], "url": f"{app.url}/dialog", "dialog": dialog(*elements, **more)}
    assert (await client("POST /actions/dialogs/open", asked)).status == 200


async def test_a_command_tells_who_typed_what_where_and_proves_it(
    mattermost: Mattermost, app: BareApp, camille: Person, channel: Channel
) -> None:
    await camille.commands("/pm", "rôle  vision", channel)
    (said,) = app.heard
    assert (said["text"], said["command"], said["user_name"]) == ("rôle  vision", "/pm", "camille")
    assert (said["channel_id"], said["team_id"]) == (channel.id, mattermost.team.id)
    assert app.headers[0]["Authorization"] == f"Token {said['token']}"
    assert app.headers[0]["Content-Type"] == "application/x-www-form-urlencoded"


async def test_an_answer_is_seen_by_who_typed_and_by_nobody_else_and_not_for_long(
    client: BareClient, app: BareApp, camille: Person, channel: Channel
) -> None:
    app.answers["/command"] = {
        "text": "Le **rôle**",
        "attachments": attachments(app, "Oui"),
        "skip_slack_parsing": True,
    }
    await camille.commands("/pm", channel=channel)
    sacha = Person(camille.mattermost, camille.team, camille.mattermost.world.named("sacha") or camille.user)
    assert (camille.sees(channel), sacha.reads(channel)) == ("Le rôle\nAlors ?\n[Oui]", [])
    assert await client.since(channel.id, 1) == []
    camille.reloads()
    assert camille.reads(channel) == []


async def test_an_answer_to_everyone_stands_under_the_name_of_who_typed(
    client: BareClient, app: BareApp, camille: Person, channel: Channel
) -> None:
    app.answers["/command"] = {"text": "Voir <https://a.example|ici>", "response_type": "in_channel"}
    await camille.commands("/pm", channel=channel)
    (post,) = await client.since(channel.id, 1)
    assert (post["user_id"], post["message"]) == (camille.user.id, "Voir [ici](https://a.example)")
    assert (post["props"]["from_webhook"], camille.sees(channel)) == ("true", "Voir ici")


async def test_a_command_that_fails_or_is_not_there_is_told_as_trouble(
    mattermost: Mattermost, app: BareApp, camille: Person
) -> None:
    await camille.commands("/other")
    assert camille.trouble == "Command with a trigger of 'other' not found."
    app.answers["/command"] = lambda: web.Response(status=500)
    await camille.commands("/pm")
    assert camille.trouble == "Command 'pm' returned response 500."
    app.answers["/command"] = lambda: web.Response(text="{", content_type="application/json")
    await camille.commands("/pm")
    assert camille.trouble == "Command 'pm' failed."
    mattermost.settings["AllowedUntrustedInternalConnections"] = ""
    await camille.commands("/pm")
    assert (camille.trouble, len(app.heard)) == ("Command 'pm' failed.", 2)


async def test_a_public_address_leads_to_this_machine(mattermost: Mattermost, app: BareApp, camille: Person) -> None:
    mattermost.command("loin", "https://coach.example/command")
    mattermost.integrations.road("https://coach.example", app.url)
    await camille.commands("/loin")
    assert (camille.trouble, len(app.heard)) == ("", 1)


async def test_a_response_url_is_good_for_five_answers_in_half_an_hour(
    mattermost: Mattermost, client: BareClient, app: BareApp, camille: Person
) -> None:
    await camille.commands("/pm")
    url = app.heard[0]["response_url"]
    assert [await client.answer_later(url, {"text": "Plus tard"}) for _ in range(6)] == [200] * 5 + [400]
    assert camille.reads() == ["Plus tard"] * 5
    await camille.commands("/pm")
    mattermost.clock.advance(31 * 60)
    assert await client.answer_later(app.heard[1]["response_url"], {"text": "Trop tard"}) == 404


async def test_a_tap_brings_the_context_and_changes_the_post(client: BareClient, app: BareApp, camille: Person) -> None:
    posted = await client.post(camille.direct.id, "Question", props={"attachments": attachments(app, "Oui", "Non")})
    props = {"attachments": [{"text": "C'est noté."}]}
    app.answers["/tap"] = {"update": {"message": "", "props": props}, "ephemeral_text": "<https://a.example|Merci>"}
    await camille.taps("Non")
    (said,) = app.heard
    assert (said["context"], said["type"], said["post_id"]) == ({"at": 1}, "button", posted["id"])
    assert (said["user_id"], said["team_id"]) == (camille.user.id, "")
    assert camille.reads() == ["C'est noté.", "Merci"]
    await camille.mattermost.settle()
    assert (await client(f"GET /posts/{posted['id']}")).body["edit_at"] > 0


async def test_an_update_without_props_keeps_the_buttons(client: BareClient, app: BareApp, camille: Person) -> None:
    await client.post(camille.direct.id, "Question", props={"attachments": attachments(app, "Oui")})
    app.answers["/tap"] = {"update": {"message": "Réponse"}}
    button = camille.button("Oui")
    await camille.taps_again(button)
    assert camille.sees() == "Réponse\nAlors ?\n[Oui]"
    app.answers["/tap"] = {"update": {"message": "Fini", "props": {}}}
    await camille.taps_again(button)
    await camille.taps_again(button)
    assert (camille.trouble, camille.sees()) == ("Invalid action id.", "Fini")


async def test_an_update_that_does_not_name_its_files_takes_them_away(
    client: BareClient, app: BareApp, camille: Person
) -> None:
    uploaded = await client("POST /files", data={"channel_id": camille.direct.id, "files": io.BytesIO(b"png")})
    picture = uploaded.body["file_infos"][0]["id"]
    about = {"file_ids": [picture], "props": {"attachments": attachments(app, "Oui"), "coach": "p1"}}
    posted = await client.post(camille.direct.id, "Le point", **about)
    app.answers["/tap"] = {"update": {"message": "Vu", "file_ids": [picture]}}
    await camille.taps("Oui")
    kept = (await client(f"GET /posts/{posted['id']}")).body
    assert (kept["file_ids"], kept["props"]["coach"]) == ([picture], "p1")
    app.answers["/tap"] = {"update": {"message": "Vu", "props": {}}}
    await camille.taps("Oui")
    bare = (await client(f"GET /posts/{posted['id']}")).body
    assert ("file_ids" in bare, bare["props"]) == (False, {})


async def test_an_ephemeral_post_can_be_tapped_and_not_changed(app: BareApp, camille: Person, channel: Channel) -> None:
    app.answers["/command"] = {"text": "Question", "attachments": attachments(app, "Oui")}
    await camille.commands("/pm", channel=channel)
    app.answers["/tap"] = {"ephemeral_text": "Noté", "skip_slack_parsing": True}
    await camille.taps("Oui", channel)
    assert (app.heard[-1]["context"], camille.trouble, camille.sees(channel)) == ({"at": 0}, "", "Noté")
    app.answers["/tap"] = {"update": {"message": "Noté"}, "ephemeral_text": "Pas montré"}
    await camille.taps("Oui", channel)
    assert (camille.trouble, camille.reads(channel)[-1]) == ("Unable to get the post.", "Noté")


async def test_a_tap_on_what_is_gone_is_an_error(client: BareClient, app: BareApp, camille: Person) -> None:
    posted = await client.post(camille.direct.id, "Question", props={"attachments": attachments(app, "Oui")})
    button = camille.button("Oui")
    await client(f"DELETE /posts/{posted['id']}")
    await camille.taps_again(button)
    assert (camille.trouble, app.heard) == ("Unable to get the post.", [])


async def test_a_call_can_be_sent_again_word_for_word(
    mattermost: Mattermost, client: BareClient, app: BareApp, camille: Person
) -> None:
    await client.post(camille.direct.id, "Question", props={"attachments": attachments(app, "Oui")})
    await camille.taps("Oui")
    await camille.commands("/pm", "encore")
    for sent in list(mattermost.integrations.sent):
        await mattermost.integrations.send(sent)
    assert app.heard[:2] == app.heard[2:]


@pytest.mark.parametrize("answer", [web.Response(status=503), web.Response(text="")])
async def test_a_tap_that_the_app_does_not_answer_well_is_an_error(
    client: BareClient, app: BareApp, camille: Person, answer: web.Response
) -> None:
    await client.post(camille.direct.id, "Question", props={"attachments": attachments(app, "Oui")})
    app.answers["/tap"] = lambda: answer
    await camille.taps("Oui")
    assert camille.trouble == "Action integration error."


async def test_an_option_of_a_menu_comes_in_the_context(client: BareClient, app: BareApp, camille: Person) -> None:
    options = [{"text": "Un", "value": "1"}, {"text": "Deux", "value": "2"}]
    await client.post(camille.direct.id, "", props={"attachments": menu(app, options=options)})
    await camille.taps("Deux")
    await camille.picks("Qui ?", "Un")
    assert [said["context"]["selected_option"] for said in app.heard] == ["2", "1"]
    with pytest.raises(CannotFill):
        await camille.picks("Qui ?", "Trois")
    await client.post(camille.direct.id, "", props={"attachments": menu(app, data_source="users")})
    await camille.picks("Qui ?", "Camille")
    assert (app.heard[-1]["context"]["selected_option"], app.heard[-1]["data_source"]) == (camille.user.id, "users")


async def test_a_dialog_is_filled_in_sent_and_refused_until_it_is_right(
    client: BareClient, app: BareApp, camille: Person
) -> None:
    pick = field("Choix", type="select", options=[{"text": "Oui", "value": "yes"}], optional=True)
    await opened(client, app, camille, field("Mots", type="textarea", max_length=9), pick, field("Case", type="bool"))
    assert camille.modal == "Titre\nMots\nChoix\n[Oui]\nCase\n[Submit]"
    for wrong in ({}, {"Mots": "trop de mots"}, {"Autre": "mots"}, {"Choix": "Non"}, {"Case": "oui"}):
        with pytest.raises(CannotFill):
            await camille.fills(wrong)
    app.answers["/dialog"] = {"errors": {"Mots": "Un mot de plus."}}
    await camille.fills({"Mots": "un\nmot"})
    assert (camille.errors, "Un mot de plus." in camille.modal) == ({"Mots": "Un mot de plus."}, True)
    app.answers["/dialog"] = {"error": "Le magasin est fermé."}
    await camille.fills({"Choix": "Oui", "Case": True})
    assert camille.errors == {"": "Le magasin est fermé."}
    app.answers["/dialog"] = {}
    sent = camille.dialog
    await camille.fills()
    assert (camille.errors, camille.modal) == ({}, "")
    said = app.heard[-1]
    assert said["submission"] == {"Mots": "un\nmot", "Choix": "yes", "Case": True}
    assert (said["type"], said["callback_id"], said["state"]) == ("dialog_submission", "form", "signed")
    assert (said["user_id"], said["cancelled"], "url" in said) == (camille.user.id, False, False)
    await camille.sends_again(sent)
    assert app.heard[-1] == said


async def test_what_passes_through_the_client_can_be_forged(
    mattermost: Mattermost, client: BareClient, app: BareApp, camille: Person
) -> None:
    await opened(client, app, camille, field("Mots", optional=True))
    forger = mattermost.person("Alix")
    camille.dialog.channel = mattermost.channel("produit", camille, forger).id
    await forger.forges(camille.dialog, state="forged", values={"Mots": "x" * 9_999}, url=f"{app.url}/elsewhere")
    said = app.heard[-1]
    assert (said["user_id"], said["state"], len(said["submission"]["Mots"])) == (forger.user.id, "forged", 9_999)


async def test_a_dialog_closed_tells_only_when_asked_to(client: BareClient, app: BareApp, camille: Person) -> None:
    await opened(client, app, camille, field("Mots"))
    await camille.closes()
    assert (camille.modal, len(app.heard)) == ("", 1)
    await opened(client, app, camille, field("Mots"), notify_on_cancel=True)
    await camille.closes()
    assert (app.heard[-1]["cancelled"], app.heard[-1]["submission"]) == (True, None)


async def test_a_dialog_whose_sending_failed_closes_all_the_same(
    client: BareClient, app: BareApp, camille: Person
) -> None:
    await opened(client, app, camille, field("Mots", optional=True))
    app.answers["/dialog"] = lambda: web.Response(status=500)
    await camille.fills()
    assert (camille.trouble, camille.modal) == ("Action integration error.", "")


async def test_a_trigger_is_good_for_three_seconds_and_for_what_was_done_last(
    mattermost: Mattermost, client: BareClient, app: BareApp, camille: Person
) -> None:
    async def opens(trigger: str) -> str:
        asked = {"trigger_id": trigger, "url": f"{app.url}/dialog", "dialog": dialog()}
        return str((await client("POST /actions/dialogs/open", asked)).body.get("id", "ok"))

    await camille.commands("/pm")
    await camille.commands("/pm")
    first, last = (said["trigger_id"] for said in app.heard)
    assert (await opens(first), camille.modal) == ("ok", "")
    assert (await opens(last), camille.modal[:5]) == ("ok", "Titre")
    mattermost.clock.advance(3.1)
    assert await opens(last) == "interactive_message.decode_trigger_id.expired"
    assert await opens("a:b") == "interactive_message.decode_trigger_id.base64_decode_failed"


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": "x" * 25},
        {"elements": [field("x" * 25)]},
        {"elements": [field("a", help_text="x" * 151)]},
        {"elements": [field("a", default="x" * 151)]},
        {"elements": [field("a", type="textarea", max_length=3001)]},
        {"elements": [field("a", type="select")]},
        {"elements": [field("a", type="multiselect")]},
        {"elements": [field("a", multiselect=True)]},
        {"elements": [field("a"), field("a")]},
    ],
)
async def test_a_dialog_that_clients_do_not_show_well_is_refused_and_remembered(
    mattermost: Mattermost, client: BareClient, app: BareApp, camille: Person, wrong: dict[str, Any]
) -> None:
    await camille.commands("/pm")
    asked = {"trigger_id": app.heard[0]["trigger_id"], "url": f"{app.url}/dialog", "dialog": {**dialog(), **wrong}}
    assert (await client("POST /actions/dialogs/open", asked)).status == 400
    with pytest.raises(AppMistake):
        mattermost.check_contract()
    mattermost.violations.clear()


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"respond": "x"}, "no property 'respond'"),
        ({"response_type": "public", "text": "x"}, "response_type 'public'"),
        ({"attachments": [{"txt": "x"}]}, "no property 'txt'"),
        ({"attachments": [{"actions": [{"id": "a_b", "name": "A", "integration": {"url": "x"}}]}]}, "'a_b'"),
    ],
)
async def test_an_answer_that_mattermost_would_pass_over_fails_the_test(
    mattermost: Mattermost, app: BareApp, camille: Person, answer: dict[str, Any], said: str
) -> None:
    app.answers["/command"] = answer
    await camille.commands("/pm")
    with pytest.raises(AppMistake, match=said):
        mattermost.check_contract()
    mattermost.violations.clear()
