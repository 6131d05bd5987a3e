"""Whoever asks proves it, by the tokens of commands and the seals of buttons and dialogs, or changes nothing."""

import json
import sqlite3
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import aiohttp
import pytest

from bot.domain.library import Library
from bot.domain.message import Act
from bot.domain.outbox import PlatformRecord
from bot.domain.people import Member
from bot.domain.reflection import TypedWords
from bot.frontdesk.acts import FORMS, TAPS
from bot.platforms.mattermost.commands import GOOD_SECONDS, KIND, READ_AGAIN_SECONDS, CommandTokens
from bot.platforms.mattermost.means import ACTION, COMMAND, DIALOG
from bot.platforms.mattermost.seals import Audience, Opened, Seals
from bot.platforms.mattermost.workspace import WORKSPACE
from tests.platforms.mattermost.chat import fills
from tests.platforms.mattermost.coach import KEY, PUBLIC_URL, Coach, coaching
from tests.platforms.mattermost.double import Mattermost, Person
from tests.platforms.mattermost.test_listening import starts

OTHER_KEY = b"another key of the coach, newer ."
ACTION_URL = PUBLIC_URL + ACTION


@pytest.fixture
async def coach(mattermost: Mattermost, library: Library, tmp_path: Path) -> AsyncIterator[Coach]:
    """The coach with a database whose rows can be compared."""
    async with coaching(mattermost, library, url=f"sqlite:///{tmp_path / 'coach.db'}") as answering:
        yield answering


def rows(coach: Coach) -> Sequence[str]:
    """Everything that the store holds."""
    connection = sqlite3.connect(str(coach.store.url.database))
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


async def posts(coach: Coach, path: str, **body: Any) -> tuple[int, Any]:
    """What the coach answers to whoever sends that."""
    async with aiohttp.ClientSession() as session, session.post(f"{coach.address}{path}", **body) as answer:
        return answer.status, await answer.json() if answer.content_type == "application/json" else None


def tap(person: Person, context: dict[str, Any], channel: str = "") -> dict[str, Any]:
    """A tap as the server would send it."""
    direct = person.direct
    where = {"channel_id": channel or direct.id, "channel_name": direct.name}
    user = {"user_id": person.user.id, "user_name": person.user.username}
    return {**user, **where, "post_id": "p" * 26, "trigger_id": "t", "context": context}


def sent(person: Person, state: str, **submission: str) -> dict[str, Any]:
    """A dialog as a client can send it, whatever it says."""
    return {"user_id": person.user.id, "state": state, "submission": submission, "cancelled": False}


@pytest.mark.parametrize("token", ["", "somebody’s own", None])
async def test_a_command_with_another_token_is_refused_and_the_log_says_so(
    coach: Coach, camille: Person, caplog: pytest.LogCaptureFixture, token: str | None
) -> None:
    before = rows(coach)
    form = {"user_id": camille.user.id, "channel_id": camille.direct.id, "command": "/pm-coach", "text": "stop"}
    status, _ = await posts(coach, COMMAND, data=form if token is None else {**form, "token": token})
    assert status == 401
    assert rows(coach) == before
    assert "action=mattermost_unproved" in caplog.text


async def test_a_command_of_another_team_and_a_new_token_are_known(
    coach: Coach, mattermost: Mattermost, library: Library
) -> None:
    kim = mattermost.person("Kim", mattermost.add_team("ailleurs"), locale="fr")
    command = mattermost.command("pm-role", PUBLIC_URL + COMMAND, kim.team)
    async with coach.store.transaction() as tx:
        tx.add(PlatformRecord(id=command.id, workspace=WORKSPACE, kind=KIND, key=command.id, body=command.token))
    await kim.commands("/pm-role")
    assert library.role("fr").short in kim.sees()


async def test_a_new_token_is_looked_for_at_most_once_in_a_while(coach: Coach) -> None:
    now = 0.0
    tokens = CommandTokens(coach.store, lambda: now)
    assert not await tokens.is_good("new")
    async with coach.store.transaction() as tx:
        tx.add(PlatformRecord(id="new", workspace=WORKSPACE, kind=KIND, key="new", body="new"))
    assert not await tokens.is_good("new")
    now = READ_AGAIN_SECONDS
    assert await tokens.is_good("new")


async def test_a_withdrawn_token_is_good_for_a_minute_at_most(coach: Coach) -> None:
    now = 0.0
    async with coach.store.transaction() as tx:
        tx.add(PlatformRecord(id="old", workspace=WORKSPACE, kind=KIND, key="old", body="old"))
    tokens = CommandTokens(coach.store, lambda: now)
    assert await tokens.is_good("old")
    async with coach.store.transaction() as tx:
        for record in await tx.all(PlatformRecord, key="old"):
            await tx.remove(record)
    now = GOOD_SECONDS - 1
    assert await tokens.is_good("old")
    now = GOOD_SECONDS
    assert not await tokens.is_good("old")


async def test_a_form_that_is_too_old_says_so_in_its_readers_language_after_a_restart(
    mattermost: Mattermost, library: Library, tmp_path: Path
) -> None:
    sam, url = mattermost.person("Sam", locale="en"), f"sqlite:///{tmp_path / 'restarted.db'}"
    async with coaching(mattermost, library, url=url) as before:
        await sam.commands("/pm-coach", "start")
        later = before.clock.now() + timedelta(days=2)
    async with coaching(mattermost, library, url=url, now=later):
        await sam.sends_again(sam.dialog)
        assert sam.errors == {"": library.say("en")("mattermost.old_form")}


async def test_a_channel_called_nearly_as_a_conversation_is_a_channel(
    coach: Coach, mattermost: Mattermost, camille: Person
) -> None:
    channel = mattermost.channel(f"a__{mattermost.bot.id}", camille)
    await camille.commands("/pm-role", channel=channel)
    assert coach.say("role.post_here") in camille.labels(channel)


@pytest.mark.parametrize("name", [*TAPS, "role", "role.alone", "unheard-of"])
async def test_nobody_taps_what_was_offered_to_somebody_else(
    coach: Coach, mattermost: Mattermost, camille: Person, name: str
) -> None:
    await starts(coach, camille)
    alix = mattermost.person("Alix", locale="fr")
    subject = (await coach.kept(Member))[0].id
    seals = Seals([KEY])
    for_camille = seals.sealed(ACTION_URL, Audience("user", camille.user.id), "h" * 26).integration(Act(name, subject))
    for_channel = seals.sealed(ACTION_URL, Audience("channel", "c" * 26)).integration(Act(name, subject))
    before = rows(coach)
    for borrowed in (for_camille, for_channel):
        told = await posts(coach, ACTION, json=tap(alix, borrowed["context"], camille.direct.id))
        assert told == (200, {"ephemeral_text": coach.say("errors.old_button")})
    assert rows(coach) == before


FORGERIES: list[dict[str, Any]] = [
    {"act": "stop//"},
    {"act": None},
    {"for": "channel"},
    {"for": "everybody"},
    {"aside": "h" * 26},
    {"by": ""},
    {"seal": ""},
    {"seal": "é"},
    {"seal": 1},
    {"selected_option": "answer/x/yes"},
    {"selected_option": "answer/x/yes#seal"},
    {"selected_option": ["answer/x/yes"]},
]


@pytest.mark.parametrize("changes", FORGERIES)
async def test_a_forged_button_changes_nothing(coach: Coach, camille: Person, changes: dict[str, Any]) -> None:
    await starts(coach, camille)
    context = camille.button("Oui").action["integration"]["context"]
    before = rows(coach)
    told = await posts(coach, ACTION, json=tap(camille, {**context, **changes}))
    assert told == (200, {"ephemeral_text": coach.say("errors.old_button")})
    assert rows(coach) == before
    assert (await posts(coach, ACTION, json=tap(camille, context)))[0] == 200
    assert rows(coach) != before


async def test_the_entry_of_one_menu_fits_no_other_persons(
    coach: Coach, mattermost: Mattermost, camille: Person
) -> None:
    alix = mattermost.person("Alix", locale="fr")
    for person in (camille, alix):
        await starts(coach, person)
    menu = camille.button(coach.say("prompt.skip"))
    own = alix.button(coach.say("prompt.skip")).action["integration"]["context"]
    before = rows(coach)
    told = await posts(coach, ACTION, json=tap(alix, {**own, "selected_option": menu.option}))
    assert told == (200, {"ephemeral_text": coach.say("errors.old_button")})
    assert rows(coach) == before


@pytest.mark.parametrize("name", [*FORMS, "unheard-of"])
async def test_nobody_sends_a_dialog_that_was_opened_by_somebody_else(
    coach: Coach, mattermost: Mattermost, camille: Person, name: str
) -> None:
    await starts(coach, camille)
    alix = mattermost.person("Alix", locale="fr")
    opened = Opened("form", str(Act(name)), camille.direct.id, direct=True)
    state = Seals([KEY]).state(opened, camille.user.id, coach.clock.now())
    before = rows(coach)
    told = await posts(coach, DIALOG, json=sent(alix, state, product="Volé"))
    assert told == (200, {"error": coach.say("mattermost.old_form")})
    assert rows(coach) == before
    assert await posts(coach, DIALOG, json=sent(camille, state, product="À moi")) != told


async def test_a_forged_dialog_stays_open_with_its_text_and_changes_nothing(coach: Coach, camille: Person) -> None:
    await camille.commands("/pm-coach", "commencer")
    state = str(camille.dialog.content["state"])
    way = coach.library.role("fr").ways[0].id
    before = rows(coach)
    for forged in (state.replace("start.form", "settings.form"), state[:-1], "{}", "", "#", "é#é"):
        await camille.forges(state=forged, values={**camille.dialog.values, "product": "Démarches", "way": way})
        assert camille.errors == {"": coach.say("mattermost.old_form")}
    assert rows(coach) == before
    assert camille.modal != ""


@pytest.mark.usefixtures("coach")
async def test_nobody_who_fills_in_a_dialog_sees_the_hook_that_answers_it(
    mattermost: Mattermost, camille: Person
) -> None:
    await camille.commands("/pm-coach", "commencer")
    [hook] = mattermost.hooks
    assert hook not in json.dumps(camille.dialog.content)


@pytest.mark.parametrize(("hours", "good"), [(23, True), (25, False)])
async def test_a_dialog_is_good_for_a_day(coach: Coach, camille: Person, hours: int, good: bool) -> None:
    await camille.commands("/pm-coach", "commencer")
    coach.clock.stand_still(coach.clock.now() + timedelta(hours=hours))
    filled = {"fields.product": "Démarches", "fields.way": coach.library.role("fr").ways[0].label}
    await fills(camille, {coach.say(key): value for key, value in filled.items()})
    assert camille.errors == ({} if good else {"": coach.say("mattermost.old_form")})
    assert len(await coach.kept(Member)) == good


async def test_a_dialog_is_used_up_once_accepted_and_not_before(coach: Coach, camille: Person) -> None:
    await camille.commands("/pm-coach", "commencer")
    way = {coach.say("fields.way"): coach.library.role("fr").ways[0].label}
    await fills(camille, {coach.say("fields.product"): "…", **way})
    dialog = camille.dialog
    assert camille.errors != {}
    await fills(camille, {coach.say("fields.product"): "Démarches"})
    assert camille.errors == {}
    [member] = await coach.kept(Member)
    await camille.sends_again(dialog)
    assert coach.say("errors.form_used") in (*camille.errors.values(), camille.sees())
    assert [again.started_at for again in await coach.kept(Member)] == [member.started_at]


async def test_a_dialog_closed_without_sending_changes_nothing(coach: Coach, camille: Person) -> None:
    await camille.commands("/pm-coach", "commencer")
    before = rows(coach)
    state = str(camille.dialog.content["state"])
    told = await posts(coach, DIALOG, json={**sent(camille, state), "submission": None, "cancelled": True})
    assert told == (200, {})
    assert rows(coach) == before


async def test_what_goes_to_a_person_is_sealed_for_them_and_what_stands_in_a_channel_for_all(
    coach: Coach, mattermost: Mattermost, camille: Person
) -> None:
    alix = mattermost.person("Alix", locale="fr")
    channel = mattermost.channel("equipe", camille, alix)
    await camille.commands("/pm-role", channel=channel)
    assert camille.posts(channel)[-1].attachments[0]["actions"][0]["integration"]["context"] == {
        "act": ANY, "for": "user", "aside": ANY, "by": "", "seal": ANY,
    }  # fmt: skip
    await camille.taps(coach.say("role.post_here"), channel)
    await coach.settle()
    why = coach.library.role("fr").parts.why
    button = alix.button(why.title, channel)
    assert button.action["integration"]["context"]["for"] == "channel"
    await alix.taps_again(button)
    assert alix.trouble == ""
    assert why.text in "\n".join([*alix.reads(channel), *alix.reads()])


@pytest.mark.parametrize(("keys", "good"), [((OTHER_KEY, KEY), True), ((OTHER_KEY,), False)])
async def test_keys_are_exchanged_without_breaking_what_is_open(
    mattermost: Mattermost, library: Library, camille: Person, tmp_path: Path, keys: tuple[bytes, ...], good: bool
) -> None:
    url = f"sqlite:///{tmp_path / 'rotated.db'}"
    async with coaching(mattermost, library, url=url) as before:
        await starts(before, camille)
        await camille.commands("/pm-coach", "réglages")
        await camille.taps(before.say("settings.change"))
    async with coaching(mattermost, library, url=url, keys=keys, now=before.clock.now()) as coach:
        await camille.fills()
        assert camille.errors == ({} if good else {"": coach.say("mattermost.old_form")})
        await camille.taps("Non")
        await coach.settle()
        said = camille.reads()
        assert (coach.say("answered.rated", rating="non") in "\n".join(said)) is good
        assert (said[-1] == coach.say("errors.old_button")) is not good


async def test_a_replayed_tap_does_nothing_twice(coach: Coach, mattermost: Mattermost, camille: Person) -> None:
    await starts(coach, camille)
    await camille.taps("Non")
    await camille.types("Nous avons tranché.")
    await coach.settle()
    reads, kept = camille.reads(), await coach.kept(TypedWords)
    replayed = next(one for one in reversed(mattermost.integrations.sent) if one.url == ACTION_URL)
    await mattermost.integrations.send(replayed)
    stranger = mattermost.person("Alix", locale="fr")
    assert replayed.body is not None
    answer = await mattermost.integrations.send(replace(replayed, body={**replayed.body, "user_id": stranger.user.id}))
    await coach.settle()
    assert answer.json() == {"ephemeral_text": coach.say("errors.old_button")}
    assert camille.reads() == reads
    assert [words.words for words in await coach.kept(TypedWords)] == [words.words for words in kept]
