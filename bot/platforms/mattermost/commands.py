"""The tokens by which Mattermost proves that it sends a slash command: one a command and a team."""

import contextlib
import hmac
from collections.abc import Callable, Sequence
from time import monotonic

from bot.domain.outbox import PlatformRecord
from bot.platforms.mattermost.workspace import WORKSPACE
from bot.ports import Store, StoreAway

KIND = "command"
READ_AGAIN_SECONDS = 5.0
GOOD_SECONDS = 60.0
"""How long a token stays good after it was withdrawn."""


class CommandTokens:
    """Knows the tokens that setting up stored, new ones within a few seconds, without a reading for each command."""

    def __init__(self, store: Store, clock: Callable[[], float] = monotonic) -> None:
        self._store, self._clock = store, clock
        self._known: Sequence[bytes] = ()
        self._read_at = -GOOD_SECONDS

    async def prepare(self) -> None:
        """Know them before the first command, which may come while the store is away."""
        with contextlib.suppress(StoreAway):
            await self._read()
            # The others may just be made: they are looked for as soon as one comes.
            self._read_at -= READ_AGAIN_SECONDS

    async def is_good(self, token: str) -> bool:
        """Whether it is one of them. Raises StoreAway for one that is not known yet."""
        given = token.encode()
        known, age = self._is_known(given), self._clock() - self._read_at
        if age < (GOOD_SECONDS if known else READ_AGAIN_SECONDS):
            return known
        try:
            await self._read()
        except StoreAway:
            if not known:
                raise
        return self._is_known(given)

    async def _read(self) -> None:
        async with self._store.transaction() as tx:
            records = await tx.all(PlatformRecord, workspace=WORKSPACE, kind=KIND)
        self._known = [record.body.encode() for record in records]
        self._read_at = self._clock()

    def _is_known(self, given: bytes) -> bool:
        """Compared with every one of them, so that the time it takes tells nothing."""
        return sum(hmac.compare_digest(given, known) for known in self._known) > 0
