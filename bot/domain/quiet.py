"""How much a person hears from the coach without asking: two messages at most in any seven days, less in silence."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from bot.domain.calendar import Holidays, working_days_later
from bot.domain.rhythm import Rhythm

MOST, DAYS = 2, 7
SILENT_AFTER, LEFT_AFTER = 2, 3
"""How many questions in a row stay without a sign of life before they come half as often, and before they end."""
REMINDED_AFTER = 2
"""Working days."""
WEEKLY_LONG = timedelta(weeks=12)

UNASKED = frozenset(
    {
        *("prompt", "reminder", "silence", "invitation", "unsettled", "replied"),
        *("left-channel", "back-in-channel", "team-paused", "handed-over"),
    }
)
"""What comes by itself. A question that its reader took is a prompt too, and says so where it is told."""

ANSWERS = frozenset(
    {
        *("kept", "welcome", "status", "help", "offer", "phrase", "apology", "role", "erased", "stays", "gone"),
        *("introduction", "digest", "digest-details"),
        *("passed", "passed-reply", "passed-failed", "passed-ended", "passed-unsent"),
        *("poll", "poll-result", "poll-failed", "poll-shown", "guests"),
    }
)
"""What answers somebody, stands in a channel, or is one person's word to another who accompanies the team."""


def room_for(day: date, others: Collection[date]) -> bool:
    """Whether one more message on that day leaves two at most in every seven local calendar days that hold it.

    Days and not hours: what comes on Monday may come again next Monday.
    """
    firsts = (day - timedelta(days=back) for back in range(DAYS))
    return all(sum(first <= other < first + timedelta(days=DAYS) for other in others) < MOST for first in firsts)


def is_silent(unanswered: int) -> bool:
    """Whether so many questions in a row, with no sign of life since, are silence."""
    return unanswered >= SILENT_AFTER


def is_left_alone(unanswered: int) -> bool:
    """Whether there is no further question after so many, until the person comes back."""
    return unanswered >= LEFT_AFTER


def intervals(unanswered: int) -> int:
    """How many intervals of the rhythm lie between two questions after so many in a row: silence doubles it."""
    return 2 if is_silent(unanswered) else 1


def reminder_of(asked_at: datetime, hour: int, zone: str, holidays: Holidays) -> datetime:
    """When a question is brought to mind once: two working days later, in working hours."""
    return working_days_later(asked_at, REMINDED_AFTER, hour, zone, holidays)


def is_long_weekly(rhythm: Rhythm, since: datetime | None, now: datetime) -> bool:
    """Whether a weekly rhythm has been kept long enough to offer a slower one; `since` is None once it was."""
    return rhythm is Rhythm.WEEKLY and since is not None and now - since >= WEEKLY_LONG
