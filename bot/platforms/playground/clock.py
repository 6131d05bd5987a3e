"""The playground's clock: the real one, moved forward by jumps."""

from datetime import UTC, datetime, timedelta


class JumpingClock:
    """Now, plus every jump so far; stands still while the coach lives through a jump."""

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self.offset = offset
        self._still: datetime | None = None

    def now(self) -> datetime:
        """The coach's present moment, in UTC."""
        return self._still or datetime.now(UTC) + self.offset

    def stand_still(self, moment: datetime) -> None:
        """Show this moment until the clock goes on."""
        self._still = moment

    def go_on(self) -> None:
        """Go on from the moment at which the clock stood still."""
        if self._still is not None:
            self.offset = self._still - datetime.now(UTC)
            self._still = None
