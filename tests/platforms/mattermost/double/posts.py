"""The requests about posts, files and ephemeral posts."""

from copy import deepcopy

from tests.platforms.mattermost.double import posting
from tests.platforms.mattermost.double.attachments import mistakes
from tests.platforms.mattermost.double.call import Call
from tests.platforms.mattermost.double.refusals import JSON, Refused, bad_parameter, forbidden
from tests.platforms.mattermost.double.wire import file_json, post_json
from tests.platforms.mattermost.double.world import Channel, Post, new_id

PENDING_SECONDS = 30.0
LARGEST_FILE = 50 * 1024 * 1024
MOST_SINCE = 1000
TYPES = ("", "me", "slack_attachment")


def create_post(call: Call) -> JSON:
    """`POST /posts`: the same `pending_post_id` within 30 s gives back the first post."""
    said = call.fields()
    channel = call.readable(str(said.get("channel_id", "")))
    props = deepcopy(said.get("props") or {})
    pending = str(said.get("pending_post_id") or "")
    known = call.mattermost.pending.get(pending) if pending else None
    if known is not None and known.until > call.mattermost.clock.now():
        return _known(call, known.post)
    post = Post(new_id(), channel.id, call.user.id, str(said.get("message") or ""), props=props)
    post.type = _type(str(said.get("type") or ""))
    post.root_id, post.pending_post_id = str(said.get("root_id") or ""), pending
    post.file_ids = [str(id_) for id_ in dict.fromkeys(said.get("file_ids") or ())]
    call.mattermost.violations += mistakes(post.attachments)
    posting.create(call.mattermost, channel, post)
    call.mattermost.remember_pending(pending, post)
    answer = post_json(call.world, post)
    post.pending_post_id = ""
    return answer


def create_ephemeral(call: Call) -> JSON:
    """`POST /posts/ephemeral`: for administrators alone."""
    call.needs_admin()
    said = call.fields()
    about = said.get("post") or {}
    channel = call.readable(str(about.get("channel_id", "")))
    post = Post(new_id(), channel.id, call.user.id, str(about.get("message", "")), props=about.get("props") or {})
    user = call.world.user(str(said.get("user_id", "")))
    return post_json(call.world, posting.show_alone(call.mattermost, channel, post, user))


def get_post(call: Call) -> JSON:
    """`GET /posts/{post_id}`."""
    _, post = _readable_post(call)
    return post_json(call.world, post)


def get_thread(call: Call) -> JSON:
    """`GET /posts/{post_id}/thread`: the first post and its replies."""
    channel, post = _readable_post(call)
    root = post.root_id or post.id
    thread = [other for other in channel.posts if root in (other.id, other.root_id)]
    return _list(call, [other for other in thread if not other.delete_at])


def patch_post(call: Call) -> JSON:
    """`PUT /posts/{post_id}/patch`: new `file_ids` change nothing."""
    channel, post = _own_post(call)
    said = call.fields()
    changes = {name: deepcopy(said[name]) for name in ("message", "props", "is_pinned") if said.get(name) is not None}
    if "props" in changes:
        call.mattermost.violations += mistakes(Post("", "", "", props=changes["props"]).attachments)
    return post_json(call.world, posting.edit(call.mattermost, channel, post, changes))


def delete_post(call: Call) -> JSON:
    """`DELETE /posts/{post_id}`."""
    channel, post = _own_post(call)
    posting.delete(call.mattermost, channel, post, call.user.id)
    return {"status": "OK"}


def get_channel_posts(call: Call) -> JSON:
    """`GET /channels/{channel_id}/posts`: the newest page, or what changed since a moment, deletions included."""
    channel = call.readable(call.id("channel_id"))
    if call.mattermost.history_hidden:
        raise forbidden()
    kept = [post for post in channel.posts if not post.only_for]
    newest_first = sorted(kept, key=lambda post: post.create_at, reverse=True)
    if not call.query.get("since", "0").isdigit():
        raise bad_parameter("since")
    since = int(call.query.get("since", "0"))
    if not since:
        return _list(call, call.page([post for post in newest_first if not post.delete_at]))
    return _list(call, [post for post in newest_first if post.update_at > since][:MOST_SINCE], kept)


def upload_files(call: Call) -> JSON:
    """`POST /files`: kept until a post of the same user names them."""
    channel = call.readable(str((call.body or {}).get("channel_id") or call.query.get("channel_id", "")))
    for file in call.files:
        if len(file.body) > LARGEST_FILE:
            raise Refused(413, "api.file.upload_file.too_large_detailed.app_error", "Unable to upload file.")
        file.user, file.channel, file.create_at = call.user.id, channel.id, call.mattermost.clock.stamp()
        call.world.files[file.id] = file
    return {"file_infos": [file_json(file) for file in call.files], "client_ids": []}


def _type(said: str) -> str:
    """The type of a post that anybody may send. Raises Refused."""
    if said.startswith(posting.SYSTEM):
        raise Refused(400, "api.context.invalid_param.app_error", "Invalid post.type parameter.")
    if said not in TYPES and not said.startswith("custom_"):
        raise Refused(400, "model.post.is_valid.type.app_error", "Invalid type.")
    return said


def _known(call: Call, id_: str) -> JSON:
    """The first post of a `pending_post_id`. Raises Refused while it is being saved, and once it is deleted."""
    if not id_:
        raise Refused(500, "api.post.deduplicate_create_post.pending", "The post is still being saved.")
    try:
        return post_json(call.world, call.world.post(id_)[1])
    except Refused as gone:
        raise Refused(500, "api.post.deduplicate_create_post.failed_to_get", "Failed to fetch the post.") from gone


def _readable_post(call: Call) -> tuple[Channel, Post]:
    channel, post = call.world.post(call.id("post_id"))
    team = call.world.teams.get(channel.team_id)
    public = channel.type == "O" and team is not None and call.user.id in team.members
    if not public and not call.reads(channel):
        raise forbidden()
    return channel, post


def _own_post(call: Call) -> tuple[Channel, Post]:
    """A post that its author changes. Raises Refused: what is gone cannot be told from what is somebody else's."""
    try:
        channel, post = call.world.post(call.id("post_id"))
    except Refused as gone:
        raise forbidden() if gone.status == 404 else gone from gone
    if not call.reads(channel) or (post.user_id != call.user.id and not call.user.is_admin):
        raise forbidden()
    return channel, post


def _list(call: Call, posts: list[Post], kept: list[Post] | None = None) -> JSON:
    """A list of posts, and beside it the first post of each thread in it."""
    roots = {post.root_id for post in posts}
    beside = [post for post in kept or () if post.id in roots]
    order = [post.id for post in posts]
    bodies = {post.id: post_json(call.world, post) for post in (*beside, *posts)}
    return {"order": order, "posts": bodies, "next_post_id": "", "prev_post_id": ""}
