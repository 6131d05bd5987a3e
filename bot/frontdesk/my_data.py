"""One's own data: to look at, to take away, to erase."""

from bot.coach.erase import erase
from bot.coach.export import everything_about
from bot.coach.say.my_data import erasing_message, export_message, kept_message, my_data_message, sure_message
from bot.domain.message import Act
from bot.frontdesk.incoming import Reply
from bot.frontdesk.visit import Visit


async def show(visit: Visit) -> Reply:
    """What is kept of whoever asks, whether they have started or not."""
    return Reply(message=my_data_message(visit.scene, await everything_about(visit.scene, visit.who.user)))


async def export(visit: Visit, _act: Act) -> Reply:
    """All of it, in two files."""
    return Reply(message=export_message(visit.scene, await everything_about(visit.scene, visit.who.user)))


async def ask(visit: Visit, _act: Act) -> Reply:
    """Whether they are sure."""
    return Reply(message=sure_message(visit.scene))


async def keep(visit: Visit, _act: Act) -> Reply:
    """They are not."""
    return Reply(replace=kept_message(visit.scene))


async def erase_now(visit: Visit, _act: Act) -> Reply:
    """They are."""
    await erase(visit.scene, visit.who.user, tell=True)
    return Reply(replace=erasing_message(visit.scene))
