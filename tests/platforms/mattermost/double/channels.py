"""The requests about channels, and about the server itself."""

from tests.platforms.mattermost.double.call import Call
from tests.platforms.mattermost.double.refusals import JSON, Refused, bad_parameter, forbidden
from tests.platforms.mattermost.double.wire import channel_json, channel_member_json
from tests.platforms.mattermost.double.world import is_id

PAIR = 2


def create_direct(call: Call) -> JSON:
    """`POST /channels/direct`: the conversation of two, one of them who asks."""
    ids = call.names() if isinstance(call.body, list) else []
    if len(ids) != PAIR:
        raise bad_parameter("user_ids")
    if not all(is_id(id_) for id_ in ids):
        raise bad_parameter("user_id")
    if call.user.id not in ids:
        call.needs_admin()
    if not all(id_ in call.world.users for id_ in ids):
        id_ = "api.channel.create_direct_channel.invalid_user.app_error"
        raise Refused(400, id_, "Invalid user ID for direct channel creation.")
    return channel_json(call.mattermost.open_direct(ids[0], ids[1]))


def get_channel(call: Call) -> JSON:
    """`GET /channels/{channel_id}`: of a public one everybody in its team knows."""
    channel = call.world.channel(call.id("channel_id"))
    team = call.world.teams.get(channel.team_id)
    public = channel.type == "O" and team is not None and call.user.id in team.members
    if not public and not call.reads(channel):
        raise forbidden()
    return channel_json(channel)


def get_channel_members(call: Call) -> list[JSON]:
    """`GET /channels/{channel_id}/members`, deactivated ones included."""
    channel = call.readable(call.id("channel_id"))
    return [channel_member_json(channel, call.world.users[id_]) for id_ in call.page(channel.members)]


def get_channel_member(call: Call) -> JSON:
    """`GET /channels/{channel_id}/members/{user_id}`."""
    channel, user = call.readable(call.id("channel_id")), call.id("user_id")
    if user not in channel.members:
        raise Refused(404, "app.channel.get_member.missing.app_error", "No channel member found.")
    return channel_member_json(channel, call.world.users[user])


def ping(call: Call) -> JSON:
    """`GET /system/ping`, for everyone."""
    return {"status": "OK", **({"IosMinVersion": ""} if call.query else {})}


def get_client_config(call: Call) -> JSON:
    """`GET /config/client`, for everyone, in its old format."""
    if call.query.get("format") != "old":
        raise Refused(501, "api.config.client.old_format.app_error", "Please specify format=old in the query string.")
    version = call.mattermost.version
    return {"Version": version, "BuildNumber": version, "SiteURL": call.mattermost.url, "DefaultClientLocale": "en"}


def get_config(call: Call) -> JSON:
    """`GET /config`, for administrators."""
    call.needs_admin()
    return {"ServiceSettings": {**call.mattermost.settings, "SiteURL": call.mattermost.url}}
