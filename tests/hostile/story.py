"""What people do with the coach before anybody attacks it: enough that every kind of request is made once."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from bot.domain.library import Library
from tests.platforms.mattermost.chat import fills
from tests.platforms.mattermost.double import Person as MattermostPerson
from tests.platforms.slack.double import Person as SlackPerson

Done = TypeVar("Done")
Values = Mapping[str, str | Sequence[str]]

PATIENCE = 30.0


class Actor(Protocol):
    """Somebody in a chat; unless `channel` is named, in their conversation with the coach."""

    @property
    def name(self) -> str:
        """What they are called."""

    async def commands(self, words: str, channel: Any = None, command: str = "/pm-coach") -> None:
        """Types a slash command."""

    async def taps(self, label: str, channel: Any = None) -> None:
        """Taps the newest button of that name. Raises LookupError."""

    async def fills(self, values: Values) -> None:
        """Fills in the open form and sends it. Raises LookupError."""

    async def types(self, words: str) -> str:
        """Writes to the coach."""

    async def edits(self, message: str, words: str) -> None:
        """Words a message differently."""

    async def deletes(self, message: str) -> None:
        """Deletes a message."""

    def reads(self) -> str:
        """Everything in their conversation with the coach."""


@dataclass(frozen=True)
class InSlack:
    """`Actor` in Slack."""

    person: SlackPerson

    @property
    def name(self) -> str:
        return self.person.user.name

    async def commands(self, words: str, channel: Any = None, command: str = "/pm-coach") -> None:
        await self.person.commands(command, words, channel)

    async def taps(self, label: str, channel: Any = None) -> None:
        while self.person.modal and f"[{label}]" not in self.person.modal:
            await self.person.closes()
        await self.person.taps(label, channel)

    async def fills(self, values: Values) -> None:
        await self.person.fills(values)
        assert self.person.errors == {}, self.person.errors

    async def types(self, words: str) -> str:
        return await self.person.types(words)

    async def edits(self, message: str, words: str) -> None:
        await self.person.edits(message, words)

    async def deletes(self, message: str) -> None:
        await self.person.deletes(message)

    def reads(self) -> str:
        return "\n".join(self.person.reads())


@dataclass(frozen=True)
class InMattermost:
    """`Actor` in Mattermost."""

    person: MattermostPerson

    @property
    def name(self) -> str:
        return self.person.user.first_name

    async def commands(self, words: str, channel: Any = None, command: str = "/pm-coach") -> None:
        await self.person.commands(command, words, channel)

    async def taps(self, label: str, channel: Any = None) -> None:
        await self.person.taps(label, channel)

    async def fills(self, values: Values) -> None:
        await fills(self.person, values)
        assert self.person.errors == {}, self.person.errors

    async def types(self, words: str) -> str:
        return await self.person.types(words)

    async def edits(self, message: str, words: str) -> None:
        await self.person.edits(message, words)

    async def deletes(self, message: str) -> None:
        await self.person.deletes(message)

    def reads(self) -> str:
        return "\n".join(self.person.reads())


async def lives(actor: Actor, library: Library, channel: Any, secret: str, product: str) -> None:
    """Sets up a team in that channel, starts, answers, writes and shares; nobody but them may read `secret`."""
    say, role = library.say("fr"), library.role("fr")
    await actor.commands("vision", channel, "/pm-role")
    await actor.commands("équipe", channel)
    named = {say("fields.kind"): say("team_kinds.product"), say("fields.team_name"): product}
    await patiently(lambda: actor.fills({**named, say("fields.people"): [actor.name]}))
    await patiently(lambda: actor.taps(say("invitation.accept")))
    way = {say("fields.way"): role.ways[0].label, say("fields.first"): say("fields.first_now")}
    await patiently(lambda: actor.fills(way))
    await patiently(lambda: actor.taps(say("ratings.rather_no")))
    message = await actor.types(f"{secret} une fois")
    await actor.edits(message, f"{secret} deux fois")
    await actor.deletes(await actor.types(f"{secret} à ne pas garder"))
    await patiently(lambda: actor.taps(say("answered.reread")))
    await patiently(lambda: actor.taps(say("prompt.write")))
    await actor.fills({say("fields.words"): f"{secret} trois fois"})
    await patiently(lambda: actor.taps(say("answered.share")))
    await actor.fills({say("fields.excerpt"): f"{secret} quatre fois"})
    await patiently(lambda: actor.taps(say("share.publish")))
    await actor.commands("partages")
    await actor.commands("mes-réponses")
    await patiently(lambda: sees(actor, say("answers.title")))
    await actor.commands("réglages")
    await patiently(lambda: actor.taps(say("settings.change")))
    await actor.fills({})
    await actor.commands("équipe", channel)
    await actor.commands("pause 2 semaines")
    await actor.commands("reprendre")


async def sees(actor: Actor, text: str) -> None:
    """That stands in their conversation. Raises LookupError."""
    if text not in actor.reads():
        raise LookupError(text)


async def patiently(deed: Callable[[], Awaitable[Done]]) -> Done:
    """Do it as soon as what it needs is there."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                return await deed()
            except LookupError:
                await asyncio.sleep(0.05)
