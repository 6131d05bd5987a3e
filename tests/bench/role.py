"""Signed `/pm-role` over HTTP, beside a bare Bolt app that answers a constant."""

import asyncio
import contextlib
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from string import ascii_lowercase

import aiohttp

from tests.bench.figures import Figure
from tests.bench.process import free_port, in_thread, running, slack_environment
from tests.platforms.slack.double import Channel, Letter, Person, Slack, command_letter, slack_on_localhost

ROUNDS, SECONDS, AT_ONCE, PEOPLE, ASKED = 7, 3.0, 8, 20, 10
"""Rounds that both take turns in, how long each lasts, how many requests are under way, askers of each language, and
how many known and unknown words each asks for."""
KNOWN = ("", "vision", "métier", "missions", "questions", "qui", "daily", "who", "why", "impact")
MISTYPED = 200
"""How many words there are that the coach does not know as they are typed; half of what is asked is one of them."""
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
    much, little = (statistics.median(found.throughput for found in rounds) for rounds in (coach, bare))
    late, soon = (statistics.median(found.p99 for found in rounds) for rounds in (coach, bare))
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
    """What everybody asks, a known word and then one that is not."""
    random = Random(5)  # noqa: S311  (the same in every run)
    unknown = [_mistyped(random.choice(KNOWN) or "produit", random) for _ in range(MISTYPED)]
    return [
        _letter(slack, person, channel, random.choice(words)) for person in people for words in (KNOWN, unknown) * ASKED
    ]


def _mistyped(word: str, random: Random) -> str:
    """The word with two letters exchanged and one that does not belong there."""
    at = random.randrange(len(word) - 1)
    exchanged = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return exchanged + random.choice(ascii_lowercase)


def _letter(slack: Slack, person: Person, channel: Channel, words: str) -> Letter:
    fields = {
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
    return command_letter(fields)
