"""Takes turns to speak, together with every other process that speaks there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.coach.errands import ERRANDS
from bot.domain.outbox import Posting
from bot.domain.pace import Pacing, open_turns, take_turns
from bot.ports import Transaction


@dataclass(frozen=True)
class Turn:
    """A claimed posting with its turn, on the store's clock and, in seconds, on this process's own."""

    posting: Posting
    at: datetime
    starts: float


async def take(
    tx: Transaction, workspace: str, pacing: Pacing, most: int, lease: timedelta, seconds: Callable[[], float]
) -> Sequence[Turn]:
    """The most urgent postings of a workspace whose turn is now or very soon; `seconds` is this process's own clock."""
    # The two clocks are read together, before anybody is waited for.
    now, here = await tx.store_now(), seconds()
    pace = await tx.pace(workspace)
    count = open_turns(now, pace, pacing, most)
    postings = await tx.claim(workspace, count, lease) if count else []
    turns = list(zip(postings, take_turns(now, pace, pacing, len(postings)), strict=True))
    said = {posting.to: at + pacing.channel for posting, at in turns if _is_new(posting)}
    if said and pacing.channel:
        await tx.rest(workspace, said)
    return [Turn(posting, at, here + (at - now).total_seconds()) for posting, at in turns]


def _is_new(posting: Posting) -> bool:
    return posting.message_id is None and posting.kind not in ERRANDS
