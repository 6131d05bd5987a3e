"""The page for everyone: axe finds nothing in any main state, in any look, and nothing needs scrolling sideways."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from tests.e2e.conftest import Visit
from tests.e2e.program import Program
from tests.e2e.screen import Screen

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LOOKS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
    "zoom 400 %": {"viewport": {"width": 320, "height": 256}},
}
PRODUCT = "Démarches en ligne"


async def nothing_said_yet(reader: Screen) -> None:
    await expect(reader.talk.locator(".empty")).to_be_visible()


async def switch_of_people(reader: Screen) -> None:
    await reader.page.locator("#who-button").click()
    await expect(reader.page.locator("#who").get_by_role("menu")).to_be_visible()


async def asked_question(reader: Screen) -> None:
    await reader.page.keyboard.press("Escape")
    reader.program.start(reader.person, PRODUCT)
    await expect(reader.message(reader.say("prompt.title", product=PRODUCT))).to_be_visible()


async def open_menu(reader: Screen) -> None:
    await reader.button(reader.say("prompt.menu"), reader.say("prompt.title", product=PRODUCT)).click()
    await expect(reader.page.get_by_role("menu", name=reader.say("prompt.menu"))).to_be_visible()


async def open_form(reader: Screen) -> None:
    await reader.page.keyboard.press("Escape")
    await reader.send("/pm-coach settings")
    await reader.button(reader.say("settings.add_product"), reader.say("settings.title")).click()
    await expect(reader.dialog).to_be_visible()


async def form_with_errors(reader: Screen) -> None:
    await reader.submit(reader.say("forms.product_submit"))
    await expect(reader.dialog.get_by_label(reader.say("fields.product"))).to_have_attribute("aria-invalid", "true")


async def form_about_to_be_left(reader: Screen) -> None:
    await reader.fill({reader.say("fields.product"): "Autre"})
    await reader.page.keyboard.press("Escape")
    await expect(reader.complaint).to_be_visible()


async def list_of_commands(reader: Screen) -> None:
    await reader.complaint.get_by_role("button").first.click()
    await reader.composer.fill("/pm-coach ")
    await expect(reader.talk.get_by_role("option").first).to_be_visible()


async def own_answers_with_picture(reader: Screen) -> None:
    await reader.composer.fill("")
    question = reader.say("prompt.title", product=PRODUCT)
    await reader.button(reader.say("ratings.rather_yes"), question).click()
    await reader.send("/pm-coach my-answers")
    await reader.see(reader.message(reader.say("answers.title")).get_by_role("img"))


async def sentence_about_a_mistake(reader: Screen) -> None:
    await reader.send(" ")
    await expect(reader.complaint).to_be_visible()


async def community_with_its_table_open(reader: Screen) -> None:
    await reader.open(reader.person, "community")
    picture = reader.messages.filter(has=reader.page.locator(".picture")).last
    await picture.locator("summary").click()
    await expect(picture.get_by_role("table")).to_be_visible()
    await reader.see(picture.get_by_role("img"))


async def thread(reader: Screen) -> None:
    await reader.messages.last.locator(".replies").click()
    await expect(reader.thread.get_by_role("table")).to_be_visible()


STATES: tuple[Callable[[Screen], Awaitable[None]], ...] = (
    nothing_said_yet,
    switch_of_people,
    asked_question,
    open_menu,
    open_form,
    form_with_errors,
    form_about_to_be_left,
    list_of_commands,
    own_answers_with_picture,
    sentence_about_a_mistake,
    community_with_its_table_open,
    thread,
)


async def faults(screen: Screen) -> list[str]:
    """What axe finds in the page as it is, and what would have to be scrolled sideways."""
    found = await Axe().run(screen.page)
    violations = [
        f"{violation['id']}: {node['html']} {node['failureSummary']}"
        for violation in found.response["violations"]
        for node in violation["nodes"]
    ]
    wide = await screen.page.evaluate(TOO_WIDE)
    return [*violations, *(f"wider than its place: {part}" for part in wide)]


TOO_WIDE = """() => [document.documentElement, ...document.querySelectorAll(".scroller, .dialog-body, .nav, .menu")]
    .filter((part) => part.scrollWidth > part.clientWidth)
    .map((part) => `${part.localName}.${part.className} ${part.scrollWidth} > ${part.clientWidth}`)"""


@pytest.mark.parametrize("look", LOOKS)
async def test_no_state_of_the_page_shuts_anybody_out(
    shared_program: Program, newcomer: str, visit: Visit, look: str
) -> None:
    await walk(await visit(shared_program, newcomer, **LOOKS[look]))


async def test_no_state_of_the_english_page_shuts_anybody_out(english_program: Program, visit: Visit) -> None:
    await walk(await visit(english_program, english_program.let_in()))


async def walk(reader: Screen) -> None:
    found = {}
    for state in STATES:
        await state(reader)
        found[state.__name__] = await faults(reader)
    assert {state: named for state, named in found.items() if named} == {}


async def test_the_page_about_ones_data_shuts_nobody_out(shared_program: Program, newcomer: str, visit: Visit) -> None:
    reader = await visit(shared_program, newcomer)
    await reader.page.goto(f"{shared_program.address}/privacy")
    assert await faults(reader) == []


async def test_on_a_phone_one_pane_is_shown_at_a_time(shared_program: Program, newcomer: str, visit: Visit) -> None:
    reader = await visit(shared_program, newcomer, "community", **LOOKS["phone"])
    await expect(reader.nav).to_be_hidden()
    await reader.talk.get_by_role("button", name="Conversations").click()
    await expect(reader.talk).to_be_hidden()
    await reader.channel("product").click()
    await expect(reader.nav).to_be_hidden()
    await expect(reader.talk.get_by_role("heading", name="#mes-démarches")).to_be_visible()
    await reader.messages.last.get_by_role("button", name="Répondre").click()
    await expect(reader.talk).to_be_hidden()
    await reader.thread.get_by_role("button", name="Fermer le fil").click()
    await expect(reader.talk).to_be_visible()
    await expect(reader.thread).to_be_hidden()


async def test_on_a_phone_the_clock_opens_its_tools(shared_program: Program, newcomer: str, visit: Visit) -> None:
    reader = await visit(shared_program, newcomer, **LOOKS["phone"])
    opener = reader.clock.get_by_role("button", name="Avancer dans le temps")
    await expect(opener).to_have_attribute("aria-expanded", "false")
    await opener.click()
    await expect(reader.clock.get_by_role("button", name="Avancer jusque-là")).to_be_visible()
    assert await faults(reader) == []
