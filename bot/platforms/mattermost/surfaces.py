"""Where a direct answer is shown, in Mattermost's own manner: a surface for each way in which something was asked.

Each builds the `body` of the answer to Mattermost's request.
"""

from collections.abc import Mapping

from bot.domain.message import Actions, Form, Message
from bot.frontdesk.incoming import WHOLE_FORM
from bot.platforms.mattermost.means import JSON, Means
from bot.platforms.surfaces import TriggerLate
from bot.ports import Unreachable


class CommandSurface:
    """The answer to a slash command; what is tapped in it is answered by its hook."""

    def __init__(self, means: Means, trigger: str, hook: str) -> None:
        self._means, self._trigger, self._hook = means, trigger, hook
        self.body: JSON = {}

    async def show(self, message: Message) -> None:
        self.body = self._means.command_answer(self._means.bringing_files(message), self._hook)

    async def replace(self, message: Message) -> None:
        await self.show(message)

    async def open(self, form: Form) -> None:
        await self._means.open(form, self._trigger, self._hook)

    async def done(self) -> None:
        """Nothing: an empty answer shows nothing."""


class PostTapSurface:
    """The answer to a tap in a post: that post changed, a sentence for the asker alone, or a direct message."""

    def __init__(self, means: Means, trigger: str, *, outbox: bool) -> None:
        self._means, self._trigger, self._outbox = means, trigger, outbox
        self.body: JSON = {}

    async def show(self, message: Message) -> None:
        shown = self._means.bringing_files(message)
        has_buttons = any(isinstance(block, Actions) for block in shown.blocks)
        self.body |= await self._means.in_direct(shown) if has_buttons else self._means.tap_answer(shown)

    async def replace(self, message: Message) -> None:
        self.body |= {"update": self._means.standing(message, outbox=self._outbox)}

    async def open(self, form: Form) -> None:
        await self._means.open(form, self._trigger)

    async def done(self) -> None:
        """Nothing: an empty answer shows nothing."""


class AsideTapSurface:
    """The answer to a tap in an ephemeral answer, which cannot be changed: another one, as long as its hook is good."""

    def __init__(self, means: Means, trigger: str, hook: str) -> None:
        self._means, self._trigger, self._hook = means, trigger, hook
        self.body: JSON = {}

    async def show(self, message: Message) -> None:
        self.body |= await answered_by_hook(self._means, self._hook, self._means.bringing_files(message))

    async def replace(self, message: Message) -> None:
        await self.show(message)

    async def open(self, form: Form) -> None:
        await self._means.open(form, self._trigger, self._hook)

    async def done(self) -> None:
        """Nothing: an empty answer shows nothing."""


class DialogSurface:
    """The answer to a dialog sent; what stands in place of a prompt the outbox shows there."""

    def __init__(self, means: Means, hook: str) -> None:
        self._means, self._hook = means, hook
        self.body: JSON = {}

    def refuse(self, errors: Mapping[str, str]) -> None:
        """Leave the dialog open, with these sentences at its fields and one above its button."""
        fields = {name: text for name, text in errors.items() if name != WHOLE_FORM}
        self.body = {"errors": fields} if fields else {}
        if WHOLE_FORM in errors:
            self.body["error"] = errors[WHOLE_FORM]

    async def show(self, message: Message) -> None:
        await answered_by_hook(self._means, self._hook, self._means.bringing_files(message))

    async def replace(self, message: Message) -> None:
        """Nothing: the outbox shows it there."""

    async def open(self, form: Form) -> None:
        raise TriggerLate(form.id)

    async def done(self) -> None:
        """Nothing: an empty answer closes the dialog."""


RequestSurface = CommandSurface | PostTapSurface | AsideTapSurface | DialogSurface


async def answered_by_hook(means: Means, hook: str, message: Message) -> JSON:
    """Show it to the asker alone where the command was typed, else directly; what the answer to a tap says of it."""
    if not hook:
        return await means.in_direct(message)
    try:
        await means.kit.client.answer_command(hook, means.command_answer(message, hook))
    except Unreachable:
        return await means.in_direct(message)
    return {}
