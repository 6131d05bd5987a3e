"""What is done in a chat without saying anything, and what leaves no row behind once it is over."""

from datetime import datetime

from bot.coach.close_account import note_account
from bot.coach.erase import ERASED, conversation_cleared
from bot.coach.gather import GATHERING, run_gathering
from bot.coach.look_round import ROLL, run_roll
from bot.coach.name_reader import NAMING, run_naming
from bot.coach.outbox import CLEARING, GONE, LOOKING
from bot.coach.scene import House, Scene
from bot.domain.outbox import Posting, PostingState, Saying
from bot.ports import Courier, Store, Watch

READING = {ROLL: run_roll, GATHERING: run_gathering, NAMING: run_naming}
"""What is read about a channel."""
ERRANDS = (CLEARING, LOOKING, *READING)
OVER = (PostingState.SENT, PostingState.DROPPED, PostingState.SET_ASIDE)


async def run_errand(errand: Posting, courier: Courier, house: House, store: Store, watch: Watch) -> datetime | None:
    """Do some of it; None once it is done, else how far back it has come. Raises what the courier raises."""
    if errand.kind in READING:
        await READING[errand.kind](errand, courier, house, store, watch)
        return None
    user = errand.user or ""
    if errand.kind == CLEARING:
        return await courier.clear(errand.workspace, user, errand.created_at)
    profile = await courier.profile(errand.workspace, user)
    async with store.transaction() as tx:
        scene = Scene(house, tx, watch.now(), errand.workspace)
        await note_account(scene, user, profile)
    return None


async def let_vanish(scene: Scene, posting: Posting) -> None:
    """Remove the row of an errand, or of what was erased, once nothing is left to do about it."""
    vanishes = posting.kind in (*ERRANDS, ERASED) or posting.saying == Saying(GONE)
    if not vanishes or posting.state not in OVER:
        return
    if posting.kind == CLEARING:
        await conversation_cleared(scene, posting)
    await scene.tx.remove(posting)
