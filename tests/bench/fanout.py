"""Three workers speak as fast as a platform lets them that does not tell its limit; what arrived is counted there."""

import asyncio
import contextlib
import math
import os
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random, SystemRandom

from aiohttp import web

from bot.domain.outbox import Posting, Priority
from bot.storage.keys import Keyring
from bot.storage.opening import open_store
from bot.storage.store import SqlStore
from tests.bench.figures import Figure
from tests.domain.platform import Bucket, Limiter, Window
from tests.faults.fleet import Fleet
from tests.postgres import new_database, postgres_server
from tests.storage.things import holder, posting, prompt

RUNS = 3
SECONDS = float(os.environ.get("BENCH_FANOUT_SECONDS", "70"))
"""How long the limit takes for everything."""
LEARNING = 20.0
"""Seconds from the first call until the limit counts as learned; what is used meanwhile is told beside."""
SLOWEST, FASTEST = 5.0, 60.0
"""Messages a second, between which a limit is drawn: less than two cores can say with everything else on them."""
LATENCY = (0.05, 0.15)
REPLY_EVERY = 5.0
KEY = "k" * 40
WORKSPACE = "slack:T1"
CHUNK = 100


@dataclass
class Double:
    """The part of Slack that takes messages, with a limit; when each posting was taken, and how often in all."""

    limiter: Limiter
    random: Random
    taken: dict[str, float] = field(default_factory=dict)
    count: Counter[str] = field(default_factory=Counter)
    refused: int = 0

    async def post(self, request: web.Request) -> web.Response:
        """Take a message or refuse it, and answer a little later."""
        sent, now = await request.json(), asyncio.get_running_loop().time()
        wait = self.limiter.refuses(now)
        if wait:
            self.refused += 1
        else:
            id_ = sent["metadata"]["event_payload"]["send_id"]
            self.taken[id_] = now
            self.count[id_] += 1
        await asyncio.sleep(self.random.uniform(*LATENCY))
        if wait:
            refusal = {"ok": False, "error": "ratelimited"}
            return web.json_response(refusal, status=429, headers={"Retry-After": str(wait)})
        return web.json_response({"ok": True, "channel": f"D{sent['channel']}", "ts": f"{now:.6f}"})


@dataclass(frozen=True)
class FanOut:
    """What one run gave: `used` and `with_learning` as parts of the limit, `refused` as a part of all calls."""

    told: str
    used: float
    with_learning: float
    refused: float
    slowest_reply: float

    def __str__(self) -> str:
        return f"{self.told}: {self.used:.1%} ({self.with_learning:.1%} with learning), {self.refused:.1%} refused"


def measure() -> Sequence[Figure]:
    """How much of a drawn limit three workers use, the worst of some runs, each with another one."""
    seeds = [int(seed) for seed in os.environ.get("BENCH_SEEDS", "").split()]
    with postgres_server() as server, tempfile.TemporaryDirectory() as folder:
        runs = [
            asyncio.run(_run(new_database(server, "fanout"), Path(folder), seed))
            for seed in seeds or [SystemRandom().randrange(2**16) for _ in range(RUNS)]
        ]
    note = "; ".join(map(str, runs))
    used, refused = min(run.used for run in runs), max(run.refused for run in runs)
    reply = max(run.slowest_reply for run in runs)
    work = "fan-out by three workers, a limit not told"
    return [
        Figure(f"{work}: used", used, "of it", 0.95, more_is_better=True, note=f"Nothing lost or twice. {note}"),
        Figure(f"{work}: refused", refused, "of all calls", 0.05, note="The learning counted in"),
        Figure("a reply, written behind all these prompts", reply, "s", 2.0, note="The slowest of one every 5 s"),
    ]


async def _run(url: str, folder: Path, seed: int) -> FanOut:
    """One run on an empty database at that address; the limit is drawn from the seed."""
    random = Random(seed)  # noqa: S311  (to be replayed)
    double = Double(_drawn(random), random)
    people = math.ceil(double.limiter.limit * SECONDS)
    store = await open_store(url, Keyring([KEY]), migrating=True)
    try:
        await _fill(store, people)
        async with _served(double) as address, _workers(url, address, folder):
            replies = await _until_said(store, double, people)
    finally:
        await store.close()
    _once(double, people + len(replies), seed)
    return _figures(double, replies, seed)


def _drawn(random: Random) -> Limiter:
    limit = math.exp(random.uniform(math.log(SLOWEST), math.log(FASTEST)))
    limiters: Sequence[Limiter] = (Window(limit), Bucket(limit, limit * random.uniform(0.5, 2)))
    return random.choice(limiters)


async def _fill(store: SqlStore, people: int) -> None:
    now = datetime.now(UTC)
    for first in range(0, people, CHUNK):
        async with store.transaction() as tx:
            for at in range(first, min(first + CHUNK, people)):
                user, asked = f"U{at}", f"prompt-{at}"
                tx.add(*holder(user, workspace=WORKSPACE), prompt(asked, user, week=1))
                about = {"kind": "prompt", "subject": asked, "priority": Priority.PROMPT}
                tx.add(posting(f"P{at}", workspace=WORKSPACE, user=user, created_at=now, **about))


async def _until_said(store: SqlStore, double: Double, people: int) -> Mapping[str, float]:
    """Wait until everything is said, and write a reply now and then: when each was written."""
    written: dict[str, float] = {}
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(SECONDS * 2):
            while len(double.taken) < people + len(written):
                await asyncio.sleep(REPLY_EVERY)
                if double.taken and len(double.taken) < people:
                    reply = _reply(len(written))
                    written[reply.id] = asyncio.get_running_loop().time()
                    async with store.transaction() as tx:
                        tx.add(reply)
    return written


def _reply(number: int) -> Posting:
    return posting(f"R{number}", workspace=WORKSPACE, user=f"someone-{number}", created_at=datetime.now(UTC))


def _once(double: Double, wanted: int, seed: int) -> None:
    lost, twice = wanted - len(double.taken), sum(count > 1 for count in double.count.values())
    if lost or twice:
        raise RuntimeError(f"seed {seed}: {lost} lost, {twice} said twice, of {wanted}")


def _figures(double: Double, replies: Mapping[str, float], seed: int) -> FanOut:
    moments, limit = double.taken.values(), double.limiter.limit
    begun, ended = min(moments), max(at for id_, at in double.taken.items() if id_ not in replies)

    def used(since: float) -> float:
        return sum(since <= at <= ended for at in moments) / (limit * (ended - since))

    return FanOut(
        told=f"seed {seed}, {limit:.1f} a second ({type(double.limiter).__name__.lower()})",
        used=used(begun + LEARNING),
        with_learning=used(begun),
        refused=double.refused / (double.refused + len(moments)),
        slowest_reply=max((double.taken[id_] - at for id_, at in replies.items()), default=0.0),
    )


@contextlib.asynccontextmanager
async def _served(double: Double) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/api/chat.postMessage", double.post)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    finally:
        await runner.cleanup()


@contextlib.asynccontextmanager
async def _workers(url: str, address: str, folder: Path) -> AsyncIterator[None]:
    environment = {
        "DATABASE_URL": url,
        "PUBLIC_URL": "https://coach.example",
        "SLACK_API_URL": address,
        "SLACK_BOT_TOKEN": "xoxb-bench",
        "SLACK_SIGNING_SECRET": "s" * 32,
        "COACH_SECRET_KEYS": KEY,
        "COACH_RESPONSIBLE": "La DNUM",
        "COACH_DPO": "dpo@example.gouv.fr",
    }
    fleet = Fleet(environment, folder, ["worker"] * 3)
    await fleet.start()
    try:
        yield
    finally:
        await fleet.stop()
