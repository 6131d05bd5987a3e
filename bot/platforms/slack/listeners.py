"""What Slack tells, handed to the front desk; the same over HTTP and over a socket."""

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.domain.message import Message, sentence
from bot.frontdesk.desk import FrontDesk
from bot.frontdesk.incoming import Arrival, Command, Person, Place, Reply, Submission, Tap
from bot.platforms.profiles import Profiles
from bot.platforms.said import Said
from bot.platforms.slack.again import again
from bot.platforms.slack.blocks import Assets, message_fields
from bot.platforms.slack.commands import Commands
from bot.platforms.slack.directs import Directs
from bot.platforms.slack.pictures import Pictures, pictures_of
from bot.platforms.slack.reading import LONGEST_ADDRESS, act_of, is_wordless, profile_from, replied_in, said_in, text
from bot.platforms.slack.surfaces import (
    Ack,
    CommandSurface,
    FormSurface,
    HomeSurface,
    Means,
    MessageSurface,
    ModalSurface,
)
from bot.platforms.slack.views import FORM, errors_of, form_of, home_view, values_of, where_of
from bot.platforms.slack.workspaces import Workspaces, workspace_of
from bot.platforms.surfaces import Later, Surface, answer

log = logging.getLogger(__name__)

Body = Mapping[str, Any]
LOST = ("channel_left", "group_left", "channel_archive", "group_archive", "channel_deleted", "group_deleted")
RESTORED = ("channel_unarchive", "group_unarchive")
OPEN_TO_ALL = ("role", "role.open")
"""Acts that people of other workspaces, met in shared channels, may do too."""


class Listeners:
    """Everything that the coach listens to in Slack.

    `uninstalled` is told where the coach is installed no more, by which event and why.
    """

    def __init__(
        self,
        desk: FrontDesk,
        workspaces: Workspaces,
        pictures: Pictures,
        profiles: Profiles,
        later: Later,
        uninstalled: Callable[[str, str, str], Awaitable[None]],
    ) -> None:
        self._desk, self._workspaces, self._pictures = desk, workspaces, pictures
        self._directs = Directs(workspaces)
        self._profiles, self._later, self._uninstalled = profiles, later, uninstalled

    def register(self, app: AsyncApp) -> None:
        """Listen to that application."""
        app.use(Commands(self._command))
        app.action(re.compile(r"^act-\d+$"))(self._tap)
        app.view(FORM)(self._form)
        # A second listener to messages would never be called.
        app.event("message")(self._message)
        app.event("app_home_opened")(self._home)
        app.event("user_change")(self._profile)
        app.event("member_joined_channel")(self._joined)
        app.event("member_left_channel")(self._gone)
        for lost in LOST:
            app.event(lost)(self._left)
        for restored in RESTORED:
            app.event(restored)(self._restored)
        app.event("app_uninstalled")(self._revoked)
        app.event("tokens_revoked")(self._revoked)

    async def _command(self, ack: Ack, body: Body) -> None:
        user, channel, trigger = text(body, "user_id"), text(body, "channel_id"), text(body, "trigger_id")
        who = await self._profiles.person(_workspace(body), user, body.get("user_name", ""))
        place = await self._directs.place(who.workspace, who.user, channel)
        command = Command(who, place, body["command"].removeprefix("/"), body.get("text") or "")
        url = text(body, "response_url", LONGEST_ADDRESS)
        means = self._means(who, place)
        await answer(self._desk.command(command), CommandSurface(means, ack, trigger, url), means.say)

    async def _tap(self, ack: Ack, body: Body) -> None:
        who, view = await self._who(body), body.get("view")
        act = act_of(body["actions"][0])
        if view is None:
            place = await self._directs.place(who.workspace, who.user, text(body["channel"], "id"))
            means = self._means(who, place)
            surface: Surface = MessageSurface(
                means, text(body, "trigger_id"), text(body, "response_url", LONGEST_ADDRESS)
            )
        elif view["type"] == "home":
            place = Place(who.user, direct=True, aside=True)
            surface = HomeSurface(self._means(who, place), text(body, "trigger_id"))
        else:
            place = where_of(view)
            surface = ModalSurface(self._means(who, place), text(view, "id"))
        if _is_stranger(body) and act.name not in OPEN_TO_ALL:
            await surface.show(sentence(self._desk.speaks_to(who)("slack.stranger")))
        else:
            await answer(self._desk.tap(Tap(who, place, act)), surface, self._desk.speaks_to(who))
        if isinstance(surface, HomeSurface):
            self._later.do(self._publish(who, surface.late))
        await ack()

    async def _form(self, ack: Ack, body: Body) -> None:
        who, view = await self._who(body), body["view"]
        place, (form_id, act) = where_of(view), form_of(view)
        submission = Submission(who, place, form_id, act, values_of(view))

        async def reply() -> Reply:
            answer = await self._desk.submit(submission)
            if answer.errors:
                await ack(response_action="errors", errors=errors_of(answer.errors, view))
            return answer

        await answer(reply(), FormSurface(self._means(who, place), ack), self._desk.speaks_to(who))

    async def _message(self, body: Body, event: Body) -> None:
        workspace, said = _workspace(body), said_in(event)
        in_thread = replied_in(workspace, event)
        if in_thread is not None:
            await self._desk.in_thread(in_thread)
        elif said is not None:
            await self.hear(workspace, said)
        elif event.get("channel_type") == "im" and is_wordless(event):
            who = await self._profiles.person(workspace, text(event, "user"))
            means = self._means(who, Place(text(event, "channel"), direct=True))
            self._later.do(means.write(sentence(means.say("slack.text_only"))))

    async def hear(self, workspace: str, said: Said) -> None:
        """Hear what somebody wrote, edited or deleted, once. Raises StoreAway: it was not heard."""
        who = await self._profiles.person(workspace, said.user)
        if said.words is None:
            await self._desk.deleted(said.deleted(who))
        else:
            await self._desk.typed(said.typed(who))

    async def _home(self, body: Body, event: Body) -> None:
        if event.get("tab") == "home":
            await self._publish(await self._profiles.person(_workspace(body), text(event, "user")))

    async def _profile(self, body: Body, event: Body) -> None:
        user, profile = event["user"], profile_from(event["user"])
        self._profiles.heard(_workspace(body), text(user, "id"), profile)
        if profile.closed:
            await self._desk.closed(_workspace(body), text(user, "id"), profile, text(body, "event_id"))

    async def _joined(self, body: Body, event: Body) -> None:
        """Tell who brought the coach into a channel how to set it up; the channel is told once that is done."""
        if event["user"] != _own_user(body):
            await self._desk.came(_workspace(body), text(event, "channel"), text(event, "user"), text(body, "event_id"))
        if event["user"] != _own_user(body) or "inviter" not in event:
            return
        who = await self._profiles.person(_workspace(body), text(event, "inviter"))
        place = Place(text(event, "channel"))
        message = await self._desk.brought_in(Arrival(who, place, text(body, "event_id")))
        if message is not None:
            shown = message_fields(message, self._pictures.bare)
            told = {"channel": place.channel, "user": who.user, "text": shown["text"], "blocks": shown["blocks"]}
            call = partial(self._workspaces.call, who.workspace, "chat_postEphemeral", **told)
            # The event was heard: a repeat of Slack's would not bring it back.
            self._later.do(again(call))

    async def _left(self, body: Body, event: Body) -> None:
        await self._desk.sent_away(_workspace(body), text(event, "channel"), text(body, "event_id"))

    async def _gone(self, body: Body, event: Body) -> None:
        """Somebody else left a channel; that the coach did, Slack tells otherwise."""
        if event["user"] != _own_user(body):
            await self._desk.left(_workspace(body), text(event, "channel"), text(event, "user"), text(body, "event_id"))

    async def _restored(self, body: Body, event: Body) -> None:
        await self._desk.back_in(_workspace(body), text(event, "channel"), text(body, "event_id"))

    async def _revoked(self, body: Body, event: Body) -> None:
        if event["type"] == "tokens_revoked" and not event.get("tokens", {}).get("bot"):
            return
        if event["type"] == "app_uninstalled":
            await self._desk.uninstalled(_workspace(body), text(body, "event_id"))
        await self._uninstalled(_workspace(body), text(body, "event_id"), event["type"])

    async def _publish(self, who: Person, late: Message | None = None) -> None:
        """Show the Home tab as it is now, what could not be said otherwise above it, and its picture once drawn."""
        message = await self._desk.home(who)
        if late is not None:
            message = replace(message, blocks=(*late.blocks, *message.blocks))
        publish = partial(self._workspaces.call, who.workspace, "views_publish", user_id=who.user)
        shown = await publish(view=home_view(message, self._pictures.bare))

        async def send(assets: Assets) -> None:
            await publish(view=home_view(message, assets), hash=shown["view"]["hash"])

        if pictures_of(message):
            self._later.do(self._pictures.complete(who.workspace, message, send))

    async def _who(self, body: Body) -> Person:
        workspace, user = workspace_of(text(body["team"], "id")), body["user"]
        return await self._profiles.person(workspace, text(user, "id"), str(user.get("name", "")))

    def _means(self, who: Person, place: Place) -> Means:
        say = self._desk.speaks_to(who)
        return Means(self._workspaces, self._pictures, self._later, who.workspace, who.user, place, say)


def _workspace(body: Body) -> str:
    return workspace_of(text(body, "team_id"))


def _is_stranger(body: Body) -> bool:
    """Whether somebody of another workspace tapped, in a channel that both share."""
    home = body["user"].get("team_id")
    return home is not None and home != body["team"]["id"]


def _own_user(body: Body) -> str | None:
    """The coach's own user in the workspace that the event is from."""
    return next((each.get("user_id") for each in body.get("authorizations", ()) if each.get("is_bot")), None)
