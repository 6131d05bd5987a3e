"""Where a direct answer is shown, in Slack's own manner: a surface for each way in which something was asked."""

import contextlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import uuid4

from bot.domain.library import Phrases
from bot.domain.message import File, Form, Message, sentence
from bot.frontdesk.incoming import Place
from bot.platforms.slack.again import again
from bot.platforms.slack.blocks import JSON, Assets, body_for_all, message_fields
from bot.platforms.slack.errors import Gone
from bot.platforms.slack.pictures import Pictures, pictures_of
from bot.platforms.slack.views import form_view, said_view
from bot.platforms.slack.workspaces import Workspaces
from bot.platforms.surfaces import Later, TriggerLate

log = logging.getLogger(__name__)

Ack = Callable[..., Awaitable[Any]]


@dataclass(frozen=True)
class Means:
    """What every surface works with: the workspace, who asked and where, and the language to speak."""

    workspaces: Workspaces
    pictures: Pictures
    later: Later
    workspace: str
    user: str
    place: Place
    say: Phrases

    async def call(self, method: str, **arguments: Any) -> Any:
        """A call of the Web API in the asker's workspace."""
        return await self.workspaces.call(self.workspace, method, **arguments)

    async def respond(self, url: str, message: Message, *, replace: bool = False) -> None:
        """Answer to a `response_url`; a message with pictures comes once they are drawn."""

        async def send(assets: Assets) -> None:
            body = {**message_fields(message, assets), "replace_original": replace, "response_type": "ephemeral"}
            await self.workspaces.respond(url, body)

        if pictures_of(message):
            self.later.do(self.pictures.show(self.workspace, message, send))
        else:
            await send(self.pictures.bare)
        self.bring_files(message)

    async def show_view(self, message: Message, method: str, **target: str) -> None:
        """Show the message in a modal at once, and its pictures there once they are drawn."""
        shown = await self.call(method, view=self.said(message, self.pictures.bare), **target)
        view = shown["view"]

        async def send(assets: Assets) -> None:
            named = {"view_id": view["id"], "hash": view["hash"]}
            await self.call("views_update", view=self.said(message, assets), **named)

        if pictures_of(message):
            self.later.do(self.pictures.complete(self.workspace, message, send))
        self.bring_files(message)

    def bring_files(self, message: Message) -> None:
        """Put the files of a message in the asker's conversation with the coach."""
        for block in message.blocks:
            if isinstance(block, File):
                self.later.do(self._bring(block))

    def said(self, message: Message, assets: Assets) -> JSON:
        """The message as a modal."""
        return said_view(message, self.place, self.say("slack.title"), self.say("slack.close"), assets)

    def form(self, form: Form) -> JSON:
        """The form as a modal."""
        return form_view(form, self.place, self.say("slack.cancel"), self.pictures.bare)

    async def _bring(self, file: File) -> None:
        try:
            opened = await self.call("conversations_open", users=self.user)
            channel = opened["channel"]["id"]
            await self.call("files_upload_v2", channel=channel, filename=file.name, content=file.content)
        except Exception as problem:
            reference = uuid4().hex[:8]
            log.exception("action=file_failed reference=%s problem=%s", reference, type(problem).__name__)
            await self.write(sentence(self.say("slack.file_failed", reference=reference)))

    async def write(self, message: Message) -> None:
        """Write it in the asker's conversation with the coach."""
        shown = message_fields(message, self.pictures.bare)
        await again(partial(self.call, "chat_postMessage", channel=self.user, **shown))


class CommandSurface:
    """The answer to a slash command, in its acknowledgement."""

    def __init__(self, means: Means, ack: Ack, trigger: str, url: str) -> None:
        self._means, self._ack, self._trigger, self._url = means, ack, trigger, url

    async def show(self, message: Message) -> None:
        bare = self._means.pictures.bare
        if message.for_all:
            await self._ack(body_for_all(message, bare.public_url))
            return
        if pictures_of(message):
            await self._means.respond(self._url, message)
            await self._ack()
            return
        await self._ack(**message_fields(message, bare), response_type="ephemeral")
        self._means.bring_files(message)

    async def replace(self, message: Message) -> None:
        await self.show(message)

    async def open(self, form: Form) -> None:
        await self._means.call("views_open", trigger_id=self._trigger, view=self._means.form(form))
        await self._ack()

    async def done(self) -> None:
        await self._ack()


class MessageSurface:
    """The answer to a tap in a message: another message, or a modal."""

    def __init__(self, means: Means, trigger: str, url: str) -> None:
        self._means, self._trigger, self._url = means, trigger, url

    async def show(self, message: Message) -> None:
        await self._means.respond(self._url, message)

    async def replace(self, message: Message) -> None:
        await self._means.respond(self._url, message, replace=True)

    async def open(self, form: Form) -> None:
        await self._means.call("views_open", trigger_id=self._trigger, view=self._means.form(form))

    async def done(self) -> None:
        """Nothing: a tap is acknowledged in any case."""


class HomeSurface:
    """The answer to a tap in the Home tab: a modal, or what the next Home is to say where that came `late`."""

    def __init__(self, means: Means, trigger: str) -> None:
        self._means, self._trigger = means, trigger
        self.late: Message | None = None

    async def show(self, message: Message) -> None:
        try:
            await self._means.show_view(message, "views_open", trigger_id=self._trigger)
        except TriggerLate:
            self.late = message

    async def replace(self, message: Message) -> None:
        await self.show(message)

    async def open(self, form: Form) -> None:
        await self._means.call("views_open", trigger_id=self._trigger, view=self._means.form(form))

    async def done(self) -> None:
        """Nothing: a tap is acknowledged in any case."""


class ModalSurface:
    """The answer to a tap in a modal, in that modal; one that was closed meanwhile shows nothing any more."""

    def __init__(self, means: Means, view_id: str) -> None:
        self._means, self._view_id = means, view_id

    async def show(self, message: Message) -> None:
        with contextlib.suppress(Gone):
            await self._means.show_view(message, "views_update", view_id=self._view_id)

    async def replace(self, message: Message) -> None:
        await self.show(message)

    async def open(self, form: Form) -> None:
        with contextlib.suppress(Gone):
            await self._means.call("views_update", view_id=self._view_id, view=self._means.form(form))

    async def done(self) -> None:
        """Nothing: a tap is acknowledged in any case."""


class FormSurface:
    """The answer to a form sent, in its acknowledgement; what stands in place of a prompt the outbox shows there.

    It shows tables without their pictures: Slack tells no hash of it by which one that comes later would not undo
    what was opened there meanwhile.
    """

    def __init__(self, means: Means, ack: Ack) -> None:
        self._means, self._ack = means, ack

    async def show(self, message: Message) -> None:
        await self._ack(response_action="update", view=self._means.said(message, self._means.pictures.bare))
        self._means.bring_files(message)

    async def replace(self, message: Message) -> None:  # noqa: ARG002
        await self._ack()

    async def open(self, form: Form) -> None:
        await self._ack(response_action="update", view=self._means.form(form))

    async def done(self) -> None:
        await self._ack()
