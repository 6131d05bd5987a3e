"""What people do on the page: each deed a POST of JSON, each mistake a sentence."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.platforms.playground.guard import BadRequest
from bot.platforms.playground.host import CannotDo, Playground
from bot.platforms.playground.wire import JSON
from bot.platforms.text import is_text

Body = Mapping[str, Any]


class Deeds:
    """The routes by which people act in one playground."""

    def __init__(self, playground: Playground) -> None:
        self._playground = playground

    def routes(self) -> list[web.RouteDef]:
        """A route for each deed."""
        deeds = (
            self.command,
            self.tap,
            self.submit,
            self.post,
            self.edit,
            self.delete,
            self.leave,
            self.join,
            self.people,
            self.language,
            self.clock,
        )
        return [web.post(f"/api/{deed.__name__}", _handler(deed)) for deed in deeds]

    async def command(self, body: Body) -> JSON:
        """Send a slash command."""
        return await self._playground.command(_text(body, "person"), _text(body, "channel"), _text(body, "text"))

    async def tap(self, body: Body) -> JSON:
        """Tap a button of a message."""
        where = _text(body, "person"), _text(body, "channel"), _text(body, "message")
        return await self._playground.tap(*where, _text(body, "act"))

    async def submit(self, body: Body) -> JSON:
        """Send a form."""
        where = _text(body, "person"), _text(body, "channel"), _text(body, "form")
        return await self._playground.submit(*where, _text(body, "act"), _values(body))

    async def post(self, body: Body) -> JSON:
        """Write a message."""
        thread = _text(body, "thread") if body.get("thread") else None
        await self._playground.post(_text(body, "person"), _text(body, "channel"), _text(body, "text"), thread)
        return {}

    async def edit(self, body: Body) -> JSON:
        """Word one's own message differently."""
        await self._playground.edit(_text(body, "person"), _text(body, "message"), _text(body, "text"))
        return {}

    async def delete(self, body: Body) -> JSON:
        """Take one's own message away."""
        await self._playground.delete(_text(body, "person"), _text(body, "message"))
        return {}

    async def leave(self, body: Body) -> JSON:
        """Leave a channel."""
        await self._playground.leave(_text(body, "person"), _text(body, "channel"))
        return {}

    async def join(self, body: Body) -> JSON:
        """Come back into a channel."""
        await self._playground.join(_text(body, "person"), _text(body, "channel"))
        return {}

    async def people(self, body: Body) -> JSON:
        """Let somebody new in."""
        return {"id": await self._playground.add_person(_text(body, "name"))}

    async def language(self, body: Body) -> JSON:
        """Speak another language from now on."""
        await self._playground.speak(_text(body, "language"))
        return {}

    async def clock(self, body: Body) -> JSON:
        """Jump in time."""
        await self._playground.jump(self._moment(_text(body, "to")))
        return await self._playground.time()

    def _moment(self, written: str) -> datetime | None:
        if written == "next":
            return None
        try:
            moment = datetime.fromisoformat(written)
        except ValueError:
            raise CannotDo(self._playground.say("playground.no_such_moment")) from None
        zone = ZoneInfo(self._playground.house.policy.zone)
        return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _handler(deed: Callable[[Body], Awaitable[JSON]]) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def handle(request: web.Request) -> web.StreamResponse:
        if request.content_type != "application/json":
            raise BadRequest
        try:
            body = await request.json()
        except (ValueError, LookupError, RecursionError):
            raise BadRequest from None
        if not isinstance(body, dict) or not is_text(body):
            raise BadRequest
        return web.json_response(await deed(body))

    return handle


def _text(body: Body, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str):
        raise BadRequest
    return value


def _values(body: Body) -> dict[str, str | list[str]]:
    values = body.get("values")
    if not isinstance(values, dict) or not all(_is_filled(value) for value in values.values()):
        raise BadRequest
    return values


def _is_filled(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(one, str) for one in value))
