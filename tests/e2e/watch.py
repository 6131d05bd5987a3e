"""Watches over everything a browser does behind the person's back."""

import asyncio
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, ConsoleMessage, Dialog, Request, Response, WebError

# How the value of each header begins that every answer carries.
HEADERS = {
    "content-security-policy": "default-src 'self';",
    "cross-origin-opener-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
# What a page makes for itself never travels.
OWN_SCHEMES = ("blob", "data")


class Watch:
    """Requests, answers, the console, errors and dialogs of one browser context."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.requests: list[str] = []
        self._address = address
        self._complaints: list[str] = []
        self._expected: list[str] = []
        self._tasks: set[asyncio.Task[None]] = set()
        context.on("request", self._asked)
        context.on("response", self._answered)
        context.on("console", self._logged)
        context.on("weberror", self._failed)
        context.on("dialog", self._opened)

    def expect(self, words: str) -> None:
        """Complaints that hold these words are part of the story."""
        self._expected.append(words)

    @property
    def complaints(self) -> list[str]:
        """What should not have happened."""
        return [text for text in self._complaints if not any(words in text for words in self._expected)]

    def _asked(self, request: Request) -> None:
        self.requests.append(request.url)
        found = urlsplit(request.url)
        if found.scheme not in OWN_SCHEMES and f"{found.scheme}://{found.netloc}" != self._address:
            self._complaints.append(f"a request left for {request.url}")

    def _answered(self, response: Response) -> None:
        if not response.url.startswith(self._address):
            return
        for name, value in HEADERS.items():
            if not response.headers.get(name, "").startswith(value):
                self._complaints.append(f"{response.url} came without {name}")

    def _logged(self, message: ConsoleMessage) -> None:
        self._complaints.append(f"{message.type} in the console: {message.text}")

    def _failed(self, failure: WebError) -> None:
        self._complaints.append(f"an error in the page: {failure.error.message}")

    def _opened(self, dialog: Dialog) -> None:
        self._complaints.append(f"a dialog opened: {dialog.message}")
        task = asyncio.ensure_future(dialog.dismiss())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
