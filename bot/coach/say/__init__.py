"""What the coach says: each kind of saying with the function that words it at the moment it is said."""

from collections.abc import Awaitable, Callable

from bot.coach.check_in import SILENCE
from bot.coach.depart import LEFT
from bot.coach.erase import ERASED
from bot.coach.gather import GUESTS
from bot.coach.hand_over import HANDED_OVER
from bot.coach.lose_channel import PAUSED
from bot.coach.outbox import GONE
from bot.coach.pass_on import ENDED, FAILED, PASSED, REPLY, UNSENT
from bot.coach.poll import FAILED as POLL_FAILED
from bot.coach.poll import POLL, RESULT, SHOWN
from bot.coach.remind import REMINDER
from bot.coach.say import (
    about,
    digest,
    membership,
    my_data,
    poll,
    product_coach,
    prompt,
    quiet,
    replied,
    role,
    sending,
    sharing,
    teams,
    unsettled,
)
from bot.coach.scene import Scene
from bot.coach.share import STAYS
from bot.coach.start import BACK
from bot.coach.thread_replies import REPLIED
from bot.domain.outbox import Posting
from bot.ports import Spoken

Teller = Callable[[Scene, Posting], Awaitable[Spoken]]


async def _say_role(scene: Scene, posting: Posting) -> Spoken:
    guide = role.Guide(scene.role, scene.house.library.say(scene.language))
    return Spoken(role.role_message(guide, posting.subject, offer_post=False, ways_on=role.FOR_ME))


async def _say_nothing(_scene: Scene, _posting: Posting) -> Spoken:
    return Spoken(None)


TELLERS: dict[str, Teller] = {
    GONE: _say_nothing,
    "prompt": prompt.say_prompt,
    "kept": prompt.say_kept,
    REMINDER: quiet.say_reminder,
    SILENCE: quiet.say_silence,
    "welcome": about.say_welcome,
    "status": about.say_status,
    "help": about.say_help,
    "offer": about.say_offer,
    "phrase": about.say_phrase,
    "apology": about.say_apology,
    "role": _say_role,
    "introduction": teams.say_introduction,
    "invitation": teams.say_invitation,
    "digest": digest.say_digest,
    "digest-details": digest.say_details,
    REPLIED: replied.say_replied,
    "unsettled": unsettled.say_unsettled,
    PASSED: product_coach.say_passed,
    REPLY: product_coach.say_reply,
    FAILED: product_coach.say_failed,
    ENDED: product_coach.say_ended,
    UNSENT: sending.say_unsent,
    STAYS: sharing.say_stays,
    POLL: poll.say_poll,
    RESULT: poll.say_result,
    SHOWN: poll.say_shown,
    POLL_FAILED: poll.say_failed,
    ERASED: my_data.say_erased,
    GUESTS: membership.say_guests,
    LEFT: membership.say_left,
    BACK: membership.say_back,
    PAUSED: membership.say_paused,
    HANDED_OVER: membership.say_handed_over,
}


async def say(scene: Scene, posting: Posting) -> Spoken:
    """What a posting says now, in its language."""
    return await TELLERS[posting.kind](scene, posting)
