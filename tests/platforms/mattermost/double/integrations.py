"""Calls from Mattermost to an app: slash commands, taps and dialogs, over HTTP."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import aiohttp

from tests.platforms.mattermost.double.refusals import JSON, Refused

if TYPE_CHECKING:
    from tests.platforms.mattermost.double.mattermost import Mattermost

PRIVATE = ("127.0.0.1", "localhost", "::1", "[::1]")


@dataclass(frozen=True)
class Answer:
    """What the app answered."""

    status: int
    media: str
    text: str

    def json(self) -> Any:
        """The body. Raises ValueError."""
        return json.loads(self.text)


@dataclass(frozen=True)
class Sent:
    """A call that went to the app, as it was sent; sent again it is a replay."""

    url: str
    headers: Mapping[str, str]
    form: Mapping[str, str] | None = None
    body: JSON | None = None


class Integrations:
    """The way to the app; `roads` tells where on this machine a public address leads to."""

    def __init__(self, mattermost: "Mattermost") -> None:
        self._mattermost = mattermost
        self.roads: dict[str, str] = {}
        self.sent: list[Sent] = []

    def road(self, public: str, local: str) -> None:
        """Reach what begins with the public address at the local one from now on."""
        self.roads[public.rstrip("/")] = local.rstrip("/")

    async def call(
        self, url: str, *, form: Mapping[str, str] | None = None, body: JSON | None = None, **headers: str
    ) -> Answer:
        """Send a form or JSON. Raises Refused when nobody answers, or the address is private and not allowed."""
        kind = "application/json" if form is None else "application/x-www-form-urlencoded"
        told = {"Accept": "application/json", "Content-Type": kind, "User-Agent": "Mattermost-Bot/1.1", **headers}
        return await self.send(Sent(url, told, form, body))

    async def send(self, sent: Sent) -> Answer:
        """Send that very call, for the first time or again. Raises Refused."""
        allowed = self._mattermost.settings["AllowedUntrustedInternalConnections"].split()
        if urlsplit(sent.url).hostname in PRIVATE and urlsplit(sent.url).hostname not in allowed:
            raise failed()
        self.sent.append(sent)
        data = None if sent.body is None else json.dumps(sent.body, ensure_ascii=False).encode()
        timeout = aiohttp.ClientTimeout(total=self._mattermost.patience)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            try:
                form = aiohttp.FormData(dict(sent.form)) if sent.form is not None else None
                async with session.post(self._here(sent.url), data=form or data, headers=dict(sent.headers)) as answer:
                    return Answer(answer.status, answer.content_type, await answer.text())
            except (TimeoutError, aiohttp.ClientError, asyncio.IncompleteReadError) as problem:
                raise failed() from problem

    def _here(self, url: str) -> str:
        for public, local in self.roads.items():
            if url == public or url.startswith((f"{public}/", f"{public}?")):
                return local + url[len(public) :]
        return url


def failed() -> Refused:
    """What is told of an app that does not answer, or not well."""
    return Refused(400, "api.post.do_action.action_integration.app_error", "Action integration error.")
