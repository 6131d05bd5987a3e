"""Somebody in the double: what they do in Mattermost, and what they see."""

from collections.abc import Awaitable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from tests.platforms.mattermost.double import actions, commands, dialogs, members, posting
from tests.platforms.mattermost.double.actions import Target
from tests.platforms.mattermost.double.dialogs import Dialog
from tests.platforms.mattermost.double.inputs import CannotFill, chosen, filled, labelled, missing
from tests.platforms.mattermost.double.refusals import AppMistake, Refused
from tests.platforms.mattermost.double.sight import Sight
from tests.platforms.mattermost.double.wire import user_json
from tests.platforms.mattermost.double.world import Channel, Post, User, new_id

if TYPE_CHECKING:
    pass

Done = TypeVar("Done")


class Person(Sight):
    """A person; unless a channel is named, everything happens in their conversation with the bot."""

    async def types(self, words: str, channel: Channel | None = None, thread: str = "") -> str:
        """Writes a message; its id."""
        where = channel or self.direct
        assert self.user.id in where.members, "no member"
        post = Post(new_id(), where.id, self.user.id, words, root_id=thread)
        posting.create(self.mattermost, where, post)
        await self.mattermost.settle()
        return post.id

    async def edits(self, post: str, words: str) -> None:
        """Words their own message differently."""
        channel, own = self._own(post)
        posting.edit(self.mattermost, channel, own, {"message": words})
        await self.mattermost.settle()

    async def deletes(self, post: str) -> None:
        """Takes their own message away, with its replies."""
        channel, own = self._own(post)
        posting.delete(self.mattermost, channel, own, self.user.id)
        await self.mattermost.settle()

    async def reacts(self, post: str, emoji: str = "+1") -> None:
        """Reacts to a message."""
        members.react(self.mattermost, self.user, post, emoji)
        await self.mattermost.settle()

    async def commands(self, command: str, words: str = "", channel: Channel | None = None, thread: str = "") -> None:
        """Types a slash command."""
        where, line = channel or self.direct, f"{command} {words}" if words else command
        self._is_in(where)
        await self._does(commands.execute(self.mattermost, self.user, self.team, where, line, thread))

    async def taps(self, label: str, channel: Channel | None = None) -> None:
        """Taps what is called so, the newest in the channel: a button, or an option of a menu."""
        await self.taps_again(self.button(label, channel))

    async def picks(self, menu: str, label: str, channel: Channel | None = None) -> None:
        """Picks an option, a person or a channel in the newest menu of that name."""
        for target in reversed(self.targets(channel)):
            if target.action["name"] == menu and target.action.get("type") == "select":
                option = chosen(self.mattermost.world, self.user, target.action, label)
                return await self.taps_again(replace(target, option=option))
        raise LookupError(f"no menu {menu!r} in:\n{self.sees(channel)}")

    async def taps_again(self, target: Target) -> None:
        """Taps that very button, whatever became of it since."""
        self._is_in(target.channel)
        await self._does(actions.tap(self.mattermost, self.user, target))

    async def fills(self, values: Mapping[str, str | bool] | None = None, *, send: bool = True) -> None:
        """Fills in these fields of the open dialog, by label, leaves the others as they are, and sends it."""
        for label, value in (values or {}).items():
            element = labelled(self.dialog.elements, label)
            self.dialog.values[element["name"]] = filled(self.mattermost.world, self.user, element, value)
        if send:
            empty = missing(self.dialog.elements, self.dialog.values)
            if empty:
                raise CannotFill(f"to be filled in: {empty}")
            await self.sends_again(self.dialog)

    async def sends_again(self, dialog: Dialog) -> None:
        """Sends a dialog, open or not any more, forged or not."""
        self.errors = {}
        response = await self._does(dialogs.submit(self.mattermost, dialog))
        self._heeds(dialog, response or {})

    async def forges(self, dialog: Dialog | None = None, **changes: Any) -> None:
        """Sends a dialog as a client can make it up: another `url`, `state`, `callback_id` or `values`."""
        known = dialog or self.dialog
        content = {**known.content, **{k: v for k, v in changes.items() if k in ("state", "callback_id")}}
        made = {k: v for k, v in changes.items() if k in ("url", "values", "channel", "team")}
        await self.sends_again(replace(known, user=self.user.id, content=content, **made))

    async def closes(self) -> None:
        """Closes the open dialog without sending it."""
        dialog = self.mattermost.dialogs.pop(self.user.id)
        if dialog.content.get("notify_on_cancel"):
            await self._does(dialogs.submit(self.mattermost, dialog, cancelled=True))

    async def joins(self, channel: Channel, who: User | None = None) -> None:
        """Joins a channel, or brings `who` there."""
        members.add(self.mattermost, channel, who or self.user, self.user)
        await self.mattermost.settle()

    async def leaves(self, channel: Channel, who: User | None = None) -> None:
        """Leaves a channel, or removes `who` from it."""
        members.remove(self.mattermost, channel, who or self.user, self.user)
        await self.mattermost.settle()

    async def invites_coach(self, channel: Channel) -> None:
        """Brings the bot into a channel."""
        await self.joins(channel, self.mattermost.bot)

    async def removes_coach(self, channel: Channel) -> None:
        """Sends the bot away from a channel."""
        await self.leaves(channel, self.mattermost.bot)

    async def removes_coach_from_team(self) -> None:
        """Takes the bot out of their team."""
        members.leave_team(self.mattermost, self.team, self.mattermost.bot)
        await self.mattermost.settle()

    async def archives(self, channel: Channel) -> None:
        """Archives a channel."""
        members.archive(self.mattermost, channel, self.user)
        await self.mattermost.settle()

    async def restores(self, channel: Channel) -> None:
        """Archives a channel no more."""
        members.restore(self.mattermost, channel)
        await self.mattermost.settle()

    async def leaves_team(self) -> None:
        """Leaves their team of the server's."""
        members.leave_team(self.mattermost, self.team, self.user)
        await self.mattermost.settle()

    async def changes(self, **known: Any) -> None:
        """Changes their own account: `locale`, `timezone`, `first_name`; `delete_at` deactivates it."""
        for name, value in known.items():
            setattr(self.user, name, value)
        self.user.update_at = self.mattermost.clock.stamp()
        self.mattermost.sockets.publish("user_updated", {"user": user_json(self.user)})
        await self.mattermost.settle()

    async def is_deactivated(self) -> None:
        """An administrator deactivates their account."""
        await self.changes(delete_at=self.mattermost.clock.stamp())

    def reloads(self) -> None:
        """Opens the client anew: ephemeral posts and the open dialog are gone."""
        for channel in self.mattermost.world.channels.values():
            channel.posts = [post for post in channel.posts if post.only_for != self.user.id]
        self.mattermost.dialogs.pop(self.user.id, None)

    async def _does(self, deed: Awaitable[Done]) -> Done | None:
        self.trouble = ""
        try:
            return await deed
        except Refused as refused:
            self.trouble = refused.message
            return None
        finally:
            await self.mattermost.settle()

    def _is_in(self, channel: Channel) -> None:
        self.mattermost.places[self.user.id] = (channel.id, self.team.id)

    def _heeds(self, dialog: Dialog, response: Mapping[str, Any]) -> None:
        """Show what an app has against a dialog; without that the client closes it, even when sending it failed."""
        labels = {element["name"]: element["display_name"] for element in dialog.elements}
        errors = response.get("errors") or {}
        if set(errors) - set(labels):
            raise AppMistake(f"errors for no field of the dialog: {sorted(set(errors) - set(labels))}")
        self.errors = {labels[name]: str(text) for name, text in errors.items()}
        if response.get("error"):
            self.errors[""] = str(response["error"])
        if not self.errors and self.mattermost.dialogs.get(self.user.id) is dialog:
            del self.mattermost.dialogs[self.user.id]

    def _own(self, id_: str) -> tuple[Channel, Post]:
        channel, post = self.mattermost.world.post(id_)
        assert post.user_id == self.user.id, "somebody else's message"
        return channel, post
