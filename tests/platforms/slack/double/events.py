"""Events as Slack writes them."""

from itertools import count
from typing import TYPE_CHECKING

from tests.platforms.slack.double.refusals import JSON
from tests.platforms.slack.double.wire import post_json
from tests.platforms.slack.double.world import Channel, Post, Workspace

if TYPE_CHECKING:
    from tests.platforms.slack.double.slack import Slack

_numbers = count(1)


def envelope(slack: "Slack", workspace: Workspace, event: JSON) -> JSON:
    """An event with what Slack puts around it, under a new event id."""
    who = {"enterprise_id": None, "team_id": workspace.id, "user_id": workspace.bot_user, "is_bot": True}
    channel = workspace.channels.get(str(event.get("channel", "")))
    return {
        "token": "verification",
        "team_id": workspace.id,
        "api_app_id": slack.app_id,
        "event": {**event, "event_ts": event.get("event_ts") or slack.clock.ts()},
        "type": "event_callback",
        "event_id": f"Ev{next(_numbers):09}",
        "event_time": int(slack.clock.now()),
        "authorizations": [{**who, "is_enterprise_install": False}],
        "is_ext_shared_channel": bool(channel and channel.shared),
    }


def message(slack: "Slack", workspace: Workspace, channel: Channel, post: Post) -> JSON:
    """Somebody wrote."""
    body = post_json(slack, workspace, post)
    return {**body, **_where(channel), "event_ts": post.ts}


def message_changed(slack: "Slack", workspace: Workspace, channel: Channel, post: Post, before: JSON) -> JSON:
    """A message is not what it was: edited, shown with a preview, or gone with its replies left."""
    after, ts = post_json(slack, workspace, post), slack.clock.ts()
    body = {"type": "message", "subtype": "message_changed", "hidden": True, "ts": ts, "event_ts": ts}
    return {**body, **_where(channel), "message": after, "previous_message": before}


def message_deleted(slack: "Slack", channel: Channel, before: JSON) -> JSON:
    """A message is gone."""
    ts = slack.clock.ts()
    body = {"type": "message", "subtype": "message_deleted", "hidden": True, "ts": ts, "event_ts": ts}
    return {**body, **_where(channel), "deleted_ts": before["ts"], "previous_message": before}


def joined(workspace: Workspace, channel: Channel, user: str, inviter: str | None) -> JSON:
    """Somebody, or the app, is now a member of a channel."""
    body = {"type": "member_joined_channel", "user": user, "team": workspace.id}
    invited = {"inviter": inviter} if inviter else {}
    return {**body, **invited, "channel": channel.id, "channel_type": channel.kind[0].upper()}


def left(workspace: Workspace, channel: Channel, user: str) -> JSON:
    """Somebody is no longer a member; of the app itself Slack says it in another way."""
    if user == workspace.bot_user:
        return {"type": f"{channel.kind}_left", "channel": channel.id}
    body = {"type": "member_left_channel", "user": user, "team": workspace.id}
    return {**body, "channel": channel.id, "channel_type": channel.kind[0].upper()}


def _where(channel: Channel) -> JSON:
    return {"channel": channel.id, "channel_type": channel.kind}
