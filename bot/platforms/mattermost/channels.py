"""The channels that the coach is in: those that it left while it did not listen, or with their team, nobody told."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.people import Team
from bot.frontdesk.desk import FrontDesk
from bot.platforms.mattermost.client import Mattermost
from bot.platforms.mattermost.errors import NobodyThere
from bot.platforms.mattermost.workspace import WORKSPACE
from bot.ports import Store

JSON = Mapping[str, Any]


class Channels:
    """Compares the channels of the coach's teams with those that it is in."""

    def __init__(self, client: Mattermost, store: Store, desk: FrontDesk) -> None:
        self._client, self._store, self._desk = client, store, desk

    async def listed(self) -> Sequence[JSON]:
        """Where the coach is; a team in whose channel it is no more rests. Raises StoreAway, and as the client does."""
        # Read first: what is set up meanwhile must not be missing in a list from before.
        kept = await self._kept()
        listed = {each["id"]: each for team in await self._client.teams() for each in await self._of(team["id"])}
        for channel in kept:
            if channel not in listed:
                await self._desk.sent_away(WORKSPACE, channel)
        return list(listed.values())

    async def _kept(self) -> Sequence[str]:
        """The channels whose teams get something."""
        async with self._store.transaction() as tx:
            teams = await tx.all(Team, workspace=WORKSPACE)
        return [team.channel for team in teams if team.ended_at is None]

    async def _of(self, team: str) -> Sequence[JSON]:
        """The channels in a team of the server's; none where the coach is just leaving it."""
        try:
            return await self._client.channels(team)
        except NobodyThere:
            return []
