"""`/pm-role` in a channel: completed while typing, seen by the asker alone, walked by keyboard, posted for all."""

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import Visit
from tests.e2e.program import Program

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_command_is_completed_by_typing_and_its_answer_is_for_the_asker_alone(
    shared_program: Program, newcomer: str, visit: Visit
) -> None:
    asker = await visit(shared_program, newcomer, "product")
    neighbour = await visit(shared_program, shared_program.let_in(), "product")
    keyboard, vision = asker.page.keyboard, asker.role.mission("vision")
    await asker.composer.focus()
    await keyboard.type("/pm-r")
    options = asker.talk.get_by_role("option")
    await expect(options).to_contain_text(["/pm-role"])
    await keyboard.press("Tab")
    await expect(asker.composer).to_have_value("/pm-role ")
    await keyboard.type("VISI")
    await expect(options.first).to_contain_text(vision.title)
    await expect(options.first).to_have_attribute("aria-selected", "true")
    await keyboard.press("Enter")
    await expect(asker.composer).to_have_value("/pm-role vision")
    await expect(options).to_have_count(0)
    await keyboard.press("Enter")
    await expect(asker.message(vision.text)).to_contain_text("Visible par vous seulement")
    await expect(asker.composer).to_have_value("")
    await asker.button(asker.say("role.post_here"), vision.text).click()
    await expect(neighbour.message(vision.text)).to_be_visible()
    await expect(neighbour.message(vision.text)).not_to_contain_text("Visible par vous seulement")
    await expect(neighbour.messages.filter(has_text=vision.text)).to_have_count(1)
    await expect(asker.message(asker.say("role.posted", title=vision.title))).to_be_visible()


async def test_the_list_of_commands_is_walked_with_arrows_and_left_with_escape(
    shared_program: Program, newcomer: str, visit: Visit
) -> None:
    asker = await visit(shared_program, newcomer)
    await asker.composer.press("/")
    options = asker.talk.get_by_role("option")
    await expect(options).to_contain_text(["/pm-role", "/pm-coach"])
    await expect(asker.live).to_contain_text("2 commandes proposées")
    await asker.composer.press("ArrowDown")
    await expect(asker.talk.get_by_role("option", selected=True)).to_contain_text("/pm-coach")
    await asker.composer.press("ArrowDown")
    await expect(asker.talk.get_by_role("option", selected=True)).to_contain_text("/pm-role")
    await asker.composer.press("Escape")
    await expect(options).to_have_count(0)
    await expect(asker.composer).to_have_value("/")
    await expect(asker.composer).to_be_focused()


async def test_the_role_is_walked_by_keyboard_alone(shared_program: Program, newcomer: str, visit: Visit) -> None:
    asker = await visit(shared_program, newcomer)
    role, keyboard = asker.role, asker.page.keyboard
    await asker.tab_to(asker.composer)
    await keyboard.type("/pm-role")
    await keyboard.press("Enter")
    await expect(asker.message(role.short)).to_be_visible()
    for label, told in (
        (role.parts.missions.title, role.parts.missions.text),
        (role.mission("vision").title, role.mission("vision").text),
        (asker.say("role.back"), role.short),
        (role.way("shared").title, role.way("shared").text),
    ):
        button = asker.messages.last.get_by_role("button", name=label, exact=True)
        await asker.tab_to(button, "Shift+Tab" if label == role.parts.missions.title else "Tab")
        await keyboard.press("Enter")
        await expect(asker.messages.last).to_contain_text(told)
        await expect(asker.messages.last).to_be_focused()


async def test_an_unknown_command_stays_written_and_is_explained(
    shared_program: Program, newcomer: str, visit: Visit
) -> None:
    asker = await visit(shared_program, newcomer)
    asker.watch.expect("status of 409")
    await asker.send("/pm-quoi donc")
    await expect(asker.complaint).to_contain_text(asker.say("playground.no_command", command="pm-quoi"))
    await expect(asker.composer).to_have_value("/pm-quoi donc")
