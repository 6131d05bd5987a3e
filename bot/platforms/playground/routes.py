"""What the page reads: itself, the room's state, messages, pictures, and changes by server-sent events."""

import asyncio
import contextlib
import hashlib
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from importlib.resources import files
from typing import Any

from aiohttp import web

from bot.coach.say.about import COMMANDS
from bot.coach.say.role import SHORT, Guide, keys, keywords, title_of
from bot.platforms.playground.host import CannotDo, Playground
from bot.platforms.playground.room import COACH, Channel, Event, Post, moment_of
from bot.platforms.playground.wire import JSON, chart_from, shown
from bot.ports import DrawingFailed, Painter, StoreAway

log = logging.getLogger(__name__)

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".html": "text/html"}
DRAWN_KEPT = 40
HEARTBEAT_SECONDS = 15

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Doing = Callable[[Mapping[str, Any]], Awaitable[JSON | None]]


class Pages:
    """The routes of one playground."""

    def __init__(self, playground: Playground, painter: Painter) -> None:
        self._playground, self._painter = playground, painter
        self._drawn: dict[str, bytes] = {}

    def routes(self) -> list[web.RouteDef]:
        """Every route of the page."""
        return [
            web.get("/", self._index),
            web.get("/favicon.ico", self._icon),
            web.get("/page/{name}", self._asset),
            web.get("/picture/{post}/{position}", self._picture),
            web.get("/api/state", self._state),
            web.get("/api/messages", self._messages),
            web.get("/api/events", self._events),
        ]

    async def _index(self, _request: web.Request) -> web.Response:
        return self._file("index.html")

    async def _icon(self, _request: web.Request) -> web.Response:
        """What browsers ask for on a page that names no icon, such as the privacy page."""
        return self._file("favicon.svg")

    async def _asset(self, request: web.Request) -> web.Response:
        return self._file(request.match_info["name"])

    def _file(self, name: str) -> web.Response:
        asset = files("bot.platforms.playground") / "page" / name
        kind = TYPES.get("." + name.rpartition(".")[2])
        if kind is None or not asset.is_file():
            raise web.HTTPNotFound
        return web.Response(
            body=asset.read_bytes(), content_type=kind, charset="utf-8", headers={"Cache-Control": "no-cache"}
        )

    async def _picture(self, request: web.Request) -> web.Response:
        post = self._playground.room.posts.get(request.match_info["post"])
        position = request.match_info["position"].removesuffix(".png")
        if post is None or not position.isdecimal() or int(position[:4]) >= len(post.blocks or []):
            raise web.HTTPNotFound
        block = (post.blocks or [])[int(position)]
        if block["type"] != "picture":
            raise web.HTTPNotFound
        try:
            return web.Response(body=await self._draw(block["chart"]), content_type="image/png")
        except DrawingFailed as problem:
            # The page shows the picture's text and table in its place.
            log.error("action=drawing_failed reason=%s", problem)
            return web.Response(status=503)

    async def _draw(self, chart: JSON) -> bytes:
        key = hashlib.sha256(json.dumps(chart, sort_keys=True).encode()).hexdigest()
        if key not in self._drawn:
            self._drawn[key] = await self._painter.draw(chart_from(chart))
            while len(self._drawn) > DRAWN_KEPT:
                self._drawn.pop(next(iter(self._drawn)))
        return self._drawn[key]

    async def _state(self, request: web.Request) -> web.Response:
        playground = self._playground
        person = request.query.get("person", "")
        if person not in playground.room.people:
            person = next(iter(playground.room.people))
        channels = [
            _channel_json(channel)
            for channel in playground.room.channels.values()
            if playground.room.may_read(person, channel.id)
        ]
        room = playground.room
        left = [{"id": id_, "name": each.name} for id_, each in room.channels.items() if room.may_join(person, id_)]
        people = [vars(found) for found in playground.room.people.values()]
        state = {
            "person": person,
            "language": playground.language,
            "people": people,
            "channels": channels,
            "left": left,
        }
        return web.json_response({**state, "commands": self._commands(), **await playground.time()})

    async def _messages(self, request: web.Request) -> web.Response:
        person, channel = request.query.get("person", ""), request.query.get("channel", "")
        if not self._playground.room.may_read(person, channel):
            raise CannotDo(self._playground.say("playground.no_channel"))
        posts = self._playground.room.in_channel(channel, person)
        return web.json_response({"messages": [self._post_json(post, person) for post in posts]})

    async def _events(self, request: web.Request) -> web.StreamResponse:
        person = request.query.get("person", "")
        events: asyncio.Queue[JSON] = asyncio.Queue()

        def hear(event: Event) -> None:
            data = self._event_json(event, person)
            if data is not None:
                events.put_nowait(data)

        stop = self._playground.room.listen(hear)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"})
        try:
            with contextlib.suppress(ConnectionError, StoreAway):
                await response.prepare(request)
                await response.write(b"retry: 1000\n\n")
                await self._stream(response, events)
        finally:
            stop()
        return response

    async def _stream(self, response: web.StreamResponse, events: asyncio.Queue[JSON]) -> None:
        while True:
            try:
                async with asyncio.timeout(HEARTBEAT_SECONDS):
                    data = await events.get()
            except TimeoutError:
                data = {"type": "clock", **await self._playground.time()}
            await response.write(f"data: {json.dumps(data)}\n\n".encode())

    def _event_json(self, event: Event, person: str) -> JSON | None:
        post = event.post
        if post is None:
            return {"type": event.kind, **event.data}
        if post.only_for not in (None, person) or not self._playground.room.may_read(person, post.channel):
            return None
        if event.kind == "removed":
            return {"type": "removed", "channel": post.channel, "id": post.id}
        return {"type": "message", "message": self._post_json(post, person)}

    def _post_json(self, post: Post, reader: str) -> JSON:
        people = self._playground.room.people
        author = people.get(post.author)
        name = author.name if author else self._playground.say("playground.coach")
        blocks = None
        if post.blocks is not None:
            blocks = shown(post.blocks, lambda at: f"/picture/{post.id}/{at}.png?{post.changes}")
        return {
            "id": post.id,
            "channel": post.channel,
            "author": {"id": post.author, "name": name, "coach": post.author == COACH},
            "at": self._playground.local(moment_of(post)),
            "thread": post.thread,
            "only_for": post.only_for is not None,
            "edited": post.edited,
            "mine": post.author == reader,
            "replies": sum(1 for other in self._playground.room.posts.values() if other.thread == post.id),
            "text": post.text,
            "blocks": blocks,
            "notification": post.notification,
        }

    def _commands(self) -> list[JSON]:
        playground, language = self._playground, self._playground.language
        library = playground.house.library
        guide = Guide(library.role(language), library.say(language))
        say = guide.say
        parts = [
            {"word": keywords(guide.role, key)[1], "hint": title_of(guide, key)}
            for key in keys(guide.role)
            if key != SHORT
        ]
        words = [{"word": say.list(f"commands.{name}")[0], "hint": say(f"command_hints.{name}")} for name in COMMANDS]
        return [
            {"command": "/pm-role", "hint": say("playground.pm_role"), "words": parts},
            {"command": "/pm-coach", "hint": say("playground.pm_coach"), "words": words},
        ]


def _channel_json(channel: Channel) -> JSON:
    kind = "direct" if channel.person else "channel"
    return {"id": channel.id, "name": channel.name, "topic": channel.topic, "kind": kind, "example": channel.example}
