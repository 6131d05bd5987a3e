"""What there is on a server of the double: people, teams, channels, posts, files, commands."""

import random
from dataclasses import dataclass, field

from tests.platforms.mattermost.double.refusals import JSON, Refused

LETTERS = "ybndrfg8ejkmcpqxot1uwisza345h769"
ID_LENGTH = 26


def new_id() -> str:
    """A new id as Mattermost makes them."""
    return "".join(random.SystemRandom().choices(LETTERS, k=ID_LENGTH))


def is_id(text: str) -> bool:
    """Whether a text has the form of an id."""
    return len(text) == ID_LENGTH and text.isalnum()


@dataclass
class User:
    """Somebody on the server; `delete_at` is when they were deactivated, `trigger` what they did last."""

    username: str
    first_name: str = ""
    id: str = field(default_factory=new_id)
    locale: str = "en"
    timezone: dict[str, str] = field(default_factory=dict)
    roles: str = "system_user"
    is_bot: bool = False
    owner: str = ""
    create_at: int = 0
    update_at: int = 0
    delete_at: int = 0
    trigger: str = ""

    @property
    def is_admin(self) -> bool:
        """Whether they administer the system."""
        return "system_admin" in self.roles

    @property
    def is_guest(self) -> bool:
        """Whether they are a guest."""
        return "system_guest" in self.roles


@dataclass
class Token:
    """A personal access token."""

    user: str
    description: str
    id: str = field(default_factory=new_id)
    secret: str = field(default_factory=new_id)
    is_active: bool = True


@dataclass
class Team:
    """A team and who is in it; `allow_open_invite` lets anyone in."""

    name: str
    display_name: str
    id: str = field(default_factory=new_id)
    create_at: int = 0
    allow_open_invite: bool = False
    members: list[str] = field(default_factory=list)


@dataclass
class Post:
    """A message; `only_for` is the one who sees an ephemeral one, `original_id` what an old version was."""

    id: str
    channel_id: str
    user_id: str
    message: str = ""
    create_at: int = 0
    update_at: int = 0
    edit_at: int = 0
    delete_at: int = 0
    root_id: str = ""
    original_id: str = ""
    type: str = ""
    props: JSON = field(default_factory=dict)
    file_ids: list[str] = field(default_factory=list)
    pending_post_id: str = ""
    is_pinned: bool = False
    has_reactions: bool = False
    only_for: str = ""

    @property
    def attachments(self) -> list[JSON]:
        """Its message attachments, integrations included."""
        found = self.props.get("attachments")
        return [attachment for attachment in found if isinstance(attachment, dict)] if isinstance(found, list) else []

    def action(self, id_: str) -> JSON | None:
        """Its action of that id."""
        actions = (action for attachment in self.attachments for action in attachment.get("actions") or ())
        return next((action for action in actions if action.get("id") == id_), None)


@dataclass
class Channel:
    """A channel: `type` is `O`, `P` or `D`; `posted_at` is when it was last posted in, without edits."""

    name: str
    display_name: str
    type: str = "O"
    team_id: str = ""
    id: str = field(default_factory=new_id)
    creator_id: str = ""
    create_at: int = 0
    delete_at: int = 0
    last_post_at: int = 0
    posted_at: int = 0
    members: list[str] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)

    def post(self, id_: str) -> Post | None:
        """The post of that id that is there for everyone."""
        found = (post for post in self.posts if post.id == id_)
        return next((post for post in found if not post.delete_at and not post.only_for), None)

    def replies(self, id_: str) -> list[Post]:
        """What was answered to a post and is still there."""
        return [post for post in self.posts if post.root_id == id_ and not post.delete_at and not post.only_for]


@dataclass
class File:
    """An uploaded file."""

    name: str
    body: bytes
    mime_type: str
    user: str
    channel: str
    id: str = field(default_factory=new_id)
    create_at: int = 0
    post: str = ""


@dataclass
class Command:
    """A slash command of a team; `told` is what else its creator said of it."""

    team_id: str
    trigger: str
    url: str
    creator_id: str
    id: str = field(default_factory=new_id)
    token: str = field(default_factory=new_id)
    method: str = "P"
    create_at: int = 0
    update_at: int = 0
    told: JSON = field(default_factory=dict)


@dataclass
class World:
    """Everything on the server."""

    users: dict[str, User] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    commands: dict[str, Command] = field(default_factory=dict)
    tokens: list[Token] = field(default_factory=list)

    def user(self, id_: str) -> User:
        """Somebody. Raises Refused."""
        if id_ not in self.users:
            raise Refused(404, "app.user.missing_account.const", "Unable to find the user.")
        return self.users[id_]

    def named(self, username: str) -> User | None:
        """Who is called so."""
        return next((user for user in self.users.values() if user.username == username), None)

    def team(self, id_: str) -> Team:
        """A team. Raises Refused."""
        if id_ not in self.teams:
            raise Refused(404, "app.team.get.find.app_error", "Unable to find the existing team.")
        return self.teams[id_]

    def channel(self, id_: str) -> Channel:
        """A channel. Raises Refused."""
        if id_ not in self.channels:
            raise Refused(404, "app.channel.get.existing.app_error", "Unable to find the existing channel.")
        return self.channels[id_]

    def post(self, id_: str) -> tuple[Channel, Post]:
        """A post that is there for everyone, and its channel. Raises Refused."""
        for channel in self.channels.values():
            post = channel.post(id_)
            if post is not None:
                return channel, post
        raise Refused(404, "app.post.get.app_error", "Unable to get the post.")

    def direct(self, one: str, other: str) -> Channel | None:
        """The conversation of two."""
        name = "__".join(sorted((one, other)))
        return next((channel for channel in self.channels.values() if channel.name == name), None)
