"""The coach between Slack and Mattermost: what its people sent it, to be spoiled and sent again."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from bot.domain.library import Library
from bot.domain.outbox import PlatformRecord
from bot.domain.people import Holding, Member, Membership, Team
from bot.domain.reflection import Answer, Prompt, Share, TypedWords
from bot.platforms.mattermost.commands import KIND
from bot.platforms.mattermost.means import ACTION, COMMAND, DIALOG
from bot.platforms.mattermost.workspace import WORKSPACE
from bot.platforms.slack.side import EVENTS, REDIRECT
from bot.storage.keys import Keyring
from bot.storage.opening import open_store
from tests.faults.fleet import free_port
from tests.hostile.program import Program, running
from tests.hostile.story import InMattermost, InSlack, lives
from tests.platforms.mattermost.double import Mattermost, mattermost_on_localhost
from tests.platforms.slack.double import Answer as Answered
from tests.platforms.slack.double import HttpDoor, Person, Slack, slack_on_localhost

KEY = "k" * 40
SECRET = "Hapax"
"""What only the victims write; nobody else is ever to read it."""


@dataclass(frozen=True)
class Recorded:
    """A request that somebody made: what kind, where to, and what it told."""

    kind: str
    path: str
    told: Any


class Recorder(HttpDoor):
    """A way into the coach that remembers what went through it."""

    def __init__(self, url: str, secret: str, patience: float) -> None:
        super().__init__(url, secret, patience)
        self.requests = list[Recorded]()

    async def command(self, fields: Mapping[str, str]) -> Answered:
        self._note("command", fields)
        return await super().command(fields)

    async def interaction(self, payload: Any) -> Answered:
        self._note("interaction", payload)
        return await super().interaction(payload)

    async def event(self, envelope: Any, retry: int) -> Answered:
        self._note("event", envelope)
        return await super().event(envelope, retry)

    def _note(self, kind: str, told: Any) -> None:
        self.requests.append(Recorded(f"slack {kind}", EVENTS, json.loads(json.dumps(told))))


@dataclass
class Chats:
    """The coach with its two chats, what the attackers sent, and the ids of what is not theirs.

    `in_whose_name` tells by each attacker's id the victim of the same chat.
    """

    program: Program
    slack: Slack
    mattermost: Mattermost
    requests: Sequence[Recorded]
    url: str
    in_whose_name: Mapping[str, str]
    known: Sequence[str] = ()
    before: Sequence[str] = ()

    @property
    def victims(self) -> Sequence[str]:
        """Camille's ids in the chats."""
        return sorted(set(self.in_whose_name.values()))

    async def look(self) -> None:
        """Remember what the victims have now, and by which ids one could ask for it."""
        self.before, self.known = await belongings(self.url, self.victims)

    async def is_untouched(self) -> bool:
        """Whether all of that is as it was."""
        return (await belongings(self.url, self.victims))[0] == self.before

    def told(self) -> str:
        """Everything that the coach told the chats since this was last asked."""
        said: list[object] = [*self.slack.noted, *self.mattermost.noted]
        self.slack.noted.clear()
        self.slack.deliveries.clear()
        self.mattermost.noted.clear()
        self.mattermost.notified.clear()
        for workspace in self.slack.workspaces.values():
            for channel in workspace.channels.values():
                said += channel.posts
                channel.posts.clear()
        return "\n".join(map(repr, said))


@contextlib.asynccontextmanager
async def besieged(folder: Path, library: Library, url: str = "") -> AsyncIterator[Chats]:
    """The coach with people of two workspaces of Slack and of one of Mattermost, who have lived with it for a while."""
    address = url or f"sqlite:///{folder / 'coach.db'}"
    port = free_port()
    public = f"http://127.0.0.1:{port}"
    async with slack_on_localhost() as slack, mattermost_on_localhost() as mattermost:
        slack.echoes = False
        await _commands(mattermost, public, address)
        settings = _settings(slack, mattermost, public, address)
        async with running(folder, "run", port=port, **settings) as program:
            requests = await _live(slack, mattermost, program, library)
            assert {each.path for each in requests} == {EVENTS, COMMAND, ACTION, DIALOG}
            chats = Chats(program, slack, mattermost, requests, address, _victims(slack, mattermost))
            await chats.look()
            chats.told()
            yield chats
        # What a hostile request asked of Mattermost may well be nothing that Mattermost knows.
        mattermost.violations.clear()


def _settings(slack: Slack, mattermost: Mattermost, public: str, address: str) -> dict[str, str]:
    return {
        "DATABASE_URL": address,
        "PUBLIC_URL": public,
        "SLACK_API_URL": slack.api_url,
        "SLACK_CLIENT_ID": slack.client_id,
        "SLACK_CLIENT_SECRET": slack.client_secret,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "MATTERMOST_URL": mattermost.url,
        "MATTERMOST_TOKEN": mattermost.token,
        "COACH_SECRET_KEYS": KEY,
        "COACH_RESPONSIBLE": "La DNUM",
        "COACH_DPO": "dpo@example.gouv.fr",
        "COACH_TICK_SECONDS": "0.5",
    }


async def _commands(mattermost: Mattermost, public: str, address: str) -> None:
    """The slash commands, as setting up leaves them."""
    store = await open_store(address, Keyring([KEY]), migrating=True)
    try:
        async with store.transaction() as tx:
            for trigger in ("pm-role", "pm-coach"):
                made = mattermost.command(trigger, public + COMMAND)
                about = {"workspace": WORKSPACE, "kind": KIND, "key": made.id, "body": made.token}
                tx.add(PlatformRecord(id=made.id, **about))
    finally:
        await store.close()


async def _live(slack: Slack, mattermost: Mattermost, program: Program, library: Library) -> Sequence[Recorded]:
    """Camille is the victim in both chats; what Alix, and Kim in another workspace, send is recorded."""
    elsewhere = slack.add_workspace("TELSEWHERE", "ailleurs")
    door = slack.door = Recorder(f"{program.address}{EVENTS}", slack.signing_secret, slack.patience)
    camille, alix, kim = slack.person("Camille"), slack.person("Alix"), slack.person("Kim", elsewhere)
    for person in (camille, kim):
        await installs(slack, person, program.address, program.address)
    others = [mattermost.person(name, locale="fr") for name in ("Camille", "Alix")]
    async with asyncio.TaskGroup() as all_at_once:
        for person, secret in ((camille, SECRET), (alix, "Vu"), (kim, "Lu")):
            channel = slack.channel(f"equipe-{person.user.name}", person)
            product = f"Produit de {person.user.name}"
            all_at_once.create_task(lives(InSlack(person), library, channel, secret, product))
        for other, secret in zip(others, (SECRET, "Vu"), strict=True):
            there = mattermost.channel(f"equipe-{other.user.username}", other)
            product = f"Produit de {other.user.username}"
            all_at_once.create_task(lives(InMattermost(other), library, there, secret, product))
    for person in (alix, kim):
        await person.opens_home()
    sent = [each for each in mattermost.integrations.sent if each.form or each.body]
    made = [_recorded(each.url.removeprefix(program.address), each.form, each.body) for each in sent]
    hers = (camille.user.id, others[0].user.id)
    return [each for each in (*door.requests, *made) if not any(user in json.dumps(each.told) for user in hers)]


def _recorded(path: str, form: Mapping[str, str] | None, body: Any) -> Recorded:
    return Recorded(f"mattermost {'form' if form else 'json'}", path, dict(form) if form else body)


async def installs(slack: Slack, person: Person, address: str, public: str) -> None:
    """Install the coach in somebody's workspace, which Slack reaches at that public address."""
    async with aiohttp.ClientSession() as browser, browser.get(f"{address}/slack/install") as response:
        state = (await response.text()).split("state=")[1].split("&")[0]
        asked = {"state": state, "code": slack.allows(person, f"{public}{REDIRECT}")}
        cookies = {"slack-app-oauth-state": state}
        async with browser.get(f"{address}{REDIRECT}", params=asked, cookies=cookies) as answer:
            assert answer.status == 200, await answer.text()


def _victims(slack: Slack, mattermost: Mattermost) -> Mapping[str, str]:
    in_slack = {user.name: user.id for each in slack.workspaces.values() for user in each.users.values()}
    there = {user.first_name: user.id for user in mattermost.world.users.values()}
    ways = [(in_slack, "Alix"), (in_slack, "Kim"), (there, "Alix")]
    return {people[attacker]: people["Camille"] for people, attacker in ways}


async def belongings(url: str, victims: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """What these people have, row by row, and every id by which one could ask for it."""
    store = await open_store(url, Keyring([KEY]))
    try:
        async with store.transaction() as tx:
            members = await tx.all(Member, user=list(victims))
            ids = [each.id for each in members]
            rows = {kind: await tx.all(kind, member_id=ids) for kind in (Answer, Holding, Membership, Prompt, Share)}
            words = await tx.all(TypedWords, member_id=ids)
            teams = await tx.all(Team, set_up_by=[each.user for each in members])
    finally:
        await store.close()
    found = [*(row for kind in rows.values() for row in kind), *words, *teams]
    asked = [value for row in [*members, *found] for name, value in vars(row).items() if _is_id(name)]
    return sorted(map(_shown, found)), sorted({str(value) for value in asked if value})


def _is_id(name: str) -> bool:
    return name == "id" or name.endswith("_id") or name == "channel"


def _shown(row: object) -> str:
    told = {name: value for name, value in vars(row).items() if not name.startswith("_") and name != "next_due"}
    return f"{type(row).__name__} {sorted(told.items(), key=lambda item: item[0])!r}"
