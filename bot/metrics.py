"""What Prometheus reads: what the log told, counted by its action, and what waits now. No words and no names."""

import logging
from collections.abc import Awaitable, Callable, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Summary, generate_latest

from bot.logs import told_by
from bot.ports import Figures, Pulse, StoreAway

COUNTED = {
    "asked": ("coach_asked", "Questions put to members"),
    "answered": ("coach_answered", "Questions answered"),
    "posting_sent": ("coach_sent", "Messages said or changed"),
    "posting_waiting": ("coach_retried", "Messages given back, to be tried again"),
    "posting_unknown": ("coach_unknown", "Messages of which nobody knows yet whether they arrived"),
    "posting_set_aside": ("coach_set_aside", "Messages set aside, since nobody can be reached there"),
    "posting_unsettled": ("coach_unsettled", "Messages set aside, since nobody can look whether they arrived"),
}
"""Counters of their own, by the action that they count; they are there from the start."""


class Metrics(logging.Handler):
    """Counts whatever the loggers it is given to tell; `figures` and `pulses` are asked when somebody reads.

    `pulses` tells how each platform's websocket is, where this process has one.
    """

    def __init__(self, figures: Callable[[], Awaitable[Figures]], pulses: Callable[[], Mapping[str, Pulse]]) -> None:
        super().__init__()
        self._figures, self._pulses = figures, pulses
        self._registry = CollectorRegistry()
        self._counters = {action: Counter(*named, registry=self._registry) for action, named in COUNTED.items()}
        self._actions = Counter("coach_actions", "What the log told", ["action", "kind"], registry=self._registry)
        self._seconds = Summary("coach_seconds", "How long it took", ["action"], registry=self._registry)
        self._store_up = self._gauge("coach_store_up", "Whether the store answers")
        self._due = self._gauge("coach_due_members", "Members to ask now")
        self._lag = self._gauge("coach_oldest_due_seconds", "Seconds since the first of them was due")
        self._postings = self._gauge("coach_postings", "Messages that are to be said", "platform", "state")
        self._open = self._gauge("coach_socket_open", "Whether the platform's websocket is open", "platform")
        self._silent = self._gauge(
            "coach_socket_silent_seconds", "Seconds since its last heartbeat, or anything else from it", "platform"
        )

    def emit(self, record: logging.LogRecord) -> None:
        """Count it."""
        told = told_by(record)
        action = told.get("action")
        if action is None:
            return
        self._actions.labels(action, told.get("kind", "")).inc()
        if action in self._counters:
            self._counters[action].inc(int(told.get("count", 1)))
        if "seconds" in told:
            self._seconds.labels(action).observe(float(told["seconds"]))

    async def text(self) -> bytes:
        """Everything as Prometheus reads it."""
        for platform, pulse in self._pulses().items():
            self._open.labels(platform).set(pulse.is_open)
            self._silent.labels(platform).set(pulse.silent_seconds)
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
