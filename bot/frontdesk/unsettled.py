"""What became of a digest, answered by who set its team up."""

from bot.coach import unsettled
from bot.coach.say.unsettled import unsettled_message
from bot.domain.message import Act
from bot.frontdesk.incoming import Reply
from bot.frontdesk.visit import Visit


async def again(visit: Visit, act: Act) -> Reply:
    """It did not arrive: send it."""
    posting, team = await unsettled.unsettled_for(visit.scene, visit.who.user, act.subject)
    await unsettled.send_again(visit.scene, posting)
    return Reply(replace=unsettled_message(visit.scene, posting, team), followed=True)


async def there(visit: Visit, act: Act) -> Reply:
    """It arrived: leave it."""
    posting, team = await unsettled.unsettled_for(visit.scene, visit.who.user, act.subject)
    await unsettled.leave(visit.scene, posting)
    return Reply(replace=unsettled_message(visit.scene, posting, team), followed=True)
