"""How much a person hears from the coach without asking: two messages at most in any seven days, over all kinds."""

from collections.abc import Collection
from datetime import date, timedelta

MOST, DAYS = 2, 7

UNASKED = frozenset({"prompt", "invitation", "unsettled"})
"""What comes by itself. A question that its reader took is a prompt too, and says so where it is told."""

ANSWERS = frozenset(
    {
        *("kept", "welcome", "status", "help", "offer", "phrase", "apology", "role", "erased", "gone"),
        *("introduction", "digest", "digest-details"),
        *("passed", "passed-reply", "passed-failed"),
        *("poll", "poll-result", "poll-failed"),
    }
)
"""What answers somebody, stands in a channel, or is one person's word to another who accompanies the team."""


def room_for(day: date, others: Collection[date]) -> bool:
    """Whether one more message on that day leaves two at most in every seven local calendar days that hold it.

    Days and not hours: what comes on Monday may come again next Monday.
    """
    firsts = (day - timedelta(days=back) for back in range(DAYS))
    return all(sum(first <= other < first + timedelta(days=DAYS) for other in others) < MOST for first in firsts)
