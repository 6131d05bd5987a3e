"""What Mattermost asks by HTTP, handed to the front desk: commands, taps and dialogs, each only with its proof."""

import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from aiohttp import web

from bot.domain.library import Phrases
from bot.domain.message import Act
from bot.frontdesk.desk import FrontDesk
from bot.frontdesk.incoming import WHOLE_FORM, Command, Person, Place, Reply, Submission, Tap
from bot.limits import PERSON_AT_ONCE, Crowd, unproved
from bot.platforms.mattermost.commands import CommandTokens
from bot.platforms.mattermost.dialogs import entered
from bot.platforms.mattermost.means import ACTION, COMMAND, DIALOG, Kit, Means
from bot.platforms.mattermost.seals import Forged, Opened, Tapped
from bot.platforms.mattermost.surfaces import (
    AsideTapSurface,
    CommandSurface,
    DialogSurface,
    PostTapSurface,
    RequestSurface,
)
from bot.platforms.mattermost.workspace import WORKSPACE
from bot.platforms.profiles import Profiles
from bot.platforms.surfaces import answer
from bot.platforms.text import is_text
from bot.ports import NotSent, OutcomeUnknown, StoreAway, Unreachable

log = logging.getLogger(__name__)

JSON = Mapping[str, Any]

ID = re.compile(r"[a-z0-9]{26}")
HOOK = re.compile(r"/hooks/commands/([a-z0-9]{26})$")


class Listeners:
    """Everything that the coach is asked in Mattermost; a request without proof changes nothing."""

    def __init__(self, desk: FrontDesk, kit: Kit, tokens: CommandTokens, profiles: Profiles) -> None:
        self._desk, self._kit, self._tokens, self._profiles = desk, kit, tokens, profiles
        self._crowd = Crowd(PERSON_AT_ONCE)

    def routes(self) -> Sequence[web.RouteDef]:
        """Where Mattermost asks."""
        return [web.post(COMMAND, self._command), web.post(ACTION, self._tap), web.post(DIALOG, self._dialog)]

    async def _command(self, request: web.Request) -> web.Response:
        asked = await _read(request.post)
        await self._check(request, _text(asked, "token"))
        who = await self._person(asked)
        place = await self._place(who, _id(asked, "channel_id"), _text(asked, "channel_name"))
        hook = HOOK.search(_text(asked, "response_url"))
        surface = CommandSurface(self._means(who, place), _text(asked, "trigger_id"), hook[1] if hook else "")
        command = Command(who, place, _text(asked, "command").removeprefix("/"), _text(asked, "text"))
        return await self._answered(who, partial(self._desk.command, command), surface)

    async def _tap(self, request: web.Request) -> web.Response:
        asked = await _read(request.json)
        user, channel = _id(asked, "user_id"), _id(asked, "channel_id")
        try:
            tapped = self._kit.seals.tapped(_object(asked, "context"), user, channel)
        except Forged as problem:
            said = await self._unproved(request, user, problem)
            return web.json_response({"ephemeral_text": said("errors.old_button")})
        who = await self._person(asked)
        place = await self._place(who, channel, _text(asked, "channel_name"))
        means, trigger = self._means(who, place), _text(asked, "trigger_id")
        surface = (
            AsideTapSurface(means, trigger, tapped.aside)
            if tapped.aside
            else PostTapSurface(means, trigger, outbox=tapped.outbox)
        )
        return await self._answered(who, partial(self._became, Tap(who, place, tapped.act), tapped), surface)

    async def _became(self, tap: Tap, tapped: Tapped) -> Reply:
        """The answer to a tap; what the outbox shows in a message of its own is left to it."""
        reply = await self._desk.tap(tap)
        # An update that arrives late would stand for good over what the outbox has shown there since.
        return replace(reply, replace=None) if tapped.outbox and reply.followed else reply

    async def _dialog(self, request: web.Request) -> web.Response:
        asked = await _read(request.json)
        user = _id(asked, "user_id")
        if asked.get("cancelled"):
            return web.json_response({})
        try:
            opened = self._kit.seals.opened(_text(asked, "state"), user, self._kit.watch.now())
        except Forged as problem:
            said = await self._unproved(request, user, problem)
            return web.json_response({"error": said("mattermost.old_form")})
        who = await self._person(asked)
        surface = DialogSurface(self._means(who, Place(opened.channel, opened.direct)), opened.aside)
        submitted = partial(self._submit, who, opened, _object(asked, "submission"), surface)
        return await self._answered(who, submitted, surface)

    async def _answered(
        self,
        who: Person,
        asked: Callable[[], Awaitable[Reply]],
        surface: RequestSurface,
    ) -> web.Response:
        with self._crowd.room_for(who.user):
            await answer(asked(), surface, self._desk.speaks_to(who))
        return web.json_response(surface.body)

    async def _submit(self, who: Person, opened: Opened, submission: JSON, surface: DialogSurface) -> Reply:
        place, act, say = Place(opened.channel, opened.direct), Act.parse(opened.act), self._desk.speaks_to(who)
        try:
            found = await entered(submission, opened, self._kit.client.users_named)
        except (NotSent, OutcomeUnknown, Unreachable):
            reply = Reply(errors={WHOLE_FORM: say("errors.store_away")})
        else:
            submitted = Submission(who, place, opened.form, act, found.values)
            mistakes = found.errors(say)
            reply = Reply(errors=mistakes) if mistakes else await self._desk.submit(submitted)
        surface.refuse(reply.errors)
        return reply

    async def _check(self, request: web.Request, token: str) -> None:
        """Whether Mattermost itself sends a command: nobody else has its token."""
        try:
            is_good = await self._tokens.is_good(token)
        except StoreAway:
            raise web.HTTPServiceUnavailable from None
        if not is_good:
            unproved(request)
            log.warning("action=mattermost_unproved reason=%s", "another token")
            raise web.HTTPUnauthorized

    async def _person(self, asked: JSON) -> Person:
        return await self._profiles.person(WORKSPACE, _id(asked, "user_id"), str(asked.get("user_name") or ""))

    async def _place(self, who: Person, channel: str, name: str) -> Place:
        """A channel, or the conversation with the coach, which is called as the two who are in it."""
        try:
            own = await self._kit.client.own_id()
        except (NotSent, OutcomeUnknown, Unreachable):
            raise web.HTTPServiceUnavailable from None
        return Place(channel, direct=name in (f"{own}__{who.user}", f"{who.user}__{own}"))

    def _means(self, who: Person, place: Place) -> Means:
        return Means(self._kit, who.user, place, self._desk.speaks_to(who))

    async def _unproved(self, request: web.Request, user: str, problem: Forged) -> Phrases:
        """How to speak to somebody who may be somebody else: in the language of that profile."""
        unproved(request)
        log.warning("action=mattermost_unproved reason=%s", problem)
        return self._desk.speaks_to(await self._profiles.person(WORKSPACE, user))


async def _read(read: Callable[[], Awaitable[Any]]) -> JSON:
    """The fields of a request; what is none ends here."""
    try:
        asked = dict(await read())
    except (ValueError, TypeError, LookupError, RecursionError):
        raise web.HTTPBadRequest from None
    if not is_text(asked):
        raise web.HTTPBadRequest
    return asked


def _text(asked: JSON, name: str) -> str:
    found = asked.get(name, "")
    if not isinstance(found, str):
        raise web.HTTPBadRequest
    return found


def _id(asked: JSON, name: str) -> str:
    found = _text(asked, name)
    if not ID.fullmatch(found):
        raise web.HTTPBadRequest
    return found


def _object(asked: JSON, name: str) -> JSON:
    found = asked.get(name)
    if not isinstance(found, Mapping):
        raise web.HTTPBadRequest
    return found
