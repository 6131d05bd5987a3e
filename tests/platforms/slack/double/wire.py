"""How Slack writes down what it keeps: messages, people, channels and views as JSON."""

from typing import TYPE_CHECKING

from tests.platforms.slack.double.refusals import JSON
from tests.platforms.slack.double.world import SLACKBOT, Channel, File, Post, User, View, Workspace

if TYPE_CHECKING:
    from tests.platforms.slack.double.slack import Slack


def post_json(slack: "Slack", workspace: Workspace, post: Post) -> JSON:
    """A message, without its metadata."""
    if post.tombstone:
        return {"type": "message", "subtype": "tombstone", "user": SLACKBOT, "ts": post.ts, "text": post.text}
    body: JSON = {"type": "message", "user": post.user, "ts": post.ts, "text": post.text, "team": workspace.id}
    author = workspace.users.get(post.user)
    if author is not None and not post.bot:
        body |= {"team": author.team, **({"bot_id": f"B{author.id}"} if author.is_bot else {})}
    if post.bot:
        body |= {"bot_id": workspace.bot_id, "app_id": slack.app_id}
    if post.blocks:
        body["blocks"] = post.blocks
    if post.attachments:
        body["attachments"] = post.attachments
    if post.thread_ts:
        body["thread_ts"] = post.thread_ts
    if post.edited:
        body["edited"] = {"user": post.user, "ts": post.edited}
    files = [file_json(slack, workspace.files[id_]) for id_ in post.files if id_ in workspace.files]
    return body | ({"files": files} if files else {})


def listed_json(slack: "Slack", workspace: Workspace, channel: Channel, post: Post, metadata: bool) -> JSON:
    """A message as a listing shows it."""
    body, replies = post_json(slack, workspace, post), channel.replies(post.ts)
    if replies:
        users = list(dict.fromkeys(reply.user for reply in replies))
        body |= {
            "thread_ts": post.ts,
            "reply_count": len(replies),
            "reply_users": users,
            "latest_reply": replies[-1].ts,
        }
    if metadata and post.metadata:
        body["metadata"] = post.metadata
    return body


def user_json(workspace: Workspace, user: User, locale: bool) -> JSON:
    """Somebody's profile; what is not known is not there."""
    profile = {"real_name": user.name, "display_name": user.name, "team": user.team}
    body: JSON = {"id": user.id, "team_id": user.team, "name": user.name.casefold(), "deleted": user.deleted}
    body |= {"profile": profile, "is_bot": user.is_bot, "is_app_user": False}
    if not user.deleted:
        body |= {"real_name": user.name, "is_restricted": user.guest, "is_ultra_restricted": False}
    if user.team != workspace.id:
        body["is_stranger"] = True
    if user.tz:
        body |= {"tz": user.tz, "tz_label": user.tz, "tz_offset": 0}
    if locale and user.locale:
        body["locale"] = user.locale
    return body


def channel_json(workspace: Workspace, channel: Channel) -> JSON:
    """What is known of a channel."""
    if channel.direct_with:
        return {"id": channel.id, "is_im": True, "user": channel.direct_with, "is_archived": channel.archived}
    return {
        "id": channel.id,
        "name": channel.name,
        "is_channel": True,
        "is_im": False,
        "is_private": channel.private,
        "is_archived": channel.archived,
        "is_ext_shared": channel.shared,
        "is_member": workspace.bot_user in channel.members,
        "num_members": len(channel.members),
    }


def view_json(slack: "Slack", workspace: Workspace, view: View) -> JSON:
    """A view with what was filled in so far."""
    return {
        "id": view.id,
        "team_id": workspace.id,
        "app_id": slack.app_id,
        "bot_id": workspace.bot_id,
        "hash": view.hash,
        "root_view_id": view.id,
        "previous_view_id": None,
        "callback_id": "",
        "private_metadata": "",
        "external_id": "",
        "clear_on_close": False,
        "notify_on_close": False,
        **view.content,
        "state": {"values": view.state},
    }


def file_json(slack: "Slack", file: File) -> JSON:
    """An uploaded file."""
    return {"id": file.id, "title": file.name, "name": file.name, "url_private": f"{slack.url}/files/{file.id}"}
