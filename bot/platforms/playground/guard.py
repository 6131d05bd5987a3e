"""Lets only this machine's own browser in, and turns what goes wrong into sentences."""

import logging
from collections.abc import Awaitable, Callable
from uuid import uuid4

from aiohttp import web

from bot.platforms.playground.host import CannotDo
from bot.ports import DrawingFailed, StoreAway

log = logging.getLogger(__name__)

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class BadRequest(Exception):
    """A request that the page would never send."""


def guarded(say: Callable[..., str], routes: list[web.RouteDef]) -> list[web.RouteDef]:
    """The routes, each behind the guard."""
    return [web.route(route.method, route.path, _guard(say, route.handler)) for route in routes]


def _guard(say: Callable[..., str], handler: Handler) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        if not _is_own_browser(request):
            return web.json_response({"error": "This playground only answers on this machine."}, status=403)
        try:
            return await handler(request)
        except CannotDo as problem:
            return web.json_response({"error": str(problem)}, status=409)
        except BadRequest:
            return web.json_response({"error": say("playground.bad_request")}, status=400)
        except StoreAway:
            return web.json_response({"error": say("errors.store_away")}, status=503)
        except DrawingFailed as problem:
            log.error("action=drawing_failed reason=%s", problem)
            return web.Response(status=503)
        except web.HTTPException:
            raise
        except Exception:
            reference = uuid4().hex[:8]
            log.exception("action=request_failed reference=%s", reference)
            return web.json_response({"error": say("errors.unexpected", reference=reference)}, status=500)

    return handle


def _is_own_browser(request: web.Request) -> bool:
    """Another site's page must not speak to the playground through this machine's browser."""
    host = request.host
    name = host if host in LOOPBACK else host.rpartition(":")[0]
    origin = request.headers.get("Origin")
    return name in LOOPBACK and origin in (None, f"http://{host}")
