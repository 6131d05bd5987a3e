"""What people type stays text, nothing leaves the machine, and nobody else's page gets in."""

import re

import pytest
from playwright.async_api import expect

from tests.e2e import story
from tests.e2e.conftest import Visit
from tests.e2e.program import Program
from tests.e2e.screen import Screen

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

HOSTILE = """<img src=x onerror="alert(1)"><script>alert(2)</script><a href="javascript:alert(3)">&amp;</a>"""
HOSTILE_NAME = "<svg onload=alert(4)><b>Zoé</b>"
HOSTILE_PRODUCT = "<iframe srcdoc='<script>alert(5)</script>'>\"><b>P</b>"
NEVER_MADE = "script:not([src]), iframe, [onerror], [onload], [srcdoc], img[src='x'], a[href^='javascript'], b"


async def expect_only_text(screen: Screen, *texts: str) -> None:
    for text in texts:
        await expect(screen.page.get_by_text(text).filter(visible=True).first).to_be_visible()
    await expect(screen.page.locator(NEVER_MADE)).to_have_count(0)


async def test_html_in_words_and_in_a_share_is_only_text(program: Program, visit: Visit) -> None:
    camille = await visit(program, "camille")
    await story.start(camille)
    await story.be_asked(camille)
    await story.answer(camille, HOSTILE)
    await expect_only_text(camille, HOSTILE)
    await story.share(camille, HOSTILE)
    await story.be_read(camille)
    await expect(story.digest(camille).get_by_role("blockquote")).to_have_text(HOSTILE)
    await expect_only_text(camille, HOSTILE)


async def test_html_in_the_names_of_people_products_and_teams_is_only_text(program: Program, visit: Visit) -> None:
    zoe = await visit(program, program.let_in(HOSTILE_NAME), "general")
    await zoe.page.locator("#who-button").click()
    await expect_only_text(zoe, HOSTILE_NAME)
    await zoe.page.keyboard.press("Escape")
    await zoe.send(f"/pm-coach {zoe.word('team')}")
    await expect_only_text(zoe, HOSTILE_NAME)
    await zoe.fill({zoe.say("fields.team_name"): HOSTILE_PRODUCT})
    await zoe.dialog.get_by_role("group", name=zoe.say("fields.people")).get_by_label("Lou").check()
    await zoe.submit(zoe.say("forms.team_submit"))
    await expect(zoe.message(zoe.say("introduction.invited_by", name=HOSTILE_NAME))).to_be_visible()
    lou = await visit(program, "lou")
    await lou.button(lou.say("invitation.accept"), lou.say("invitation.title", team=HOSTILE_PRODUCT)).click()
    await expect_only_text(lou, HOSTILE_PRODUCT, HOSTILE_NAME)
    await lou.choose(lou.role.way("business").label)
    await lou.submit(lou.say("forms.start_submit"))
    await expect(lou.message(lou.say("prompt.title", product=HOSTILE_PRODUCT))).to_be_visible()
    await expect_only_text(lou, HOSTILE_PRODUCT)


async def test_a_whole_story_asks_nothing_of_anyone_but_the_program_itself(program: Program, visit: Visit) -> None:
    camille = await visit(program, "camille")
    await story.live(camille)
    await camille.look_at("community")
    await camille.see(camille.messages.get_by_role("img").last)
    await camille.look_at("direct-camille")
    await camille.send(f"/pm-coach {camille.word('my-answers')}")
    answers = camille.message(camille.say("answers.title"))
    await camille.see(answers.get_by_role("img"))
    await answers.get_by_role("button", name=camille.say("answers.export")).click()
    async with camille.page.expect_download() as downloading:
        await camille.messages.last.get_by_role("button", name=re.compile(r"\.md$")).click()
    assert story.WORDS in (await (await downloading.value).path()).read_text(encoding="utf-8")
    async with camille.page.context.expect_page() as opening:
        await camille.messages.get_by_role("link", name=camille.say("notice.link")).first.click()
    await expect((await opening.value).get_by_role("heading", level=1)).to_have_text(camille.say("privacy.title"))
    asked = {url for url in camille.watch.requests if not url.startswith(("blob:", "data:"))}
    assert len(asked) > 20
    assert [url for url in asked if not url.startswith(program.address + "/")] == []


@pytest.mark.parametrize("path", ["/", "/page/app.js", "/api/state", "/api/events?person=camille", "/api/messages"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "coach.example"},
        {"Host": "coach.example:8000"},
        {"Host": "127.0.0.1.coach.example"},
        {"Origin": "http://coach.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
    ],
    ids=lambda headers: "-".join(f"{name}={value}" for name, value in headers.items()),
)
async def test_another_sites_page_is_refused(shared_program: Program, path: str, headers: dict[str, str]) -> None:
    assert shared_program.ask("GET", path, **headers).status == 403


@pytest.mark.parametrize("headers", [{"Origin": "http://coach.example"}, {"Host": "coach.example"}])
async def test_another_sites_page_changes_nothing(shared_program: Program, headers: dict[str, str]) -> None:
    body = '{"person": "lou", "channel": "general", "text": "Je ne suis pas Lou."}'
    answer = shared_program.ask("POST", "/api/post", body, **headers, **{"Content-Type": "application/json"})
    assert answer.status == 403
    assert "Je ne suis pas Lou." not in shared_program.ask("GET", "/api/messages?person=lou&channel=general").text


async def test_a_form_of_another_site_that_needs_no_permission_is_refused(shared_program: Program) -> None:
    body = '{"person": "lou", "channel": "general", "text": "Je ne suis pas Lou."}'
    assert shared_program.ask("POST", "/api/post", body, **{"Content-Type": "text/plain"}).status == 400
