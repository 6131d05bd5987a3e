"""Signed `/pm-role` over HTTP, beside a bare Bolt app that answers a constant."""

import asyncio
import contextlib
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from tests.bench.figures import Figure
from tests.bench.process import free_port, in_thread, running, slack_environment
from tests.platforms.slack.double import Channel, Letter, Person, Slack, command_letter, slack_on_localhost

ROUNDS, SECONDS, AT_ONCE, PEOPLE = 7, 3.0, 8, 20
"""Rounds that both take turns in, how long each lasts, how many requests are under way, askers of each language."""
WORDS = ("", "vision", "métier", "daily", "who", "impact", "questoins", "visoin", "meteir", "dayli", "roadmpa", "zzz")
"""Half of them known, half not."""
PATH = "/slack/events"


@dataclass(frozen=True)
class Round:
    """Answers a second, and the 99th percentile of what one took, in milliseconds."""

    throughput: float
    p99: float


def measure() -> Sequence[Figure]:
    """Throughput and p99 of both, in rounds that take turns."""
    coach, bare = asyncio.run(_measure())
    ratios = [one.throughput / other.throughput for one, other in zip(coach, bare, strict=True)]
    slower = [one.p99 / other.p99 for one, other in zip(coach, bare, strict=True)]
    much, little = _median(coach, "throughput"), _median(bare, "throughput")
    late, soon = _median(coach, "p99"), _median(bare, "p99")
    return [
        Figure(
            "/pm-role over HTTP, throughput beside bare Bolt",
            statistics.median(ratios),
            "of it",
            0.9,
            more_is_better=True,
            note=f"{much:.0f} answers a second, bare Bolt {little:.0f}",
        ),
        Figure(
            "/pm-role over HTTP, p99 beside bare Bolt",
            statistics.median(slower),
            "of it",
            1.25,
            note=f"{late:.1f} ms, bare Bolt {soon:.1f} ms, {AT_ONCE} requests at once",
        ),
    ]


async def _measure() -> tuple[list[Round], list[Round]]:
    async with slack_on_localhost() as slack:
        people = [slack.person(f"P{at}", locale="fr-FR" if at % 2 else "en-GB") for at in range(2 * PEOPLE)]
        letters = _letters(slack, people, slack.channel("general", *people))
        async with _coach(slack) as coach, _bare(slack) as bare:
            for url in (coach, bare):
                await _round(slack, url, letters, SECONDS)
            rounds = [
                (await _round(slack, coach, letters, SECONDS), await _round(slack, bare, letters, SECONDS))
                for _ in range(ROUNDS)
            ]
    return [ours for ours, _ in rounds], [theirs for _, theirs in rounds]


@contextlib.asynccontextmanager
async def _coach(slack: Slack) -> AsyncIterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        environment = slack_environment(slack, f"sqlite:///{Path(folder) / 'coach.db'}", port)
        async with in_thread(running("bot", "run", port=port, environment=environment)) as program:
            yield program.address + PATH


@contextlib.asynccontextmanager
async def _bare(slack: Slack) -> AsyncIterator[str]:
    port = free_port()
    starting = running("tests.bench.bare_bolt", str(port), slack.signing_secret, port=port, ready="/")
    async with in_thread(starting) as program:
        yield program.address + PATH


async def _round(slack: Slack, url: str, letters: Sequence[Letter], seconds: float) -> Round:
    """Ask for so many seconds, a few at once."""
    took: list[float] = []
    end = time.perf_counter() + seconds

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=AT_ONCE)) as session:

        async def ask(first: int) -> None:
            at = first
            while (begun := time.perf_counter()) < end:
                letter = letters[at % len(letters)].signed(slack.signing_secret)
                async with session.post(url, data=letter.body, headers=dict(letter.headers)) as response:
                    body = await response.read()
                    assert response.status == 200, (response.status, body)
                took.append(time.perf_counter() - begun)
                at += AT_ONCE

        await asyncio.gather(*(ask(first) for first in range(AT_ONCE)))
    return Round(len(took) / seconds, statistics.quantiles(took, n=100)[98] * 1000)


def _letters(slack: Slack, people: Sequence[Person], channel: Channel) -> list[Letter]:
    return [
        command_letter(
            {
                "token": "verification",
                "team_id": slack.workspace.id,
                "channel_id": channel.id,
                "user_id": person.user.id,
                "user_name": person.user.name,
                "command": "/pm-role",
                "text": words,
                "response_url": f"{slack.url}/respond/nobody",
                "trigger_id": "1.nobody",
            }
        )
        for person in people
        for words in WORDS
    ]


def _median(rounds: Sequence[Round], what: str) -> float:
    return statistics.median(getattr(found, what) for found in rounds)
