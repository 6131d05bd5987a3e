"""What direct answers in Mattermost are made with, whatever was asked and however."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.library import Phrases
from bot.domain.message import File, Form, Message, PeopleField, sentence
from bot.frontdesk.incoming import Place
from bot.platforms.mattermost.client import Mattermost
from bot.platforms.mattermost.dialogs import dialog, opened_as
from bot.platforms.mattermost.posts import post_fields
from bot.platforms.mattermost.seals import Audience, Seals
from bot.platforms.mattermost.texts import in_words
from bot.platforms.surfaces import Later
from bot.ports import Watch

JSON = dict[str, Any]

COMMAND, ACTION, DIALOG = "/mattermost/command", "/mattermost/action", "/mattermost/dialog"


@dataclass(frozen=True)
class Kit:
    """What every answer is made with: the server, the seals, work for later, and where Mattermost reaches the coach."""

    client: Mattermost
    seals: Seals
    later: Later
    watch: Watch
    public_url: str

    def fields(self, message: Message, audience: Audience, aside: str = "", *, pictured: bool = False) -> JSON:
        """The message as a post for them; `pictured` tells whether the post has its pictures as files."""
        sealed = self.seals.sealed(self.public_url + ACTION, audience, aside)
        return post_fields(message, sealed, self.public_url, pictured=pictured)

    async def write_to(self, user: str, message: Message) -> None:
        """Say it in somebody's conversation with the coach."""
        channel = await self.client.direct_channel(user)
        await self.client.create_post({"channel_id": channel["id"], **self.fields(message, Audience("user", user))})


@dataclass(frozen=True)
class Means:
    """What every surface works with: who asked and where, and the language to speak."""

    kit: Kit
    user: str
    place: Place
    say: Phrases

    def standing(self, message: Message, *, pictured: bool) -> JSON:
        """The message as a post that stands where it was asked, for whoever may tap there."""
        asker, everyone = Audience("user", self.user), Audience("channel", self.place.channel)
        return self.kit.fields(message, asker if self.place.direct else everyone, pictured=pictured)

    def command_answer(self, message: Message, aside: str) -> JSON:
        """The message as an answer to a slash command, for the asker alone."""
        shown = self.kit.fields(message, Audience("user", self.user), aside)
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
        await self.kit.write_to(self.user, message)
        return {} if self.place.direct else self.tap_answer(sentence(self.say("mattermost.in_direct")))

    async def open(self, form: Form, trigger: str, aside: str = "") -> None:
        """Let the asker fill the form in."""
        kit, place = self.kit, self.place
        opened = opened_as(form, place.channel, aside, direct=place.direct)
        state = kit.seals.state(opened, self.user, kit.watch.now())
        names = await self._names(form)
        await kit.client.open_dialog(trigger, dialog(form, state, kit.public_url + DIALOG, self.say, names))

    def bring_files(self, message: Message) -> None:
        """Put the files of a message in the asker's conversation with the coach."""
        for block in message.blocks:
            if isinstance(block, File):
                self.kit.later.do(self._bring(block))

    async def _names(self, form: Form) -> Mapping[str, str]:
        """The user names of the people chosen already in a form."""
        chosen = [user for field in form.fields if isinstance(field, PeopleField) for user in field.value]
        found = await self.kit.client.users(chosen) if chosen else []
        return {user["id"]: user["username"] for user in found}

    async def _bring(self, file: File) -> None:
        client = self.kit.client
        channel = (await client.direct_channel(self.user))["id"]
        uploaded = await client.upload(channel, file.name, file.content.encode())
        await client.create_post({"channel_id": channel, "message": "", "file_ids": [uploaded]})
