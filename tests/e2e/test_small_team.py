"""The main job, end to end: a product's team whose PM starts, is asked, answers, shares, is read, and takes back."""

import re

import pytest
from playwright.async_api import expect

from tests.e2e import story
from tests.e2e.conftest import Visit
from tests.e2e.program import Program

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_the_teams_digest_holds_what_its_pm_shared_and_no_picture_or_number(
    program: Program, visit: Visit
) -> None:
    camille = await visit(program, "camille")
    await story.live(camille)
    sacha = await visit(program, "sacha", "product")
    digest = story.digest(sacha)
    await expect(digest.get_by_role("blockquote")).to_have_text([story.EXCERPT])
    await expect(digest.get_by_role("figure")).to_contain_text("Camille")
    await expect(digest.get_by_role("img").or_(digest.locator("table"))).to_have_count(0)
    await expect(digest.locator(".card")).not_to_have_text(re.compile(r"\d"))
    assert story.WORDS not in await everything_read_by(sacha.program, "sacha")
    assert story.WORDS in await everything_read_by(sacha.program, "camille")


async def everything_read_by(program: Program, person: str) -> str:
    state = program.ask("GET", f"/api/state?person={person}").json()
    asked = (f"/api/messages?person={person}&channel={channel['id']}" for channel in state["channels"])
    return "\n".join(str(program.ask("GET", path).json()) for path in asked)


async def test_a_digest_of_which_everything_is_taken_back_leaves_the_channel(program: Program, visit: Visit) -> None:
    camille = await visit(program, "camille")
    await story.live(camille)
    lou = await visit(program, "lou", "product")
    await expect(story.digest(lou)).to_be_visible()
    await story.take_back(camille)
    await expect(story.digest(lou)).to_have_count(0)
    assert story.EXCERPT not in await everything_read_by(program, "lou")


async def test_an_emptied_digest_to_which_people_replied_says_that_it_is_gone(program: Program, visit: Visit) -> None:
    camille = await visit(program, "camille")
    await story.live(camille)
    await story.digest(camille).get_by_role("button", name="Répondre").click()
    await camille.thread.get_by_role("textbox", name="Réponse dans le fil").fill("Merci, cela aide.")
    await camille.thread.get_by_role("button", name="Envoyer").click()
    await expect(camille.thread.get_by_role("article").filter(has_text="Merci, cela aide.")).to_be_visible()
    await story.take_back(camille)
    await camille.look_at("product")
    await expect(camille.message(camille.say("digest.gone"))).to_contain_text("1 réponse")
    assert story.EXCERPT not in await everything_read_by(program, "lou")
