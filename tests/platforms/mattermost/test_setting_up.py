"""Setting Mattermost up: an administrator's sentences, what is then on the server, and what the coach keeps of it."""

import asyncio
import os
import pty
import re
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.bootstrap import RealClock, real_settings
from bot.domain.library import Library
from bot.domain.outbox import PlatformRecord
from bot.platforms.mattermost.administration import Server
from bot.platforms.mattermost.advice import on_clock, on_config, on_version
from bot.platforms.mattermost.commands import KIND, CommandTokens
from bot.platforms.mattermost.setup import Provided, SetupSettings, Wanted, set_up
from bot.platforms.mattermost.workspace import WORKSPACE
from bot.ports import Watch
from bot.settings import BadSetting
from bot.storage.keys import Keyring
from bot.storage.opening import open_store
from bot.storage.store import SqlStore
from tests.platforms.mattermost.coach import coaching
from tests.platforms.mattermost.double import Command, Fault, Mattermost, mattermost_on_localhost
from tests.platforms.slack.double import served

ROOT = Path(__file__).parents[3]
KEY = "k" * 40
PUBLIC_URL = "https://coach.example"
NOBODY = "http://127.0.0.1:9"
NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MATTERMOST_URL", "MATTERMOST_TOKEN", "MATTERMOST_ADMIN_TOKEN", "PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
async def mattermost() -> AsyncIterator[Mattermost]:
    """A server on which nothing is set up yet."""
    async with mattermost_on_localhost(with_bot=False) as double:
        yield double


@pytest.fixture
async def store() -> AsyncIterator[SqlStore]:
    opened = await open_store("sqlite://", Keyring([KEY]))
    yield opened
    await opened.close()


@dataclass
class Administrator:
    """Somebody who sets the coach up, once or more often; `said` is what they were told the last time."""

    mattermost: Mattermost
    store: SqlStore
    library: Library
    said: list[tuple[bool, str]] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)
    token: str = ""
    clock: Watch = field(default_factory=RealClock)

    async def sets_up(self, *teams: str, bot: str = "pm-coach", new_token: bool = False, **given: str) -> bool:
        """Set the coach up for these teams, else for the usual one; whether all was well."""
        return await self.asks(Wanted(teams or ("exemple",), bot, new_token), **given)

    async def sets_up_again(self, *teams: str, **given: str) -> bool:
        """The same with the token that was told before."""
        return await self.asks(Wanted(teams or ("exemple",), "pm-coach"), **{"token": self.token, **given})

    async def asks(self, wanted: Wanted, **given: str) -> bool:
        """Ask for that, with these settings in place of the usual ones; whether all was well."""
        self.said.clear()
        known = {"url": self.mattermost.url, "admin_token": self.mattermost.admin_token, "public_url": PUBLIC_URL}
        provided = Provided(self.store, self.clock, self.library.say("fr"), self._pause)
        settings = SetupSettings.model_validate({**known, **given})
        return await set_up(settings, wanted, provided, self._tell)

    @property
    def wrong(self) -> Sequence[str]:
        """What was said to be wrong."""
        return [sentence for good, sentence in self.said if not good]

    def was_told(self, words: str) -> bool:
        """Whether one of the sentences holds these words."""
        return any(re.search(words, sentence) for _, sentence in self.said)

    def _tell(self, good: bool, sentence: str) -> None:
        self.said.append((good, sentence))
        if sentence.startswith("MATTERMOST_TOKEN="):
            self.token = sentence.partition("=")[2]

    async def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)


@pytest.fixture
def admin(mattermost: Mattermost, store: SqlStore, library: Library) -> Administrator:
    return Administrator(mattermost, store, library)


async def kept(store: SqlStore) -> dict[str, str]:
    async with store.transaction() as tx:
        records = await tx.all(PlatformRecord, workspace=WORKSPACE, kind=KIND)
        return {record.key: record.body for record in records}


def commands(mattermost: Mattermost) -> dict[str, Command]:
    return {command.trigger: command for command in mattermost.world.commands.values()}


async def test_the_first_time_makes_everything_and_tells_each_thing(
    admin: Administrator, mattermost: Mattermost
) -> None:
    assert await admin.sets_up()
    sentences = [sentence for _, sentence in admin.said]
    token = mattermost.world.tokens[-1].secret
    assert sentences == [
        "The server is Mattermost 5.36.1, and @admin administers it.",
        "This version cannot offer several people in a form, so their names are typed there.",
        "This server does not resume a broken websocket, so the coach reads what it missed.",
        "The bot account @pm-coach was made.",
        f"MATTERMOST_TOKEN={token}",
        "This is the bot's token, which is shown only now: keep it where the coach's settings are.",
        "The bot was added to the team exemple.",
        "In the team exemple, /pm-role was made.",
        "In the team exemple, /pm-coach was made.",
        "Next: set MATTERMOST_TOKEN, start the coach with `pm-coach run`, and run this again to check the way to it.",
    ]
    assert mattermost.bot.first_name == "Coach PM"
    assert mattermost.session(token) is mattermost.bot
    assert mattermost.bot.id in mattermost.team.members


async def test_the_commands_complete_themselves_and_lead_to_the_coach(
    admin: Administrator, mattermost: Mattermost, store: SqlStore
) -> None:
    await admin.sets_up(public_url=f"{PUBLIC_URL}/")
    made = commands(mattermost)
    assert {trigger: (command.url, command.method) for trigger, command in made.items()} == {
        "pm-role": (f"{PUBLIC_URL}/mattermost/command", "P"),
        "pm-coach": (f"{PUBLIC_URL}/mattermost/command", "P"),
    }
    told = made["pm-coach"].told
    assert (told["auto_complete"], told["auto_complete_hint"]) == (True, "[commencer]")
    assert told["auto_complete_desc"] == "parle avec le coach"
    assert await kept(store) == {command.id: command.token for command in made.values()}
    tokens = CommandTokens(store)
    assert [await tokens.is_good(command.token) for command in made.values()] == [True, True]


async def test_the_second_time_changes_nothing_and_says_so(
    admin: Administrator, mattermost: Mattermost, store: SqlStore
) -> None:
    await admin.sets_up()
    before = await kept(store)
    mattermost.noted.clear()
    await admin.sets_up_again()
    # Looking people up is asked by POST, too.
    changing = {noted.request for noted in mattermost.noted if not noted.request.startswith("GET ")}
    assert changing == {"POST /users/usernames"}
    assert await kept(store) == before
    for words in (
        "@pm-coach is already there",
        "MATTERMOST_TOKEN is good",
        "already in the team exemple",
        "/pm-role is already there",
        "/pm-coach is already there",
    ):
        assert admin.was_told(words), words


async def test_with_the_coach_running_all_is_well(library: Library) -> None:
    async with mattermost_on_localhost() as mattermost, coaching(mattermost, library) as coach:
        admin = Administrator(mattermost, coach.store, library, clock=coach.clock)
        assert await admin.sets_up(public_url=coach.address, token=mattermost.token), admin.said
        assert admin.said[-1] == (True, f"The coach answers at {coach.address}, and knows its commands.")
        camille = mattermost.person("Camille")
        await camille.commands("/pm-role", "", mattermost.channel("produit", camille))
        assert not camille.trouble


async def test_a_coach_with_another_database_is_found_out(library: Library, store: SqlStore) -> None:
    async with mattermost_on_localhost() as mattermost, coaching(mattermost, library) as coach:
        mattermost.world.commands.clear()
        admin = Administrator(mattermost, store, library, clock=coach.clock)
        assert not await admin.sets_up(public_url=coach.address, token=mattermost.token)
        assert "does not know these commands" in admin.wrong[0]
        assert admin.pauses == [5.0]


@pytest.mark.parametrize(
    ("told", "status", "said"),
    [
        ({"hello": "world"}, 200, "Something else than the coach answers"),
        ({"ready": False, "missing": []}, 503, "cannot use its database"),
        ({"ready": True, "missing": ["the websocket of Mattermost"]}, 200, "without the websocket of Mattermost"),
        ({"ready": True, "missing": []}, 200, "is not in Mattermost"),
    ],
)
async def test_what_is_wrong_at_the_coachs_address_is_said(
    admin: Administrator, told: dict[str, object], status: int, said: str
) -> None:
    async def readyz(_request: aiohttp.web.Request) -> aiohttp.web.Response:
        return aiohttp.web.json_response(told, status=status)

    app = aiohttp.web.Application()
    app.add_routes([aiohttp.web.get("/readyz", readyz)])
    await admin.sets_up()
    async with served(app) as address:
        assert not await admin.sets_up_again(public_url=address)
    assert [re.search(said, sentence) is not None for sentence in admin.wrong] == [True], admin.wrong


async def test_nobody_at_the_coachs_address_is_said(admin: Administrator) -> None:
    await admin.sets_up()
    assert not await admin.sets_up_again(public_url=NOBODY)
    assert admin.wrong == [
        f"Nothing answers at {NOBODY} (ClientConnectorError): start the coach there, then run this again."
    ]


async def test_each_team_gets_the_coach_and_none_that_was_not_named(
    admin: Administrator, mattermost: Mattermost
) -> None:
    other, third = mattermost.add_team("autre"), mattermost.add_team("ailleurs")
    assert await admin.sets_up("exemple", "autre")
    assert {command.team_id for command in mattermost.world.commands.values()} == {mattermost.team.id, other.id}
    assert mattermost.bot.id in other.members
    assert mattermost.bot.id not in third.members


@pytest.mark.parametrize("teams", [(), ("exemple", "nemo")])
async def test_without_a_team_or_with_an_unknown_one_it_says_which_exist_and_makes_nothing(
    admin: Administrator, mattermost: Mattermost, teams: tuple[str, ...]
) -> None:
    mattermost.add_team("autre")
    assert not await admin.asks(Wanted(teams, "pm-coach"))
    assert admin.wrong[0].endswith("there are: autre, exemple.")
    assert all(noted.request.startswith("GET ") for noted in mattermost.noted)


async def test_a_command_of_somebody_else_is_named_and_left_alone(
    admin: Administrator, mattermost: Mattermost, store: SqlStore
) -> None:
    taken = mattermost.command("pm-role", "https://hooks.example/x?secret=hidden")
    assert not await admin.sets_up()
    assert admin.wrong == [
        "In the team exemple, /pm-role is somebody else's: @admin made it, and it calls hooks.example."
        " Have it removed, then run this again."
    ]
    assert taken.url == "https://hooks.example/x?secret=hidden"
    assert taken.id not in await kept(store)
    assert "pm-coach" in commands(mattermost)


async def test_a_command_of_mattermosts_own_is_named(admin: Administrator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.platforms.mattermost.double.teams.BUILT_IN", ("pm-role",))
    assert not await admin.sets_up()
    assert admin.wrong == ["In the team exemple, /pm-role is a command of Mattermost's own: nobody can have it."]


async def test_commands_follow_the_coach_to_another_address_with_their_tokens(
    admin: Administrator, mattermost: Mattermost, store: SqlStore
) -> None:
    await admin.sets_up()
    before = await kept(store)
    await admin.sets_up_again(public_url=NOBODY)
    assert admin.was_told("/pm-role was brought up to date")
    assert {command.url for command in mattermost.world.commands.values()} == {f"{NOBODY}/mattermost/command"}
    assert await kept(store) == before


async def test_commands_are_known_again_after_the_database_was_lost(
    admin: Administrator, mattermost: Mattermost, store: SqlStore
) -> None:
    made = [mattermost.command(trigger, f"{PUBLIC_URL}/mattermost/command") for trigger in ("pm-role", "pm-coach")]
    await admin.sets_up()
    assert await kept(store) == {command.id: command.token for command in made}


async def test_a_new_token_of_a_command_is_learnt_and_that_of_a_lost_one_forgotten(
    admin: Administrator, mattermost: Mattermost, store: SqlStore
) -> None:
    await admin.sets_up()
    lost, renewed = commands(mattermost).values()
    del mattermost.world.commands[lost.id]
    renewed.token = "another"
    await admin.sets_up_again()
    assert admin.was_told("Tokens of commands that are gone were removed: 1.")
    assert await kept(store) == {command.id: command.token for command in commands(mattermost).values()}


async def test_another_team_keeps_its_commands(admin: Administrator, mattermost: Mattermost, store: SqlStore) -> None:
    mattermost.add_team("autre")
    await admin.sets_up("exemple", "autre")
    await admin.sets_up_again("exemple")
    assert len(await kept(store)) == 4
    assert not admin.was_told("gone")


async def test_a_bot_that_was_switched_off_is_let_in_again(admin: Administrator, mattermost: Mattermost) -> None:
    await admin.sets_up()
    mattermost.bot.delete_at = 1
    await admin.sets_up_again()
    assert admin.was_told("@pm-coach was let in again")
    assert mattermost.session(admin.token) is mattermost.bot


async def test_a_persons_account_is_not_made_the_coachs(admin: Administrator, mattermost: Mattermost) -> None:
    mattermost.person("Camille")
    assert not await admin.sets_up(bot="camille")
    assert admin.wrong == ["@camille is a person's account and no bot: give the coach's another name with --bot."]


async def test_a_bot_may_have_another_name(admin: Administrator, mattermost: Mattermost) -> None:
    assert await admin.sets_up(bot="coach-essai")
    assert mattermost.bot.username == "coach-essai"


async def test_a_second_token_comes_only_when_it_is_asked_for(admin: Administrator, mattermost: Mattermost) -> None:
    await admin.sets_up()
    first = admin.token
    assert not await admin.sets_up()
    assert "run this again with --new-token" in admin.wrong[0]
    assert await admin.sets_up(new_token=True)
    assert admin.token != first
    assert mattermost.session(admin.token) is mattermost.bot


async def test_a_wrong_token_of_the_bot_is_named(admin: Administrator, mattermost: Mattermost) -> None:
    await admin.sets_up()
    await admin.sets_up(token="wrong")
    assert admin.was_told("does not accept MATTERMOST_TOKEN")
    await admin.sets_up(token=mattermost.admin_token)
    assert admin.was_told("MATTERMOST_TOKEN is @admin's")


async def test_whoever_does_not_administer_the_server_is_told_so(admin: Administrator, mattermost: Mattermost) -> None:
    somebody = mattermost.add_token(mattermost.person("Camille").user)
    assert not await admin.sets_up(admin_token=somebody)
    assert admin.wrong == [
        "MATTERMOST_ADMIN_TOKEN is @camille's, who does not administer the server: give a system administrator's."
    ]
    assert not await admin.sets_up(admin_token="very-secret")
    assert "does not accept MATTERMOST_ADMIN_TOKEN" in admin.wrong[0]
    assert "very-secret" not in admin.wrong[0]


async def test_a_server_that_is_away_or_none_is_one_sentence(admin: Administrator) -> None:
    assert not await admin.sets_up(url=NOBODY)
    assert admin.wrong == [
        f"Nothing answers at {NOBODY} (ClientConnectorError): set MATTERMOST_URL to the server's address."
    ]
    async with served(aiohttp.web.Application()) as somebody_else:
        assert not await admin.sets_up(url=somebody_else)
    assert len(admin.said) == 1
    assert "Something else than Mattermost answers" in admin.wrong[0]


async def test_a_server_that_moved_is_named(admin: Administrator) -> None:
    async def moved(_request: aiohttp.web.Request) -> aiohttp.web.Response:
        raise aiohttp.web.HTTPMovedPermanently("https://chat.example/")

    app = aiohttp.web.Application()
    app.router.add_route("*", "/{anything:.*}", moved)
    async with served(app) as address:
        assert not await admin.sets_up(url=address)
    assert admin.wrong == [f"{address} leads elsewhere: set MATTERMOST_URL to the address at which a browser ends up."]


@pytest.mark.parametrize("fault", [Fault.HTTP_500, Fault.DROP_BEFORE, Fault.DROP_AFTER])
async def test_a_server_that_fails_midway_is_one_sentence_and_the_next_time_ends_it(
    admin: Administrator, mattermost: Mattermost, store: SqlStore, fault: Fault
) -> None:
    mattermost.faults.order("POST /commands", fault)
    assert not await admin.sets_up()
    assert len(admin.wrong) == 1
    assert re.search("Mattermost did not answer well .*run this again", admin.wrong[0])
    await admin.sets_up_again()
    assert await kept(store) == {command.id: command.token for command in commands(mattermost).values()}
    assert len(mattermost.world.commands) == 2


async def test_what_the_server_refuses_is_said(admin: Administrator, mattermost: Mattermost) -> None:
    mattermost.faults.refuse("POST /teams/{team_id}/members", 403)
    assert not await admin.sets_up()
    assert re.search("Mattermost refused what this would do next", admin.wrong[0])


@pytest.mark.parametrize("name", ["EnableBotAccountCreation", "EnableCommands"])
async def test_what_must_be_switched_on_is_named_before_anything_is_made(
    admin: Administrator, mattermost: Mattermost, name: str
) -> None:
    mattermost.settings[name] = False
    assert not await admin.sets_up()
    assert f"set ServiceSettings.{name} to true" in admin.wrong[0]
    assert mattermost.world.commands == {}
    assert not any(user.is_bot for user in mattermost.world.users.values())


async def test_clocks_that_are_apart_are_said(admin: Administrator) -> None:
    class Ahead(RealClock):
        def now(self) -> datetime:
            return super().now() + timedelta(minutes=5)

    admin.clock = Ahead()
    assert not await admin.sets_up()
    assert re.search("Mattermost's clock and this machine's are 30[01] seconds apart", admin.wrong[0])


async def test_an_address_that_nobody_can_reach_stops_before_anything_is_made(
    admin: Administrator, mattermost: Mattermost
) -> None:
    for address in ("http://[bad", "http:///nowhere", "http://a..b"):
        assert not await admin.sets_up(public_url=address)
        assert admin.wrong == [f"PUBLIC_URL is no address that anybody can reach: {address}."]
    assert all(noted.request.startswith("GET ") for noted in mattermost.noted)


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ("5.35.4", ["never tried", "several people", "resume"]),
        ("5.36.1", ["several people", "resume"]),
        ("6.0.0", ["several people"]),
        ("10.11.2", ["several people"]),
        ("11.0.0", []),
    ],
)
def test_what_a_version_lacks_is_said(version: str, said: Sequence[str]) -> None:
    found = list(on_version(version, {"ServiceSettings": {}}))
    assert len(found) == len(said)
    assert all(finding.good and words in finding.sentence for finding, words in zip(found, said, strict=True))


def test_an_older_server_may_resume_and_a_newer_may_not() -> None:
    def resumes(version: str, switched_on: bool) -> bool:
        config = {"ServiceSettings": {"EnableReliableWebSockets": switched_on}}
        return not any("resume" in finding.sentence for finding in on_version(version, config))

    assert (resumes("5.36.1", True), resumes("6.0.0", False)) == (True, False)


@pytest.mark.parametrize(
    ("allowed", "host", "address", "good"),
    [
        ("", "coach.example", "93.184.216.34", True),
        ("", "127.0.0.1", "127.0.0.1", False),
        ("", "coach.lan", "192.168.3.4", False),
        ("", "coach.lan", "fd00::1", False),
        ("coach.lan", "coach.lan", "192.168.3.4", True),
        ("other.lan,coach.lan", "coach.lan", "192.168.3.4", True),
        ("192.168.3.0/24", "coach.lan", "192.168.3.4", True),
        ("10.0.0.0/8 nonsense/99", "coach.lan", "192.168.3.4", False),
        # As a 5.36 server was seen to do: an address without a length is compared with the name alone.
        ("127.0.0.1", "localhost", "127.0.0.1", False),
        ("127.0.0.1/32", "localhost", "127.0.0.1", True),
    ],
)
def test_a_private_address_has_to_be_allowed(allowed: str, host: str, address: str, good: bool) -> None:
    config = {"ServiceSettings": {"AllowedUntrustedInternalConnections": allowed}}
    found = list(on_config(config, host, [address]))
    assert [finding.good for finding in found] == ([] if good else [False])
    assert all(f"add {host} to ServiceSettings.AllowedUntrusted" in finding.sentence for finding in found)


def test_who_can_talk_with_the_coach_is_said() -> None:
    config = {
        "ServiceSettings": {},
        "TeamSettings": {"RestrictDirectMessage": "team"},
        "GuestAccountsSettings": {"Enable": True},
    }
    direct, guests = on_config(config, "coach.example", [])
    assert (direct.good, guests.good) == (True, True)
    assert "RestrictDirectMessage" in direct.sentence
    assert "guests" in guests.sentence


def test_clocks_a_minute_apart_are_well() -> None:
    assert list(on_clock(Server("5.36.1", NOW + timedelta(seconds=60)), NOW)) == []
    assert list(on_clock(Server("5.36.1", None), NOW)) == []
    assert [finding.good for finding in on_clock(Server("5.36.1", NOW - timedelta(seconds=61)), NOW)] == [False]


async def test_the_tokens_rest_encrypted(admin: Administrator, tmp_path: Path) -> None:
    admin.store = await open_store(f"sqlite:///{tmp_path / 'coach.db'}", Keyring([KEY]))
    await admin.sets_up()
    tokens = (await kept(admin.store)).values()
    await admin.store.close()
    written = b"".join(await asyncio.to_thread(lambda: [file.read_bytes() for file in tmp_path.iterdir()]))
    assert len(tokens) == 2
    assert not any(token.encode() in written for token in tokens)


@pytest.mark.parametrize("name", ["MATTERMOST_URL", "PUBLIC_URL", "MATTERMOST_ADMIN_TOKEN", "COACH_SECRET_KEYS"])
async def test_a_missing_setting_stops_the_command_with_one_sentence(
    mattermost: Mattermost, tmp_path: Path, name: str
) -> None:
    status, said = await command(enough(mattermost, tmp_path) | {name: ""})
    assert status == 1
    assert said.startswith(f"{name} is not set: ")
    assert said.count("\n") == 1


async def test_the_command_tells_no_secret_but_the_bots_token_and_never_a_trace(
    mattermost: Mattermost, tmp_path: Path
) -> None:
    settings = enough(mattermost, tmp_path)
    status, said = await command(settings)
    token = mattermost.world.tokens[-1].secret
    assert (status, said.count(token), said.count(f"MATTERMOST_TOKEN={token}\n")) == (0, 1, 1)
    status, again = await command(settings | {"MATTERMOST_TOKEN": token, "PUBLIC_URL": NOBODY})
    assert status == 1
    assert "already" in again
    hidden = [mattermost.admin_token, KEY, *(each.token for each in mattermost.world.commands.values())]
    assert not any(secret in said + again for secret in (*hidden, "Traceback"))
    assert token not in again
    wrong = await command(settings | {"MATTERMOST_ADMIN_TOKEN": "very-secret"})
    assert wrong == (
        1,
        "Mattermost does not accept MATTERMOST_ADMIN_TOKEN: give a good one. People's access tokens are good only where"
        " ServiceSettings.EnableUserAccessTokens is true.\n",
    )


async def test_at_a_terminal_the_administrators_token_is_asked_for_and_not_shown(
    mattermost: Mattermost, tmp_path: Path
) -> None:
    keyboard, terminal = pty.openpty()
    try:
        process = await started(enough(mattermost, tmp_path) | {"MATTERMOST_ADMIN_TOKEN": ""}, stdin=terminal)
        assert process.stdout is not None
        async with asyncio.timeout(30):
            asked = await process.stdout.readuntil(b": ")
            os.write(keyboard, f"{mattermost.admin_token}\n".encode())
            said, _ = await process.communicate()
    finally:
        os.close(keyboard)
        os.close(terminal)
    assert process.returncode == 0, said
    assert asked.startswith(b"An administrator's access token")
    assert mattermost.admin_token.encode() not in said


def test_a_wrong_address_is_named_and_a_token_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATTERMOST_TOKEN", "very-secret")
    with pytest.raises(BadSetting, match="MATTERMOST_URL is wrong: it begins with https://"):
        real_settings(MATTERMOST_URL="chat.example")
    assert "very-secret" not in repr(SetupSettings(MATTERMOST_ADMIN_TOKEN="very-secret"))


def enough(mattermost: Mattermost, folder: Path) -> dict[str, str]:
    """Every setting that the command needs."""
    return {
        "MATTERMOST_URL": mattermost.url,
        "MATTERMOST_ADMIN_TOKEN": mattermost.admin_token,
        "PUBLIC_URL": PUBLIC_URL,
        "COACH_SECRET_KEYS": KEY,
        "DATABASE_URL": f"sqlite:///{folder / 'coach.db'}",
    }


async def command(settings: dict[str, str]) -> tuple[int | None, str]:
    """The status of the command as one types it, and what it says."""
    process = await started(settings, asyncio.subprocess.DEVNULL)
    said, _ = await process.communicate()
    return process.returncode, said.decode()


async def started(settings: dict[str, str], stdin: int) -> asyncio.subprocess.Process:
    kept_ = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    words = ("setup", "mattermost", "--team", "exemple")
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *words),
        stdin=stdin,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
        env={**kept_, "PYTHONPATH": str(ROOT), "COLUMNS": "200", **settings},
    )
