"""Being several people: the examples and those one adds, each with their own conversation."""

import asyncio
import re

import pytest
from playwright.async_api import Route, expect

from tests.e2e.conftest import Visit
from tests.e2e.program import Program
from tests.e2e.screen import loosely

LATE = "status of 409"
"""What the page asks of a channel may arrive when one has just left it."""

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_one_becomes_somebody_else_and_sees_their_conversation(shared_program: Program, visit: Visit) -> None:
    screen = await visit(shared_program, "andrea")
    await screen.send("/pm-role impact")
    impact = screen.role.question("impact").title
    await expect(screen.message(impact)).to_be_visible()
    await screen.page.get_by_role("button", name="Vous êtes Andrea").click()
    await screen.page.get_by_role("menuitemradio", name="Lou").click()
    await expect(screen.page.get_by_role("button", name="Vous êtes Lou")).to_be_visible()
    await expect(screen.page).to_have_url(re.compile("#lou/direct$"))
    await expect(screen.message(impact)).to_have_count(0)
    await screen.page.go_back()
    await expect(screen.page.get_by_role("button", name="Vous êtes Andrea")).to_be_visible()
    await expect(screen.message(impact)).to_be_visible()


async def test_a_person_who_is_added_starts_and_is_asked_at_once(shared_program: Program, visit: Visit) -> None:
    screen, name = await visit(shared_program, "sacha"), "Zoé Martin-Dupré"
    await screen.page.locator("#who-button").click()
    await screen.page.get_by_role("menuitem", name="Ajouter une personne").click()
    await screen.fill({"Prénom et nom": name})
    await screen.submit("Ajouter")
    await expect(screen.page.get_by_role("button", name=f"Vous êtes {name}")).to_be_visible()
    await expect(screen.talk.get_by_text("Rien n’a encore été dit ici.")).to_be_visible()
    await screen.talk.get_by_role("button", name="/pm-coach").click()
    await screen.composer.press("Enter")
    await screen.button(screen.say("greeting.start"), screen.say("greeting.title")).click()
    await screen.fill({screen.say("fields.product"): "Cantines"})
    await screen.choose(screen.role.way("business").label, screen.say("fields.first_now"))
    await screen.submit(screen.say("forms.start_submit"))
    await expect(screen.message(screen.say("prompt.title", product="Cantines"))).to_be_visible()


async def test_a_name_that_is_taken_is_told_at_its_field(shared_program: Program, visit: Visit) -> None:
    screen = await visit(shared_program, "sacha")
    screen.watch.expect("status of 409")
    await screen.page.locator("#who-button").click()
    await screen.page.get_by_role("menuitem", name="Ajouter une personne").click()
    await screen.fill({"Prénom et nom": "CAMILLE"})
    await screen.submit("Ajouter")
    field = screen.dialog.get_by_label("Prénom et nom")
    await expect(field).to_have_accessible_description(loosely(screen.say("playground.name_taken", name="CAMILLE")))
    await expect(field).to_be_focused()
    await expect(field).to_have_value("CAMILLE")


async def test_one_leaves_a_channel_and_comes_back(shared_program: Program, visit: Visit) -> None:
    screen = await visit(shared_program, "andrea")
    screen.watch.expect(LATE)
    channel = screen.nav.locator("a", has=screen.page.locator(".hash")).first
    name = await channel.locator(".channel-name").evaluate("node => node.firstChild.textContent.trim()")
    await channel.click()
    leave = screen.talk.get_by_role("button", name=f"Quitter #{name}")
    await leave.click()
    await screen.submit("Quitter")
    await expect(screen.page).to_have_url(re.compile("#andrea/direct$"))
    await expect(screen.page.locator("#live")).to_contain_text(f"Vous avez quitté #{name}.")
    await screen.nav.get_by_role("button", name=f"Revenir dans #{name}").click()
    await expect(screen.talk.get_by_role("heading", name=f"#{name}")).to_be_focused()
    await expect(screen.page.locator("#live")).to_contain_text(f"Vous êtes de retour dans #{name}.")
    await expect(leave).to_be_visible()
    await expect(screen.complaint).to_have_count(0)


async def test_what_comes_late_of_a_channel_that_one_left_is_told_to_nobody(
    shared_program: Program, visit: Visit
) -> None:
    screen, left = await visit(shared_program, "lou"), asyncio.Event()
    screen.watch.expect(LATE)

    async def hold_back(route: Route) -> None:
        await left.wait()
        await route.continue_()

    await screen.page.route(lambda address: "/api/messages" in address, hold_back)
    await screen.nav.locator("a", has=screen.page.locator(".hash")).first.click()
    await screen.talk.get_by_role("button", name="Quitter #").click()
    await screen.submit("Quitter")
    await expect(screen.page.locator("#live")).to_contain_text("Vous avez quitté #")
    async with screen.page.expect_response(lambda answer: answer.status == 409):
        left.set()
    await screen.page.evaluate("() => new Promise(requestAnimationFrame)")
    await expect(screen.complaint).to_have_count(0)
    await screen.nav.get_by_role("button", name="Revenir dans #").click()
    await expect(screen.page.locator("#live")).to_contain_text("Vous êtes de retour dans #")


async def test_one_may_stay_in_a_channel_after_all(shared_program: Program, visit: Visit) -> None:
    screen = await visit(shared_program, "sacha")
    await screen.nav.locator("a", has=screen.page.locator(".hash")).first.click()
    leave = screen.talk.get_by_role("button", name="Quitter #")
    await leave.click()
    await screen.page.keyboard.press("Escape")
    await expect(leave).to_be_focused()


async def test_the_way_back_into_a_channel_keeps_the_focus_while_things_happen(
    shared_program: Program, visit: Visit
) -> None:
    screen = await visit(shared_program, "sacha")
    screen.watch.expect(LATE)
    await screen.nav.locator("a", has=screen.page.locator(".hash")).first.click()
    await screen.talk.get_by_role("button", name="Quitter #").click()
    await screen.submit("Quitter")
    # Only then has the page arrived, and taken the focus, elsewhere.
    await expect(screen.page.locator("#live")).to_contain_text("Vous avez quitté #")
    back = screen.nav.get_by_role("button", name="Revenir dans #")
    await back.focus()
    people = await screen.page.locator("#who").get_attribute("data-version")
    other = await visit(shared_program, "lou")
    await other.page.locator("#who-button").click()
    await other.page.get_by_role("menuitem", name="Ajouter une personne").click()
    await other.fill({"Prénom et nom": "Ange Petit"})
    await other.submit("Ajouter")
    await expect(screen.page.locator("#who")).not_to_have_attribute("data-version", people or "")
    await expect(back).to_be_focused()
    await back.click()
    await expect(screen.page.locator("#live")).to_contain_text("Vous êtes de retour dans #")
    await expect(screen.complaint).to_have_count(0)


async def test_an_address_of_nobody_leads_to_somebody(shared_program: Program, visit: Visit) -> None:
    screen = await visit(shared_program, "%E0%A4%A/nowhere")
    await expect(screen.page.get_by_role("button", name="Vous êtes Camille")).to_be_visible()
