"""How fast Slack lets an app go."""

import math
from collections.abc import Callable

from tests.platforms.slack.double.refusals import TooFast

POSTING = ("chat.postMessage", "chat.postEphemeral")


class Pace:
    """Limits on calls, none until a test sets one; by the clock of the double."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._gaps: dict[str, float] = {}
        self._last: dict[tuple[str, str], float] = {}
        self.refused = 0

    def one_message_a_second(self, seconds: float = 1.0) -> None:
        """Take one message a second to a channel."""
        for method in POSTING:
            self._gaps[method] = seconds

    def every(self, method: str, seconds: float) -> None:
        """Take that method once in so many seconds."""
        self._gaps[method] = seconds

    def check(self, method: str, workspace: str, channel: str) -> None:
        """Raise TooFast when the last such call was too short a time ago."""
        gap = self._gaps.get(method)
        if gap is None:
            return
        about = channel if method in POSTING else ""
        key = ("post" if method in POSTING else method, f"{workspace}/{about}")
        wait = self._last.get(key, -math.inf) + gap - self._now()
        if wait > 0:
            self.refused += 1
            raise TooFast(max(1, math.ceil(wait)))
        self._last[key] = self._now()
