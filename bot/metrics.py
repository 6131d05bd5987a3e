"""What Prometheus reads: what the log told, counted by its action, and what waits now. No words and no names."""

import logging
import re
from collections.abc import Awaitable, Callable, Sequence

from prometheus_client import CollectorRegistry, Counter, Gauge, Summary, generate_latest

from bot.ports import Figures, StoreAway

TOLD = re.compile(r"\b(action|kind|seconds)=([\w.-]+)")


class Metrics(logging.Handler):
    """Counts whatever the loggers it is given to tell; `figures` and `missing` are asked when somebody reads.

    `missing` names the connections that are down for now.
    """

    def __init__(self, figures: Callable[[], Awaitable[Figures]], missing: Callable[[], Sequence[str]]) -> None:
        super().__init__()
        self._figures, self._missing = figures, missing
        self._registry = CollectorRegistry()
        self._actions = Counter("coach_actions", "What the log told", ["action", "kind"], registry=self._registry)
        self._seconds = Summary("coach_seconds", "How long it took", ["action"], registry=self._registry)
        self._store_up = self._gauge("coach_store_up", "Whether the store answers")
        self._due = self._gauge("coach_due_members", "Members to ask now")
        self._lag = self._gauge("coach_oldest_due_seconds", "Seconds since the first of them was due")
        self._postings = self._gauge("coach_postings", "Messages that are to be said", "platform", "state")
        self._away = self._gauge("coach_connection_away", "Connections that are down for now", "connection")

    def emit(self, record: logging.LogRecord) -> None:
        """Count it."""
        told = dict(reversed(TOLD.findall(record.getMessage())))
        if "action" in told:
            self._actions.labels(told["action"], told.get("kind", "")).inc()
        if "seconds" in told:
            self._seconds.labels(told.get("action", "")).observe(float(told["seconds"]))

    async def text(self) -> bytes:
        """Everything as Prometheus reads it."""
        self._away.clear()
        for connection in self._missing():
            self._away.labels(connection).set(1)
        try:
            self._take(await self._figures())
        except StoreAway:
            self._store_up.set(0)
        return generate_latest(self._registry)

    def _take(self, figures: Figures) -> None:
        self._store_up.set(1)
        self._due.set(figures.due)
        self._lag.set(figures.oldest_due_seconds)
        self._postings.clear()
        for (platform, state), count in figures.postings.items():
            self._postings.labels(platform, state).set(count)

    def _gauge(self, name: str, told: str, *labels: str) -> Gauge:
        return Gauge(name, told, labels, registry=self._registry)
