"""What the platform must prove about a channel before anything is saved or said there."""

from collections.abc import Awaitable, Mapping

from bot.frontdesk.incoming import WHOLE_FORM, Person, Submission, Tap
from bot.frontdesk.teams import CHANNEL, COACHS_CHANNEL, channel_meant
from bot.ports import Courier, NotSent, OutcomeUnknown, Unreachable


class Channels:
    """Asks each platform's courier."""

    def __init__(self, couriers: Mapping[str, Courier]) -> None:
        self._couriers = couriers

    async def refuses(self, tap: Tap) -> str:
        """The phrase that says why a tap leads nowhere in the channel that it is about; empty where it does.

        Some ask whether the coach may post there, some whether who taps is there, and most nothing.
        """
        who, here = tap.who, tap.place.channel
        match tap.act.name:
            case "role.post" if not tap.place.direct:
                return await self._no_post(who, here)
            case "poll.put":
                return await self._no_post(who, tap.act.value) or await self._is_not_in(who, tap.act.value)
            case "poll.vote":
                return await self._is_not_in(who, here)
        return ""

    async def problems(self, submission: Submission) -> dict[str, str]:
        """By field, the phrase that says why no team can be set up as this form says; empty when one can."""
        place, values = submission.place, submission.values
        channel, coachs = channel_meant(place, submission.act, values), values.get(COACHS_CHANNEL)
        at = CHANNEL if CHANNEL in values else WHOLE_FORM
        found = {at: await self._problem(submission, channel) if channel else "errors.field_choice"}
        if coachs:
            found[COACHS_CHANNEL] = await self._problem(submission, str(coachs))
        return {field: problem for field, problem in found.items() if problem}

    async def _problem(self, submission: Submission, channel: str) -> str:
        who, place = submission.who, submission.place
        found = await self._no_post(who, channel)
        if found or channel == place.channel:
            return found
        return await self._is_not_in(who, channel)

    async def _is_not_in(self, who: Person, channel: str) -> str:
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
