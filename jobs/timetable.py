"""What happens by itself: one line each."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.coach.ask import ask_again_due, ask_due
from bot.coach.publish_digest import publish_due
from bot.coach.scene import Scene
from bot.coach.tidy import forget_old_answers, forget_old_marks, lapse_invitations


@dataclass(frozen=True)
class Entry:
    """Something to do at every tick, in transactions of at most `batch`; `do` tells how much it looked at.

    A batch is few enough for a slow disk to write it before the store gives up. Where there is more than one, as many
    as `at_once` are under way together.
    """

    name: str
    do: Callable[[Scene, int], Awaitable[int]]
    batch: int = 50
    at_once: int = 1


TIMETABLE = (
    Entry("ask", ask_due, batch=500, at_once=2),
    Entry("ask_again", ask_again_due),
    Entry("publish_digests", publish_due),
    Entry("lapse_invitations", lapse_invitations),
    Entry("forget_old_answers", forget_old_answers),
    Entry("forget_old_marks", forget_old_marks),
)
