"""What Mattermost asks by HTTP, handed to the front desk: commands, taps and dialogs, each only with its proof."""

import json
import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from aiohttp import web

from bot.domain.library import Phrases
from bot.domain.message import Act
from bot.frontdesk.desk import FrontDesk
from bot.frontdesk.incoming import WHOLE_FORM, Command, Person, Place, Reply, Submission, Tap
from bot.platforms.mattermost.commands import CommandTokens
from bot.platforms.mattermost.dialogs import entered
from bot.platforms.mattermost.means import ACTION, COMMAND, DIALOG, Kit, Means
from bot.platforms.mattermost.seals import Forged, Opened
from bot.platforms.mattermost.surfaces import AsideTapSurface, CommandSurface, DialogSurface, PostTapSurface
from bot.platforms.mattermost.workspace import WORKSPACE
from bot.platforms.profiles import Profiles
from bot.platforms.surfaces import answer
from bot.ports import NotSent, OutcomeUnknown, StoreAway, Unreachable

log = logging.getLogger(__name__)

JSON = Mapping[str, Any]

ID = re.compile(r"[a-z0-9]{26}")
HOOK = re.compile(r"/hooks/commands/([a-z0-9]{26})$")


class Listeners:
    """Everything that the coach is asked in Mattermost; a request without proof changes nothing."""

    def __init__(self, desk: FrontDesk, kit: Kit, tokens: CommandTokens, profiles: Profiles) -> None:
        self._desk, self._kit, self._tokens, self._profiles = desk, kit, tokens, profiles

    def routes(self) -> Sequence[web.RouteDef]:
        """Where Mattermost asks."""
        return [web.post(COMMAND, self._command), web.post(ACTION, self._tap), web.post(DIALOG, self._dialog)]

    async def _command(self, request: web.Request) -> web.Response:
        asked = await _read(request.post)
        await self._check(_text(asked, "token"))
        who = await self._person(asked)
        place = await self._place(_id(asked, "channel_id"), _text(asked, "channel_name"))
        hook = HOOK.search(_text(asked, "response_url"))
        surface = CommandSurface(self._means(who, place), _text(asked, "trigger_id"), hook[1] if hook else "")
        command = Command(who, place, _text(asked, "command").removeprefix("/"), _text(asked, "text"))
        await answer(self._desk.command(command), surface, self._desk.speaks_to(who))
        return web.json_response(surface.body)

    async def _tap(self, request: web.Request) -> web.Response:
        asked = await _read(request.json)
        user, channel, post = (_id(asked, name) for name in ("user_id", "channel_id", "post_id"))
        try:
            tapped = self._kit.seals.tapped(_object(asked, "context"), user, channel)
        except Forged as problem:
            return web.json_response({"ephemeral_text": self._unproved(user, problem)("errors.old_button")})
        who = await self._person(asked)
        place = await self._place(channel, _text(asked, "channel_name"))
        means, trigger = self._means(who, place), _text(asked, "trigger_id")
        surface = (
            AsideTapSurface(means, trigger, tapped.aside) if tapped.aside else PostTapSurface(means, trigger, post)
        )
        await answer(self._desk.tap(Tap(who, place, tapped.act)), surface, self._desk.speaks_to(who))
        return web.json_response(surface.body)

    async def _dialog(self, request: web.Request) -> web.Response:
        asked = await _read(request.json)
        user = _id(asked, "user_id")
        if asked.get("cancelled"):
            return web.json_response({})
        try:
            opened = self._kit.seals.opened(_text(asked, "state"), user, self._kit.watch.now())
        except Forged as problem:
            return web.json_response({"error": self._unproved(user, problem)("mattermost.old_form")})
        who = await self._person(asked)
        surface = DialogSurface(self._means(who, Place(opened.channel, opened.direct)), opened.aside)
        submitted = self._submit(who, opened, _object(asked, "submission"), surface)
        await answer(submitted, surface, self._desk.speaks_to(who))
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

    async def _check(self, token: str) -> None:
        """Whether Mattermost itself sends a command: nobody else has its token."""
        try:
            is_good = await self._tokens.is_good(token)
        except StoreAway:
            raise web.HTTPServiceUnavailable from None
        if not is_good:
            log.warning("action=mattermost_unproved reason=%s", "another token")
            raise web.HTTPUnauthorized

    async def _person(self, asked: JSON) -> Person:
        return await self._profiles.person(WORKSPACE, _id(asked, "user_id"), str(asked.get("user_name") or ""))

    async def _place(self, channel: str, name: str) -> Place:
        """A channel, or the conversation with the coach, which is called as the two who are in it."""
        try:
            own = await self._kit.client.own_id()
        except (NotSent, OutcomeUnknown, Unreachable):
            raise web.HTTPServiceUnavailable from None
        return Place(channel, direct=own in name.split("__"))

    def _means(self, who: Person, place: Place) -> Means:
        return Means(self._kit, who.user, place, self._desk.speaks_to(who))

    def _unproved(self, user: str, problem: Forged) -> Phrases:
        """How to speak to somebody who may be somebody else: nothing is looked up for them."""
        log.warning("action=mattermost_unproved reason=%s", problem)
        return self._desk.speaks_to(Person(WORKSPACE, user, user))


async def _read(read: Callable[[], Awaitable[Any]]) -> JSON:
    """The fields of a request; what is none ends here."""
    try:
        asked = dict(await read())
        # Half a sign, which JSON can write and nothing can keep, is found here and not where it is used.
        json.dumps(asked, ensure_ascii=False, default=str).encode()
    except (ValueError, TypeError, LookupError, RecursionError):
        raise web.HTTPBadRequest from None
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
