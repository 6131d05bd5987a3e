"""Setting Slack up, and the program that runs in it: a newcomer’s sentences; a process that starts and stops."""

import asyncio
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml
from jsonschema import Draft7Validator

from bot.bootstrap import real_settings
from bot.platforms.slack.manifest import OPTIONAL_SCOPES, SCOPES, manifest, manifest_yaml
from bot.platforms.slack.settings import SlackSettings
from bot.platforms.slack.setup import check, set_up
from bot.settings import BadSetting, Settings, read_settings
from tests.platforms.slack.coach import Coach
from tests.platforms.slack.double import Person, Slack, served
from tests.platforms.slack.test_rendering import schema

ROOT = Path(__file__).parents[3]
SECRET = "0123456789abcdef" * 2
EVERYONE = "0.0.0.0"  # noqa: S104
ENOUGH = {
    "SLACK_BOT_TOKEN": "xoxb-1",
    "SLACK_SIGNING_SECRET": SECRET,
    "PUBLIC_URL": "https://coach.example",
    "COACH_SECRET_KEYS": "k" * 40,
    "COACH_RESPONSIBLE": "La DNUM",
    "COACH_DPO": "dpo@example.gouv.fr",
}


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*ENOUGH, "SLACK_APP_TOKEN", "SLACK_API_URL", "PORT", "HOST", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("public_url", ["", "https://coach.example/"])
def test_the_manifest_passes_its_schema(public_url: str) -> None:
    validator: Draft7Validator = schema("Manifest")
    written = yaml.safe_load(manifest_yaml(public_url))
    assert [error.message for error in validator.iter_errors(written)] == []
    assert written == manifest(public_url)


def test_the_manifest_lets_people_answer_and_asks_for_no_more_than_it_needs() -> None:
    made = manifest("https://coach.example/")
    assert made["features"]["app_home"]["messages_tab_enabled"] is True
    assert made["features"]["app_home"]["messages_tab_read_only_enabled"] is False
    assert made["oauth_config"]["scopes"] == {"bot": list(SCOPES), "bot_optional": list(OPTIONAL_SCOPES)}
    assert made["settings"]["event_subscriptions"]["request_url"] == "https://coach.example/slack/events"
    assert made["settings"]["socket_mode_enabled"] is False


def test_without_an_address_the_manifest_is_for_socket_mode() -> None:
    made = manifest()
    assert made["settings"]["socket_mode_enabled"] is True
    assert "url" not in str(made)


@pytest.mark.parametrize(
    "name", ["SLACK_SIGNING_SECRET", "PUBLIC_URL", "COACH_SECRET_KEYS", "COACH_RESPONSIBLE", "COACH_DPO"]
)
def test_a_missing_setting_stops_the_start_with_a_sentence_that_names_it(name: str) -> None:
    settings = real_settings(**{other: value for other, value in ENOUGH.items() if other != name})
    with pytest.raises(BadSetting, match=f"^{name} is not set: [^\n]+\\.$"):
        settings.check()


def test_without_any_chat_the_start_stops_with_a_way_on() -> None:
    with pytest.raises(BadSetting, match="pm-coach setup slack"):
        real_settings().check()


def test_with_an_app_token_neither_address_nor_secret_is_needed() -> None:
    given = {**ENOUGH, "SLACK_APP_TOKEN": "xapp-1", "PUBLIC_URL": None, "SLACK_SIGNING_SECRET": None}
    real_settings(**given).check()


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({"PORT": "8000"}, True),
        ({"PORT": "8000", "DATABASE_URL": "sqlite:///coach.db"}, True),
        ({"PORT": "8000", "HOST": "0.0.0.0"}, False),  # noqa: S104
        ({"PORT": "8000", "DATABASE_URL": "postgres://u:p@h/coach"}, False),
        ({}, False),
    ],
)
def test_a_file_on_a_disk_that_does_not_last_is_refused(given: dict[str, str], refused: bool) -> None:
    settings = real_settings(**ENOUGH, **given)
    if refused:
        with pytest.raises(BadSetting, match="empties its disk at every start"):
            settings.check()
    else:
        settings.check()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SLACK_BOT_TOKEN", "xoxp-very-secret", "a bot token begins with xoxb-"),
        ("SLACK_APP_TOKEN", "very-secret", "an app-level token begins with xapp-"),
        ("PUBLIC_URL", "coach.example", "it begins with https://"),
    ],
)
def test_a_wrong_setting_says_what_it_should_be_and_never_shows_a_token(name: str, value: str, said: str) -> None:
    with pytest.raises(BadSetting, match=said) as problem:
        real_settings(**{name: value})
    assert "secret" not in str(problem.value)


@pytest.mark.parametrize(
    ("given", "door"),
    [({}, "127.0.0.1"), ({"PORT": 9}, EVERYONE), ({"PORT": 9, "HOST": "127.0.0.1"}, "127.0.0.1")],
)
def test_it_listens_to_everyone_where_the_environment_hands_out_the_port(given: dict[str, Any], door: str) -> None:
    assert read_settings(Settings, **given).door == door


async def test_a_good_setup_is_told_in_four_sentences(coach: Coach, slack: Slack) -> None:
    slack.signing_secret = SECRET
    good = [sentence async for sentence in found(coach, slack)]
    assert good[:3] == [
        "The token is good: it is for the workspace exemple.",
        "The app has every permission that it needs.",
        "The signing secret looks like one.",
    ]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"bot_token": "xoxb-wrong"}, r"does not accept SLACK_BOT_TOKEN \(invalid_auth\)"),
        ({"signing_secret": "short"}, "SLACK_SIGNING_SECRET is not one"),
        ({"signing_secret": "f" * 32}, "runs with another SLACK_SIGNING_SECRET"),
        ({"public_url": "http://127.0.0.1:9"}, "Nothing answers at http://127.0.0.1:9/slack/events"),
        ({"app_token": "xapp-wrong"}, r"does not accept SLACK_APP_TOKEN \(invalid_auth\)"),
    ],
)
async def test_each_mistake_has_its_sentence(coach: Coach, slack: Slack, given: dict[str, str], said: str) -> None:
    sentences = [sentence async for sentence in found(coach, slack, **given)]
    assert any(re.search(said, sentence) for sentence in sentences), sentences


async def test_a_missing_permission_is_named(coach: Coach, slack: Slack) -> None:
    slack.workspace.scopes -= {"files:write", "im:history"}
    sentences = [sentence async for sentence in found(coach, slack)]
    assert sentences[1] == "The app lacks im:history, files:write: paste the manifest again and reinstall the app."


async def test_what_is_not_the_coach_is_recognised(coach: Coach, slack: Slack) -> None:
    async with served(aiohttp.web.Application()) as somebody_else:
        sentences = [sentence async for sentence in found(coach, slack, public_url=somebody_else)]
    assert any("Something else than the coach answers" in sentence for sentence in sentences)


async def found(coach: Coach, slack: Slack, **changed: str) -> AsyncIterator[str]:
    settings = SlackSettings(
        signing_secret=slack.signing_secret,
        bot_token=slack.workspace.token,
        api_url=slack.api_url,
        public_url=coach.address,
    )
    async for finding in check(settings.model_copy(update=changed)):
        yield finding.sentence


@pytest.mark.parametrize(
    ("given", "said", "unsaid"),
    [
        ({}, "Create New App", "is not set"),
        (
            {"bot_token"},
            "set SLACK_APP_TOKEN for Socket Mode, or PUBLIC_URL and SLACK_SIGNING_SECRET",
            "Nothing answers",
        ),
        ({"bot_token", "public_url"}, "SLACK_SIGNING_SECRET is not set", "is not one"),
        ({"bot_token", "signing_secret"}, "PUBLIC_URL is not set", "Nothing answers"),
        ({"app_token"}, "SLACK_BOT_TOKEN is not set", "Create New App"),
        ({"bot_token", "app_token"}, "Socket Mode works", "Create New App"),
        ({"bot_token", "app_token", "public_url"}, "(for Socket Mode)", "for HTTP"),
    ],
)
async def test_in_each_state_of_the_set_up_the_next_step_is_told(
    slack: Slack, tmp_path: Path, given: set[str], said: str, unsaid: str
) -> None:
    known = {
        "bot_token": slack.workspace.token,
        "app_token": slack.app_token,
        "public_url": "http://127.0.0.1:9",
        "signing_secret": SECRET,
    }
    good, told = await sets_up(tmp_path / "manifest.yaml", slack.api_url, {name: known[name] for name in given})
    assert said in told
    assert unsaid not in told
    assert good is (not given or {"bot_token", "app_token"} <= given)


async def test_with_an_app_token_the_manifest_is_for_socket_mode(slack: Slack, tmp_path: Path) -> None:
    file = tmp_path / "manifest.yaml"
    given = {"bot_token": slack.workspace.token, "app_token": slack.app_token, "public_url": "https://coach.example"}
    await sets_up(file, slack.api_url, given)
    assert yaml.safe_load(file.read_text())["settings"]["socket_mode_enabled"] is True


async def test_slack_out_of_reach_is_not_blamed_on_the_tokens(slack: Slack, tmp_path: Path) -> None:
    given = {"bot_token": slack.workspace.token, "app_token": slack.app_token}
    good, told = await sets_up(tmp_path / "manifest.yaml", "http://127.0.0.1:9/api/", given)
    assert "Slack does not answer at http://127.0.0.1:9/api/" in told
    assert "accept" not in told
    assert not good


async def test_a_manifest_that_cannot_be_written_is_told_in_a_sentence(tmp_path: Path) -> None:
    good, told = await sets_up(tmp_path / "nowhere" / "manifest.yaml", "http://127.0.0.1:9/api/", {})
    assert "cannot be written (No such file or directory): choose another place with --file." in told
    assert not good


async def sets_up(file: Path, api_url: str, given: dict[str, str]) -> tuple[bool, str]:
    """Whether all is well, and what is told."""
    told: list[str] = []
    settings = SlackSettings(api_url=api_url).model_copy(update=given)
    good = await set_up(settings, file, lambda _, sentence: told.append(sentence))
    return good, "\n".join(told)


async def test_the_setup_command_writes_the_manifest_and_says_what_comes_next(tmp_path: Path) -> None:
    file = tmp_path / "manifest.yaml"
    process = await started("setup", "slack", "--file", str(file), PUBLIC_URL="https://coach.example")
    said, _ = await process.communicate()
    assert process.returncode == 0, said
    assert yaml.safe_load(file.read_text()) == manifest("https://coach.example")
    assert b"From a manifest" in said


@pytest.mark.parametrize("by_socket", [False, True])
async def test_the_program_starts_answers_and_stops_in_time(
    slack: Slack, camille: Person, tmp_path: Path, by_socket: bool
) -> None:
    port = free_port()
    settings = {**ENOUGH, "PORT": str(port), "HOST": "127.0.0.1", "SLACK_API_URL": slack.api_url}
    settings |= {"SLACK_BOT_TOKEN": slack.workspace.token, "SLACK_SIGNING_SECRET": slack.signing_secret}
    settings |= {"DATABASE_URL": f"sqlite:///{tmp_path / 'coach.db'}"}
    if by_socket:
        settings["SLACK_APP_TOKEN"] = slack.app_token
    process = await started("run", **settings)
    try:
        ready = await said_ready(process)
        if by_socket:
            slack.by_socket()
            await asyncio.wait_for(slack.sockets.connected.wait(), 20)
        else:
            slack.listens(f"http://127.0.0.1:{port}/slack/events")
        async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/readyz") as response:
            assert await response.json() == {"ready": True, "missing": []}
        await camille.commands("/pm-role")
        assert "D’après la page" in camille.sees()
        await camille.opens_home()
        assert camille.home
        async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/metrics") as response:
            told = await response.text()
        assert 'coach_actions_total{action="ready",kind=""}' in told
        assert "coach_store_up 1.0" in told
    finally:
        process.send_signal(signal.SIGTERM)
        rest, _ = await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode == 0, (ready + rest).decode()
    assert b"Traceback" not in ready + rest
    assert b"WARNING" not in ready + rest


async def started(*words: str, **settings: str) -> asyncio.subprocess.Process:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = {**kept, "PYTHONPATH": str(ROOT), "COLUMNS": "200", **settings}
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *words, stdout=pipe, stderr=asyncio.subprocess.STDOUT, env=environment
    )


async def said_ready(process: asyncio.subprocess.Process) -> bytes:
    """What the program says until it is ready."""
    assert process.stdout is not None
    said = b""
    async with asyncio.timeout(30):
        while b"The coach is ready" not in said:
            line = await process.stdout.readline()
            assert line, said.decode()
            said += line
    return said


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
