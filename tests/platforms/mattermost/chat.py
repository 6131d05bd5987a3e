"""Mattermost's side of the conversation that every platform holds: Camille in the double."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.platforms.mattermost.sizes import Size
from bot.platforms.text import cut
from tests.platforms.conversation import CAMILLE, CHANNEL, COACHES, kept_in
from tests.platforms.mattermost.coach import Coach
from tests.platforms.mattermost.double import Channel, Mattermost, Person


class MattermostChat:
    """`Chat` in the double."""

    def __init__(self, mattermost: Mattermost, coach: Coach, locale: str) -> None:
        self._coach = coach
        self.camille = mattermost.person(CAMILLE, locale=locale)
        self._channels = {name: mattermost.channel(name, self.camille) for name in (CHANNEL, COACHES)}
        self.looks_at(CHANNEL)

    def looks_at(self, channel: str) -> None:
        self.channel = self._channels[channel]

    async def commands(self, command: str, words: str = "", *, in_channel: bool = False) -> None:
        """Types a slash command."""
        await self.camille.commands(command, words, self._at(in_channel))
        await self._settled()

    async def taps(self, label: str, *, in_channel: bool = False) -> None:
        """Taps in the conversation."""
        await self.camille.taps(label, self._at(in_channel))
        await self._settled()

    async def fills(self, values: Mapping[str, str | Sequence[str]], *, in_channel: bool = False) -> None:  # noqa: ARG002
        """Fills in the open dialog and sends it."""
        await fills(self.camille, values)
        assert self.camille.errors == {}
        await self._settled()

    async def types(self, words: str) -> str:
        """Writes to the coach."""
        post = await self.camille.types(words)
        await self._settled()
        return post

    async def edits(self, message: str, words: str) -> None:
        """Words a message differently."""
        await self.camille.edits(message, words)
        await self._settled()

    async def deletes(self, message: str) -> None:
        """Deletes a message."""
        await self.camille.deletes(message)
        await self._settled()

    async def until(self, wall: str) -> None:
        """Lives until that moment in Paris."""
        await self._coach.until(wall)
        await self._settled()

    def reads(self) -> str:
        """Everything in the conversation, and the open dialog."""
        return "\n".join([*self.camille.reads(), self.camille.modal])

    def reloads(self) -> None:
        """Opens the client anew."""
        self.camille.reloads()

    def files(self) -> Mapping[str, str]:
        """The text files in the conversation."""
        world = self.camille.mattermost.world
        found = [world.files[id_] for post in self.camille.posts() for id_ in post.file_ids]
        return {file.name: file.body.decode() for file in found if file.name.endswith((".md", ".json"))}

    async def kept(self) -> str:
        """Everything in the coach's store."""
        return await kept_in(self._coach.store)

    def called(self, channel: str) -> str:
        return channel.capitalize()

    def channel_reads(self) -> str:
        """What everyone sees in the channel, and not what Camille alone sees there."""
        shown = zip(self.camille.posts(self.channel), self.camille.reads(self.channel), strict=True)
        return "\n".join(text for post, text in shown if not post.only_for)

    def _at(self, in_channel: bool) -> Channel | None:
        return self.channel if in_channel else None

    async def _settled(self) -> None:
        assert self.camille.trouble == ""
        await self._coach.settle()


async def fills(person: Person, values: Mapping[str, str | Sequence[str]]) -> None:
    """Fill in the open dialog as one does in Mattermost, by whole labels, and people by name, and send it."""
    labels = {cut(label, Size.DIALOG_LABEL): value for label, value in values.items()}
    await person.fills({label: _written(person, value) for label, value in labels.items()})


def _written(person: Person, value: str | Sequence[str]) -> Any:
    """People by their user names, as one types them."""
    if isinstance(value, str):
        return value
    users = {user.first_name: user.username for user in person.mattermost.world.users.values()}
    return " ".join(f"@{users[name]}" for name in value)
