"""The double's own clock: the real one, or the one it follows, moved on by what a test skips."""

import time
from collections.abc import Callable


class Clock:
    """Seconds since 1970; what lives for some seconds at Slack lives by this clock."""

    def __init__(self) -> None:
        self._source: Callable[[], float] = time.time
        self._skipped = 0.0
        self._last = (0, 0)

    def follow(self, source: Callable[[], float]) -> None:
        """Show what another clock shows from now on."""
        self._source = source

    def advance(self, seconds: float) -> None:
        """Let that much time pass at once."""
        self._skipped += seconds

    def now(self) -> float:
        """Seconds since 1970."""
        return self._source() + self._skipped

    def ts(self) -> str:
        """A new message id: text that sorts after every other, and always ends in zeros."""
        second, (last, count) = int(self.now()), self._last
        self._last = (second, 100) if second > last else (last, count + 100)
        return f"{self._last[0]}.{self._last[1]:06}"


def order(ts: str) -> tuple[int, int]:
    """What message ids are sorted by."""
    seconds, _, rest = ts.partition(".")
    return int(seconds or 0), int((rest + "000000")[:6])
