"""The coach's own account on a Mattermost server: a bot, its token, and the teams it is in."""

from typing import Any

from aiohttp import ClientSession

from bot.domain.library import Phrases
from bot.platforms.mattermost.administration import Administration, CannotGoOn, Tell
from bot.platforms.mattermost.client import Mattermost
from bot.platforms.mattermost.errors import TokenRevoked

JSON = dict[str, Any]

TOKEN_NAME = "pm-coach"  # noqa: S105
SHOWN_ONCE = "This is the bot's token, which is shown only now: keep it where the coach's settings are."


async def find_or_make(admin: Administration, name: str, config: JSON, say: Phrases, tell: Tell) -> str:
    """The id of the bot account of that name. Raises CannotGoOn, or what the client raises."""
    found = next(iter(await admin.users_named([name])), None)
    if found is None:
        if not config["ServiceSettings"].get("EnableBotAccountCreation", True):
            raise CannotGoOn("No bot account can be made: set ServiceSettings.EnableBotAccountCreation to true.")
        bot = await admin.make_bot(name, say("playground.coach"), say("greeting.what"))
        tell(True, f"The bot account @{name} was made.")
        return bot
    if not found.get("is_bot"):
        raise CannotGoOn(f"@{name} is a person's account and no bot: give the coach's another name with --bot.")
    if found["delete_at"]:
        await admin.enable_bot(found["id"])
    tell(True, f"The bot account @{name} " + ("was let in again." if found["delete_at"] else "is already there."))
    return str(found["id"])


async def make_token(admin: Administration, bot: str, tell: Tell, *, another: bool) -> bool:
    """Make the bot a token, of which only the first comes unasked, and tell it; whether that was done."""
    if not another and await admin.has_token(bot):
        tell(
            False,
            "The bot has a token, which Mattermost does not show again: set MATTERMOST_TOKEN to it;"
            " if it is lost, run this again with --new-token.",
        )
        return False
    token = await admin.make_token(bot, TOKEN_NAME)
    tell(True, f"MATTERMOST_TOKEN={token}")
    tell(True, SHOWN_ONCE)
    return True


async def check_token(session: ClientSession, url: str, token: str, bot: str, tell: Tell) -> None:
    """Tell whether that token is the bot's. Raises what the client raises."""
    try:
        user = await Mattermost(session, url, token).user("me")
    except TokenRevoked:
        tell(False, "Mattermost does not accept MATTERMOST_TOKEN: run this again with --new-token for another one.")
        return
    if user["id"] == bot:
        tell(True, "MATTERMOST_TOKEN is good: it is already the bot's.")
    else:
        tell(False, f"MATTERMOST_TOKEN is @{user['username']}'s: run this again with --new-token for the bot's own.")


async def join(admin: Administration, team: JSON, bot: str, tell: Tell) -> None:
    """Have the bot in a team. Raises what the client raises."""
    if await admin.is_in_team(team["id"], bot):
        tell(True, f"The bot is already in the team {team['name']}.")
    else:
        await admin.add_to_team(team["id"], bot)
        tell(True, f"The bot was added to the team {team['name']}.")
