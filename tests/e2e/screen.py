"""What a person sees of the playground and does there, by the names that people go by."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from re import Pattern, compile, escape

from playwright.async_api import Locator, Page, expect

from tests.e2e.program import Program
from tests.e2e.watch import Watch

MONDAY, FRIDAY = 0, 4
MOST_TABS = 60


class Screen:
    """One page of the playground."""

    def __init__(self, page: Page, program: Program, watch: Watch) -> None:
        self.page, self.program, self.watch = page, program, watch
        self.talk, self.thread, self.nav = page.locator("#talk"), page.locator("#thread"), page.locator("#nav")
        self.live, self.alert = page.locator("#live"), page.get_by_role("alert").filter(visible=True)
        self.dialog = page.get_by_role("dialog")
        self.messages = self.talk.get_by_role("article")
        self.composer = self.talk.get_by_role("textbox")

    async def open(self, person: str, channel: str = "direct") -> None:
        """Come to the playground as that person, in that conversation."""
        await self.page.goto(f"{self.program.address}/#{person}/{channel}")
        said = self.messages.or_(self.talk.locator(".empty"))
        await expect(said.filter(visible=True).first).to_be_visible()

    async def look_at(self, channel: str) -> None:
        """Choose a conversation in the list."""
        await self.channel(channel).click()
        await expect(self.channel(channel)).to_have_attribute("aria-current", "page")

    def channel(self, channel: str) -> Locator:
        """A conversation in the list."""
        return self.nav.locator(f'[data-channel="{channel}"]')

    async def send(self, text: str) -> None:
        """Write in the conversation and send it."""
        await self.composer.fill(text)
        await self.composer.press("Escape")
        await self.composer.press("Enter")

    def message(self, *words: str) -> Locator:
        """The newest message of the conversation that holds all these words."""
        found = self.messages
        for part in words:
            found = found.filter(has_text=part)
        return found.last

    async def fill(self, values: Mapping[str, str | bool]) -> None:
        """Fill in the open form: a text for a field, True for a choice of that name."""
        for label, value in values.items():
            if value is True:
                await self.dialog.get_by_label(label).check()
            else:
                field = self.dialog.get_by_label(label)
                choice = await field.evaluate("field => field.localName === 'select'")
                await (field.select_option(str(value)) if choice else field.fill(str(value)))

    async def submit(self, name: str) -> None:
        """Send the open form."""
        await self.dialog.get_by_role("button", name=name, exact=True).click()

    async def now(self) -> datetime:
        """The coach's moment, as its clock on the page shows it."""
        shown = await self.page.locator("#clock time").get_attribute("datetime")
        assert shown is not None
        return datetime.fromisoformat(shown)

    async def jump(self, moment: str, *, label: str = "Ou aller à un autre moment", button: str = "Y aller") -> None:
        """Let time pass until a moment, written as `2026-11-30T09:00`."""
        await self.page.get_by_label(label).fill(moment)
        await self.page.get_by_role("button", name=button, exact=True).click()
        await expect(self.page.locator("#clock time")).to_have_attribute("datetime", starting(moment))

    async def tab_to(self, target: Locator, key: str = "Tab") -> None:
        """Reach something by the Tab key alone."""
        for _ in range(MOST_TABS):
            if await target.evaluate("node => node === document.activeElement"):
                return
            await self.page.keyboard.press(key)
        raise AssertionError(f"{MOST_TABS} times {key} do not reach {target}")

    async def see_pictures(self) -> None:
        """Wait until every picture of the page is there. Raises when one cannot be shown."""
        await self.page.evaluate("async () => { await Promise.all([...document.images].map((one) => one.decode())); }")


def starting(text: str) -> Pattern[str]:
    """A pattern for what starts with this text."""
    return compile(f"^{escape(text)}")


def next_weekday(after: datetime | date, weekday: int, hour: int) -> str:
    """The first such weekday after that day, at that hour, as a field for moments takes it."""
    ahead = (weekday - after.weekday() - 1) % 7 + 1
    day = date(after.year, after.month, after.day) + timedelta(days=ahead)
    return f"{day.isoformat()}T{hour:02}:00"
