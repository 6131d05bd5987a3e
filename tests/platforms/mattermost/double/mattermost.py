"""Mattermost on this machine: what a test sets up, orders and looks at."""

import contextlib
import re
import unicodedata
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.platforms.mattermost.double.call import Call
from tests.platforms.mattermost.double.clock import Clock
from tests.platforms.mattermost.double.commands import Hook
from tests.platforms.mattermost.double.dialogs import Dialog
from tests.platforms.mattermost.double.faults import Faults
from tests.platforms.mattermost.double.integrations import Integrations
from tests.platforms.mattermost.double.pace import Pace
from tests.platforms.mattermost.double.person import Person
from tests.platforms.mattermost.double.posts import PENDING_SECONDS
from tests.platforms.mattermost.double.refusals import AppMistake
from tests.platforms.mattermost.double.server import make_server
from tests.platforms.mattermost.double.sockets import Sockets
from tests.platforms.mattermost.double.triggers import Triggers
from tests.platforms.mattermost.double.world import Channel, Command, Post, Team, Token, User, World

PATIENCE_SECONDS = 3.0
VERSIONS = {"old": "5.36.1", "new": "10.11.2"}


@dataclass(frozen=True)
class Noted:
    """A request that came in: `outcome` is `ok`, Mattermost's error id, or the fault that was ordered."""

    request: str
    path: dict[str, str]
    body: Any
    outcome: str


@dataclass(frozen=True)
class Pending:
    """A `pending_post_id`: the post it stands for, empty while that is being saved, and until when."""

    post: str
    until: float


class Mattermost:
    """The double; `url` is where it listens. `age` is `old` as 5.36, or `new` as 10.

    `notified` is whom the words of a post notified, `violations` what broke Mattermost's contract.
    """

    def __init__(self, *, with_bot: bool = True) -> None:
        self.url, self.age = "", "old"
        self.clock, self.faults, self.world = Clock(), Faults(), World()
        self.pace, self.triggers = Pace(self.clock.now), Triggers(self.clock.now)
        self.sockets, self.integrations = Sockets(self), Integrations(self)
        self.pending: dict[str, Pending] = {}
        self.hooks: dict[str, Hook] = {}
        self.dialogs: dict[str, Dialog] = {}
        self.places: dict[str, tuple[str, str]] = {}
        self.noted: list[Noted] = []
        self.notified: list[tuple[Post, str]] = []
        self.violations: list[str] = []
        self.history_hidden = False
        self.patience = PATIENCE_SECONDS
        self.waits = True
        self.settings: dict[str, Any] = {
            "AllowedUntrustedInternalConnections": "127.0.0.1 localhost",
            "EnableBotAccountCreation": True,
            "EnableUserAccessTokens": True,
            "EnableCommands": True,
        }
        self.team = self.add_team("exemple")
        self.admin = self._add_user("admin", "Admin", self.team, roles="system_admin system_user")
        self.admin_token = self.add_token(self.admin)
        self.token = ""
        if with_bot:
            self.token = self.add_token(self._add_user("pm-coach", "PM coach", self.team, is_bot=True))
        self._runner: web.AppRunner | None = None

    @property
    def version(self) -> str:
        """The version that the server says it has."""
        return VERSIONS[self.age]

    @property
    def bot(self) -> User:
        """The bot account, made here or by the app's own set-up."""
        found = next((user for user in self.world.users.values() if user.is_bot), None)
        if found is None:
            raise LookupError("there is no bot yet")
        return found

    def add_team(self, name: str) -> Team:
        """Another team, with nobody in it yet."""
        team = Team(name, name.capitalize(), create_at=self.clock.stamp())
        return self.world.teams.setdefault(team.id, team)

    def add_token(self, user: User, description: str = "test") -> str:
        """A new access token of somebody."""
        self.world.tokens.append(Token(user.id, description))
        return self.world.tokens[-1].secret

    def revoke(self, secret: str) -> None:
        """A token is good for nothing from now on."""
        self.world.tokens = [token for token in self.world.tokens if token.secret != secret]

    def person(self, name: str, team: Team | None = None, **known: Any) -> Person:
        """Somebody new; `known` are fields of `User`: `locale`, `timezone`, `roles` …"""
        plain = unicodedata.normalize("NFD", name).encode("ascii", "ignore").decode().lower()
        where = team or self.team
        return Person(self, where, self._add_user(re.sub(r"[^a-z0-9._-]", "", plain), name, where, **known))

    def channel(self, name: str, *members: Person, private: bool = False, coach: bool = True) -> Channel:
        """A new channel with these members, and the bot unless told otherwise."""
        team = members[0].team if members else self.team
        channel = Channel(name, name.capitalize(), "P" if private else "O", team.id, create_at=self.clock.stamp())
        bots = [user.id for user in self.world.users.values() if user.is_bot][:1]
        channel.members = [*(bots if coach else []), *(person.user.id for person in members)]
        return self.world.channels.setdefault(channel.id, channel)

    def command(self, trigger: str, url: str, team: Team | None = None) -> Command:
        """A slash command of a team that calls that address."""
        command = Command((team or self.team).id, trigger, url, self.admin.id)
        return self.world.commands.setdefault(command.id, command)

    def open_direct(self, one: str, other: str) -> Channel:
        """The conversation of two, opened by the first when there is none."""
        known = self.world.direct(one, other)
        if known is not None:
            return known
        channel = Channel("__".join(sorted((one, other))), "", "D", creator_id=one, create_at=self.clock.stamp())
        channel.members = [one, other]
        self.world.channels[channel.id] = channel
        self.sockets.publish("direct_added", {"creator_id": one, "teammate_id": other}, channel=channel)
        return channel

    def session(self, secret: str) -> User | None:
        """Whose token that is; None when it is good for nothing."""
        found = next((token for token in self.world.tokens if token.secret == secret and token.is_active), None)
        user = self.world.users.get(found.user) if found else None
        return user if user is not None and not user.delete_at else None

    def remember_pending(self, pending: str, post: Post | None) -> None:
        """Let a `pending_post_id` stand for a post for 30 s, or for one that is being saved."""
        if pending:
            self.pending[pending] = Pending(post.id if post else "", self.clock.now() + PENDING_SECONDS)

    def note(self, request: str, call: Call, outcome: str) -> None:
        """Write a request down."""
        self.noted.append(Noted(request, dict(call.path), call.body, outcome))

    def calls(self, request: str) -> list[Noted]:
        """The requests of a kind, oldest first: `POST /posts` …"""
        return [noted for noted in self.noted if noted.request == request]

    async def settle(self) -> bool:
        """Wait until the app has read all that its websockets were told; false when it did not in time.

        One that never `waits` leaves that to the test.
        """
        return not self.waits or await self.sockets.settle()

    async def comes_up(self) -> None:
        """Listen, on the same port as before if it has been away."""
        self._runner = web.AppRunner(make_server(self), access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        port = int(self.url.rpartition(":")[2]) if self.url else 0
        await web.TCPSite(self._runner, "127.0.0.1", port, reuse_address=True).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def goes_away(self) -> None:
        """Stop listening and break every connection; what there is stays."""
        await self.sockets.cut()
        if self._runner is not None:
            await self._runner.cleanup()

    def check_contract(self) -> None:
        """Raise AppMistake when a request, or an answer of the app, broke Mattermost's contract."""
        if self.violations:
            raise AppMistake("against Mattermost's contract:\n" + "\n".join(self.violations))

    def _add_user(self, username: str, name: str, team: Team, **known: Any) -> User:
        user = User(username, name, **known)
        user.create_at = user.update_at = self.clock.stamp()
        team.members.append(user.id)
        return self.world.users.setdefault(user.id, user)


@contextlib.asynccontextmanager
async def mattermost_on_localhost(*, with_bot: bool = True) -> AsyncIterator[Mattermost]:
    """A double that listens on a free port of 127.0.0.1; at its end it fails when its contract was broken."""
    mattermost = Mattermost(with_bot=with_bot)
    await mattermost.comes_up()
    try:
        yield mattermost
    finally:
        mattermost.faults.close()
        await mattermost.goes_away()
    mattermost.check_contract()
