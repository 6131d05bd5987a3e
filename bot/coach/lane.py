"""What one process has in hand in one workspace, and whether its platform answers there."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.coach.carry import Fate
from bot.coach.pace import Turn

AT_ONCE = 50
"""How much a process has in hand in a workspace at most: two hundred a second, a quarter of a second each."""
SLOW_SECONDS = 2.0
"""A platform that has not answered for so long is asked nothing new before it does."""
REST = timedelta(seconds=5)
"""How long a workspace is left alone, at most, where nobody answers."""


@dataclass
class Lane:
    """Postings in hand, by id; who never answered, or did not the last time, is asked one thing at a time.

    `seconds` is this process's own clock, which never jumps.
    """

    seconds: Callable[[], float]
    in_hand: set[str] = field(default_factory=set)
    is_looking: bool = False
    _answers: bool = False
    _heard: float = 0.0
    _rests_until: float = 0.0
    _held_until: datetime | None = None

    @property
    def room(self) -> int:
        """How much more to take in hand there."""
        is_slow = bool(self.in_hand) and self.seconds() - self._heard > SLOW_SECONDS
        if is_slow or self._rests:
            return 0
        return (AT_ONCE if self._answers else 1) - len(self.in_hand)

    def take(self, turns: Iterable[Turn]) -> None:
        """Take these in hand."""
        if not self.in_hand:
            self._heard = self.seconds()
        self.in_hand |= {turn.posting.id for turn in turns}

    def let_go(self, turn: Turn) -> None:
        """It is written down what became of it, or nobody will."""
        self.in_hand.discard(turn.posting.id)

    def hold(self, until: datetime | None) -> None:
        """Nothing is said there before that moment of the store's clock, as another process may have found out."""
        self._held_until = until

    def is_void(self, turn: Turn) -> bool:
        """Whether a turn is not to be used any more: nobody answers, or the platform wants silence."""
        return self._rests or (self._held_until is not None and turn.at < self._held_until)

    def learn(self, fate: Fate, begun: float) -> None:
        """This became of what was begun at that moment: rest where it was too fast, or nobody has answered since."""
        now, self._answers = self.seconds(), fate.answered
        if fate.answered:
            self._heard = now
        rest = fate.refused
        if not fate.answered and self._heard <= begun:
            rest = min(fate.wait or REST, REST)
        if rest is not None:
            self._rests_until = max(self._rests_until, now + rest.total_seconds())

    @property
    def _rests(self) -> bool:
        return self.seconds() < self._rests_until
