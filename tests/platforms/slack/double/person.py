"""Somebody in the double: what they do in Slack, and what they see."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tests.platforms.slack.double import events, forms, interactions
from tests.platforms.slack.double.chat import remove
from tests.platforms.slack.double.doors import Answer
from tests.platforms.slack.double.inputs import Filling, fill
from tests.platforms.slack.double.reading import escaped, shown, text_of
from tests.platforms.slack.double.taps import Target, targets
from tests.platforms.slack.double.wire import post_json, user_json, view_json
from tests.platforms.slack.double.world import Channel, Post, User, View, Workspace

if TYPE_CHECKING:
    from tests.platforms.slack.double.slack import Slack


class Person:
    """A person; unless a channel is named, everything happens in their conversation with the coach.

    `errors` are the sentences at the fields of the open modal, `trouble` what Slack itself told last.
    """

    def __init__(self, slack: "Slack", workspace: Workspace, user: User) -> None:
        self.slack, self.workspace, self.user = slack, workspace, user
        self.errors: dict[str, str] = {}
        self.trouble = ""

    async def commands(self, command: str, words: str = "", channel: Channel | None = None) -> Answer:
        """Types a slash command."""
        answer = await interactions.command(self, command, escaped(words), channel or self.direct)
        await self.slack.settle()
        return answer

    async def taps(self, label: str, channel: Channel | None = None) -> Answer:
        """Taps what is called so: in the open modal, else the newest in the channel."""
        return await self.taps_again(self.button(label, channel))

    async def taps_home(self, label: str) -> Answer:
        """Taps what is called so in the Home tab."""
        home = self.workspace.homes[self.user.id]
        found = [target for target in targets(home.content["blocks"], view=home) if target.label == label]
        if not found:
            raise LookupError(f"no {label!r} in:\n{self.home}")
        return await self.taps_again(found[0])

    async def taps_again(self, target: Target) -> Answer:
        """Taps that very button, whatever became of it since."""
        answer = await interactions.tap(self, target)
        await self.slack.settle()
        return answer

    def button(self, label: str, channel: Channel | None = None) -> Target:
        """What is called so, to be tapped later or twice."""
        for target in self._targets(channel):
            if target.label == label:
                return target
        raise LookupError(f"no {label!r} in:\n{self.modal or self.sees(channel)}")

    async def fills(self, values: Mapping[str, Filling] | None = None, *, send: bool = True) -> Answer | None:
        """Fills in these fields of the open modal, by label, leaves the others as they are, and sends it."""
        for label, value in (values or {}).items():
            fill(self.workspace, self.view, label, value)
        if not send:
            return None
        answer = await forms.submit(self, self.view)
        await self.slack.settle()
        return answer

    async def sends_again(self, view: View) -> Answer:
        """Sends a modal, open or not any more, as a double tap or a second device does."""
        answer = await forms.submit(self, view)
        await self.slack.settle()
        return answer

    async def closes(self) -> None:
        """Closes the open modal without sending it."""
        await forms.close(self, self.view)

    def reloads(self) -> None:
        """Opens the client anew: ephemeral messages and open modals are gone."""
        for channel in self.workspace.channels.values():
            channel.posts = [post for post in channel.posts if post.only_for != self.user.id]
        self.workspace.modals.pop(self.user.id, None)

    async def types(self, words: str, channel: Channel | None = None, thread: str | None = None) -> str:
        """Writes a message; its id."""
        where = channel or self.direct
        post = Post(self.slack.clock.ts(), where.id, self.user.id, escaped(words), thread_ts=thread)
        where.posts.append(post)
        if self.slack.hears(self.workspace, where):
            await self.slack.sends(self.workspace, events.message(self.slack, self.workspace, where, post))
            await self.slack.settle()
        return post.ts

    async def edits(self, ts: str, words: str, channel: Channel | None = None) -> None:
        """Words their own message differently."""
        post = self._own(ts, channel)
        before = post_json(self.slack, self.workspace, post)
        post.text, post.edited = escaped(words), self.slack.clock.ts()
        await self._tell_change(post, before, channel)

    async def gets_preview(self, ts: str, title: str = "A page", channel: Channel | None = None) -> None:
        """Slack adds the preview of a link to their message."""
        post = self._own(ts, channel)
        before = post_json(self.slack, self.workspace, post)
        post.attachments = [{"id": 1, "title": title, "from_url": "https://example.org/"}]
        await self._tell_change(post, before, channel)

    async def deletes(self, ts: str, channel: Channel | None = None) -> None:
        """Takes their own message away; with replies, a mark stays."""
        post, where = self._own(ts, channel), channel or self.direct
        before = post_json(self.slack, self.workspace, post)
        remove(where, post)
        if post.tombstone:
            await self._tell_change(post, before, channel)
        elif self.slack.hears(self.workspace, where):
            await self.slack.sends(self.workspace, events.message_deleted(self.slack, where, before))
            await self.slack.settle()

    async def opens_home(self, tab: str = "home") -> None:
        """Opens the app, at that tab."""
        event = {"type": "app_home_opened", "user": self.user.id, "channel": self.direct.id, "tab": tab}
        known = self.workspace.homes.get(self.user.id)
        view = {"view": view_json(self.slack, self.workspace, known)} if known else {}
        await self.slack.sends(self.workspace, {**event, **view})
        await self.slack.settle()

    async def joins(self, channel: Channel, who: str | None = None) -> None:
        """Joins a channel, or brings `who` there."""
        channel.members.append(who or self.user.id)
        inviter = self.user.id if who else None
        if self.workspace.bot_user in channel.members:
            joined = events.joined(self.workspace, channel, who or self.user.id, inviter)
            await self.slack.sends(self.workspace, joined)
            await self.slack.settle()

    async def leaves(self, channel: Channel, who: str | None = None) -> None:
        """Leaves a channel, or removes `who` from it."""
        told = self.workspace.bot_user in channel.members
        channel.members.remove(who or self.user.id)
        if told:
            await self.slack.sends(self.workspace, events.left(self.workspace, channel, who or self.user.id))
            await self.slack.settle()

    async def archives(self, channel: Channel) -> None:
        """Archives a channel."""
        await self._keeps(channel, "archive", archived=True)

    async def restores(self, channel: Channel) -> None:
        """Archives a channel no more."""
        await self._keeps(channel, "unarchive", archived=False)

    async def _keeps(self, channel: Channel, what: str, *, archived: bool) -> None:
        channel.archived = archived
        if self.workspace.bot_user in channel.members:
            told = {"type": f"{channel.kind}_{what}", "channel": channel.id, "user": self.user.id}
            await self.slack.sends(self.workspace, told)
            await self.slack.settle()

    async def is_deactivated(self) -> None:
        """An administrator deactivates their account."""
        self.user.deleted = True
        changed = user_json(self.workspace, self.user, locale=True)
        await self.slack.sends(self.workspace, {"type": "user_change", "user": changed})
        await self.slack.settle()

    async def invites_coach(self, channel: Channel) -> None:
        """Brings the coach into a channel."""
        await self.joins(channel, self.workspace.bot_user)

    async def removes_coach(self, channel: Channel) -> None:
        """Sends the coach away from a channel."""
        await self.leaves(channel, self.workspace.bot_user)

    @property
    def direct(self) -> Channel:
        """Their conversation with the coach."""
        return self.workspace.direct(self.user.id)

    @property
    def view(self) -> View:
        """The modal on top."""
        stack = self.workspace.modals.get(self.user.id)
        if not stack:
            raise LookupError(f"no modal is open; the last message:\n{self.sees()}")
        return stack[-1]

    @property
    def modal(self) -> str:
        """What the open modal says; empty when none is open."""
        if not self.workspace.modals.get(self.user.id):
            return ""
        content = self.view.content
        return "\n".join((content["title"]["text"], text_of(self.workspace, content["blocks"])))

    @property
    def home(self) -> str:
        """What the Home tab says; empty before it was published."""
        view = self.workspace.homes.get(self.user.id)
        return text_of(self.workspace, view.content["blocks"]) if view else ""

    def posts(self, channel: Channel | None = None) -> list[Post]:
        """What others than themselves wrote there and they can see, oldest first."""
        seen = [post for post in (channel or self.direct).posts if post.only_for in (None, self.user.id)]
        return [post for post in seen if post.user != self.user.id and not post.tombstone]

    def reads(self, channel: Channel | None = None) -> list[str]:
        """The texts of those messages."""
        return [self._text(post) for post in self.posts(channel)]

    def sees(self, channel: Channel | None = None) -> str:
        """The newest of them; empty when there is none."""
        return next(reversed(self.reads(channel)), "")

    def labels(self, channel: Channel | None = None) -> list[str]:
        """What can be tapped in the newest message."""
        newest = self.posts(channel)[-1:]
        return [target.label for post in newest for target in targets(post.blocks, post)]

    def announced(self, channel: Channel | None = None) -> list[str]:
        """What notifications and screen readers say of those messages."""
        return [shown(self.workspace, post.text) for post in self.posts(channel)]

    def _targets(self, channel: Channel | None) -> list[Target]:
        if self.modal:
            return list(targets(self.view.content["blocks"], view=self.view))
        posts = reversed(self.posts(channel))
        return [target for post in posts for target in targets(post.blocks, post)]

    def _text(self, post: Post) -> str:
        return text_of(self.workspace, post.blocks) if post.blocks else shown(self.workspace, post.text)

    def _own(self, ts: str, channel: Channel | None) -> Post:
        post = (channel or self.direct).post(ts)
        assert post is not None, "no such message"
        assert post.user == self.user.id, "somebody else's message"
        return post

    async def _tell_change(self, post: Post, before: dict[str, object], channel: Channel | None) -> None:
        where = channel or self.direct
        if self.slack.hears(self.workspace, where):
            changed = events.message_changed(self.slack, self.workspace, where, post, before)
            await self.slack.sends(self.workspace, changed)
            await self.slack.settle()
