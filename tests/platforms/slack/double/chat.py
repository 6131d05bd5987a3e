"""The methods that say something: `chat.*`."""

from typing import Any

from tests.platforms.slack.double.call import Call
from tests.platforms.slack.double.checks import checked_blocks
from tests.platforms.slack.double.refusals import JSON, Refused
from tests.platforms.slack.double.wire import post_json
from tests.platforms.slack.double.world import Channel, Post

STYLE = ("link_names", "unfurl_links", "unfurl_media", "parse", "mrkdwn", "username", "icon_url", "icon_emoji")


def post_message(call: Call) -> JSON:
    """`chat.postMessage`: a user id stands for the app's conversation with that user."""
    channel = _where_to_post(call)
    thread = _thread(call, channel)
    post = _post(call, channel, call.workspace.bot_user)
    post.thread_ts, post.metadata = thread, _metadata(call)
    channel.posts.append(post)
    call.slack.echo_post(call.workspace, channel, post)
    message = post_json(call.slack, call.workspace, post)
    if post.metadata:
        message["metadata"] = post.metadata
    return {"channel": channel.id, "ts": post.ts, "message": message}


def post_ephemeral(call: Call) -> JSON:
    """`chat.postEphemeral`: only one member of a channel sees it."""
    channel, user = call.channel_of_ours(), call.text("user")
    if user not in channel.members:
        raise Refused("user_not_in_channel")
    post = _post(call, channel, call.workspace.bot_user)
    post.only_for, post.thread_ts = user, call.args.get("thread_ts")
    channel.posts.append(post)
    return {"message_ts": post.ts}


def update(call: Call) -> JSON:
    """`chat.update`: what is not given of blocks and metadata stays."""
    channel, post = _own_post(call, "cant_update_message")
    if "blocks" not in call.args and "text" not in call.args:
        raise Refused("no_text")
    blocks = call.json("blocks", "invalid_blocks_format")
    text = call.args.get("text", post.text)
    checked = checked_blocks(call.workspace, blocks, text) if blocks is not None else post.blocks
    metadata = _metadata(call) if "metadata" in call.args else post.metadata
    before = post_json(call.slack, call.workspace, post)
    post.text, post.blocks, post.metadata = text, checked, metadata or None
    post.edited = call.slack.clock.ts()
    call.slack.echo_change(call.workspace, channel, post, before)
    message = post_json(call.slack, call.workspace, post)
    return {"channel": channel.id, "ts": post.ts, "text": post.text, "message": message}


def delete(call: Call) -> JSON:
    """`chat.delete`: with replies, a mark stays in the message's place."""
    channel, post = _own_post(call, "cant_delete_message")
    remove(channel, post)
    return {"channel": channel.id, "ts": post.ts}


def remove(channel: Channel, post: Post) -> None:
    """Take a message away, or leave a mark where it has replies."""
    if channel.replies(post.ts):
        post.tombstone, post.text, post.blocks, post.metadata = True, "This message was deleted.", [], None
    else:
        channel.posts.remove(post)


def _where_to_post(call: Call) -> Channel:
    target = call.text("channel")
    if target.startswith("U"):
        if target not in call.workspace.users:
            raise Refused("channel_not_found")
        return call.workspace.direct(target)
    channel = call.workspace.channel(target)
    if channel.archived:
        raise Refused("is_archived")
    return call.channel_of_ours()


def _thread(call: Call, channel: Channel) -> str | None:
    """The thread to post in, named by its first message."""
    ts: Any = call.args.get("thread_ts")
    if ts is None:
        return None
    if not isinstance(ts, str):
        raise Refused("invalid_arguments", ["must be a string [json-pointer:/thread_ts]"])
    parent = channel.post(ts)
    if parent is None:
        raise Refused("thread_not_found")
    return parent.thread_ts or ts


def _post(call: Call, channel: Channel, author: str) -> Post:
    """A message of the app, not yet there. Raises Refused."""
    text, blocks = call.args.get("text") or "", call.json("blocks", "invalid_blocks_format")
    if not text and not blocks and not call.args.get("attachments"):
        raise Refused("no_text")
    checked = checked_blocks(call.workspace, blocks, text)
    sent_with = {name: call.args[name] for name in STYLE if name in call.args}
    return Post(call.slack.clock.ts(), channel.id, author, text, checked, bot=True, sent_with=sent_with)


def _own_post(call: Call, error: str) -> tuple[Channel, Post]:
    channel, ts = call.channel(), call.text("ts")
    post = channel.post(ts)
    if post is None or post.tombstone:
        raise Refused("message_not_found")
    if not post.bot:
        raise Refused(error)
    if channel.archived:
        raise Refused("is_archived")
    return channel, post


def _metadata(call: Call) -> JSON | None:
    metadata = call.json("metadata", "invalid_metadata_format")
    if not metadata:
        return None
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_type"), str):
        raise Refused("invalid_metadata_format")
    if not isinstance(metadata.get("event_payload"), dict):
        raise Refused("invalid_metadata_format")
    return metadata
