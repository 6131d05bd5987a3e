"""Time that passes at once where leases, waits and paces are concerned: on the store's clock and on a process's own."""

from datetime import UTC, datetime
from time import monotonic

from bot.domain.outbox import Posting
from bot.domain.pace import Pace
from bot.ports import Store

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
HOUR = 3600.0


class Passing:
    """Lets every wait be over."""

    def __init__(self, store: Store) -> None:
        self._store, self._passed = store, 0.0

    def seconds(self) -> float:
        """A process's own clock."""
        return monotonic() + self._passed

    async def pass_by(self) -> None:
        """Let every wait and every lease be over."""
        self._passed += HOUR
        async with self._store.transaction() as tx:
            for posting in await tx.all(Posting):
                posting.retry_at = posting.retry_at and LONG_AGO
                posting.lease_until = posting.lease_until and LONG_AGO
            for pace in await tx.all(Pace):
                pace.free_at, pace.held_until = LONG_AGO, pace.held_until and LONG_AGO
