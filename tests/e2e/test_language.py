"""French by default, English by a switch or from the start."""

import pytest
from playwright.async_api import expect

from tests.e2e import story
from tests.e2e.conftest import Visit
from tests.e2e.program import Program
from tests.e2e.screen import LIBRARY

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_the_page_and_the_coach_speak_french_until_english_is_chosen(program: Program, visit: Visit) -> None:
    camille, sacha = await visit(program, "camille"), await visit(program, "sacha")
    root, french, english = camille.page.locator("html"), LIBRARY.role("fr"), LIBRARY.role("en")
    await expect(root).to_have_attribute("lang", "fr")
    await camille.send("/pm-role")
    await expect(camille.message(french.short)).to_be_visible()
    await camille.page.get_by_role("button", name="English").click()
    await expect(root).to_have_attribute("lang", "en")
    await expect(camille.page.get_by_role("heading", name="PM coach", level=1)).to_be_visible()
    await expect(camille.page.get_by_role("button", name="You are Camille")).to_be_visible()
    await expect(camille.clock.get_by_role("button", name="Jump to it")).to_be_visible()
    await expect(sacha.page.get_by_role("button", name="You are Sacha")).to_be_visible()
    await camille.send("/pm-role")
    await expect(camille.message(english.short)).to_be_visible()
    await expect(camille.message(french.short)).to_be_visible()
    await camille.page.reload()
    await expect(root).to_have_attribute("lang", "en")
    await camille.page.get_by_role("button", name="français").click()
    await expect(root).to_have_attribute("lang", "fr")


async def test_an_example_lived_in_english_is_english_throughout(english_program: Program, visit: Visit) -> None:
    camille = await visit(english_program, "camille")
    await expect(camille.page.locator("html")).to_have_attribute("lang", "en")
    await expect(camille.page).to_have_title("Private conversation (Camille), PM coach")
    await story.live(camille)
    await expect(story.digest(camille)).to_contain_text(camille.say("digest.note_product"))
    await camille.look_at("community")
    await camille.see(camille.messages.get_by_role("img").last)
