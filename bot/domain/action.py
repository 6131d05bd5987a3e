"""The one small action that a member means to take: *if this situation comes, then I will do that*."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.calendar import week_at
from bot.domain.reflection import Prompt

LONGEST_HALF = 150
"""How long each half may be; a line of a form in Mattermost holds no more."""
SMALLER_AFTER, RESTS_AFTER = 2, 3
"""After how many *not yet* a smaller one is offered, and after how many it is left alone."""
TIMES_ASKED = 3
"""How many prompts in a row ask after an action that nobody answers about; the last of them says so."""


class ActionState(StrEnum):
    """What became of an action; PROPOSED is the coach's suggestion, which nobody has taken yet."""

    PROPOSED = "proposed"
    OPEN = "open"
    RESTING = "resting"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(eq=False, kw_only=True)
class Action:
    """An action for one of the products that a member holds, of which one at most is open.

    Its two halves stand in a sentence of `language`. It came with the answer to `prompt_id`, and was last asked
    after, and answered, in `answered_in`; `changed_at` is the last moment at which anything happened to it.
    """

    id: str
    member_id: str
    holding_id: str
    situation: str
    deed: str
    language: str
    taken_at: datetime
    changed_at: datetime
    prompt_id: str | None = None
    state: ActionState = ActionState.OPEN
    not_yet: int = 0
    answered_in: str | None = None

    def awaits(self, prompt: Prompt, zone: str) -> bool:
        """Whether that prompt may ask after it: it is open, and whatever happened to it last lies in an earlier round.

        Rounds are weeks in that zone; a question out of turn asks after nothing.
        """
        is_later = prompt.week is not None and week_at(self.changed_at, zone) < prompt.week
        return self.state is ActionState.OPEN and is_later

    def is_too_big(self, prompt: Prompt) -> bool:
        """Whether the answer to that prompt calls for a smaller one."""
        is_put_off_here = self.state is ActionState.OPEN and self.answered_in == prompt.id
        return is_put_off_here and self.not_yet >= SMALLER_AFTER

    def become(self, state: ActionState, now: datetime, answered_in: str | None = None) -> None:
        """Be done, dropped, resting or open from now on."""
        self.state, self.changed_at, self.answered_in = state, now, answered_in

    def put_off(self, now: datetime, answered_in: str) -> None:
        """Its occasion has not come yet, which is no failure; after the third time it rests."""
        self.not_yet += 1
        state = ActionState.RESTING if self.not_yet >= RESTS_AFTER else ActionState.OPEN
        self.become(state, now, answered_in)

    def start_over(self, now: datetime) -> None:
        """Be open as if it had just been taken."""
        self.not_yet, self.taken_at = 0, now
        self.become(ActionState.OPEN, now)


def half(text: str, openings: Iterable[str], small_words: Iterable[str]) -> str:
    """What someone wrote, as it stands inside the sentence: in one line, without its `openings` and a point at its end.

    A small word at its start loses its capital; any other may be a name.
    """
    words = " ".join(text.split()).rstrip(" .,;…")
    for opening in openings:
        if _folded(words).startswith(opening):
            words = words[len(opening) :].lstrip()
    starts_small = _folded(words).startswith(tuple(small_words))
    return words[:1].lower() + words[1:] if starts_small else words


def _folded(words: str) -> str:
    return words.casefold().replace("'", "’")
