"""What a person sees of the playground and does there, by the names that people go by."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from playwright.async_api import Locator, Page, expect

from bot.content_loader import load
from bot.domain.role import Role
from tests.e2e.program import Program
from tests.e2e.watch import Watch

MONDAY, FRIDAY = 0, 4
MOST_TABS = 60
LIBRARY = load()


class Screen:
    """One page of the playground."""

    def __init__(self, page: Page, program: Program, watch: Watch) -> None:
        self.page, self.program, self.watch = page, program, watch
        self.talk, self.thread, self.nav = page.locator("#talk"), page.locator("#thread"), page.locator("#nav")
        self.clock, self.live = page.locator("#clock"), page.locator("#live")
        self.dialog = page.get_by_role("dialog")
        self.messages = self.talk.get_by_role("article")
        self.composer = self.talk.get_by_role("textbox")

    # What the coach says

    def say(self, key: str, **values: object) -> str:
        """A phrase of the coach's content in the program's language."""
        return LIBRARY.say(self.program.language)(key, **values)

    def word(self, command: str) -> str:
        """The word by which `/pm-coach` shows that command."""
        return LIBRARY.say(self.program.language).list(f"commands.{command}")[0]

    @property
    def role(self) -> Role:
        """The role's content."""
        return LIBRARY.role(self.program.language)

    # Where one is

    async def another_tab(self, person: str, channel: str = "direct") -> "Screen":
        """A second page in the same browser."""
        tab = Screen(await self.page.context.new_page(), self.program, self.watch)
        await tab.open(person, channel)
        return tab

    @property
    def person(self) -> str:
        """The id of who one is, as the page's address tells it."""
        return self.page.url.partition("#")[2].partition("/")[0]

    async def open(self, person: str, channel: str = "direct") -> None:
        """Come to the playground as that person, in that conversation."""
        await self.page.goto(f"{self.program.address}/#{person}/{channel}")
        await self.settle()

    async def settle(self) -> None:
        """Wait until the conversation shows what was said in it, or that nothing was."""
        said = self.messages.or_(self.talk.locator(".empty"))
        await expect(said.filter(visible=True).first).to_be_visible()

    async def look_at(self, channel: str) -> None:
        """Choose a conversation in the list."""
        await self.channel(channel).click()
        await expect(self.channel(channel)).to_have_attribute("aria-current", "page")

    def channel(self, channel: str) -> Locator:
        """A conversation in the list."""
        return self.nav.locator(f'[data-channel="{channel}"]')

    # What one reads

    def message(self, *words: str) -> Locator:
        """The newest message of the conversation that holds all these words."""
        return _holding(self.messages, words).last

    def button(self, label: str, *words: str) -> Locator:
        """The button of that name in the newest message that holds all these words."""
        return self.message(*words).get_by_role("button", name=label, exact=True)

    @property
    def complaint(self) -> Locator:
        """The sentence about what did not work."""
        return self.page.get_by_role("alert").filter(has_text=re.compile("."))

    async def see(self, picture: Locator) -> None:
        """Look at a picture: it is fetched, drawn, and shows something."""
        await picture.scroll_into_view_if_needed()
        await expect(picture).to_have_js_property("complete", True)
        assert await picture.evaluate("picture => picture.naturalWidth") > 0

    # What one does

    async def send(self, text: str) -> None:
        """Write in the conversation and send it."""
        await self.composer.fill(text)
        await self.talk.get_by_role("button", name=re.compile("^(Envoyer|Send)$")).click()

    async def fill(self, values: Mapping[str, str]) -> None:
        """Write these texts into the fields of the open form that have these labels."""
        for label, text in values.items():
            await self.dialog.get_by_label(label).fill(text)

    async def choose(self, *labels: str) -> None:
        """Choose these answers of the open form."""
        for label in labels:
            await self.dialog.get_by_role("radio", name=label, exact=True).check()

    async def submit(self, label: str) -> None:
        """Send the open form by its button."""
        await self.dialog.get_by_role("button", name=label, exact=True).click()

    async def tab_to(self, target: Locator, key: str = "Tab") -> None:
        """Reach something by the Tab key alone."""
        for _ in range(MOST_TABS):
            if await target.evaluate("node => node === document.activeElement"):
                return
            await self.page.keyboard.press(key)
        raise AssertionError(f"{key} was pressed {MOST_TABS} times and did not reach {target}")

    # The coach's time

    async def now(self) -> datetime:
        """The coach's moment, as its clock on the page shows it."""
        shown = await self.clock.get_by_role("time").get_attribute("datetime")
        assert shown is not None
        return datetime.fromisoformat(shown)

    async def jump(self, moment: str) -> None:
        """Let time pass until a moment, written as `2026-11-30T09:00`."""
        await self.ask_for(moment)
        await expect(self.clock.get_by_role("time")).to_have_attribute("datetime", re.compile(f"^{moment}"))

    async def ask_for(self, moment: str) -> None:
        """Ask the clock for a moment that it may refuse."""
        await self.clock.get_by_label(re.compile("^(Ou aller à un autre moment|Or jump to a moment)$")).fill(moment)
        await self.clock.get_by_role("button", name=re.compile("^(Y aller|Jump)$")).click()


def _holding(locator: Locator, words: tuple[str, ...]) -> Locator:
    for part in words:
        locator = locator.filter(has_text=part)
    return locator


def loosely(text: str) -> re.Pattern[str]:
    """That text anywhere in another, whatever spaces stand between its words."""
    return re.compile(r"\s+".join(map(re.escape, text.split())))


def next_weekday(after: date, weekday: int, hour: int) -> str:
    """The first such weekday after that day, at that hour, as a field for moments takes it."""
    day = date(after.year, after.month, after.day) + timedelta(days=(weekday - after.weekday() - 1) % 7 + 1)
    return f"{day.isoformat()}T{hour:02}:00"
