"""Hears once what people wrote, edited and deleted while Slack could not reach the coach for longer than it repeats."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.platforms.records import keep, kept
from bot.platforms.said import Said
from bot.platforms.slack.conversations import Conversation, conversations_to_read
from bot.platforms.slack.errors import Gone
from bot.platforms.slack.history import History
from bot.platforms.slack.reading import is_tombstone, said_in, time_stamp
from bot.platforms.slack.workspaces import NAME, Workspaces
from bot.ports import NotSent, OutcomeUnknown, Store, StoreAway, Unreachable, Watch

log = logging.getLogger(__name__)

REPEATED = timedelta(minutes=5)
"""How long Slack goes on repeating what was not acknowledged."""
NOTED_SECONDS = 60.0
AWAY_SECONDS = 5.0
KIND, KEY = "alive", "process"

Hear = Callable[[str, Said], Awaitable[None]]


class CatchingUp:
    """After an absence, reads the conversations where something may have been said; `done` is set once that is over.

    `is_reached` tells whether Slack reaches the coach now.
    """

    def __init__(
        self, workspaces: Workspaces, store: Store, watch: Watch, hear: Hear, is_reached: Callable[[], bool]
    ) -> None:
        self._workspaces, self._store, self._watch = workspaces, store, watch
        self._hear, self._is_reached = hear, is_reached
        self.done = asyncio.Event()

    async def run(self) -> None:
        """Look every minute, until cancelled."""
        while True:
            try:
                await self.look()
            except StoreAway:
                log.error("action=store_away job=catch_up")
            except Exception:
                log.exception("action=catch_up_failed")
            await asyncio.sleep(NOTED_SECONDS if self._is_reached() else AWAY_SECONDS)

    async def look(self) -> None:
        """Note that Slack reaches the coach, and before that catch up where it did not for long. Raises StoreAway."""
        if self._is_reached():
            last = await self._noted()
            if last is not None and self._watch.now() - last > REPEATED:
                await self._catch_up(last)
            await self._note()
        self.done.set()

    async def _catch_up(self, last: datetime) -> None:
        conversations = await conversations_to_read(self._store, self._watch.now())
        log.info("action=catching_up since=%s conversations=%s", last.isoformat(), len(conversations))
        silent: set[str] = set()
        for conversation in conversations:
            if conversation.workspace in silent:
                continue
            try:
                await self._read(conversation, last - REPEATED)
            except (NotSent, OutcomeUnknown, Unreachable, Gone) as problem:
                log.warning("action=not_caught_up workspace=%s reason=%s", conversation.workspace, problem)
                if not isinstance(problem, Unreachable | Gone):
                    silent.add(conversation.workspace)

    async def _read(self, conversation: Conversation, since: datetime) -> None:
        """Hear what was written or edited there since then, and what of the words that the coach keeps is gone."""
        workspace, channel, kept = conversation.workspace, conversation.channel, conversation.kept
        history = History(self._workspaces, workspace)
        found = await history.since(channel, min(conversation.oldest, time_stamp(since)))
        for message_id in kept.keys() - found.keys():
            found |= await history.at(channel, message_id)
        for _, message in sorted(found.items()):
            said = said_in({**message, "channel": channel, "channel_type": "im"})
            if said is not None and said.changed_at >= since:
                await self._hear(workspace, said)
        now = self._watch.now()
        for message_id in kept.keys() & found.keys():
            if is_tombstone(found[message_id]):
                await self._hear(workspace, Said(kept[message_id], channel, message_id, None, now, now))

    async def _noted(self) -> datetime | None:
        """When it was last noted that the coach is here."""
        async with self._store.transaction() as tx:
            noted = await kept(tx, NAME, KIND, KEY)
        return datetime.fromisoformat(noted) if noted else None

    async def _note(self) -> None:
        async with self._store.transaction() as tx:
            await keep(tx, NAME, KIND, KEY, self._watch.now().isoformat())
