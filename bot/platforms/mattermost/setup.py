"""Sets the coach up on a Mattermost server: what is missing is made, and each thing is told in a sentence."""

import asyncio
import socket
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientSession, ClientTimeout
from pydantic import Field

from bot.domain.library import Phrases
from bot.platforms.mattermost import account
from bot.platforms.mattermost.administration import Administration, CannotGoOn, Server, Tell
from bot.platforms.mattermost.advice import on_clock, on_config, on_version
from bot.platforms.mattermost.errors import Elsewhere, Gone, TokenRevoked
from bot.platforms.mattermost.reach import Pause, coach_at
from bot.platforms.mattermost.registering import Registering, commands
from bot.platforms.mattermost.settings import ADDRESS_MISSING, URL_MISSING, MattermostSettings
from bot.platforms.surfaces import TriggerLate
from bot.ports import NotSent, OutcomeUnknown, Store, StoreAway, Unreachable, Watch

JSON = dict[str, Any]

PATIENCE = ClientTimeout(total=10)
REFUSALS = (NotSent, Unreachable, OutcomeUnknown, Gone, TriggerLate)
ADMIN_MISSING = (
    "MATTERMOST_ADMIN_TOKEN is not set: give an access token of somebody who administers the server;"
    " it is used now and kept nowhere."
)
NEXT = "Next: set MATTERMOST_TOKEN, start the coach with `pm-coach run`, and run this again to check the way to it."


class SetupSettings(MattermostSettings):
    """What the coach has to know about the server, and an administrator's token."""

    admin_token: str = Field("", alias="MATTERMOST_ADMIN_TOKEN", repr=False)

    def lacking(self) -> Iterator[str]:
        """A sentence for each setting without which nothing can be set up."""
        if not self.url:
            yield URL_MISSING
        if not self.public_url:
            yield ADDRESS_MISSING
        if not self.admin_token:
            yield ADMIN_MISSING


@dataclass(frozen=True)
class Wanted:
    """The teams by their names, what the bot account is called, and whether it gets another token."""

    teams: Sequence[str]
    bot: str
    new_token: bool = False


@dataclass(frozen=True)
class Provided:
    """What the coach comes with: where it keeps things, its clock, its words; `pause` waits that many seconds."""

    store: Store
    watch: Watch
    say: Phrases
    pause: Pause = asyncio.sleep


async def set_up(settings: SetupSettings, wanted: Wanted, provided: Provided, tell: Tell) -> bool:
    """Make what is missing and check the rest. Tells each thing by `tell`, at once, and whether all is well."""
    found: list[bool] = []

    def note(good: bool, sentence: str) -> None:
        found.append(good)
        tell(good, sentence)

    async with ClientSession(timeout=PATIENCE) as session:
        try:
            await _SettingUp(session, settings, wanted, provided, note).run()
        except CannotGoOn as problem:
            note(False, str(problem))
        except (Unreachable, Gone) as problem:
            note(False, f"Mattermost refused what this would do next ({problem}).")
        except REFUSALS as problem:
            note(False, f"Mattermost did not answer well ({problem}): run this again; what is done stays.")
        except StoreAway:
            note(False, "The database did not answer in time: run this again; what is done stays.")
    return all(found)


class _SettingUp:
    def __init__(
        self, session: ClientSession, settings: SetupSettings, wanted: Wanted, provided: Provided, tell: Tell
    ) -> None:
        self._session, self._settings, self._wanted, self._provided = session, settings, wanted, provided
        self._tell = tell
        self._admin = Administration(session, settings.url, settings.admin_token.strip())

    async def run(self) -> None:
        """Everything, step by step. Raises CannotGoOn, StoreAway, or what the client raises."""
        server = await self._server()
        await self._check_administrator(server)
        config, every_team = await self._admin.config(), await self._admin.every_team()
        await self._advise(server, config)
        teams = self._chosen(every_team)
        bot = await account.find_or_make(self._admin, self._wanted.bot, config, self._provided.say, self._tell)
        token_made = await self._token(bot)
        registering = Registering(self._admin, self._provided.store, self._tell)
        for team in teams:
            await account.join(self._admin, team, bot, self._tell)
            await registering.register(team, commands(self._settings.public_url, self._provided.say))
        await registering.clean_up(every_team)
        if token_made:
            self._tell(True, NEXT)
        else:
            found = await coach_at(self._session, self._settings.public_url, registering.tokens, self._provided.pause)
            self._tell(found.good, found.sentence)

    async def _server(self) -> Server:
        url = self._settings.url
        try:
            return await self._admin.server()
        except Elsewhere:
            raise CannotGoOn(
                f"{url} leads elsewhere: set MATTERMOST_URL to the address at which a browser ends up."
            ) from None
        except NotSent as problem:
            raise CannotGoOn(
                f"Nothing answers at {url} ({problem}): set MATTERMOST_URL to the server's address."
            ) from None
        except REFUSALS as problem:
            raise CannotGoOn(
                f"Something else than Mattermost answers at {url} ({problem}): set MATTERMOST_URL to its address."
            ) from None

    async def _check_administrator(self, server: Server) -> None:
        try:
            user = await self._admin.user("me")
        except TokenRevoked:
            raise CannotGoOn(
                "Mattermost does not accept MATTERMOST_ADMIN_TOKEN: give a good one. People's access tokens are good"
                " only where ServiceSettings.EnableUserAccessTokens is true."
            ) from None
        if "system_admin" not in user["roles"].split():
            raise CannotGoOn(
                f"MATTERMOST_ADMIN_TOKEN is @{user['username']}'s, who does not administer the server:"
                " give a system administrator's."
            )
        self._tell(True, f"The server is Mattermost {server.version}, and @{user['username']} administers it.")

    async def _advise(self, server: Server, config: JSON) -> None:
        for finding in (
            *on_version(server.version, config),
            *on_clock(server, self._provided.watch.now()),
            *on_config(config, *await _where(self._settings.public_url)),
        ):
            self._tell(finding.good, finding.sentence)
        if not config["ServiceSettings"].get("EnableCommands", True):
            raise CannotGoOn("No slash command can be made: set ServiceSettings.EnableCommands to true.")

    def _chosen(self, teams: Sequence[JSON]) -> Sequence[JSON]:
        there = {team["name"]: team for team in teams if not team["delete_at"]}
        listed = ", ".join(sorted(there)) or "none yet"
        unknown = [name for name in self._wanted.teams if name not in there]
        if unknown:
            raise CannotGoOn(f"There is no team {' or '.join(unknown)} on this server; there are: {listed}.")
        if not self._wanted.teams:
            raise CannotGoOn(f"Say for which teams the coach is, each with --team; there are: {listed}.")
        return [there[name] for name in dict.fromkeys(self._wanted.teams)]

    async def _token(self, bot: str) -> bool:
        """Whether the bot was made a token."""
        token, another = self._settings.token, self._wanted.new_token
        if not token or another:
            return await account.make_token(self._admin, bot, self._tell, another=another)
        await account.check_token(self._session, self._settings.url, token, bot, self._tell)
        return False


async def _where(url: str) -> tuple[str, Sequence[str]]:
    """The host of that address, and where it is as far as one knows here. Raises CannotGoOn for no address."""
    try:
        host = urlsplit(url).hostname or ""
        return host, await _addresses(host)
    except ValueError:
        raise CannotGoOn(f"PUBLIC_URL is no address that anybody can reach: {url}.") from None


async def _addresses(host: str) -> Sequence[str]:
    """Where a host is, and nowhere when nobody here knows. Raises ValueError when it is no host."""
    if not host:
        raise ValueError("no host")
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        return ()
    return [str(address[0]).partition("%")[0] for *_, address in found]
