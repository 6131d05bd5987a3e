"""The coach's slash commands in the chosen teams, and the tokens by which the running coach knows them."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

from bot.domain.library import Phrases
from bot.domain.outbox import PlatformRecord
from bot.platforms.mattermost.administration import Administration, Tell
from bot.platforms.mattermost.commands import KIND
from bot.platforms.mattermost.errors import Malformed
from bot.platforms.mattermost.means import COMMAND
from bot.platforms.mattermost.workspace import WORKSPACE
from bot.platforms.records import keep
from bot.ports import Store

JSON = dict[str, Any]

DUPLICATE = "api.command.duplicate_trigger.app_error"


class Registering:
    """Makes the commands, or brings them up to date, and keeps their tokens."""

    def __init__(self, admin: Administration, store: Store, tell: Tell) -> None:
        self._admin, self._store, self._tell = admin, store, tell
        self._kept: dict[str, str] = {}

    @property
    def tokens(self) -> Sequence[str]:
        """The tokens of the commands that were found or made."""
        return list(self._kept.values())

    async def register(self, team: JSON, wanted: Iterable[JSON]) -> None:
        """Have these commands in a team. Raises StoreAway, and what the client raises."""
        theirs = {command["trigger"]: command for command in await self._admin.commands(team["id"])}
        ours = await self._known()
        for each in wanted:
            found, where = theirs.get(each["trigger"]), f"In the team {team['name']}, /{each['trigger']}"
            if found is None:
                await self._make({**each, "team_id": team["id"]}, where)
            elif found["id"] in ours or found["url"] == each["url"]:
                await self._bring_up_to_date(found, each, where)
            else:
                await self._leave(found, where)

    async def clean_up(self, teams: Iterable[JSON]) -> None:
        """Forget the tokens of commands that are in none of these teams. Raises as `register` does."""
        left = await self._known() - self._kept.keys()
        if not left:
            return
        there = {command["id"] for team in teams for command in await self._admin.commands(team["id"])}
        gone = left - there
        if gone:
            await self._forget(gone)
            self._tell(True, f"Tokens of commands that are gone were removed: {len(gone)}.")

    async def _make(self, wanted: JSON, where: str) -> None:
        try:
            made = await self._admin.make_command(wanted)
        except Malformed as problem:
            if str(problem) != DUPLICATE:
                raise
            self._tell(False, f"{where} is a command of Mattermost's own: nobody can have it.")
            return
        await self._keep(made)
        self._tell(True, f"{where} was made.")

    async def _bring_up_to_date(self, found: JSON, wanted: JSON, where: str) -> None:
        changed = {**found, **wanted}
        if changed != found:
            await self._admin.change_command(changed)
        await self._keep(found)
        self._tell(True, f"{where} is already there." if changed == found else f"{where} was brought up to date.")

    async def _leave(self, found: JSON, where: str) -> None:
        owner = await self._admin.user(found["creator_id"])
        # No more than the host is shown, as an address may hold a secret.
        host = urlsplit(found["url"]).hostname
        self._tell(
            False,
            f"{where} is somebody else's: @{owner['username']} made it, and it calls {host}."
            " Have it removed, then run this again.",
        )

    async def _known(self) -> set[str]:
        async with self._store.transaction() as tx:
            return {record.key for record in await tx.all(PlatformRecord, workspace=WORKSPACE, kind=KIND)}

    async def _keep(self, command: JSON) -> None:
        """Keep its token at once, as the command can be used from now on."""
        id_, token = command["id"], command["token"]
        self._kept[id_] = token
        async with self._store.transaction() as tx:
            await keep(tx, WORKSPACE, KIND, id_, token)

    async def _forget(self, gone: Collection[str]) -> None:
        async with self._store.transaction() as tx:
            for record in await tx.all(PlatformRecord, workspace=WORKSPACE, kind=KIND, key=gone):
                await tx.remove(record)


def commands(public_url: str, say: Phrases) -> Sequence[JSON]:
    """What each command is to be, in any team."""
    start = say.list("commands.start")[0]
    return tuple(
        {
            "trigger": trigger,
            "url": f"{public_url.rstrip('/')}{COMMAND}",
            "method": "P",
            "display_name": say("playground.coach"),
            "description": does,
            "auto_complete": True,
            "auto_complete_desc": does,
            "auto_complete_hint": hint,
        }
        for trigger, does, hint in (
            ("pm-role", say("playground.pm_role"), "[vision]"),
            ("pm-coach", say("playground.pm_coach"), f"[{start}]"),
        )
    )
