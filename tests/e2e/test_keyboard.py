"""Everything by keyboard: forms, their mistakes, menus, threads, and where the focus goes."""

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import Visit
from tests.e2e.program import Program
from tests.e2e.screen import loosely

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_form_is_opened_corrected_and_sent_without_a_mouse(
    shared_program: Program, newcomer: str, visit: Visit
) -> None:
    reader = await visit(shared_program, newcomer)
    say, keyboard = reader.say, reader.page.keyboard
    await reader.send("/pm-coach")
    start = reader.button(say("greeting.start"), say("greeting.title"))
    await reader.tab_to(start, "Shift+Tab")
    await keyboard.press("Enter")
    await expect(reader.dialog.get_by_role("heading", name=say("forms.start"))).to_be_focused()

    zone = reader.dialog.get_by_label(say("fields.zone"))
    await reader.tab_to(zone)
    await keyboard.press("Control+A")
    await keyboard.type("Mars/Olympus")
    await keyboard.press("Enter")

    product, way = reader.dialog.get_by_label(say("fields.product")), reader.dialog.get_by_role("radio").first
    await expect(product).to_be_focused()
    await expect(product).to_have_attribute("aria-invalid", "true")
    await expect(product).to_have_accessible_description(loosely(say("errors.field_empty")))
    await expect(way).to_have_accessible_description(loosely(say("errors.field_choice")))
    await expect(zone).to_have_accessible_description(loosely("Mars/Olympus"))
    await expect(zone).to_have_value("Mars/Olympus")

    await keyboard.type("Cantines")
    await reader.tab_to(way)
    await keyboard.press("Space")
    await reader.tab_to(zone)
    await keyboard.press("Control+A")
    await keyboard.type("Indian/Reunion")
    await keyboard.press("Enter")
    await expect(reader.dialog).to_have_count(0)
    await expect(start).to_be_focused()
    await expect(reader.message(say("prompt.title", product="Cantines"))).to_be_visible()


async def test_escape_closes_a_form_and_the_focus_comes_back(shared_program: Program, asked: str, visit: Visit) -> None:
    reader = await visit(shared_program, asked)
    write, keyboard = reader.button(reader.say("prompt.write"), "Démarches en ligne"), reader.page.keyboard
    await reader.tab_to(write)
    await keyboard.press("Enter")
    await expect(reader.dialog).to_be_visible()
    await keyboard.press("Escape")
    await expect(reader.dialog).to_have_count(0)
    await expect(write).to_be_focused()


async def test_escape_does_not_lose_what_was_written(shared_program: Program, asked: str, visit: Visit) -> None:
    reader = await visit(shared_program, asked)
    write, keyboard = reader.button(reader.say("prompt.write"), "Démarches en ligne"), reader.page.keyboard
    await reader.tab_to(write)
    await keyboard.press("Enter")
    words = reader.dialog.get_by_label(reader.say("fields.words"))
    await reader.tab_to(words)
    await keyboard.type("Une idée")
    await keyboard.press("Escape")
    await expect(reader.complaint).to_contain_text("n’est pas envoyé")
    await expect(reader.dialog.get_by_role("button", name="Continuer")).to_be_focused()
    await keyboard.press("Enter")
    await expect(words).to_be_focused()
    await expect(words).to_have_value("Une idée")
    await keyboard.press("Escape")
    await reader.tab_to(reader.dialog.get_by_role("button", name="Fermer sans envoyer"), "Shift+Tab")
    await keyboard.press("Enter")
    await expect(reader.dialog).to_have_count(0)
    await expect(write).to_be_focused()


async def test_a_sent_form_leaves_the_focus_on_the_message_that_it_changed(
    shared_program: Program, asked: str, visit: Visit
) -> None:
    reader = await visit(shared_program, asked)
    say, keyboard = reader.say, reader.page.keyboard
    await reader.tab_to(reader.button(say("prompt.write"), "Démarches en ligne"))
    await keyboard.press("Enter")
    await reader.tab_to(reader.dialog.get_by_label(say("fields.words")))
    await keyboard.type("Nous relisons la vision jeudi.")
    await reader.tab_to(reader.dialog.get_by_role("button", name=say("forms.write_submit"), exact=True))
    await keyboard.press("Enter")
    await expect(reader.button(say("prompt.write"), say("answered.words_kept"))).to_be_focused()


async def test_a_menu_is_walked_with_arrows_and_letters(shared_program: Program, asked: str, visit: Visit) -> None:
    reader = await visit(shared_program, asked)
    say, keyboard = reader.say, reader.page.keyboard
    button = reader.button(say("prompt.menu"), "Démarches en ligne")
    menu = reader.page.get_by_role("menu", name=say("prompt.menu"))
    items = menu.get_by_role("menuitem")
    await reader.tab_to(button)
    await keyboard.press("ArrowDown")
    await expect(menu).to_be_visible()
    await expect(items.first).to_be_focused()
    await keyboard.press("ArrowDown")
    await expect(items.nth(1)).to_be_focused()
    await keyboard.press("End")
    await expect(items.last).to_be_focused()
    await keyboard.press("ArrowDown")
    await expect(items.first).to_be_focused()
    await keyboard.press("ArrowUp")
    await expect(items.last).to_be_focused()
    await keyboard.press("Escape")
    await expect(menu).to_be_hidden()
    await expect(button).to_be_focused()
    await keyboard.press("Enter")
    await keyboard.type(say("prompt.skip")[0])
    await expect(menu.get_by_role("menuitem", name=say("prompt.skip"))).to_be_focused()
    await keyboard.press("Enter")
    await expect(menu).to_be_hidden()
    await expect(reader.message(say("prompt.skipped"))).to_be_visible()


async def test_the_switch_of_people_is_a_menu_that_tab_leaves(shared_program: Program, visit: Visit) -> None:
    reader = await visit(shared_program, "lou")
    button, menu = reader.page.locator("#who-button"), reader.page.locator("#who").get_by_role("menu")
    await reader.tab_to(button)
    await reader.page.keyboard.press("Enter")
    await expect(menu.get_by_role("menuitemradio", name="Lou")).to_be_focused()
    await expect(menu.get_by_role("menuitemradio", checked=True)).to_have_count(1)
    await reader.page.keyboard.press("Tab")
    await expect(menu).to_be_hidden()


async def test_the_first_link_leads_past_the_top_of_the_page(shared_program: Program, visit: Visit) -> None:
    reader = await visit(shared_program, "lou")
    await reader.page.keyboard.press("Tab")
    await expect(reader.page.get_by_role("link", name="Aller à la conversation")).to_be_focused()
    await reader.page.keyboard.press("Enter")
    await expect(reader.talk.get_by_role("heading", name="Coach PM", level=2)).to_be_focused()


async def test_a_thread_takes_the_focus_and_escape_gives_it_back(
    shared_program: Program, newcomer: str, visit: Visit
) -> None:
    reader = await visit(shared_program, newcomer, "product")
    reply, keyboard = reader.messages.last.get_by_role("button", name="Répondre"), reader.page.keyboard
    await reader.tab_to(reply)
    await keyboard.press("Enter")
    await expect(reader.thread.get_by_role("textbox", name="Réponse dans le fil")).to_be_focused()
    await keyboard.press("Escape")
    await expect(reader.thread).to_be_hidden()
    await expect(reader.messages.last).to_be_focused()
