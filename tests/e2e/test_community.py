"""A community of PMs: totals, a picture that can be read as a table, and shared words that can be taken back."""

import pytest
from playwright.async_api import Locator, expect

from bot.domain.reflection import Rating
from tests.e2e.conftest import Visit
from tests.e2e.program import Program
from tests.e2e.screen import Screen

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


def digest(screen: Screen) -> Locator:
    return screen.messages.filter(has=screen.page.locator(".picture")).last


async def test_the_trend_picture_is_shown_and_says_in_words_what_it_shows(
    shared_program: Program, visit: Visit
) -> None:
    andrea = await visit(shared_program, "andrea", "community")
    picture = digest(andrea).get_by_role("img")
    ratings = [andrea.say(f"ratings.{rating}").lower() for rating in Rating]
    newest = zip(totals_in_threads(shared_program)[-1], ratings, strict=True)
    in_words = ", ".join(f"{count} {rating}" for count, rating in newest if count != "0")
    await expect(picture).to_have_accessible_name(andrea.say("digest.trend_alt", count=8, detail=in_words))
    await andrea.see(picture)


async def test_the_trends_table_opens_and_holds_the_totals_of_every_digest(
    shared_program: Program, visit: Visit
) -> None:
    andrea = await visit(shared_program, "andrea", "community")
    await digest(andrea).get_by_text("Lire comme un tableau").click()
    rows = digest(andrea).get_by_role("table").locator("tbody").get_by_role("row")
    await expect(rows).to_have_count(8)
    shown = [await row.get_by_role("cell").all_inner_texts() for row in await rows.all()]
    assert shown == totals_in_threads(shared_program)


def totals_in_threads(program: Program) -> list[list[str]]:
    """The numbers in the table that each digest has in its thread."""
    said = program.ask("GET", "/api/messages?person=andrea&channel=community").json()["messages"]
    blocks = [block for message in said if message["thread"] for block in message["blocks"]]
    return [row[1:] for block in blocks if block["type"] == "table" for row in block["rows"]]


async def test_a_digests_details_are_read_in_its_thread(shared_program: Program, visit: Visit) -> None:
    andrea = await visit(shared_program, "andrea", "community")
    await digest(andrea).get_by_role("button", name="1 réponse").click()
    details = andrea.thread.get_by_role("article").last.get_by_role("table", name=andrea.say("digest.details"))
    await expect(details).to_be_visible()
    await andrea.thread.get_by_role("button", name="Fermer le fil").click()
    await expect(andrea.thread).to_be_hidden()


async def test_an_excerpt_taken_back_leaves_the_digest_and_its_totals_stay(program: Program, visit: Visit) -> None:
    andrea = await visit(program, "andrea")
    noa = await visit(program, "noa", "community")
    shared = digest(noa).get_by_role("blockquote")
    await expect(shared).to_have_count(1)
    words = await shared.inner_text()
    await andrea.send(f"/pm-coach {andrea.word('shared')}")
    listed = andrea.message(andrea.say("shared.title"))
    await listed.get_by_role("button", name=andrea.say("share.take_back")).first.click()
    await expect(noa.talk.get_by_text(words)).to_have_count(0)
    await noa.see(digest(noa).get_by_role("img"))
