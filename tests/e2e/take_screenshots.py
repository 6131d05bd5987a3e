"""Takes the pictures of the README, by hand: `python -m tests.e2e.take_screenshots docs/`.

It starts the program in each language, lives a short story as Camille, and takes a picture of what she then sees.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Playwright, async_playwright, expect

from tests.e2e import story
from tests.e2e.conftest import ARGUMENTS, CHROMIUM
from tests.e2e.program import running
from tests.e2e.screen import Screen
from tests.e2e.watch import Watch

LOCALES = {"fr": "fr-FR", "en": "en-GB"}
SHARED = {
    "fr": "Nous relisons la vision jeudi, avec les trois services.",
    "en": "On Thursday, we reread the vision with all three services.",
}


async def take(playwright: Playwright, language: str, folder: Path) -> Path:
    """The picture of one language."""
    target = folder / f"playground.{language}.png"
    browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    with tempfile.TemporaryDirectory() as place:
        async with running(Path(place), language=language) as program:
            context = await browser.new_context(viewport={"width": 1280, "height": 860}, locale=LOCALES[language])
            screen = Screen(await context.new_page(), program, Watch(context, program.address))
            await screen.open("camille")
            await live(screen)
            await screen.page.screenshot(path=target)
            await browser.close()
    return target


async def live(camille: Screen) -> None:
    """A week: she answers and shares, the team's channel gets its digest, and the next question is there."""
    words = SHARED[camille.program.language]
    await story.start(camille)
    await story.be_asked(camille)
    await story.answer(camille, words)
    await story.share(camille, words)
    await story.be_asked(camille)
    await expect(camille.channel("product").locator(".count-badge")).to_be_visible()
    await camille.page.mouse.move(0, 0)


async def main(folder: Path) -> None:
    """Write a picture a language into the folder."""
    expect.set_options(timeout=20_000)
    async with async_playwright() as playwright:
        for language in LOCALES:
            print(await take(playwright, language, folder))  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
