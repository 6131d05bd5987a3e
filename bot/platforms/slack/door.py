"""What comes by HTTP and says that it is from Slack: proved first, read then, and only then attended to."""

import contextlib
import logging

from aiohttp import ClientError, hdrs, web
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier

from bot.limits import PERSON_AT_ONCE, Crowd, unproved
from bot.platforms.text import is_text
from bot.ports import NotSent, OutcomeUnknown, StoreAway, Unreachable

log = logging.getLogger(__name__)

TIMESTAMP, SIGNATURE = "X-Slack-Request-Timestamp", "X-Slack-Signature"
UNREADABLE = (LookupError, TypeError, ValueError, AttributeError, RecursionError)
"""What comes of a field that is missing, or is not what Slack writes there."""
AWAY = (StoreAway, NotSent, OutcomeUnknown, Unreachable, ClientError, OSError)


class Door:
    """The way in for signed requests; those of one person are attended to a few at once."""

    def __init__(self, app: AsyncApp, signing_secret: str) -> None:
        self._app, self._verifier, self._crowd = app, SignatureVerifier(signing_secret), Crowd(PERSON_AT_ONCE)

    async def hear(self, request: web.Request) -> web.Response:
        """What the application answers. Raises HTTPUnauthorized, HTTPBadRequest and Crowded."""
        body = await self._proved(request)
        try:
            # Of the headers Bolt needs this one; nobody outside is to start its "lazy" listeners by another.
            told = AsyncBoltRequest(body=body, headers={hdrs.CONTENT_TYPE: request.headers.get(hdrs.CONTENT_TYPE, "")})
            if not is_text(told.body):
                raise web.HTTPBadRequest
            with self._room_for(told):
                return _answered(await self._app.async_dispatch(told))
        except UNREADABLE as problem:
            log.warning("action=slack_not_heard reason=%s", type(problem).__name__)
            raise web.HTTPBadRequest from None

    async def _proved(self, request: web.Request) -> str:
        """The body, where Slack signed it a short while ago; bytes are only read once that is known."""
        body = await request.read()
        try:
            timestamp, signature = request.headers.get(TIMESTAMP), request.headers.get(SIGNATURE)
            if self._verifier.is_valid(body, timestamp, signature):
                return body.decode()
        except (ValueError, TypeError):
            log.debug("action=slack_unsigned")
        log.warning("action=slack_unproved")
        unproved(request)
        raise web.HTTPUnauthorized

    def _room_for(self, told: AsyncBoltRequest) -> contextlib.AbstractContextManager[None]:
        user = told.context.user_id
        return self._crowd.room_for((told.context.team_id, str(user))) if user else contextlib.nullcontext()


def _answered(answer: BoltResponse) -> web.Response:
    """The same, as bytes: text given to aiohttp takes several times as long to go out."""
    kind = answer.headers["content-type"][0]
    return web.Response(status=answer.status, body=answer.body.encode(), headers={hdrs.CONTENT_TYPE: kind})


async def failed(error: Exception) -> BoltResponse:
    """The answer where nothing was done: what nobody can read is not worth repeating, everything else is."""
    if isinstance(error, StoreAway):
        log.error("action=store_away problem=%s", type(error.__cause__).__name__)
    else:
        log.error("action=slack_not_heard reason=%s", type(error).__name__, exc_info=error)
    status = 400 if isinstance(error, UNREADABLE) else 503 if isinstance(error, AWAY) else 500
    return BoltResponse(status=status)
