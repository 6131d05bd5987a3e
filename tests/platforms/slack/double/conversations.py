"""The methods that look: `conversations.*` and `users.info`."""

from collections.abc import Sequence
from typing import Any

from tests.platforms.slack.double.call import Call
from tests.platforms.slack.double.clock import order
from tests.platforms.slack.double.refusals import JSON, Refused
from tests.platforms.slack.double.wire import channel_json, listed_json, user_json

LONGEST_PAGE = 15
MEMBERS_A_PAGE = 100


def history(call: Call) -> JSON:
    """`conversations.history`: newest first, without replies and what only one person sees, 15 at most."""
    channel = call.channel_of_ours()
    oldest, latest = order(str(call.args.get("oldest") or "0")), call.args.get("latest")
    inclusive = call.flag("inclusive")
    found = []
    for post in sorted(channel.posts, key=lambda each: order(each.ts), reverse=True):
        at = order(post.ts)
        in_time = at > oldest or (inclusive and at == oldest)
        if latest:
            in_time = in_time and (at < order(str(latest)) or (inclusive and at == order(str(latest))))
        if in_time and post.only_for is None and post.thread_ts in (None, post.ts):
            found.append(listed_json(call.slack, call.workspace, channel, post, call.flag("include_all_metadata")))
    return _page(call, "messages", found, LONGEST_PAGE, LONGEST_PAGE)


def replies(call: Call) -> JSON:
    """`conversations.replies`: a message and what follows in its thread, oldest first; of a reply that reply alone."""
    channel, ts = call.channel_of_ours(), call.text("ts")
    message = channel.post(ts)
    if message is None:
        raise Refused("thread_not_found")
    metadata = call.flag("include_all_metadata")
    thread = [message, *channel.replies(ts)]
    found = [listed_json(call.slack, call.workspace, channel, post, metadata) for post in thread]
    return _page(call, "messages", found, LONGEST_PAGE, LONGEST_PAGE)


def info(call: Call) -> JSON:
    """`conversations.info`."""
    return {"channel": channel_json(call.workspace, call.channel())}


def members(call: Call) -> JSON:
    """`conversations.members`, in pages."""
    return _page(call, "members", call.channel().members, MEMBERS_A_PAGE, 1000)


def open_direct(call: Call) -> JSON:
    """`conversations.open` with one user."""
    user = call.workspace.user(call.text("users"))
    if user.deleted:
        raise Refused("user_disabled")
    return {"channel": {"id": call.workspace.direct(user.id).id}}


def user_info(call: Call) -> JSON:
    """`users.info`."""
    return {"user": user_json(call.workspace, call.workspace.user(call.text("user")), call.flag("include_locale"))}


def _page(call: Call, name: str, items: Sequence[Any], usual: int, longest: int) -> JSON:
    """One page of a listing, and the cursor of the next."""
    cursor = str(call.args.get("cursor") or "at:0")
    if not cursor.startswith("at:"):
        raise Refused("invalid_cursor")
    start, size = int(cursor[3:]), min(call.number("limit", usual), longest)
    end = start + size
    more = end < len(items)
    body: JSON = {name: list(items[start:end]), "response_metadata": {"next_cursor": f"at:{end}" if more else ""}}
    return {**body, "has_more": more} if name == "messages" else body
