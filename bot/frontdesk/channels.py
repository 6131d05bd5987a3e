"""What the platform must prove about a channel before anything is saved or said there."""

from collections.abc import Awaitable, Mapping

from bot.frontdesk.incoming import Person, Submission, Tap
from bot.frontdesk.teams import channel_meant
from bot.ports import Courier, NotSent, OutcomeUnknown, Unreachable


class Channels:
    """Asks each platform's courier."""

    def __init__(self, couriers: Mapping[str, Courier]) -> None:
        self._couriers = couriers

    async def may_post(self, tap: Tap) -> bool:
        """Whether the coach can post where somebody tapped; in their own conversation it always can."""
        return tap.place.direct or await self._can_post(tap.who, tap.place.channel)

    async def problem(self, submission: Submission) -> str:
        """The phrase that says why no team can be set up where this form says; empty when one can."""
        who, place = submission.who, submission.place
        channel = channel_meant(place, submission.act, submission.values)
        if not channel:
            return "errors.field_choice"
        if not await self._can_post(who, channel):
            return "team.cannot_post"
        is_here = channel == place.channel
        return "" if is_here or await self._is_in(who, channel) else "team.not_in_channel"

    async def _can_post(self, who: Person, channel: str) -> bool:
        return await _granted(self._courier(who).can_post(who.workspace, channel))

    async def _is_in(self, who: Person, channel: str) -> bool:
        return await _granted(self._courier(who).is_in(who.workspace, channel, who.user))

    def _courier(self, who: Person) -> Courier:
        return self._couriers[who.workspace.partition(":")[0]]


async def _granted(asked: Awaitable[bool]) -> bool:
    """What the platform says; no where it cannot be asked."""
    try:
        return await asked
    except (NotSent, Unreachable, OutcomeUnknown):
        return False
