"""What happens when somebody posts, edits or deletes, whoever they are."""

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.platforms.mattermost.double import mentions
from tests.platforms.mattermost.double.refusals import JSON, Refused
from tests.platforms.mattermost.double.wire import post_json
from tests.platforms.mattermost.double.world import Channel, Post, User, new_id

if TYPE_CHECKING:
    from tests.platforms.mattermost.double.mattermost import Mattermost

LONGEST_MESSAGE = 16_383
LONGEST_PROPS = {"old": 8_000, "new": 800_000}
LONGEST_FILE_IDS = 300
SYSTEM = "system_"


def create(mattermost: "Mattermost", channel: Channel, post: Post) -> Post:
    """Save a post, and tell everybody in the channel. Raises Refused."""
    if channel.delete_at:
        raise Refused(400, "api.post.create_post.can_not_post_to_deleted.error", "Can not post to deleted channel.")
    root = channel.post(post.root_id) if post.root_id else None
    if post.root_id and (root is None or root.root_id):
        raise Refused(400, "api.post.create_post.root_id.app_error", "Invalid RootId parameter.")
    author = mattermost.world.users[post.user_id]
    if author.is_bot:
        post.props["from_bot"] = "true"
    complete_actions(post)
    check(mattermost, post)
    now = mattermost.clock.stamp()
    post.create_at = post.update_at = channel.last_post_at = channel.posted_at = now
    if root is not None:
        root.update_at = now
    _attach_files(mattermost, post)
    channel.posts.append(post)
    reached = mentions.notified(mattermost.world, channel, post)
    mattermost.notified += [(post, mattermost.world.users[id_].username) for id_ in reached]
    _tell_posted(mattermost, channel, author, post, reached)
    return post


def edit(mattermost: "Mattermost", channel: Channel, post: Post, changes: JSON) -> Post:
    """Change a post, keep its old version as a copy, and tell everybody in the channel. Raises Refused."""
    if channel.delete_at:
        raise Refused(400, "api.post.patch_post.can_not_update_post_in_deleted.error", "Can not update a post there.")
    if post.type.startswith(SYSTEM):
        raise Refused(400, "api.post.update_post.system_message.app_error", "Unable to update system message.")
    after = replace(post, **changes)
    complete_actions(after)
    check(mattermost, after)
    now = mattermost.clock.stamp()
    old = replace(post, id=new_id(), original_id=post.id, update_at=now, delete_at=now, pending_post_id="")
    if any(getattr(after, name) != getattr(post, name) for name in ("message", "attachments", "file_ids")):
        post.edit_at = now
    post.message, post.props, post.is_pinned = after.message, after.props, after.is_pinned
    post.file_ids = after.file_ids
    post.update_at = channel.last_post_at = now
    channel.posts.append(old)
    root = channel.post(post.root_id)
    if root is not None:
        root.update_at = now
    publish_post(mattermost, "post_edited", channel, post)
    return post


def delete(mattermost: "Mattermost", channel: Channel, post: Post, by: str) -> None:
    """Delete a post with its replies and old versions, and tell everybody in the channel. Raises Refused."""
    if channel.delete_at:
        id_ = "api.post.delete_post.can_not_delete_post_in_deleted.error"
        raise Refused(400, id_, "Can not delete a post there.")
    before, now = replace(post), mattermost.clock.stamp()
    for gone in [other for other in channel.posts if post.id in (other.id, other.root_id)]:
        gone.delete_at = gone.update_at = now
        gone.props = {**post.props, "deleteBy": by}
    publish_post(mattermost, "post_deleted", channel, before)


def show_alone(mattermost: "Mattermost", channel: Channel, post: Post, user: User) -> Post:
    """Show an ephemeral post to somebody; nothing keeps it but their client."""
    post.type, post.only_for = "system_ephemeral", user.id
    post.create_at = mattermost.clock.stamp()
    complete_actions(post)
    channel.posts.append(post)
    return post


def tell_system(mattermost: "Mattermost", channel: Channel, author: User, kind: str, message: str, props: Any) -> Post:
    """Post what the system says of somebody's deed."""
    post = Post(new_id(), channel.id, author.id, message, type=f"{SYSTEM}{kind}", props=props)
    now = mattermost.clock.stamp()
    post.create_at = post.update_at = channel.last_post_at = channel.posted_at = now
    channel.posts.append(post)
    _tell_posted(mattermost, channel, author, post, [])
    return post


def publish_post(mattermost: "Mattermost", event: str, channel: Channel, post: Post) -> None:
    """Tell everybody in a channel about a post."""
    data = {"post": json.dumps(post_json(mattermost.world, post), ensure_ascii=False)}
    mattermost.sockets.publish(event, data, channel=channel)


def check(mattermost: "Mattermost", post: Post) -> None:
    """Raise Refused for a post that is too big."""
    if len(post.message) > LONGEST_MESSAGE:
        raise Refused(400, "model.post.is_valid.msg.app_error", "Invalid message.")
    if _weight(post.file_ids) > LONGEST_FILE_IDS:
        raise Refused(400, "model.post.is_valid.file_ids.app_error", "Invalid file ids.")
    if _weight(post.props) > LONGEST_PROPS[mattermost.age]:
        raise Refused(400, "model.post.is_valid.props.app_error", "Invalid props.")


def complete_actions(post: Post) -> None:
    """Give an id to each action that has none."""
    for attachment in post.attachments:
        for action in attachment.get("actions") or ():
            action["id"] = action.get("id") or new_id()


def _attach_files(mattermost: "Mattermost", post: Post) -> None:
    """Keep those files of a post that its author uploaded and no other post has."""
    files = [mattermost.world.files.get(id_) for id_ in post.file_ids]
    ours = [file for file in files if file is not None and file.user == post.user_id and not file.post]
    for file in ours:
        file.post = post.id
    post.file_ids = [file.id for file in ours]


def _tell_posted(mattermost: "Mattermost", channel: Channel, author: User, post: Post, reached: list[str]) -> None:
    other = [id_ for id_ in channel.members if id_ != author.id] if channel.type == "D" else []
    told = [*dict.fromkeys([*reached, *other])]
    sender = "System" if post.type.startswith(SYSTEM) else f"@{author.username}"
    name = f"@{author.username}" if channel.type == "D" else channel.display_name
    data: JSON = {
        "post": json.dumps(post_json(mattermost.world, post), ensure_ascii=False),
        "channel_type": channel.type,
        "channel_display_name": name,
        "channel_name": channel.name,
        "sender_name": sender,
        "team_id": channel.team_id,
        "set_online": True,
    }
    if told:
        data["mentions"] = json.dumps(told)
    mattermost.sockets.publish("posted", data, channel=channel)


def _weight(value: Any) -> int:
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
