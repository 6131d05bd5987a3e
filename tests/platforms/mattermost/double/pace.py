"""How fast Mattermost lets a client go."""

import math
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Standing:
    """How a client stands: how many requests remain, in how many seconds the limit is whole, when to come again."""

    limit: int
    remaining: int
    reset: int
    retry_after: int = 0

    @property
    def headers(self) -> dict[str, str]:
        """What every answer says of it."""
        told = {"Limit": self.limit, "Remaining": self.remaining, "Reset": self.reset}
        headers = {f"X-RateLimit-{name}": str(value) for name, value in told.items()}
        return {**headers, "Retry-After": str(self.retry_after)} if self.retry_after else headers


class Pace:
    """A limit on the requests of each client, none until a test sets one; by the clock of the double."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._every, self._burst = 0.0, 0
        self._full_at: dict[str, float] = {}
        self.refused = 0

    def limit(self, per_second: float = 10.0, burst: int = 100) -> None:
        """Take so many requests a second, and so many more at once."""
        self._every, self._burst = 1 / per_second, burst

    def check(self, client: str) -> Standing | None:
        """How the client stands after a request now; None where there is no limit."""
        if not self._burst:
            return None
        now, whole = self._now(), self._every * (self._burst + 1)
        owed = max(self._full_at.get(client, 0.0) - now, 0.0)
        if owed + self._every > whole + 1e-9:
            self.refused += 1
            wait = max(1, math.ceil(owed + self._every - whole))
            return Standing(self._burst + 1, 0, math.ceil(owed), wait)
        owed += self._every
        self._full_at[client] = now + owed
        return Standing(self._burst + 1, int((whole - owed) / self._every + 1e-9), math.ceil(owed))
