"""Whether the coach answers where Mattermost will look for it."""

from collections.abc import Awaitable, Callable, Sequence

from aiohttp import ClientError, ClientSession

from bot.platforms.mattermost.advice import Finding
from bot.platforms.mattermost.commands import READ_AGAIN_SECONDS
from bot.platforms.mattermost.means import COMMAND

Pause = Callable[[float], Awaitable[None]]

BAD_REQUEST, UNAUTHORIZED = 400, 401


async def coach_at(session: ClientSession, address: str, tokens: Sequence[str], pause: Pause) -> Finding:
    """Whether the coach answers at that address, and knows commands by these tokens."""
    address = address.rstrip("/")
    try:
        return await _readiness(session, address) or await _knowledge(session, address, tokens, pause)
    except (ClientError, TimeoutError, ValueError) as problem:
        reason = type(problem).__name__
        return Finding(False, f"Nothing answers at {address} ({reason}): start the coach there, then run this again.")


async def _readiness(session: ClientSession, address: str) -> Finding | None:
    """What stands in the way of the coach there."""
    async with session.get(f"{address}/readyz", allow_redirects=False) as response:
        told = await response.json() if response.content_type == "application/json" else None
    if not isinstance(told, dict) or "ready" not in told:
        return Finding(False, f"Something else than the coach answers at {address} (status {response.status}).")
    if not told["ready"]:
        return Finding(False, f"The coach at {address} cannot use its database for now.")
    if told["missing"]:
        return Finding(False, f"The coach answers at {address}, but is without {', '.join(told['missing'])} for now.")
    return None


async def _knowledge(session: ClientSession, address: str, tokens: Sequence[str], pause: Pause) -> Finding:
    for token in tokens:
        status = await _asked(session, address, token)
        if status == UNAUTHORIZED:
            # It may have read its tokens a moment ago, before this one was made.
            await pause(READ_AGAIN_SECONDS)
            status = await _asked(session, address, token)
        if status == UNAUTHORIZED:
            return Finding(
                False,
                f"The coach at {address} does not know these commands: run this with the DATABASE_URL and the"
                " COACH_SECRET_KEYS that it has.",
            )
        if status != BAD_REQUEST:
            return Finding(
                False, f"The coach at {address} is not in Mattermost: set MATTERMOST_URL and MATTERMOST_TOKEN there."
            )
    return Finding(True, f"The coach answers at {address}, and knows its commands.")


async def _asked(session: ClientSession, address: str, token: str) -> int:
    """The status that a command gets which is nothing but its token: looked at, it is not understood."""
    async with session.post(address + COMMAND, data={"token": token}, allow_redirects=False) as response:
        return response.status
