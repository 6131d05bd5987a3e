"""What there is in a workspace of the double: people, channels, messages, views, files."""

from dataclasses import dataclass, field
from typing import Any

from tests.platforms.slack.double.refusals import JSON, Refused

SLACKBOT = "USLACKBOT"
SCOPES = (
    *("commands", "chat:write", "im:write", "im:history", "users:read"),
    *("channels:read", "groups:read", "files:write"),
)


@dataclass
class User:
    """Somebody as Slack knows them; `tz` and `locale` can be missing."""

    id: str
    name: str
    team: str
    tz: str | None = "Europe/Paris"
    locale: str | None = "fr-FR"
    deleted: bool = False
    is_bot: bool = False
    guest: bool = False


@dataclass
class Post:
    """A message; `only_for` is the one who sees it, `bot` says whether the app wrote it."""

    ts: str
    channel: str
    user: str
    text: str = ""
    blocks: list[JSON] = field(default_factory=list)
    bot: bool = False
    metadata: JSON | None = None
    thread_ts: str | None = None
    only_for: str | None = None
    edited: str | None = None
    attachments: list[JSON] = field(default_factory=list)
    tombstone: bool = False
    files: list[str] = field(default_factory=list)
    sent_with: JSON = field(default_factory=dict)


@dataclass
class Channel:
    """A channel, or the direct conversation of the app with `direct_with`."""

    id: str
    name: str
    private: bool = False
    direct_with: str | None = None
    archived: bool = False
    shared: bool = False
    members: list[str] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """`im`, `group` or `channel`, as scopes and events call it."""
        return "im" if self.direct_with else "group" if self.private else "channel"

    def post(self, ts: str) -> Post | None:
        """The message of that id that everyone sees."""
        return next((post for post in self.posts if post.ts == ts and post.only_for is None), None)

    def replies(self, ts: str) -> list[Post]:
        """What was written in a message's thread."""
        return [post for post in self.posts if post.thread_ts == ts and post.ts != ts and post.only_for is None]


@dataclass
class View:
    """A modal or a Home tab that somebody sees; `state` is what they filled in, by block and action."""

    id: str
    user: str
    content: JSON
    hash: str
    state: dict[str, dict[str, JSON]] = field(default_factory=dict)


@dataclass
class File:
    """An uploaded file; `busy` is how many more sends are refused before it is processed."""

    id: str
    name: str
    length: int
    body: bytes | None = None
    complete: bool = False
    busy: int = 0


@dataclass
class Workspace:
    """A team with its people and channels, and the app's installation there."""

    id: str
    name: str
    bot_user: str
    bot_id: str
    token: str
    token_state: str = ""
    scopes: set[str] = field(default_factory=lambda: set(SCOPES))
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    views: dict[str, View] = field(default_factory=dict)
    modals: dict[str, list[View]] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)

    def user(self, id_: str) -> User:
        """Somebody of the workspace. Raises Refused."""
        if id_ not in self.users:
            raise Refused("user_not_found")
        return self.users[id_]

    def direct(self, user: str) -> Channel:
        """The app's conversation with somebody, opened when there is none. Raises Refused."""
        found = self.user(user)
        if found.is_bot or found.id == SLACKBOT:
            raise Refused("cannot_dm_bot")
        known = (channel for channel in self.channels.values() if channel.direct_with == user)
        channel = next(known, None) or Channel(f"D{user[1:]}", "directmessage", direct_with=user)
        channel.members = [self.bot_user, user]
        return self.channels.setdefault(channel.id, channel)

    def channel(self, id_: Any) -> Channel:
        """A channel that the app can know of. Raises Refused."""
        channel = self.channels.get(id_) if isinstance(id_, str) else None
        if channel is None or (channel.private and self.bot_user not in channel.members):
            raise Refused("channel_not_found")
        return channel
