"""Slack's side of the conversation that every platform holds: Camille in the double."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from bot.storage.store import SqlStore
from tests.platforms.conversation import CAMILLE, CHANNEL, COACHES, kept_in
from tests.platforms.slack.double import Channel, Slack


class SlackChat:
    """`Chat` in the double; `settle` lets the coach say what it has to say now, `until` lets it live until a moment."""

    def __init__(
        self,
        slack: Slack,
        settle: Callable[[], Awaitable[None]],
        until: Callable[[str], Awaitable[None]],
        store: SqlStore,
    ) -> None:
        self._slack, self._settle, self._until, self._store = slack, settle, until, store
        self.camille = slack.person(CAMILLE)
        self._channels = {name: slack.channel(name, self.camille) for name in (CHANNEL, COACHES)}
        self.looks_at(CHANNEL)

    def looks_at(self, channel: str) -> None:
        self.channel = self._channels[channel]

    async def commands(self, command: str, words: str = "", *, in_channel: bool = False) -> None:
        """Types a slash command."""
        await self.camille.commands(command, words, self._at(in_channel))
        await self._settled()

    async def taps(self, label: str, *, in_channel: bool = False) -> None:
        """Taps in the open modal; where it has no such button, closes it and taps in the conversation."""
        while self.camille.modal and f"[{label}]" not in self.camille.modal:
            await self.camille.closes()
        await self.camille.taps(label, self._at(in_channel))
        await self._settled()

    async def fills(self, values: Mapping[str, str | Sequence[str]], *, in_channel: bool = False) -> None:  # noqa: ARG002
        """Fills in the open modal and sends it."""
        await self.camille.fills(values)
        assert self.camille.errors == {}
        assert self.camille.trouble == ""
        await self._settled()

    async def types(self, words: str) -> str:
        """Writes to the coach."""
        ts = await self.camille.types(words)
        await self._settled()
        return ts

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
        await self._until(wall)
        await self._settled()

    def reads(self) -> str:
        """Everything in the conversation, and the open modal."""
        return "\n".join([*self.camille.reads(), self.camille.modal])

    def reloads(self) -> None:
        """Opens the client anew."""
        self.camille.reloads()

    def files(self) -> Mapping[str, str]:
        """The text files in the conversation, and no other that stands nowhere else."""
        shown = [self._slack.workspace.files[id_] for post in self.camille.posts() for id_ in post.files]
        assert [file for file in self._slack.workspace.files.values() if file.name.endswith((".md", ".json"))] == shown
        return {file.name: (file.body or b"").decode() for file in shown}

    async def kept(self) -> str:
        """Everything in the coach's store."""
        return await kept_in(self._store)

    def called(self, channel: str) -> str:
        return f"#{channel}"

    def channel_reads(self) -> str:
        """What everyone sees in the channel, and not what Camille alone sees there."""
        shown = zip(self.camille.posts(self.channel), self.camille.reads(self.channel), strict=True)
        return "\n".join(text for post, text in shown if post.only_for is None)

    def _at(self, in_channel: bool) -> Channel | None:
        return self.channel if in_channel else None

    async def _settled(self) -> None:
        await self._settle()
        await self._slack.settle()
