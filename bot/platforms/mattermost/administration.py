"""What an administrator's token may do on a Mattermost server, to let the coach in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

from bot.platforms.mattermost.client import API, JSON, Mattermost
from bot.platforms.mattermost.errors import NobodyThere
from bot.ports import OutcomeUnknown

Tell = Callable[[bool, str], None]
"""Tells whether something is well, in a sentence."""


class CannotGoOn(Exception):
    """Something has to be put right first; the text is a sentence that says what."""


@dataclass(frozen=True)
class Server:
    """A server's version, and what its clock says, to the second."""

    version: str
    now: datetime | None


class Administration(Mattermost):
    """One server, seen by an administrator; its methods raise what those of `Mattermost` raise."""

    async def server(self) -> Server:
        """The server itself, for whoever asks. Raises OutcomeUnknown when it is no Mattermost."""
        async with self._asked("GET", f"{API}/config/client", params={"format": "old"}) as response:
            told, date = await response.json(), response.headers.get("Date")
        if not isinstance(told, dict) or "Version" not in told:
            raise OutcomeUnknown("no Mattermost")
        return Server(str(told["Version"]), parsedate_to_datetime(date) if date else None)

    async def config(self) -> JSON:
        """How the server is configured."""
        found: JSON = await self._call("GET", "/config")
        return found

    async def every_team(self) -> list[JSON]:
        """The teams of the server, archived ones among them."""
        return [team async for team in self._pages("/teams")]

    async def make_bot(self, name: str, display_name: str, description: str) -> str:
        """The id of a new bot account, which belongs to the administrator."""
        bot = {"username": name, "display_name": display_name, "description": description}
        return str((await self._call("POST", "/bots", json=bot))["user_id"])

    async def enable_bot(self, bot: str) -> None:
        """Let a bot account in again."""
        await self._call("POST", f"/bots/{bot}/enable")

    async def has_token(self, user: str) -> bool:
        """Whether an account has an access token that is good."""
        return any([token["is_active"] async for token in self._pages(f"/users/{user}/tokens")])

    async def make_token(self, user: str, description: str) -> str:
        """A new access token of an account; nobody is ever shown it again."""
        made = await self._call("POST", f"/users/{user}/tokens", json={"description": description})
        return str(made["token"])

    async def is_in_team(self, team: str, user: str) -> bool:
        """Whether somebody is in a team."""
        try:
            member = await self._call("GET", f"/teams/{team}/members/{user}")
        except NobodyThere:
            return False
        return not member["delete_at"]

    async def add_to_team(self, team: str, user: str) -> None:
        """Make somebody a member of a team."""
        await self._call("POST", f"/teams/{team}/members", json={"team_id": team, "user_id": user})

    async def commands(self, team: str) -> list[JSON]:
        """The slash commands that were added to a team, with their tokens."""
        found: list[JSON] = await self._call("GET", "/commands", params={"team_id": team, "custom_only": "true"})
        return found

    async def make_command(self, command: JSON) -> JSON:
        """A new slash command, with the token that the server gave it."""
        made: JSON = await self._call("POST", "/commands", json=command)
        return made

    async def change_command(self, command: JSON) -> None:
        """Change a slash command; its token stays."""
        await self._call("PUT", f"/commands/{command['id']}", json=command)
