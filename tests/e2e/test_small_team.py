"""The main job, end to end: a product's team whose PM starts, is asked, answers, shares, and is read."""

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import Visit
from tests.e2e.program import Program

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_look(program: Program, visit: Visit) -> None:
    camille = await visit(program, "camille")
    await camille.message("vous invite").get_by_role("button", name="Participer").click()
    await expect(camille.dialog).to_be_visible()
    await camille.page.screenshot(path="/tmp/shots/form1.png")
    print(await camille.dialog.aria_snapshot())
