"""One REST request as its handler sees it, and what its sender may."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.platforms.mattermost.double.refusals import JSON, Refused, bad_parameter, forbidden
from tests.platforms.mattermost.double.world import Channel, File, Team, User, World, is_id

if TYPE_CHECKING:
    from tests.platforms.mattermost.double.mattermost import Mattermost

MOST_PER_PAGE = 200


@dataclass
class Call:
    """A request by somebody, with what its path, query and body say."""

    mattermost: "Mattermost"
    session: User | None
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Any = None
    files: list[File] = field(default_factory=list)

    @property
    def world(self) -> World:
        """Everything on the server."""
        return self.mattermost.world

    @property
    def user(self) -> User:
        """Who asks. Raises Refused."""
        self.needs_session()
        assert self.session is not None
        return self.session

    def needs_session(self) -> None:
        """Raise Refused for who has no good token."""
        if self.session is None:
            raise Refused(401, "api.context.session_expired.app_error")

    def fields(self) -> JSON:
        """The body, an object. Raises Refused."""
        if not isinstance(self.body, dict):
            raise bad_parameter("body")
        return self.body

    def names(self) -> list[str]:
        """The body, a list of texts. Raises Refused."""
        if not isinstance(self.body, list) or not self.body:
            raise bad_parameter("body")
        return [str(name) for name in self.body]

    def id(self, name: str) -> str:
        """An id in the path. Raises Refused."""
        value = self.path[name]
        if value == "me" and name == "user_id":
            return self.user.id
        if not is_id(value):
            raise bad_parameter(name, "path")
        return value

    def page(self, items: list[Any], default: int = 60) -> list[Any]:
        """The items of the page that is asked for."""
        size = min(int(self.query.get("per_page") or default), MOST_PER_PAGE)
        start = int(self.query.get("page") or 0) * size
        return items[start : start + size]

    def needs_admin(self) -> None:
        """Raise Refused for everybody but administrators of the system."""
        if not self.user.is_admin:
            raise forbidden()

    def in_team(self, team: Team) -> None:
        """Raise Refused for who is not in the team."""
        if self.user.id not in team.members and not self.user.is_admin:
            raise forbidden()

    def readable(self, id_: str) -> Channel:
        """A channel whose posts and members the sender may see. Raises Refused."""
        channel = self.world.channels.get(id_)
        if channel is None or not self.reads(channel):
            raise forbidden()
        return channel

    def reads(self, channel: Channel) -> bool:
        """Whether the sender may see what is in a channel."""
        return self.user.id in channel.members or self.user.is_admin
