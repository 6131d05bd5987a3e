"""Two holders of one product who look at their answers side by side."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.domain.reflection import Rating

LAPSES_AFTER = timedelta(weeks=8)
"""A proposal comes with a question, and again after a month; one comes every fourth week at the latest."""
DAYS_BETWEEN = 28
PAIRS_APART = timedelta(weeks=8)
"""How long until the next pair: as long as an answer waits to be counted, so that no total holds answers of both."""


class PairState(StrEnum):
    """What became of a proposal; who made it is not told that it was declined."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    DECLINED = "declined"


@dataclass(eq=False, kw_only=True)
class Pair:
    """That a member proposed to a user to put their answers about a product side by side, and what became of it.

    `name` is the member's; `other_id`, `other_name` and `agreed_at` are known once the other agreed, `told_in` is the
    prompt that told the other of it. `lapses_at` is None once both agreed.
    """

    id: str
    workspace: str
    product_id: str
    member_id: str
    name: str
    user: str
    proposed_at: datetime
    lapses_at: datetime | None
    state: PairState = PairState.PROPOSED
    other_id: str | None = None
    other_name: str | None = None
    agreed_at: datetime | None = None
    told_in: str | None = None

    def waits(self, now: datetime) -> bool:
        """Whether the other may still answer."""
        return self.state is PairState.PROPOSED and self.lapses_at is not None and now < self.lapses_at

    def partner_of(self, member_id: str) -> str | None:
        """The other of the two."""
        return self.other_id if member_id == self.member_id else self.member_id

    def partners_name(self, member_id: str) -> str:
        """What the other of the two is called."""
        return (self.other_name or "") if member_id == self.member_id else self.name


@dataclass(eq=False, kw_only=True)
class Comparison:
    """That a member's prompt shows, of one question, the own rating and the other's."""

    id: str
    member_id: str
    pair_id: str
    prompt_id: str
    own_id: str
    other_id: str
    told_at: datetime


def gap(one: Rating, other: Rating) -> int:
    """How far two ratings lie apart, from 0 to 3; *I don't know* lies one step from every other."""
    if one.level is None or other.level is None:
        return int(one is not other)
    return abs(one.level - other.level)


def may_compare(last: date | None, today: date) -> bool:
    """Whether a month has gone by since the last comparison, in whole weeks so that the weekday holds."""
    return last is None or (today - last).days >= DAYS_BETWEEN
