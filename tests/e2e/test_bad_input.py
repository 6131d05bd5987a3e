"""What people send by mistake: too long, empty, twice."""

import json

import pytest
from playwright.async_api import expect

from tests.e2e import story
from tests.e2e.conftest import Visit
from tests.e2e.program import Program
from tests.e2e.screen import loosely

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LONG = "Une phrase de vingt." * 1000


async def test_a_message_of_20000_characters_gets_a_sentence_and_stays_in_the_conversation(
    shared_program: Program, asked: str, visit: Visit
) -> None:
    reader = await visit(shared_program, asked)
    await reader.send(LONG)
    await expect(reader.message(reader.say("typed.too_long"))).to_be_visible()
    await expect(reader.message(LONG)).to_be_visible()


async def test_a_message_longer_than_the_chat_takes_stays_in_the_field(
    shared_program: Program, asked: str, visit: Visit
) -> None:
    reader = await visit(shared_program, asked)
    reader.watch.expect("status of 409")
    await reader.send(LONG * 3)
    await expect(reader.complaint).to_contain_text(reader.say("playground.too_long", longest=40000))
    await expect(reader.composer).to_have_value(LONG * 3)


async def test_20000_characters_in_a_form_are_told_while_typing_and_kept_when_refused(
    shared_program: Program, asked: str, visit: Visit
) -> None:
    reader = await visit(shared_program, asked)
    await reader.button(reader.say("prompt.write"), "Démarches en ligne").click()
    words = reader.dialog.get_by_label(reader.say("fields.words"))
    await words.fill(LONG)
    await expect(words).to_have_accessible_description(loosely("20000 sur 3000 caractères"))
    await reader.submit(reader.say("forms.write_submit"))
    refused = reader.say("errors.field_too_long", length=20000, longest=3000)
    await expect(words).to_have_accessible_description(loosely(refused))
    await expect(words).to_have_value(LONG)
    await words.fill("Plus court.")
    await reader.submit(reader.say("forms.write_submit"))
    await expect(reader.message(reader.say("answered.words_kept"))).to_be_visible()


async def test_an_answer_that_says_nothing_is_told_at_its_field(
    shared_program: Program, asked: str, visit: Visit
) -> None:
    reader = await visit(shared_program, asked)
    await reader.button(reader.say("prompt.write"), "Démarches en ligne").click()
    words = reader.dialog.get_by_label(reader.say("fields.words"))
    for typed, sentence in (("", "errors.field_empty"), ("🚀🚀", "errors.field_says_nothing")):
        await words.fill(typed)
        await reader.submit(reader.say("forms.write_submit"))
        await expect(words).to_have_accessible_description(loosely(reader.say(sentence)))
        await expect(words).to_be_focused()
        await expect(words).to_have_value(typed)


async def test_an_empty_message_is_not_sent(shared_program: Program, newcomer: str, visit: Visit) -> None:
    reader = await visit(shared_program, newcomer)
    await reader.send("   ")
    await expect(reader.complaint).to_contain_text("Écrivez d’abord votre message.")


async def test_an_invitation_accepted_in_two_tabs_asks_one_first_question(program: Program, visit: Visit) -> None:
    first = await visit(program, "camille")
    second = await first.another_tab("camille")
    for tab in (first, second):
        await tab.page.bring_to_front()
        await story.accept(tab)
        await tab.choose(tab.say("fields.first_now"))
    for tab in (first, second):
        await tab.page.bring_to_front()
        await tab.submit(tab.say("forms.start_submit"))
        await expect(tab.dialog).to_have_count(0)
    await first.send(f"/pm-coach {first.word('team')}")
    mine = first.message(first.say("team.mine"))
    await expect(mine.locator(".card").get_by_role("button")).to_have_text(
        [first.say("team.leave", team=story.product(first)), first.say("team.set_up_one")]
    )
    asked = first.messages.filter(has_text=first.say("prompt.title", product=story.product(first)))
    await expect(asked).to_have_count(1)


async def test_a_form_that_is_sent_again_does_nothing_twice(shared_program: Program, asked: str, visit: Visit) -> None:
    reader = await visit(shared_program, asked)
    await reader.button(reader.say("prompt.write"), "Démarches en ligne").click()
    await reader.fill({reader.say("fields.words"): "Une fois suffit."})
    async with reader.page.expect_request("**/api/submit") as sending:
        await reader.submit(reader.say("forms.write_submit"))
    await expect(reader.message(reader.say("answered.words_kept"))).to_be_visible()
    sent = json.loads((await sending.value).post_data or "")
    shared_program.do("submit", **sent)
    await expect(reader.message(reader.say("errors.form_used"))).to_be_visible()
    await reader.send(f"/pm-coach {reader.word('my-answers')}")
    await expect(reader.message(reader.say("answers.title")).get_by_role("blockquote")).to_have_count(1)


async def test_a_button_pressed_twice_acts_once(shared_program: Program, asked: str, visit: Visit) -> None:
    reader = await visit(shared_program, asked)
    await reader.button(reader.say("ratings.no"), "Démarches en ligne").dblclick()
    await expect(reader.message(reader.say("answered.rated", rating="non"))).to_be_visible()
    await expect(reader.messages.filter(has_text=reader.say("answered.rated", rating="non"))).to_have_count(1)
    await expect(reader.complaint).to_have_count(0)
