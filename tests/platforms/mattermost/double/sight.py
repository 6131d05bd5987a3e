"""What somebody sees in Mattermost, in their client."""

from typing import TYPE_CHECKING

from tests.platforms.mattermost.double import posting
from tests.platforms.mattermost.double.actions import Target, targets_of
from tests.platforms.mattermost.double.dialogs import Dialog
from tests.platforms.mattermost.double.reading import dialog_text, text_of
from tests.platforms.mattermost.double.world import Channel, Post, Team, User

if TYPE_CHECKING:
    from tests.platforms.mattermost.double.mattermost import Mattermost


class Sight:
    """What a person sees; unless a channel is named, in their conversation with the bot.

    `errors` are the sentences at the fields of the open dialog, by label and under "" the general one;
    `trouble` is what Mattermost itself told last.
    """

    def __init__(self, mattermost: "Mattermost", team: Team, user: User) -> None:
        self.mattermost, self.team, self.user = mattermost, team, user
        self.errors: dict[str, str] = {}
        self.trouble = ""

    @property
    def direct(self) -> Channel:
        """Their conversation with the bot, opened when there is none."""
        return self.mattermost.open_direct(self.user.id, self.mattermost.bot.id)

    @property
    def dialog(self) -> Dialog:
        """The open dialog."""
        if self.user.id not in self.mattermost.dialogs:
            raise LookupError(f"no dialog is open; trouble: {self.trouble!r}; the last message:\n{self.sees()}")
        return self.mattermost.dialogs[self.user.id]

    @property
    def modal(self) -> str:
        """What the open dialog says; empty when none is open."""
        open_ = self.mattermost.dialogs.get(self.user.id)
        return dialog_text(open_.content, self.errors) if open_ else ""

    def posts(self, channel: Channel | None = None, *, system: bool = False) -> list[Post]:
        """What they see there and did not write, oldest first; with `system` also who came and went."""
        where = channel or self.mattermost.world.direct(self.user.id, self.mattermost.bot.id)
        there = [post for post in (where.posts if where else ()) if not post.delete_at]
        seen = [post for post in there if post.only_for in ("", self.user.id)]
        if not system:
            seen = [post for post in seen if post.only_for or not post.type.startswith(posting.SYSTEM)]
        return [post for post in seen if post.user_id != self.user.id or post.only_for or "from_webhook" in post.props]

    def reads(self, channel: Channel | None = None) -> list[str]:
        """The texts of those messages."""
        return [text_of(post) for post in self.posts(channel)]

    def sees(self, channel: Channel | None = None) -> str:
        """The newest of them; empty when there is none."""
        return next(reversed(self.reads(channel)), "")

    def labels(self, channel: Channel | None = None) -> list[str]:
        """What can be tapped in the newest message."""
        newest = self.posts(channel)[-1:]
        return [target.label for target in self.targets(channel) if target.post in newest]

    def targets(self, channel: Channel | None) -> list[Target]:
        """What can be tapped there, oldest first."""
        channels = self.mattermost.world.channels
        return [target for post in self.posts(channel) for target in targets_of(channels[post.channel_id], post)]

    def button(self, label: str, channel: Channel | None = None) -> Target:
        """What is called so, to be tapped later or twice."""
        for target in reversed(self.targets(channel)):
            if target.label == label:
                return target
        raise LookupError(f"no {label!r} in:\n{self.sees(channel)}")
