"""Messages that arrive while one looks: they appear by themselves, are told once, and are marked where one is not."""

import re

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import Visit
from tests.e2e.program import Program

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_message_appears_by_itself_and_is_told_once(
    shared_program: Program, newcomer: str, visit: Visit
) -> None:
    reader = await visit(shared_program, newcomer, "product")
    shared_program.do("post", person="sacha", channel="product", text="La démonstration est à 14 h.")
    await expect(reader.message("La démonstration est à 14 h.")).to_be_visible()
    shared_program.do("post", person="lou", channel="product", text="J’y serai aussi.")
    await expect(reader.message("J’y serai aussi.")).to_be_visible()
    await expect(reader.live.get_by_text("Sacha : La démonstration est à 14 h.")).to_have_count(1)
    await expect(reader.live.get_by_text("Lou : J’y serai aussi.")).to_have_count(1)


async def test_an_answer_that_changes_a_message_is_told_once(shared_program: Program, asked: str, visit: Visit) -> None:
    reader = await visit(shared_program, asked)
    await reader.button(reader.say("ratings.yes"), "Démarches en ligne").click()
    await expect(reader.message(reader.say("answered.rated", rating="oui"))).to_be_visible()
    await expect(reader.live.get_by_text(reader.say("answered.notification"))).to_have_count(1)


async def test_what_arrives_elsewhere_is_marked_until_it_is_looked_at(
    shared_program: Program, newcomer: str, visit: Visit
) -> None:
    reader = await visit(shared_program, newcomer)
    await expect(reader.channel("general")).not_to_contain_text("non lu")
    shared_program.do("post", person="lou", channel="general", text="Qui déjeune ensemble ?")
    await expect(reader.channel("general")).to_contain_text("1 non lu")
    await expect(reader.page).to_have_title(re.compile(r"^\(1 non lu\)"))
    await expect(reader.live.get_by_text("#général, Lou : Qui déjeune ensemble ?")).to_have_count(1)
    await reader.look_at("general")
    await expect(reader.message("Qui déjeune ensemble ?")).to_be_visible()
    await expect(reader.channel("general")).not_to_contain_text("non lu")
    await reader.page.reload()
    await expect(reader.message("Qui déjeune ensemble ?")).to_be_visible()
    await expect(reader.page).not_to_have_title(re.compile("non lu"))


async def test_an_edited_and_a_deleted_message_change_for_everyone(
    shared_program: Program, newcomer: str, visit: Visit
) -> None:
    writer = await visit(shared_program, newcomer, "general")
    reader = await visit(shared_program, "lou", "general")
    await writer.send("Réunion mardi")
    await writer.message("Réunion mardi").hover()
    await writer.message("Réunion mardi").get_by_role("button", name="Modifier votre message").click()
    await writer.fill({"Votre message": "Réunion mercredi"})
    await writer.submit("Enregistrer")
    await expect(reader.message("Réunion mercredi")).to_contain_text("modifié")
    await writer.message("Réunion mercredi").get_by_role("button", name="Supprimer votre message").click()
    await writer.submit("Supprimer")
    await expect(reader.message("Réunion mercredi")).to_have_count(0)
    await expect(writer.message("Réunion mercredi")).to_have_count(0)
