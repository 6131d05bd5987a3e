"""The HTTP server: health, readiness, the privacy page, and each platform's own routes."""

import html
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence

from aiohttp import hdrs, web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.domain.library import Phrases
from bot.domain.policy import Policy
from bot.limits import DOOR, LONGEST_BODY, Door, bounded, shared
from bot.metrics import Metrics

log = logging.getLogger(__name__)

Ready = Callable[[], Awaitable[bool]]

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
HSTS = {"Strict-Transport-Security": "max-age=31536000"}


def _nothing() -> Sequence[str]:
    return ()


def make_app(
    ready: Ready,
    privacy: Callable[[str], str],
    routes: Sequence[web.RouteDef],
    missing: Callable[[], Sequence[str]] = _nothing,
    *,
    https: bool = False,
) -> web.Application:
    """The application with its health routes, the privacy page and a platform's own routes.

    `missing` names the connections that are down for now, which `/readyz` tells without failing; `https` whether it
    is reached by that alone.
    """
    is_ready = shared(ready)

    async def healthz(_request: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    async def readyz(_request: web.Request) -> web.Response:
        good = await is_ready()
        return web.json_response({"ready": good, "missing": list(missing())}, status=200 if good else 503)

    async def privacy_page(request: web.Request) -> web.Response:
        return web.Response(text=privacy(request.query.get("language", "")), content_type="text/html")

    app = web.Application(client_max_size=LONGEST_BODY, middlewares=[bounded])
    app[DOOR] = Door()
    app.on_response_prepare.append(_adding(SECURITY_HEADERS | HSTS if https else SECURITY_HEADERS))
    app.add_routes(
        [web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/privacy", privacy_page), *routes]
    )
    return app


def metrics_route(metrics: Metrics) -> web.RouteDef:
    """Where Prometheus reads."""

    text = shared(metrics.text)

    async def read(_request: web.Request) -> web.Response:
        return web.Response(body=await text(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return web.get("/metrics", read)


def privacy_html(say: Phrases, policy: Policy) -> str:
    """What is kept, why, how long and who reads it, as a page."""
    paragraphs = (
        say("privacy.intro"),
        say("notice.kept"),
        say("notice.why"),
        say("privacy.basis"),
        say("notice.how_long", months=policy.retention_months),
        say("notice.who_reads"),
        say("privacy.totals", minimum=policy.minimum_group),
        say("privacy.encrypted"),
        say("privacy.chat"),
        say("privacy.keys"),
        say("privacy.stop"),
        say("privacy.cannot"),
        say("privacy.rights"),
        say("notice.responsible", responsible=policy.responsible, dpo=policy.dpo),
    )
    body = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in paragraphs)
    title = html.escape(say("privacy.title"))
    return (
        f'<!doctype html><html lang="{say.language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title></head>'
        f"<body><main><h1>{title}</h1>{body}</main></body></html>"
    )


def _adding(headers: Mapping[str, str]) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    async def add(_request: web.Request, response: web.StreamResponse) -> None:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        # What serves is nobody's business, and stands there already.
        response.headers[hdrs.SERVER] = "pm-coach"

    return add
