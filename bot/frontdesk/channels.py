"""What the platform must prove about a channel before anything is saved or said there."""

from collections.abc import Awaitable, Mapping

from bot.frontdesk.incoming import Person, Submission, Tap
from bot.frontdesk.teams import channel_meant
from bot.ports import Courier, NotSent, OutcomeUnknown, Unreachable


class Channels:
    """Asks each platform's courier."""

    def __init__(self, couriers: Mapping[str, Courier]) -> None:
        self._couriers = couriers

    async def refuses(self, tap: Tap) -> str:
        """The phrase that says why the coach cannot post where somebody tapped; in their own conversation it can."""
        return "" if tap.place.direct else await self._no_post(tap.who, tap.place.channel)

    async def problem(self, submission: Submission) -> str:
        """The phrase that says why no team can be set up where this form says; empty when one can."""
        who, place = submission.who, submission.place
        channel = channel_meant(place, submission.act, submission.values)
        if not channel:
            return "errors.field_choice"
        found = await self._no_post(who, channel)
        if found or channel == place.channel:
            return found
        return await _unless(self._courier(who).is_in(who.workspace, channel, who.user), "team.not_in_channel")

    async def _no_post(self, who: Person, channel: str) -> str:
        return await _unless(self._courier(who).can_post(who.workspace, channel), "team.cannot_post")

    def _courier(self, who: Person) -> Courier:
        return self._couriers[who.workspace.partition(":")[0]]


async def _unless(granted: Awaitable[bool], refused: str) -> str:
    """Nothing where the platform grants it, `refused` where it does not, and what to do where it cannot be asked."""
    try:
        return "" if await granted else refused
    except Unreachable:
        return refused
    except (NotSent, OutcomeUnknown):
        return "errors.chat_busy"
