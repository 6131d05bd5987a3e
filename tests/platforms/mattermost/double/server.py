"""Mattermost's own side of the wire: the REST API, hooks and websockets on 127.0.0.1."""

from collections.abc import Callable, Mapping
from email.utils import formatdate
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.platforms.mattermost.double import channels, commands, contract, dialogs, posts, teams, users
from tests.platforms.mattermost.double.call import Call
from tests.platforms.mattermost.double.faults import Fault, Order
from tests.platforms.mattermost.double.refusals import Refused, bad_parameter
from tests.platforms.mattermost.double.world import File

if TYPE_CHECKING:
    from tests.platforms.mattermost.double.mattermost import Mattermost

REQUESTS: Mapping[str, tuple[Callable[[Call], Any], int]] = {
    "GET /users/username/{username}": (users.get_user_by_username, 200),
    "GET /users/{user_id}": (users.get_user, 200),
    "POST /users/usernames": (users.get_users_by_usernames, 200),
    "POST /users/ids": (users.get_users_by_ids, 200),
    "POST /users/{user_id}/tokens": (users.create_token, 200),
    "GET /users/{user_id}/tokens": (users.get_tokens, 200),
    "POST /bots": (users.create_bot, 201),
    "GET /bots": (users.get_bots, 200),
    "POST /bots/{bot_user_id}/enable": (users.enable_bot, 200),
    "GET /users/{user_id}/teams": (teams.get_teams_for_user, 200),
    "GET /users/{user_id}/teams/{team_id}/channels": (teams.get_channels_for_user, 200),
    "GET /teams": (teams.get_teams, 200),
    "GET /teams/name/{team_name}": (teams.get_team_by_name, 200),
    "POST /teams/{team_id}/members": (teams.add_team_member, 201),
    "GET /teams/{team_id}/members/{user_id}": (teams.get_team_member, 200),
    "GET /commands": (teams.get_commands, 200),
    "POST /commands": (teams.create_command, 201),
    "PUT /commands/{command_id}": (teams.update_command, 200),
    "POST /channels/direct": (channels.create_direct, 201),
    "GET /channels/{channel_id}": (channels.get_channel, 200),
    "GET /channels/{channel_id}/members": (channels.get_channel_members, 200),
    "GET /channels/{channel_id}/members/{user_id}": (channels.get_channel_member, 200),
    "GET /channels/{channel_id}/posts": (posts.get_channel_posts, 200),
    "POST /posts": (posts.create_post, 201),
    "POST /posts/ephemeral": (posts.create_ephemeral, 201),
    "GET /posts/{post_id}": (posts.get_post, 200),
    "GET /posts/{post_id}/thread": (posts.get_thread, 200),
    "PUT /posts/{post_id}/patch": (posts.patch_post, 200),
    "DELETE /posts/{post_id}": (posts.delete_post, 200),
    "POST /files": (posts.upload_files, 201),
    "POST /actions/dialogs/open": (dialogs.open_dialog, 200),
    "POST /roles/names": (channels.get_roles_by_names, 200),
    "GET /system/ping": (channels.ping, 200),
    "GET /config/client": (channels.get_client_config, 200),
    "GET /config": (channels.get_config, 200),
}
FOR_EVERYONE = ("GET /system/ping", "GET /config/client", "POST /actions/dialogs/open")
ANSWERED_LATER = "POST /hooks/commands/{id}"
LARGEST_REQUEST = 60 * 1024 * 1024


def make_server(mattermost: "Mattermost") -> web.Application:
    """The aiohttp application that answers as Mattermost does."""
    server = _Server(mattermost)
    app = web.Application(client_max_size=LARGEST_REQUEST)
    app.router.add_get("/api/v4/websocket", mattermost.sockets.link)
    for request in REQUESTS:
        method, _, path = request.partition(" ")
        app.router.add_route(method, f"/api/v4{path}", server.handler(request))
    app.router.add_post(ANSWERED_LATER.removeprefix("POST "), server.answer_later)
    app.router.add_route("*", "/{anything:.*}", server.nowhere)
    return app


class _Server:
    def __init__(self, mattermost: "Mattermost") -> None:
        self._mattermost = mattermost

    def handler(self, name: str) -> Callable[[web.Request], Any]:
        """What answers that request, with whatever was ordered to go wrong."""

        async def handle(request: web.Request) -> web.StreamResponse:
            call = await self._call(name, request)
            order = self._mattermost.faults.take(name)
            if order is not None and order.fault is Fault.SLOW_SAVE:
                await self._save_slowly(call, order)
            elif order is not None and not order.fault.takes:
                self._mattermost.note(name, call, order.fault.name)
                return await self._go_wrong(request, order)
            response = self._answer(name, request, call)
            return response if order is None else await self._go_wrong(request, order, response)

        return handle

    async def answer_later(self, request: web.Request) -> web.StreamResponse:
        """An answer to a `response_url`."""
        order = self._mattermost.faults.take(ANSWERED_LATER)
        if order is not None:
            return await self._go_wrong(request, order)
        try:
            commands.answer_later(self._mattermost, request.match_info["id"], await request.json())
        except ValueError:
            refused = Refused(400, "web.command_webhook.parse.app_error", "Unable to parse incoming data.")
            return web.json_response(refused.answer(), status=refused.status)
        except Refused as refused:
            return web.json_response(refused.answer(), status=refused.status)
        return web.Response(text="ok")

    async def nowhere(self, request: web.Request) -> web.StreamResponse:
        """The answer to what the double does not know: a mistake of the app, or a gap in the double."""
        self._mattermost.violations.append(f"{request.method} {request.path}: no such request here")
        return web.json_response(Refused(404, "api.context.404.app_error").answer(), status=404)

    async def _call(self, name: str, request: web.Request) -> Call:
        files: list[File] = []
        body = await _body(request, files)
        problems = contract.violations(name, request.query, body, request.content_type)
        self._mattermost.violations += problems
        user = self._mattermost.session(_token(request))
        return Call(self._mattermost, user, request.match_info, request.query, body, files)

    def _answer(self, name: str, request: web.Request, call: Call) -> web.Response:
        standing = self._mattermost.pace.check(_token(request))
        headers = {
            "Date": formatdate(self._mattermost.clock.now(), usegmt=True),
            **(standing.headers if standing else {}),
        }
        if standing and standing.retry_after:
            self._mattermost.note(name, call, "429")
            return web.Response(status=429, text="limit exceeded\n", headers=headers)
        handle, status = REQUESTS[name]
        try:
            if name not in FOR_EVERYONE:
                call.needs_session()
            answer = handle(call)
        except Refused as problem:
            self._mattermost.note(name, call, problem.id)
            return web.json_response(problem.answer(), status=problem.status, headers=headers)
        self._mattermost.note(name, call, "ok")
        return web.json_response(answer, status=status, headers=headers)

    async def _save_slowly(self, call: Call, order: Order) -> None:
        """Keep a post waiting, its `pending_post_id` already known."""
        pending = str((call.body or {}).get("pending_post_id") or "")
        self._mattermost.remember_pending(pending, None)
        await self._mattermost.faults.wait_for_release(order)
        self._mattermost.pending.pop(pending, None)

    async def _go_wrong(
        self, request: web.Request, order: Order, response: web.Response | None = None
    ) -> web.StreamResponse:
        if order.fault is Fault.REFUSE and order.refusal is not None:
            return web.json_response(order.refusal.answer(), status=order.refusal.status)
        if order.fault is Fault.SLOW_DOWN:
            told = {"Limit": 101, "Remaining": 0, "Reset": order.after}
            headers = {f"X-RateLimit-{name}": str(value) for name, value in told.items()}
            return web.Response(status=429, text="limit exceeded\n", headers=headers)
        if order.fault in (Fault.HTTP_500, Fault.HTTP_500_AFTER):
            return web.Response(status=500, text="Internal Server Error")
        if order.fault in (Fault.HANG, Fault.HANG_AFTER):
            await self._mattermost.faults.wait_for_end()
        elif order.fault in (Fault.HOLD, Fault.SLOW_SAVE) and response is not None:
            if order.fault is Fault.HOLD and request.transport is not None:
                order.caller = request.transport.get_extra_info("peername")[1]
                await self._mattermost.faults.wait_for_release(order)
            return response
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=500)


def _token(request: web.Request) -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if kind.lower() in ("bearer", "token") else ""


async def _body(request: web.Request, files: list[File]) -> Any:
    """JSON, or the fields of a form, its files apart; None where there is nothing."""
    if not request.body_exists:
        return None
    if request.content_type == "multipart/form-data":
        form = await request.post()
        uploaded = [value for value in form.values() if isinstance(value, web.FileField)]
        files += [File(value.filename, value.file.read(), value.content_type, "", "") for value in uploaded]
        return {name: value if isinstance(value, str) else "" for name, value in form.items()}
    try:
        return await request.json()
    except ValueError:
        raise web.HTTPBadRequest(text=str(bad_parameter("body").answer())) from None
