"""Hears once what people wrote while the websocket was away: new conversations, moved ones and open questions."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from time import monotonic
from typing import TypeVar

from bot.domain.outbox import Posting, PostingState
from bot.domain.people import Team
from bot.domain.reflection import Prompt, PromptState
from bot.frontdesk.incoming import InThread
from bot.platforms.mattermost.channels import Channels
from bot.platforms.mattermost.client import Mattermost
from bot.platforms.mattermost.errors import TooMany
from bot.platforms.mattermost.reading import DIRECT, JSON, milliseconds_of, moment, replied_in, said_in
from bot.platforms.mattermost.workspace import WORKSPACE
from bot.platforms.records import keep, kept
from bot.platforms.said import Said
from bot.ports import Store, Transaction, Unreachable

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")
Hear = Callable[[Said], Awaitable[None]]
HearInThread = Callable[[InThread], Awaitable[None]]
Pause = Callable[[float], Awaitable[None]]

KIND, KEY = "heard_until", "server"
NOTED_SECONDS = 60.0
OVERLAP = 10_000
"""Milliseconds that are read again: a server of several machines does not tell everything in its order."""
REGRET = timedelta(weeks=4)
"""How long what somebody typed is looked for, because a deletion moves no conversation."""


class HeardUntil:
    """Until when everything was heard, in milliseconds of the server's clock; noted at most once a minute."""

    def __init__(self, store: Store, clock: Callable[[], float] = monotonic) -> None:
        self._store, self._clock = store, clock
        self._latest, self._noted_at = 0, 0.0

    async def read(self) -> int | None:
        """What was noted; None before the first time. Raises StoreAway."""
        async with self._store.transaction() as tx:
            noted = await kept(tx, WORKSPACE, KIND, KEY)
        return int(noted) if noted else None

    async def reached(self, when: int, *, at_once: bool = False) -> None:
        """Everything until then was heard. Raises StoreAway."""
        self._latest = max(self._latest, when)
        if at_once or self._clock() - self._noted_at >= NOTED_SECONDS:
            await self._note()

    async def _note(self) -> None:
        """Note it; another process may have heard more."""
        async with self._store.transaction() as tx:
            if int(await kept(tx, WORKSPACE, KIND, KEY) or 0) < self._latest:
                await keep(tx, WORKSPACE, KIND, KEY, str(self._latest))
        self._noted_at = self._clock()


class CatchingUp:
    """Reads what changed in the coach's conversations, and in its teams' channels, since everything was heard last."""

    def __init__(
        self,
        client: Mattermost,
        store: Store,
        channels: Channels,
        until: HeardUntil,
        hear: Hear,
        hear_in_thread: HearInThread,
        pause: Pause = asyncio.sleep,
    ) -> None:
        self._client, self._store, self._channels, self._until = client, store, channels, until
        self._hear, self._hear_in_thread, self._pause = hear, hear_in_thread, pause

    async def run(self) -> None:
        """Hear everything from before now. Whatever it raises, StoreAway among it: not all of it was heard."""
        own = await self._asked(self._client.own_id)
        now = milliseconds_of(await self._asked(self._client.server_time))
        last = await self._until.read()
        if last is not None:
            await self._catch_up(last - OVERLAP, own)
        await self._until.reached(now, at_once=True)

    async def _catch_up(self, since: int, own: str) -> None:
        listed = await self._asked(self._channels.listed)
        conversations = await self._conversations(listed, since)
        log.info("action=catching_up since=%s conversations=%s", moment(since).isoformat(), len(conversations))
        for channel in conversations:
            await self._read(channel, since, own)
        for channel in await self._teams_channels(listed, since):
            for post in await self._posts(channel, since):
                told = replied_in(post, own)
                if told is not None:
                    await self._hear_in_thread(told)

    async def _posts(self, channel: str, since: int) -> Sequence[JSON]:
        """What changed there; nothing where that cannot be read."""
        try:
            return await self._asked(lambda: self._client.posts_since(channel, since))
        except Unreachable as problem:
            log.warning("action=not_caught_up reason=%s", problem)
            return []

    async def _read(self, channel: str, since: int, own: str) -> None:
        posts = await self._posts(channel, since)
        told = [said for post in posts if (said := said_in(post, own)) is not None]
        # A reaction and a reply change a post, too: what nobody worded since then is not heard again.
        for said in sorted(told, key=lambda said: said.changed_at):
            if milliseconds_of(said.changed_at) > since:
                await self._hear(said)

    async def _teams_channels(self, listed: Sequence[JSON], since: int) -> Sequence[str]:
        """The channels where teams read their digests and something was written."""
        moved = {each["id"] for each in listed if each["type"] != DIRECT and each["last_post_at"] > since}
        async with self._store.transaction() as tx:
            teams = await tx.all(Team, workspace=WORKSPACE, channel=moved, ended_at=None)
        return [team.channel for team in teams]

    async def _conversations(self, listed: Sequence[JSON], since: int) -> Sequence[str]:
        """The direct conversations to read, each once."""
        moved = [each["id"] for each in listed if each["type"] == DIRECT and each["last_post_at"] > since]
        async with self._store.transaction() as tx:
            recent = await tx.words_since(moment(since) - REGRET)
            typed = [words.channel for words in recent if words.workspace == WORKSPACE]
            return list(dict.fromkeys([*moved, *typed, *await _open_questions(tx)]))

    async def _asked(self, call: Callable[[], Awaitable[Answer]]) -> Answer:
        """The answer of a call, as soon as the server takes it."""
        while True:
            try:
                return await call()
            except TooMany as problem:
                await self._pause(problem.wait.total_seconds())


async def _open_questions(tx: Transaction) -> Sequence[str]:
    """Where a question waits for its answer."""
    prompts = {prompt.id for prompt in await tx.all(Prompt, state=PromptState.OPEN)}
    postings = await tx.all(Posting, workspace=WORKSPACE, kind="prompt", state=PostingState.SENT, subject=prompts)
    return [posting.posted_channel for posting in postings if posting.posted_channel]
