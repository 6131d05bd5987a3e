"""Hears once what people wrote while the coach was away for longer than Slack repeats its events."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from bot.domain.outbox import PlatformRecord
from bot.platforms.open_conversations import open_conversations
from bot.platforms.said import Said
from bot.platforms.slack.reading import said_in
from bot.platforms.slack.workspaces import NAME, Workspaces
from bot.ports import NotSent, OutcomeUnknown, Store, StoreAway, Unreachable, Watch

log = logging.getLogger(__name__)

REPEATED = timedelta(minutes=5)
"""How long Slack goes on repeating what was not acknowledged."""
NOTED_SECONDS = 60.0
PAGE = 15
KIND, KEY = "alive", "process"

Hear = Callable[[str, Said], Awaitable[None]]


class CatchingUp:
    """Reads the conversations with an open prompt after an absence; `done` is set once that is over."""

    def __init__(self, workspaces: Workspaces, store: Store, watch: Watch, hear: Hear) -> None:
        self._workspaces, self._store, self._watch, self._hear = workspaces, store, watch, hear
        self.done = asyncio.Event()

    async def run(self) -> None:
        """Catch up, and note every minute that the coach is here, until cancelled."""
        while True:
            try:
                if not self.done.is_set():
                    await self._catch_up()
                await self._note()
                self.done.set()
            except StoreAway:
                log.error("action=store_away job=catch_up")
            except Exception:
                log.exception("action=catch_up_failed")
            await asyncio.sleep(NOTED_SECONDS)

    async def _catch_up(self) -> None:
        last = await self._noted()
        if last is None or self._watch.now() - last <= REPEATED:
            return
        conversations = await open_conversations(self._store, NAME)
        log.info("action=catching_up since=%s conversations=%s", last.isoformat(), len(conversations))
        for workspace, channel in conversations:
            await self._read(workspace, channel, last - REPEATED)

    async def _read(self, workspace: str, channel: str, since: datetime) -> None:
        try:
            said = [one async for one in self._said(workspace, channel, since)]
        except (Unreachable, OutcomeUnknown) as problem:
            log.warning("action=not_caught_up workspace=%s reason=%s", workspace, problem)
            return
        for one in reversed(said):
            await self._hear(workspace, one)

    async def _said(self, workspace: str, channel: str, since: datetime) -> AsyncIterator[Said]:
        """What people wrote there, newest first."""
        asked: dict[str, Any] = {"channel": channel, "oldest": f"{since.timestamp():.6f}", "limit": PAGE}
        while True:
            page = await self._page(workspace, asked)
            for message in page["messages"]:
                said = said_in({**message, "channel": channel, "channel_type": "im"})
                if said is not None:
                    yield said
            asked["cursor"] = (page.get("response_metadata") or {}).get("next_cursor")
            if not asked["cursor"]:
                return

    async def _page(self, workspace: str, asked: dict[str, Any]) -> Any:
        while True:
            try:
                return await self._workspaces.call(workspace, "conversations_history", **asked)
            except NotSent as problem:
                await asyncio.sleep(problem.wait.total_seconds())

    async def _noted(self) -> datetime | None:
        """When it was last noted that the coach is here."""
        async with self._store.transaction() as tx:
            record = await tx.first(PlatformRecord, workspace=NAME, kind=KIND, key=KEY)
        return datetime.fromisoformat(record.body) if record else None

    async def _note(self) -> None:
        now = self._watch.now().isoformat()
        async with self._store.transaction() as tx:
            record = await tx.first(PlatformRecord, workspace=NAME, kind=KIND, key=KEY)
            if record is None:
                tx.add(PlatformRecord(id=uuid4().hex, workspace=NAME, kind=KIND, key=KEY, body=now))
            else:
                record.body = now
