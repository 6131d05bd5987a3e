"""A tiny client and a tiny app, to hold the double against."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from tests.platforms.mattermost.double.mattermost import Mattermost


@dataclass(frozen=True)
class Reply:
    """What Mattermost answered."""

    status: int
    body: Any
    headers: dict[str, str]


class BareClient:
    """A client with somebody's token, which tries nothing twice."""

    def __init__(self, mattermost: Mattermost, session: aiohttp.ClientSession, token: str) -> None:
        self._mattermost, self._session, self.token = mattermost, session, token

    async def __call__(self, request: str, body: Any = None, **more: Any) -> Reply:
        """Send a request: `client("POST /posts", {…})`."""
        method, _, path = request.partition(" ")
        url, headers = f"{self._mattermost.url}/api/v4{path}", {"Authorization": f"Bearer {self.token}"}
        async with self._session.request(method, url, json=body, headers=headers, **more) as answer:
            text = await answer.text()
            parsed = json.loads(text) if answer.content_type == "application/json" else text
            return Reply(answer.status, parsed, dict(answer.headers))

    async def answer_later(self, response_url: str, body: Any) -> int:
        """Answer a slash command at its `response_url`; the status."""
        async with self._session.post(response_url, json=body) as answer:
            return answer.status

    async def post(self, channel: str, message: str, **more: Any) -> Any:
        """Post, which must succeed; the post."""
        reply = await self("POST /posts", {"channel_id": channel, "message": message, **more})
        assert reply.status == 201, reply
        return reply.body

    async def since(self, channel: str, moment: int) -> list[Any]:
        """The posts of a channel that changed after that moment, newest first."""
        listed = (await self(f"GET /channels/{channel}/posts?since={moment}")).body
        return [listed["posts"][id_] for id_ in listed["order"]]


@dataclass
class BareApp:
    """An app that writes down what comes in, and answers what a test told it to, by path."""

    url: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    heard: list[Any] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    async def hear(self, request: web.Request) -> web.StreamResponse:
        """One call of Mattermost's; an answer that can be called makes its own response."""
        form = request.content_type == "application/x-www-form-urlencoded"
        self.heard.append(dict(await request.post()) if form else await request.json())
        self.headers.append(dict(request.headers))
        answer = self.answers.get(request.path, {})
        return answer() if callable(answer) else web.json_response(answer)


@dataclass
class Ear:
    """A websocket of a client, and the events that came through it."""

    socket: aiohttp.ClientWebSocketResponse
    events: list[Any] = field(default_factory=list)
    replies: list[Any] = field(default_factory=list)
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    def kinds(self) -> list[str]:
        """What was heard, by its kind."""
        return [event["event"] for event in self.events]

    def posts(self, kind: str) -> list[Any]:
        """The posts that events of a kind told of."""
        return [json.loads(event["data"]["post"]) for event in self.events if event["event"] == kind]

    async def listen(self) -> None:
        """Write down what comes, until the end."""
        async for message in self.socket:
            said = message.json()
            (self.events if "event" in said else self.replies).append(said)
            if self.replies:
                self.answered.set()
        self.answered.set()
        self.ended.set()


@contextlib.asynccontextmanager
async def client_of(mattermost: Mattermost, token: str | None = None) -> AsyncIterator[BareClient]:
    """A client, with the bot's token unless told otherwise."""
    async with aiohttp.ClientSession() as session:
        yield BareClient(mattermost, session, mattermost.token if token is None else token)


@contextlib.asynccontextmanager
async def bare_app() -> AsyncIterator[BareApp]:
    """An app on a free port of 127.0.0.1."""
    app = BareApp()
    server = web.Application()
    server.router.add_post("/{anything:.*}", app.hear)
    runner = web.AppRunner(server, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        app.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield app
    finally:
        await runner.cleanup()


@contextlib.asynccontextmanager
async def listening(mattermost: Mattermost, token: str | None = None, query: str = "") -> AsyncIterator[Ear]:
    """A websocket whose client says its token first, and has been let in or not when this begins."""
    url = f"{mattermost.url}/api/v4/websocket{query}"
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
        said = {"token": mattermost.token if token is None else token}
        await socket.send_json({"seq": 1, "action": "authentication_challenge", "data": said})
        async with _heard(Ear(socket)) as ear:
            await ear.answered.wait()
            yield ear


@contextlib.asynccontextmanager
async def coming_back(mattermost: Mattermost, connection: str, sequence: int) -> AsyncIterator[Ear]:
    """A websocket whose client says its token in a header, and which connection it had."""
    headers = {"Authorization": f"Bearer {mattermost.token}"}
    url = f"{mattermost.url}/api/v4/websocket?connection_id={connection}&sequence_number={sequence}"
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(url, headers=headers) as socket,
        _heard(Ear(socket)) as ear,
    ):
        await mattermost.sockets.connected.wait()
        await mattermost.settle()
        yield ear


@contextlib.asynccontextmanager
async def _heard(ear: Ear) -> AsyncIterator[Ear]:
    hearing = asyncio.create_task(ear.listen())
    try:
        yield ear
    finally:
        await ear.socket.close()
        await hearing
