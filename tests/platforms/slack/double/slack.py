"""Slack on this machine: what a test sets up, orders and looks at."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import uuid4

from aiohttp import web

from tests.platforms.slack.double import events
from tests.platforms.slack.double.apps import Grant
from tests.platforms.slack.double.clock import Clock
from tests.platforms.slack.double.doors import Answer, Door, HttpDoor
from tests.platforms.slack.double.faults import Faults
from tests.platforms.slack.double.pace import Pace
from tests.platforms.slack.double.person import Person
from tests.platforms.slack.double.refusals import JSON
from tests.platforms.slack.double.responses import Responses
from tests.platforms.slack.double.server import make_server
from tests.platforms.slack.double.sockets import Sockets
from tests.platforms.slack.double.views import Trigger
from tests.platforms.slack.double.world import SLACKBOT, Channel, Post, User, Workspace

PATIENCE_SECONDS = 3.0
MOST_ECHOES = 200


@dataclass(frozen=True)
class Noted:
    """A call that came in: `outcome` is `ok`, Slack's error, or the fault that was ordered."""

    method: str
    args: JSON
    outcome: str


@dataclass(frozen=True)
class Delivery:
    """An event that was sent, and what the app answered."""

    envelope: JSON
    answer: Answer


class Slack:
    """The double; `url` is where it listens, `api_url` what `SLACK_API_URL` is set to."""

    app_id = "A0COACH"
    client_id, client_secret = "1.2", "client-secret"
    signing_secret = "signing-secret"
    app_token = "xapp-1-A0COACH"

    def __init__(self) -> None:
        self.url = ""
        self.clock, self.faults = Clock(), Faults()
        self.pace = Pace(self.clock.now)
        self.sockets, self.responses = Sockets(self), Responses(self)
        self.workspaces: dict[str, Workspace] = {}
        self.triggers: dict[str, Trigger] = {}
        self.grants: dict[str, Grant] = {}
        self.noted: list[Noted] = []
        self.deliveries: list[Delivery] = []
        self.door: Door | None = None
        self.file_busy_for = 0
        self.trigger_age = 0.0
        self.patience = PATIENCE_SECONDS
        self.echoes = True
        self._echoes: list[tuple[Workspace, JSON]] = []
        self.workspace = self.add_workspace("T0EXAMPLE", "exemple")

    @property
    def api_url(self) -> str:
        """The base address of the Web API."""
        return f"{self.url}/api/"

    def add_workspace(self, id_: str, name: str) -> Workspace:
        """Another workspace, where the app is installed."""
        workspace = Workspace(id_, name, f"UCOACH{id_}", f"B{id_}", f"xoxb-{id_}-{uuid4().hex[:8]}")
        workspace.users[workspace.bot_user] = User(workspace.bot_user, "coach", id_, locale=None, is_bot=True)
        workspace.users[SLACKBOT] = User(SLACKBOT, "Slackbot", id_, locale=None)
        return self.workspaces.setdefault(id_, workspace)

    def person(self, name: str, workspace: Workspace | None = None, **known: object) -> Person:
        """Somebody new; `known` are fields of `User`, such as tz, locale, guest, is_bot."""
        team = workspace or self.workspace
        user = User(f"U{len(team.users):04}{team.id}", name, team.id)
        for field, value in known.items():
            setattr(user, field, value)
        team.users[user.id] = user
        return Person(self, team, user)

    def channel(self, name: str, *members: Person, private: bool = False, coach: bool = True) -> Channel:
        """A new channel with these members, and the coach unless told otherwise."""
        team = members[0].workspace if members else self.workspace
        channel = Channel(f"C{len(team.channels):04}{team.id}", name, private)
        channel.members = [*([team.bot_user] if coach else []), *(person.user.id for person in members)]
        return team.channels.setdefault(channel.id, channel)

    def conversation(self, *people: Person) -> Channel:
        """A direct conversation between people, without the coach."""
        team = people[0].workspace
        channel = Channel(f"D{len(team.channels):04}{team.id}", "directmessage")
        channel.members = [person.user.id for person in people]
        return team.channels.setdefault(channel.id, channel)

    def listens(self, url: str) -> HttpDoor:
        """From now on the app is reached by signed requests to that address."""
        door = HttpDoor(url, self.signing_secret, self.patience)
        self.door = door
        return door

    def by_socket(self) -> None:
        """From now on the app is reached by the websocket that it opened."""
        self.door = self.sockets

    def trigger(self, workspace: Workspace, user: str) -> str:
        """A new `trigger_id`, already `trigger_age` seconds old."""
        id_ = f"{len(self.triggers)}.{uuid4().hex[:8]}"
        self.triggers[id_] = Trigger(workspace.id, user, self.clock.now() - self.trigger_age)
        return id_

    def allows(self, person: Person, redirect_uri: str = "") -> str:
        """Somebody allows the app in their workspace: the code to exchange."""
        code = uuid4().hex
        self.grants[code] = Grant(person.workspace.id, person.user.id, redirect_uri)
        return code

    def note(self, method: str, args: JSON, outcome: str) -> None:
        """Write a call down."""
        self.noted.append(Noted(method, args, outcome))

    def calls(self, method: str) -> list[Noted]:
        """The calls of a method, oldest first."""
        return [noted for noted in self.noted if noted.method == method]

    async def sends(self, workspace: Workspace, event: JSON) -> Delivery:
        """Send a new event to the app, once."""
        return await self._deliver(events.envelope(self, workspace, event), 0)

    async def repeats(self, delivery: Delivery, attempt: int = 1) -> Delivery:
        """Send an event again, as Slack does when it was not acknowledged."""
        return await self._deliver(delivery.envelope, attempt)

    async def verifies_url(self) -> bool:
        """Ask the app to prove that the address is its own; whether it does."""
        assert self.door is not None, "tell where the app listens first"
        challenge = uuid4().hex
        question = {"token": "verification", "type": "url_verification", "challenge": challenge}
        answer = await self.door.event(question, 0)
        return answer.good and challenge in str(answer.body)

    async def uninstalls(self, workspace: Workspace) -> None:
        """The app is removed from a workspace; its token is good for nothing from now on."""
        workspace.token_state = "account_inactive"
        await self.sends(workspace, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [workspace.bot_user]}})
        await self.sends(workspace, {"type": "app_uninstalled"})

    async def revokes(self, workspace: Workspace) -> None:
        """The app's token in a workspace is revoked."""
        workspace.token_state = "token_revoked"
        await self.sends(workspace, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [workspace.bot_user]}})

    async def settle(self) -> None:
        """Tell the app what Slack tells it about its own messages."""
        for _ in range(MOST_ECHOES):
            if not self._echoes:
                return
            await self.sends(*self._echoes.pop(0))
        raise AssertionError("the app answers its own messages without end")

    def hears(self, workspace: Workspace, channel: Channel) -> bool:
        """Whether the app is told of messages in a channel."""
        scope = {"im": "im", "group": "groups", "channel": "channels"}[channel.kind]
        allowed = f"{scope}:history" in workspace.scopes and not workspace.token_state
        return self.door is not None and allowed and workspace.bot_user in channel.members

    def echo_post(self, workspace: Workspace, channel: Channel, post: Post) -> None:
        """The app will be told of its own message."""
        if self.echoes and self.hears(workspace, channel):
            self._echoes.append((workspace, events.message(self, workspace, channel, post)))

    def echo_change(self, workspace: Workspace, channel: Channel, post: Post, before: JSON) -> None:
        """The app will be told of its own change."""
        if self.echoes and self.hears(workspace, channel):
            self._echoes.append((workspace, events.message_changed(self, workspace, channel, post, before)))

    async def _deliver(self, envelope: JSON, attempt: int) -> Delivery:
        assert self.door is not None, "tell where the app listens first"
        delivery = Delivery(envelope, await self.door.event(envelope, attempt))
        self.deliveries.append(delivery)
        return delivery


@contextlib.asynccontextmanager
async def slack_on_localhost() -> AsyncIterator[Slack]:
    """A double that listens on a free port of 127.0.0.1."""
    slack = Slack()
    async with served(make_server(slack)) as slack.url:
        try:
            yield slack
        finally:
            slack.faults.close()
            await slack.sockets.close()


@contextlib.asynccontextmanager
async def served(app: web.Application) -> AsyncIterator[str]:
    """The address of an application, served on a free port of 127.0.0.1."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        yield f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()
