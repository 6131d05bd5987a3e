"""Lets only this machine's own browser in, and turns what goes wrong into sentences."""

import logging
from collections.abc import Awaitable, Callable
from uuid import uuid4

from aiohttp import web

from bot.platforms.playground.host import CannotDo
from bot.ports import StoreAway

log = logging.getLogger(__name__)

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Say = Callable[..., str]


class BadRequest(Exception):
    """A request that the page would never send."""


def guarded(say: Say, routes: list[web.RouteDef]) -> list[web.RouteDef]:
    """The routes, each behind the guard."""
    return [web.route(route.method, route.path, _guard(say, route.handler)) for route in routes]


def _guard(say: Say, handler: Handler) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        if not _is_own_browser(request):
            return web.json_response({"error": "This playground only answers on this machine."}, status=403)
        try:
            return await handler(request)
        except web.HTTPException:
            raise
        except Exception as problem:  # noqa: BLE001  (whatever it was, a person reads a sentence)
            status, sentence = _told(say, problem)
            return web.json_response({"error": sentence}, status=status)

    return handle


def _told(say: Say, problem: Exception) -> tuple[int, str]:
    """The status and the sentence for what went wrong; the log has what nobody expected."""
    if isinstance(problem, CannotDo):
        return 409, str(problem)
    if isinstance(problem, BadRequest):
        return 400, say("playground.bad_request")
    if isinstance(problem, StoreAway):
        return 503, say("errors.store_away")
    reference = uuid4().hex[:8]
    log.error("action=request_failed reference=%s", reference, exc_info=problem)
    return 500, say("errors.unexpected", reference=reference)


def _is_own_browser(request: web.Request) -> bool:
    """Another site's page must not speak to the playground through this machine's browser."""
    host = request.host
    name = host if host in LOOPBACK else host.rpartition(":")[0]
    origin = request.headers.get("Origin")
    return name in LOOPBACK and origin in (None, f"http://{host}")
