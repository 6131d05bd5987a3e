"""Who answers which act: every tap, and every form that is sent."""

from collections.abc import Awaitable, Callable

from bot.domain.message import Act
from bot.domain.refusals import Refusal
from bot.frontdesk import (
    action,
    came_of,
    commands,
    looking_back,
    membership,
    my_data,
    pausing,
    poll,
    product_coach,
    prompts,
    role,
    sharing,
    starting,
    teams,
    threads,
    together,
    unsettled,
)
from bot.frontdesk.forms import Filled
from bot.frontdesk.incoming import Reply
from bot.frontdesk.visit import Visit

TapHandler = Callable[[Visit, Act], Awaitable[Reply]]
FormHandler = Callable[[Visit, Act, Filled], Awaitable[Reply]]


async def _open_start(visit: Visit, act: Act) -> Reply:
    return await starting.open_start(visit, act.subject)


TAPS: dict[str, TapHandler] = {
    "command": commands.tapped,
    "role.post": role.post_here,
    "try": starting.try_question,
    "try.answer": starting.answer_trial,
    "start.form": _open_start,
    "settings.form": starting.open_settings,
    "product.form": starting.open_product,
    "product.let_go": starting.let_go,
    "answer": prompts.rate,
    "change": prompts.change,
    "write": prompts.open_write,
    "reread": prompts.reread,
    "skip": prompts.skip,
    "later": prompts.later,
    "again": prompts.again,
    "reminders.stop": prompts.no_more_reminders,
    "replies.stop": threads.no_more_notices,
    "silence": pausing.answer_silence,
    "pause.for": pausing.pause_for,
    "pause.form": pausing.open_pause,
    "less": pausing.less_often,
    "move": prompts.move,
    "unkeep": prompts.unkeep,
    "share": sharing.open_share,
    "share.edit": sharing.open_edit,
    "publish": sharing.publish,
    "discard": sharing.discard,
    "take_back": sharing.take_back,
    "shared.page": sharing.turn_page,
    "came_of": came_of.open_form,
    "team.form": teams.open_form,
    "team.invite": membership.open_invite,
    "team.guests": membership.invite_guests,
    "team.no_guests": membership.invite_nobody,
    "team.remove": membership.open_remove,
    "team.hand_over": membership.open_hand_over,
    "team.send_away": teams.send_away,
    "team.join": teams.join_team,
    "team.leave": teams.leave_team,
    "invitation.accept": teams.accept,
    "invitation.decline": teams.decline,
    "coach.digest": product_coach.read_digest,
    "coach.poll": product_coach.read_poll,
    "poll.form": poll.open_form,
    "poll.put": poll.put,
    "poll.discard": poll.discard,
    "poll.withdraw": poll.withdraw,
    "poll.vote": poll.vote,
    "poll.result": poll.result,
    "poll.preview": poll.preview_result,
    "poll.show": poll.show_result,
    "coach.form": product_coach.open_form,
    "coach.pass": product_coach.pass_it_on,
    "coach.discard": product_coach.discard,
    "coach.take_back": product_coach.take_back,
    "coach.answer": product_coach.open_answer,
    "coach.end": product_coach.end,
    "coach.send": product_coach.send_instead,
    "coach.send_held": product_coach.send_held,
    "coach.drop_held": product_coach.drop_held,
    "unsettled.again": unsettled.again,
    "unsettled.there": unsettled.there,
    "action.take": action.take,
    "action.take_up": action.take,
    "action.form": action.open_form,
    "action.done": action.done,
    "action.not_yet": action.not_yet,
    "action.drop": action.drop,
    "action.share": action.share,
    "answers.period": looking_back.show_period,
    "answers.export": looking_back.export,
    "answers.search": looking_back.open_search,
    "recall.stop": looking_back.stop_recalls,
    "together": together.show,
    "together.form": together.open_form,
    "together.agree": together.agree,
    "together.decline": together.decline,
    "together.end": together.end,
    "my_data.export": my_data.export,
    "my_data.erase": my_data.ask,
    "my_data.keep": my_data.keep,
    "my_data.erase_now": my_data.erase_now,
}
FORMS: dict[str, FormHandler] = {
    "start.form": starting.submit_start,
    "settings.form": starting.submit_settings,
    "product.form": starting.submit_product,
    "pause.form": pausing.submit_pause,
    "write": prompts.submit_write,
    "share": sharing.submit_share,
    "came_of": came_of.submit_form,
    "team.form": teams.submit_form,
    "team.invite": membership.submit_invite,
    "team.remove": membership.submit_remove,
    "team.hand_over": membership.submit_hand_over,
    "action.form": action.submit_form,
    "poll.form": poll.submit_form,
    "coach.form": product_coach.submit_form,
    "coach.answer": product_coach.submit_answer,
    "answers.search": looking_back.submit_search,
    "together.form": together.submit_form,
}


async def old_button(_visit: Visit, _act: Act) -> Reply:
    """Say that a button is of another time."""
    raise Refusal("errors.old_button")
