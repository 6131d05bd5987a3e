"""A question put to a team's channel: one tap a person, nothing shown while it is open, only counts kept afterwards."""

import hmac
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from bot.domain.calendar import Holidays, day_at, moment_at, working_day_after
from bot.domain.reflection import Rating

LONGEST_OPENING = 300
"""One line on what came of the last one."""
OPEN_FOR = (3, 7, 14)
"""Days for which a poll may stay open, the second being what is proposed."""
APART = timedelta(weeks=4)
"""At least so much lies between two polls of a channel."""
SAME_ANSWER = timedelta(weeks=4)
"""A vote and an answer to the same question that lie less apart count as one; the question comes anew after that."""


class PollState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


@dataclass(eq=False, kw_only=True)
class Poll:
    """A question put to the channel of a team, in the wording `asked`, by the user `put_by`.

    A draft is a preview that its author alone sees; `opening` says what came of the last one, in their words. While it
    is open, `ballots` holds what each voter chose, under a mark that only its own `key` makes; both go when it closes.
    Then `counts` says how many chose each rating, or is None where that would tell on somebody, and `named` how many
    of those who may be counted have shared the same by name since. `closes_at` is when it closes, or did.
    """

    id: str
    workspace: str
    team_id: str
    question_id: str
    asked: str
    days: int
    put_by: str
    put_by_name: str
    created_at: datetime
    closes_at: datetime
    opening: str | None = None
    state: PollState = PollState.DRAFT
    key: str | None = None
    ballots: dict[str, str] | None = None
    counts: dict[str, int] | None = None
    named: int = 0
    shown: bool = False

    def open(self, now: datetime, key: str) -> None:
        """Take votes from now on."""
        self.state, self.created_at, self.key, self.ballots = PollState.OPEN, now, key, {}

    def takes_votes(self, now: datetime) -> bool:
        """Whether a vote counts at that moment."""
        return self.state is PollState.OPEN and now < self.closes_at

    def tells_of(self, moment: datetime) -> bool:
        """Whether its counts may tell what a voter answered at that moment."""
        return self.counts is not None and abs(self.closes_at - moment) < SAME_ANSWER

    def vote(self, user: str, rating: Rating) -> None:
        """Keep that vote in place of the user's former one; where it stands tells nothing of when it came."""
        ballots = {**(self.ballots or {}), self.mark(user): rating.value}
        self.ballots = dict(sorted(ballots.items()))

    def take_out(self, user: str) -> None:
        """Keep no vote of that user."""
        mark = self.mark(user)
        self.ballots = {each: rating for each, rating in (self.ballots or {}).items() if each != mark}

    def has_vote_of(self, user: str) -> bool:
        """Whether that user has voted, as long as it is open."""
        return self.mark(user) in (self.ballots or {})

    def mark(self, user: str) -> str:
        """What stands for that user in this poll alone, and means nothing once its key is gone."""
        return hmac.new((self.key or "").encode(), user.encode(), sha256).hexdigest()

    def close(self, now: datetime, counts: dict[str, int] | None) -> None:
        """Keep these counts, and nothing else of the votes."""
        self.state, self.closes_at, self.counts = PollState.CLOSED, now, counts
        self.key, self.ballots = None, None

    def take_back(self) -> None:
        """A preview again, as if it had never been put."""
        self.state, self.key, self.ballots = PollState.DRAFT, None, None

    def withdraw(self) -> None:
        """Keep nothing of the votes, and no words."""
        self.state, self.key, self.ballots, self.opening = PollState.WITHDRAWN, None, None, None


def closing(now: datetime, days: int, hour: int, zone: str, holidays: Holidays) -> datetime:
    """That local hour on the first working day at least so many days from now."""
    eve = day_at(now, zone) + timedelta(days=days - 1)
    return moment_at(working_day_after(eve, holidays), hour, zone)


def next_from(last: datetime, zone: str) -> date:
    """The first local day on which a channel may have another, after one put at `last`."""
    return day_at(last, zone) + APART
