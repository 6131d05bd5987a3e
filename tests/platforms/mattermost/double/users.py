"""The requests about people, bots and their tokens."""

import re

from tests.platforms.mattermost.double.call import Call
from tests.platforms.mattermost.double.refusals import JSON, Refused, bad_parameter, forbidden
from tests.platforms.mattermost.double.wire import bot_json, token_json, user_json
from tests.platforms.mattermost.double.world import Token, User

USERNAME = re.compile(r"[a-z][a-z0-9._-]{0,63}")


def get_user(call: Call) -> JSON:
    """`GET /users/{user_id}`; `me` is who asks."""
    user = call.world.user(call.id("user_id"))
    return user_json(user, whole=user is call.user or call.user.is_admin)


def get_user_by_username(call: Call) -> JSON:
    """`GET /users/username/{username}`."""
    found = call.world.named(call.path["username"])
    if found is None:
        raise Refused(404, "app.user.get_by_username.app_error", "Unable to find an existing account.")
    return user_json(found, whole=call.user.is_admin)


def get_users_by_usernames(call: Call) -> list[JSON]:
    """`POST /users/usernames`: those that there are."""
    names = [name.lower() for name in call.names()]
    return [user_json(user) for user in call.world.users.values() if user.username in names]


def get_users_by_ids(call: Call) -> list[JSON]:
    """`POST /users/ids`: those that there are."""
    ids = call.names()
    return [user_json(user) for user in call.world.users.values() if user.id in ids]


def create_bot(call: Call) -> JSON:
    """`POST /bots`, for administrators."""
    call.needs_admin()
    said = call.fields()
    username = str(said.get("username", ""))
    if not USERNAME.fullmatch(username):
        raise Refused(400, "model.user.is_valid.username.app_error", "Invalid username.")
    if call.world.named(username) is not None:
        id_ = "app.user.save.username_exists.app_error"
        raise Refused(400, id_, "An account with that username already exists.")
    now = call.mattermost.clock.stamp()
    bot = User(username, str(said.get("display_name", "")), is_bot=True, owner=call.user.id)
    bot.create_at = bot.update_at = now
    call.world.users[bot.id] = bot
    return bot_json(bot)


def get_bots(call: Call) -> list[JSON]:
    """`GET /bots`, for administrators."""
    call.needs_admin()
    bots = [user for user in call.world.users.values() if user.is_bot]
    if call.query.get("include_deleted") != "true":
        bots = [bot for bot in bots if not bot.delete_at]
    return [bot_json(bot) for bot in call.page(bots)]


def enable_bot(call: Call) -> JSON:
    """`POST /bots/{bot_user_id}/enable`, for administrators."""
    call.needs_admin()
    bot = call.world.users.get(call.id("bot_user_id"))
    if bot is None or not bot.is_bot:
        raise Refused(404, "store.sql_bot.get.missing.app_error", "Bot does not exist.")
    bot.delete_at, bot.update_at = 0, call.mattermost.clock.stamp()
    call.mattermost.sockets.publish("user_updated", {"user": user_json(bot)})
    return bot_json(bot)


def create_token(call: Call) -> JSON:
    """`POST /users/{user_id}/tokens`, for administrators."""
    user = _owner(call)
    description = str(call.fields().get("description", ""))
    if not description:
        raise bad_parameter("description")
    token = Token(user.id, description)
    call.world.tokens.append(token)
    return token_json(token, secret=True)


def get_tokens(call: Call) -> list[JSON]:
    """`GET /users/{user_id}/tokens`, for administrators: without their secrets."""
    user = _owner(call)
    return [token_json(token, secret=False) for token in call.world.tokens if token.user == user.id]


def _owner(call: Call) -> User:
    if not call.user.is_admin:
        raise forbidden()
    return call.world.user(call.id("user_id"))
