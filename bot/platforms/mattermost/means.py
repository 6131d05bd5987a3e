"""What direct answers in Mattermost are made with, whatever was asked and however."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from bot.domain.library import Phrases
from bot.domain.message import (
    Actions,
    Block,
    Button,
    File,
    Form,
    Message,
    PeopleField,
    Picture,
    Text,
    sentence,
)
from bot.frontdesk.incoming import Place
from bot.platforms.mattermost.client import Mattermost
from bot.platforms.mattermost.dialogs import dialog, opened_as
from bot.platforms.mattermost.markdown import spoken
from bot.platforms.mattermost.posts import fields_for_one, post_fields
from bot.platforms.mattermost.seals import Audience, Seals
from bot.platforms.mattermost.texts import in_words
from bot.platforms.surfaces import Later
from bot.ports import DrawingFailed, NotSent, OutcomeUnknown, Painter, Unreachable, Watch

log = logging.getLogger(__name__)

JSON = dict[str, Any]

PICTURE_NAME = "chart.png"
COMMAND, ACTION, DIALOG = "/mattermost/command", "/mattermost/action", "/mattermost/dialog"


POSTED_HERE = "role.post"
"""The act that posts something in the channel where it is tapped."""


@dataclass(frozen=True)
class Kit:
    """What every answer is made with: the server, the seals, work for later, and where Mattermost reaches the coach."""

    client: Mattermost
    seals: Seals
    later: Later
    watch: Watch
    painter: Painter
    public_url: str

    def alone(self, message: Message, user: str, aside: str) -> JSON:
        """The message as an answer that one person sees alone, which is not announced."""
        sealed = self.seals.sealed(self.public_url + ACTION, Audience("user", user), aside)
        return fields_for_one(message, sealed, self.public_url)

    def fields(self, message: Message, audience: Audience, *, outbox: bool = False) -> JSON:
        """The message as a post for them; `outbox` tells whether the outbox keeps that post up to date."""
        sealed = self.seals.sealed(self.public_url + ACTION, audience, outbox=outbox)
        return post_fields(message, sealed, self.public_url)

    async def write_to(self, user: str, message: Message) -> None:
        """Say it in somebody's conversation with the coach."""
        channel = await self.client.direct_channel(user)
        await self._post(channel["id"], self.fields(message, Audience("user", user)))

    async def bring(self, user: str, name: str, content: bytes, said: str) -> None:
        """Put a file into somebody's conversation with the coach, with a sentence about it."""
        channel = await self.client.direct_channel(user)
        uploaded = await self.client.upload(channel["id"], name, content)
        await self._post(channel["id"], {"message": spoken(said), "file_ids": [uploaded]})

    async def _post(self, channel: str, post: JSON) -> None:
        """Post it once, also where it is not told whether it was taken: the same id gives back the first."""
        pending = f"{await self.client.own_id()}:{uuid4().hex}"
        once = {"channel_id": channel, "pending_post_id": pending, **post}
        try:
            await self.client.create_post(once)
        except OutcomeUnknown:
            await self.client.create_post(once)


@dataclass(frozen=True)
class Means:
    """What every surface works with: who asked and where, and the language to speak."""

    kit: Kit
    user: str
    place: Place
    say: Phrases

    def standing(self, message: Message, *, outbox: bool) -> JSON:
        """The message in place of a post without files that stands where it was asked, for whoever may tap there."""
        asker, everyone = Audience("user", self.user), Audience("channel", self.place.channel)
        shown = self.kit.fields(message, asker if self.place.direct else everyone, outbox=outbox)
        # All props are replaced: this one the server had added by itself.
        return {"message": shown["message"], "props": {**shown["props"], "from_bot": "true"}, "file_ids": []}

    def command_answer(self, message: Message, aside: str) -> JSON:
        """The message as an answer to a slash command, for the asker alone."""
        shown = self.kit.alone(message, self.user, aside)
        return {
            "response_type": "ephemeral",
            "text": shown["message"],
            "attachments": shown["props"]["attachments"],
            "skip_slack_parsing": True,
        }

    def tap_answer(self, message: Message) -> JSON:
        """The answer to a tap that shows a message without buttons to the asker alone."""
        return {"ephemeral_text": in_words(message, self.kit.public_url), "skip_slack_parsing": True}

    async def in_direct(self, message: Message) -> JSON:
        """Say it in the asker's conversation with the coach; the answer to a tap that says where it is."""
        if self.place.direct:
            await self.kit.write_to(self.user, message)
            return {}
        await self.kit.write_to(self.user, _elsewhere(message))
        return self.tap_answer(sentence(self.say("mattermost.in_direct")))

    async def open(self, form: Form, trigger: str, aside: str = "") -> None:
        """Let the asker fill the form in."""
        kit, place = self.kit, self.place
        opened = opened_as(form, place.channel, aside, direct=place.direct)
        state = kit.seals.state(opened, self.user, kit.watch.now())
        names = await self._names(form)
        await kit.client.open_dialog(trigger, dialog(form, state, kit.public_url + DIALOG, self.say, names))

    def bringing_files(self, message: Message) -> Message:
        """The message saying where its files are: they and its pictures are brought to the conversation."""
        for block in message.blocks:
            if isinstance(block, File):
                self.kit.later.do(self._bring(block))
            elif isinstance(block, Picture):
                self.kit.later.do(self._draw(block))
        return replace(message, blocks=tuple(self._where_it_is(block) for block in message.blocks))

    async def _names(self, form: Form) -> Mapping[str, str]:
        """The user names of the people chosen already in a form."""
        chosen = [user for field in form.fields if isinstance(field, PeopleField) for user in field.value]
        found = await self.kit.client.users(chosen) if chosen else []
        return {user["id"]: user["username"] for user in found}

    def _where_it_is(self, block: Block) -> Block:
        return Text(self.say("mattermost.file_in_direct", name=block.name)) if isinstance(block, File) else block

    async def _bring(self, file: File) -> None:
        said = self.say("mattermost.file", name=file.name)
        try:
            await self.kit.bring(self.user, file.name, file.content.encode(), said)
        except (NotSent, Unreachable, OutcomeUnknown) as problem:
            log.error("action=file_failed reason=%s", problem)
            await self.kit.write_to(self.user, sentence(self.say("mattermost.no_file", name=file.name)))

    async def _draw(self, picture: Picture) -> None:
        """Bring a picture; without it its words say everything."""
        try:
            drawn = await self.kit.painter.draw(picture.chart)
            await self.kit.bring(self.user, PICTURE_NAME, drawn, picture.table.caption)
        except (DrawingFailed, NotSent, Unreachable, OutcomeUnknown) as problem:
            log.error("action=picture_failed reason=%s", problem)


def _elsewhere(message: Message) -> Message:
    """The message for another place than where it was asked for: what is meant for that place cannot be tapped."""
    return replace(message, blocks=tuple(_untied(message.blocks)))


def _untied(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Actions):
            items = (item for item in block.items if not (isinstance(item, Button) and item.act.name == POSTED_HERE))
            yield Actions(tuple(items))
        else:
            yield block
