"""Slack's own side of the wire: the Web API, uploads and websockets on 127.0.0.1."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from aiohttp import web

from tests.platforms.slack.double import apps, chat, conversations, files, views
from tests.platforms.slack.double.call import Call
from tests.platforms.slack.double.faults import Fault, Order
from tests.platforms.slack.double.refusals import JSON, Refused, TooFast
from tests.platforms.slack.double.scopes import check_scope
from tests.platforms.slack.double.world import Workspace

if TYPE_CHECKING:
    from tests.platforms.slack.double.slack import Slack

METHODS: Mapping[str, Callable[[Call], JSON]] = {
    "auth.test": apps.auth_test,
    "chat.postMessage": chat.post_message,
    "chat.postEphemeral": chat.post_ephemeral,
    "chat.update": chat.update,
    "chat.delete": chat.delete,
    "conversations.history": conversations.history,
    "conversations.replies": conversations.replies,
    "conversations.info": conversations.info,
    "conversations.members": conversations.members,
    "conversations.open": conversations.open_direct,
    "users.info": conversations.user_info,
    "views.open": views.open_view,
    "views.push": views.push_view,
    "views.update": views.update_view,
    "views.publish": views.publish,
    "files.getUploadURLExternal": files.get_upload_url,
    "files.completeUploadExternal": files.complete_upload,
    "files.delete": files.delete,
}
LARGEST_REQUEST = 20 * 1024 * 1024


def make_server(slack: "Slack") -> web.Application:
    """The aiohttp application that answers as Slack does."""
    server = _Server(slack)
    app = web.Application(client_max_size=LARGEST_REQUEST)
    app.router.add_route("*", "/api/{method}", server.api)
    app.router.add_post("/upload/{file}", server.upload)
    app.router.add_post("/respond/{id}", server.respond)
    app.router.add_get("/link/", slack.sockets.link)
    return app


class _Server:
    def __init__(self, slack: "Slack") -> None:
        self._slack = slack

    async def api(self, request: web.Request) -> web.StreamResponse:
        """One call of the Web API, with whatever was ordered to go wrong."""
        method, args = request.match_info["method"], await _arguments(request)
        order = self._slack.faults.take(method)
        if order is not None and not order.fault.takes:
            self._slack.note(method, args, order.fault.name)
            return await self._go_wrong(request, order)
        response = self._answer(request.headers, method, args)
        if order is not None:
            return await self._go_wrong(request, order, response)
        return response

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """The bytes of a file."""
        found = [
            w.files[request.match_info["file"]]
            for w in self._slack.workspaces.values()
            if request.match_info["file"] in w.files
        ]
        body = await _uploaded(request)
        if not found or len(body) != found[0].length:
            return web.Response(status=400, text="invalid upload")
        found[0].body = body
        return web.Response(text=f"OK - {len(body)}")

    async def respond(self, request: web.Request) -> web.StreamResponse:
        """An answer to a `response_url`."""
        try:
            self._slack.responses.answer(request.match_info["id"], await request.json())
        except Refused as refused:
            return web.json_response(refused.answer(), status=404)
        return web.Response(text="ok")

    def _answer(self, headers: Mapping[str, str], method: str, args: JSON) -> web.Response:
        scopes = ""
        try:
            if method == "oauth.v2.access":
                answer = apps.exchange_code(self._slack, headers, args)
            elif method == "apps.connections.open":
                self._check_app_token(_token(headers, args))
                answer = apps.connections_open(self._slack)
            else:
                workspace = self._installation(_token(headers, args))
                scopes = ",".join(sorted(workspace.scopes))
                answer = self._call(workspace, method, args)
        except TooFast as problem:
            self._slack.note(method, args, "ratelimited")
            body = {"ok": False, "error": "ratelimited"}
            return web.json_response(body, status=429, headers={"Retry-After": str(problem.after)})
        except Refused as problem:
            self._slack.note(method, args, problem.error)
            return web.json_response(problem.answer(), headers={"X-OAuth-Scopes": scopes})
        self._slack.note(method, args, "ok")
        return web.json_response({"ok": True, **answer}, headers={"X-OAuth-Scopes": scopes})

    def _call(self, workspace: Workspace, method: str, args: JSON) -> JSON:
        if method not in METHODS:
            raise Refused("unknown_method", req_method=method)
        check_scope(method, workspace, args)
        channel = str(args.get("channel", ""))
        self._slack.pace.check(method, workspace.id, "D" + channel[1:] if channel.startswith("U") else channel)
        return METHODS[method](Call(self._slack, workspace, args))

    def _installation(self, token: str) -> Workspace:
        if not token:
            raise Refused("not_authed")
        if token == self._slack.app_token:
            raise Refused("not_allowed_token_type")
        for workspace in self._slack.workspaces.values():
            if workspace.token == token:
                if workspace.token_state:
                    raise Refused(workspace.token_state)
                return workspace
        raise Refused("invalid_auth")

    def _check_app_token(self, token: str) -> None:
        if token != self._slack.app_token:
            known = any(workspace.token == token for workspace in self._slack.workspaces.values())
            raise Refused("not_allowed_token_type" if known else "invalid_auth" if token else "not_authed")

    async def _go_wrong(
        self, request: web.Request, order: Order, response: web.Response | None = None
    ) -> web.StreamResponse:
        if order.fault is Fault.REFUSE:
            return web.json_response({"ok": False, "error": order.error})
        if order.fault is Fault.SLOW_DOWN:
            headers = {"Retry-After": str(order.after)}
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
        if order.fault in (Fault.HTTP_500, Fault.HTTP_500_AFTER):
            return web.Response(status=500, text="Internal Server Error")
        if order.fault in (Fault.HANG, Fault.HANG_AFTER):
            await self._slack.faults.wait_for_end()
        elif order.fault is Fault.HOLD and response is not None and request.transport is not None:
            order.caller = request.transport.get_extra_info("peername")[1]
            await self._slack.faults.wait_for_release(order)
            return response
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=500)


def _token(headers: Mapping[str, str], args: JSON) -> str:
    kind, _, token = headers.get("Authorization", "").partition(" ")
    return token if kind == "Bearer" else str(args.get("token", ""))


async def _arguments(request: web.Request) -> JSON:
    """Query, form and JSON together, as Slack reads them."""
    args: JSON = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = await request.json()
        except ValueError:
            body = {}
        args |= body if isinstance(body, dict) else {}
    elif request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        args |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    return {name: value for name, value in args.items() if value is not None}


async def _uploaded(request: web.Request) -> bytes:
    if request.content_type != "multipart/form-data":
        return await request.read()
    for value in (await request.post()).values():
        if isinstance(value, web.FileField):
            return value.file.read()
    return b""
