"""The processes that the Procfile names, started as a host starts them, on one PostgreSQL."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import aiohttp
import pytest

from bot.domain.library import Library
from tests.platforms.slack.double import Slack
from tests.postgres import new_database

ROOT = Path(__file__).parents[2]
PROCFILE = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())
PATIENCE = 60.0


@pytest.fixture
def settings(slack: Slack, postgres: str) -> dict[str, str]:
    """What a host sets; it hands out the port and spells the database's address in its own way."""
    url = new_database(postgres, "hosted").replace("postgresql://", "postgres://")
    return {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "DATABASE_URL": url,
        "PUBLIC_URL": "https://coach.example",
        "SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": slack.workspace.token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "COACH_SECRET_KEYS": "k" * 40,
        "COACH_RESPONSIBLE": "La DNUM",
        "COACH_DPO": "dpo@example.gouv.fr",
        "COACH_TICK_SECONDS": "1",
    }


def pm_coach(command: str, settings: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """What a command of the Procfile says and how it ends."""
    words = [sys.executable, "-m", "bot", *command.split()[1:]]
    return subprocess.run(words, env=dict(settings), capture_output=True, text=True, timeout=PATIENCE, check=False)


@pytest.fixture
def base_port() -> int:
    """A port of which the next hundreds are probably free too."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


@pytest.fixture
def hosted(settings: dict[str, str], base_port: int, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """The web process and the worker, under a process manager."""
    assert pm_coach(PROCFILE["postdeploy"], settings).returncode == 0
    program = tmp_path / "pm-coach"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m bot "$@"\n')
    program.chmod(0o755)
    environment = {**settings, "PATH": f"{tmp_path}{os.pathsep}{settings['PATH']}"}
    honcho = shutil.which("honcho", path=settings["PATH"])
    assert honcho is not None
    words = [honcho, "--procfile", str(ROOT / "Procfile"), "start", "--port", str(base_port), "web", "worker"]
    process = subprocess.Popen(
        words,
        env=environment,
        cwd=tmp_path,
        start_new_session=True,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=PATIENCE)


def test_before_migrating_nothing_starts_and_the_sentence_says_what_to_do(settings: dict[str, str]) -> None:
    refused = pm_coach(PROCFILE["worker"], settings)
    assert (refused.returncode, "run `pm-coach migrate`" in refused.stderr) == (1, True)


@pytest.mark.parametrize("duty", ["web", "worker"])
def test_processes_that_share_nothing_do_not_start(settings: dict[str, str], duty: str, tmp_path: Path) -> None:
    settings["DATABASE_URL"] = f"sqlite:///{tmp_path / 'coach.db'}"
    refused = pm_coach(PROCFILE[duty], settings)
    assert (refused.returncode, "DATABASE_URL names no PostgreSQL" in refused.stderr) == (1, True)


def test_both_ways_of_migrating_at_a_deployment_do_the_same(settings: dict[str, str]) -> None:
    assert PROCFILE["release"] == PROCFILE["postdeploy"]
    assert [pm_coach(PROCFILE["release"], settings).returncode for _ in range(2)] == [0, 0]


@pytest.mark.allow_hosts(["127.0.0.1", "127.0.0.2"])
async def test_web_answers_from_outside_the_worker_asks_and_both_stop_in_time(
    hosted: subprocess.Popen[str], base_port: int, slack: Slack, library: Library
) -> None:
    address = f"http://127.0.0.2:{base_port}"
    await ready(address, hosted)
    slack.listens(f"{address}/slack/events")
    camille, say = slack.person("Camille"), library.say("fr")
    await camille.commands("/pm-coach", "commencer")
    await camille.fills({say("fields.product"): "Mes démarches", say("fields.way"): library.role("fr").ways[0].label})
    await until(lambda: any(say("ratings.yes") in text for text in camille.reads()))
    os.killpg(hosted.pid, signal.SIGTERM)
    said, _ = await asyncio.to_thread(hosted.communicate, timeout=20)
    assert "Traceback" not in said
    assert said.count("action=stopping") == 2


async def until(true: Callable[[], bool]) -> None:
    """Wait for what another process does."""
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def ready(address: str, process: subprocess.Popen[str]) -> None:
    """Wait until the web process answers."""
    async with asyncio.timeout(PATIENCE), aiohttp.ClientSession() as session:
        while process.poll() is None:
            try:
                async with session.get(f"{address}/readyz") as response:
                    if response.status == 200:
                        return
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.05)
    raise AssertionError(process.stdout.read() if process.stdout else "it ended")
