"""The playground holds the conversation that every platform holds."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from bot.content_loader import LANGUAGES
from bot.domain.library import Library
from bot.platforms.playground.room import COACH, Post
from tests.dialogs.conftest import opened
from tests.dialogs.reading import spaced, text_of
from tests.dialogs.talk import Talk
from tests.platforms.conversation import CAMILLE, CHANNEL, COACHES, hold, kept_in


class PlaygroundChat:
    """The playground's side of `Chat`."""

    def __init__(self, talk: Talk) -> None:
        self._talk, self._camille = talk, talk.person(CAMILLE)
        self._channels = {name: talk.channel(name) for name in (CHANNEL, COACHES)}
        self.looks_at(CHANNEL)

    def looks_at(self, channel: str) -> None:
        self._channel = self._channels[channel]

    async def commands(self, command: str, words: str = "", *, in_channel: bool = False) -> None:
        await self._camille.commands(f"{command} {words}", self._at(in_channel))

    async def taps(self, label: str, *, in_channel: bool = False) -> None:
        await self._camille.taps(spaced(label), self._at(in_channel))

    async def fills(self, values: Mapping[str, str | Sequence[str]], *, in_channel: bool = False) -> None:
        form = self._camille.form
        assert form is not None, "no form is open"
        fields = {field["label"]: field for field in form["fields"]}
        filled = {fields[label]["name"]: self._value(fields[label], value) for label, value in values.items()}
        await self._camille.sends(self._at(in_channel), **filled)
        assert self._camille.errors == {}

    async def types(self, words: str) -> str:
        return await self._camille.types(words)

    async def edits(self, message: str, words: str) -> None:
        await self._camille.edits(message, words)

    async def deletes(self, message: str) -> None:
        await self._camille.deletes(message)

    async def until(self, wall: str) -> None:
        await self._talk.until(wall)

    def reads(self) -> str:
        form = self._camille.form
        intro = Post("form", "", COACH, "", blocks=form["intro"] if form else [])
        return "\n".join([*self._camille.reads(), text_of(intro)])

    def reloads(self) -> None:
        self._camille.form = None

    def files(self) -> Mapping[str, str]:
        blocks = [block for post in self._camille.posts() for block in post.blocks or []]
        return {block["name"]: block["content"] for block in blocks if block["type"] == "file"}

    async def kept(self) -> str:
        return await kept_in(self._talk.store, without=("platform_records",))

    def called(self, channel: str) -> str:
        return f"#{channel}"

    def channel_reads(self) -> str:
        return "\n".join(self._talk.posts(self._channel))

    def _at(self, in_channel: bool) -> str:
        return self._channel if in_channel else ""

    def _value(self, field: dict[str, Any], value: str | Sequence[str]) -> Any:
        """The value behind a label: a choice's, or a person's id."""
        if field["type"] == "people":
            ids = {person.name: person.id for person in self._talk.room.people.values()}
            return [ids[name] for name in value]
        if field["type"] == "choice":
            return {choice["label"]: choice["value"] for choice in field["choices"]}[value]
        return value


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_playground_holds_the_whole_conversation(library: Library, language: str) -> None:
    async with opened("sqlite://") as store:
        await hold(PlaygroundChat(Talk(library, store, language)), library, language)
