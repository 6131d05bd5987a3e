"""What happens by itself: one line each."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.coach.ask import ask_again_due, ask_due
from bot.coach.close_account import look_at_accounts
from bot.coach.look_round import look_at_channels
from bot.coach.poll import close_due
from bot.coach.publish_digest import publish_due
from bot.coach.quiet import say_what_waited
from bot.coach.remind import remind_due
from bot.coach.scene import Scene
from bot.coach.tidy import (
    erase_who_left,
    forget_old,
    forget_old_marks,
    forget_unheld_products,
    lapse_invitations,
    take_down_old_messages,
    withdraw_old_passed_on,
    withdraw_old_polls,
    withdraw_old_shares,
)


@dataclass(frozen=True)
class Entry:
    """Something to do at every tick, in transactions of at most `batch`; `do` tells how much it looked at.

    A batch is few enough for a slow disk to write it before the store gives up; where there is more than one, as many
    as `at_once` are under way together. What `waits` for a moment that the store knows is left out until one has come.
    What is `nightly` is done once a day, at the first tick after midnight and at the start of each process; what fails
    then is done the next night.
    """

    name: str
    do: Callable[[Scene, int], Awaitable[int]]
    batch: int = 50
    at_once: int = 1
    waits: bool = False
    nightly: bool = False


TIMETABLE = (
    Entry("ask", ask_due, batch=1_000, at_once=2, waits=True),
    Entry("ask_again", ask_again_due, waits=True),
    Entry("remind", remind_due, batch=500, waits=True),
    Entry("say_what_waited", say_what_waited, waits=True),
    Entry("publish_digests", publish_due, waits=True),
    Entry("close_polls", close_due, waits=True),
    Entry("lapse_invitations", lapse_invitations, waits=True),
    Entry("forget_old_marks", forget_old_marks, nightly=True),
    Entry("withdraw_old_shares", withdraw_old_shares, nightly=True),
    Entry("withdraw_old_passed_on", withdraw_old_passed_on, nightly=True),
    Entry("withdraw_old_polls", withdraw_old_polls, nightly=True),
    Entry("take_down_old_messages", take_down_old_messages, nightly=True),
    Entry("forget_old", forget_old, nightly=True),
    Entry("forget_unheld_products", forget_unheld_products, nightly=True),
    Entry("erase_who_left", erase_who_left, nightly=True),
    Entry("look_at_accounts", look_at_accounts, nightly=True),
    Entry("look_at_channels", look_at_channels, nightly=True),
)
