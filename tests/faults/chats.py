"""Slack and Mattermost in one shape: who is there, how the coach is set up for them, and how they reach it."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from bot.platforms.mattermost.means import DIALOG
from bot.storage.store import SqlStore
from tests.faults.fleet import Ship
from tests.platforms.mattermost.coach import PUBLIC_URL, set_up
from tests.platforms.mattermost.double import Fault as MattermostFault
from tests.platforms.mattermost.double import Mattermost, Sent
from tests.platforms.mattermost.double.integrations import Answer as MattermostAnswer
from tests.platforms.mattermost.double.integrations import Integrations, failed
from tests.platforms.slack.double import LATE, Answer, HttpDoor, Slack
from tests.platforms.slack.double import Fault as SlackFault
from tests.platforms.slack.double.doors import Door
from tests.platforms.slack.double.refusals import JSON

REPEATED_SECONDS = 0.2
"""Slack waits a minute before it repeats an event for the second time."""


class Human(Protocol):
    """Somebody in a chat; `trouble` is what the chat itself told them last."""

    user: Any
    errors: dict[str, str]
    trouble: str

    @property
    def modal(self) -> str: ...
    async def commands(self, command: str, words: str = "", channel: Any = None) -> object: ...
    async def taps(self, label: str, channel: Any = None) -> object: ...
    async def fills(self, values: Mapping[str, str] | None = None) -> object: ...
    async def types(self, words: str) -> object: ...
    def reads(self, channel: Any = None) -> list[str]: ...


class Held(Protocol):
    """A request that took effect, whose answer is held back from its `caller`, which is a port."""

    caller: int
    arrived: asyncio.Event

    def release(self) -> None: ...


class Gate(Protocol):
    """Decides which web process a chat reaches, and whether its answer arrives."""

    def web(self) -> Ship:
        """The process that is asked now."""

    async def loses(self, chat: "Chat", port: int) -> bool:
        """Whether what the process at that port answered, once it had kept something, never arrives."""


class Chat(Protocol):
    """A chat with people and channels; `posting` is the request by which the coach posts there."""

    name: str
    posting: str
    people: Sequence[Human]
    channels: Sequence[Any]

    @property
    def workspace(self) -> str:
        """The coach's name for it."""

    @property
    def settings(self) -> Mapping[str, str]:
        """The coach's settings for it."""

    async def set_up(self, store: SqlStore) -> None:
        """Leave in the store what setting up leaves there."""

    def reaches(self, gate: Gate) -> None:
        """From now on it reaches the coach through that gate."""

    def hold(self) -> Held:
        """Hold the answer to the next post back."""

    def withdraw(self, held: Held) -> None:
        """Hold it back no more."""

    def goes_wrong(self, how: str, times: int = 1) -> None:
        """Let that happen to the next posts: `SLOW_DOWN`, `HTTP_500`, `HTTP_500_AFTER`, `HANG`, `HANG_AFTER`."""

    finds_words: bool
    """Whether the coach hears what was typed while none of its processes listened."""

    def hides_history(self) -> None:
        """Let nobody look for what arrived."""

    def closes(self) -> None:
        """Let everything go that waits."""


class SlackChat:
    """The double of Slack, with the coach reached by the websockets of its workers or by HTTP."""

    name, posting = "slack", "chat.postMessage"
    finds_words = True

    def __init__(self, slack: Slack, *, people: int, teams: int, by_socket: bool = True) -> None:
        self.double, self.by_socket = slack, by_socket
        slack.echoes, slack.patience = False, 10.0
        slack.workspace.scopes |= {"channels:history"}
        persons = [slack.person(f"Personne {number}") for number in range(people)]
        self.people: Sequence[Human] = persons
        self.channels: Sequence[Any] = [slack.channel(f"equipe-{number}", *persons) for number in range(teams)]

    @property
    def workspace(self) -> str:
        return f"slack:{self.double.workspace.id}"

    @property
    def settings(self) -> Mapping[str, str]:
        way = {"SLACK_APP_TOKEN": self.double.app_token} if self.by_socket else {}
        return {
            "SLACK_API_URL": self.double.api_url,
            "SLACK_BOT_TOKEN": self.double.workspace.token,
            "SLACK_SIGNING_SECRET": self.double.signing_secret,
            **way,
        }

    async def set_up(self, store: SqlStore) -> None:
        """Nothing is kept of one workspace."""

    def reaches(self, gate: Gate) -> None:
        self.double.door = SlackDoor(self, gate)

    def hold(self) -> Held:
        return self.double.faults.hold(self.posting)

    def withdraw(self, held: Any) -> None:
        self.double.faults.withdraw(self.posting, held)

    def goes_wrong(self, how: str, times: int = 1) -> None:
        self.double.faults.order(self.posting, SlackFault[how], times)

    def hides_history(self) -> None:
        for method in ("conversations.history", "conversations.replies"):
            self.double.faults.refuse(method, "missing_scope", times=10_000)

    def closes(self) -> None:
        self.double.faults.close()


class SlackDoor:
    """The way to whichever process answers; an event is repeated until one acknowledges it, and nothing else is."""

    def __init__(self, chat: SlackChat, gate: Gate) -> None:
        self._chat, self._gate = chat, gate

    async def command(self, fields: Mapping[str, str]) -> Answer:
        return await self._door().command(fields)

    async def interaction(self, payload: JSON) -> Answer:
        answer = await self._door().interaction(payload)
        return await self._arriving(answer) if _is_kept(payload) else answer

    async def event(self, envelope: JSON, retry: int) -> Answer:
        while not (answer := await self._arriving(await self._door().event(envelope, retry))).good:
            retry += 1
            await asyncio.sleep(REPEATED_SECONDS)
        return answer

    def _door(self) -> Door:
        slack = self._chat.double
        if self._chat.by_socket:
            return slack.sockets
        return HttpDoor(f"{self._gate.web().url}/slack/events", slack.signing_secret, slack.patience)

    async def _arriving(self, answer: Answer) -> Answer:
        return Answer(LATE) if answer.good and await self._gate.loses(self._chat, answer.port) else answer


def _is_kept(payload: JSON) -> bool:
    """Whether the coach keeps something of it before it answers."""
    taps = [str(action.get("value", "")) for action in payload.get("actions", ())]
    return payload["type"] == "view_submission" or any(tap.startswith("answer/") for tap in taps)


class MattermostChat:
    """The double of Mattermost: words and posts through websockets, what is tapped and typed as a command by HTTP."""

    name, posting = "mattermost", "POST /posts"
    finds_words = True

    def __init__(self, mattermost: Mattermost, *, people: int, teams: int) -> None:
        self.double = mattermost
        mattermost.waits, mattermost.patience = False, 10.0
        persons = [mattermost.person(f"Personne {number}", locale="fr") for number in range(people)]
        self.people: Sequence[Human] = persons
        self.channels: Sequence[Any] = [mattermost.channel(f"equipe-{number}", *persons) for number in range(teams)]

    @property
    def workspace(self) -> str:
        return "mattermost:server"

    @property
    def settings(self) -> Mapping[str, str]:
        return {"MATTERMOST_URL": self.double.url, "MATTERMOST_TOKEN": self.double.token}

    async def set_up(self, store: SqlStore) -> None:
        await set_up(self.double, store)

    def reaches(self, gate: Gate) -> None:
        self.double.integrations = MattermostRoads(self, gate)

    def hold(self) -> Held:
        return self.double.faults.hold(self.posting)

    def withdraw(self, held: Any) -> None:
        self.double.faults.withdraw(self.posting, held)

    def goes_wrong(self, how: str, times: int = 1) -> None:
        self.double.faults.order(self.posting, MattermostFault[how], times)

    def hides_history(self) -> None:
        self.double.history_hidden, self.finds_words = True, False

    def closes(self) -> None:
        self.double.faults.close()


class MattermostRoads(Integrations):
    """Requests to whichever web process answers; Mattermost repeats none of them."""

    def __init__(self, chat: MattermostChat, gate: Gate) -> None:
        super().__init__(chat.double)
        self._chat, self._gate = chat, gate

    async def send(self, sent: Sent) -> MattermostAnswer:
        ship = self._gate.web()
        answer = await super().send(replace(sent, url=sent.url.replace(PUBLIC_URL, ship.url)))
        act = str((sent.body or {}).get("context", {}).get("act", ""))
        kept = sent.url.endswith(DIALOG) or act.startswith("answer/")
        if kept and answer.status == 200 and await self._gate.loses(self._chat, ship.port):
            raise failed()
        return answer
