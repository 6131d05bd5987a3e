"""The double's own clock: the real one, or the one it follows, moved on by what a test skips."""

import time
from collections.abc import Callable


class Clock:
    """Seconds since 1970; what lives for some seconds in Mattermost lives by this clock."""

    def __init__(self) -> None:
        self._source: Callable[[], float] = time.time
        self._skipped = 0.0
        self._last = 0

    def follow(self, source: Callable[[], float]) -> None:
        """Show what another clock shows from now on."""
        self._source = source

    def advance(self, seconds: float) -> None:
        """Let that much time pass at once."""
        self._skipped += seconds

    def now(self) -> float:
        """Seconds since 1970."""
        return self._source() + self._skipped

    def stamp(self) -> int:
        """Milliseconds since 1970, later than every stamp before."""
        self._last = max(self._last + 1, int(self.now() * 1000))
        return self._last
