"""How Mattermost writes down what it keeps: people, teams, channels, posts and files as JSON."""

from tests.platforms.mattermost.double.refusals import JSON
from tests.platforms.mattermost.double.world import Channel, Command, File, Post, Team, Token, User, World

ATTACHMENT = {
    **dict.fromkeys(("fallback", "color", "pretext", "author_name", "author_link", "author_icon"), ""),
    **dict.fromkeys(("title", "title_link", "text", "image_url", "thumb_url", "footer", "footer_icon"), ""),
    "id": 0,
    "fields": None,
    "ts": None,
}
NO_TIMEZONE = {"automaticTimezone": "", "manualTimezone": "", "useAutomaticTimezone": "true"}


def post_json(world: World, post: Post) -> JSON:
    """A post as its readers get it: without integrations, and without its text once it is deleted."""
    root = post.root_id or post.id
    body: JSON = {
        "id": post.id,
        "create_at": post.create_at,
        "update_at": post.update_at,
        "edit_at": post.edit_at,
        "delete_at": post.delete_at,
        "is_pinned": post.is_pinned,
        "user_id": post.user_id,
        "channel_id": post.channel_id,
        "root_id": post.root_id,
        "original_id": post.original_id,
        "message": "" if post.delete_at else post.message,
        "type": post.type,
        "props": shown_props(post.props),
        "hashtags": "",
        "pending_post_id": post.pending_post_id,
        "reply_count": len(world.channels[post.channel_id].replies(root)),
        "last_reply_at": 0,
        "participants": None,
        "is_following": False,
        "metadata": _metadata(world, post),
    }
    if post.file_ids:
        body["file_ids"] = post.file_ids
    if post.has_reactions:
        body["has_reactions"] = True
    return body


def shown_props(props: JSON) -> JSON:
    """The props of a post as its readers get them."""
    attachments = props.get("attachments")
    if not isinstance(attachments, list):
        return props
    shown = [_attachment(attachment) for attachment in attachments if isinstance(attachment, dict)]
    return {**props, "attachments": shown}


def user_json(user: User, *, whole: bool = False) -> JSON:
    """Somebody's profile; `whole` for themselves and administrators."""
    body: JSON = {
        "id": user.id,
        "create_at": user.create_at,
        "update_at": user.update_at,
        "delete_at": user.delete_at,
        "username": user.username,
        "auth_data": "",
        "auth_service": "",
        "email": f"{user.username}@{'localhost' if user.is_bot else 'example.org'}",
        "nickname": "",
        "first_name": user.first_name,
        "last_name": "",
        "position": "",
        "roles": user.roles,
        "locale": user.locale,
        "timezone": {**NO_TIMEZONE, **user.timezone},
    }
    if user.is_bot:
        body["is_bot"] = True
    if whole:
        body["notify_props"] = {"channel": "true", "desktop": "mention", "first_name": "false", "mention_keys": ""}
    return body


def bot_json(user: User) -> JSON:
    """A bot account."""
    about = {"user_id": user.id, "username": user.username, "display_name": user.first_name, "owner_id": user.owner}
    return {**about, "create_at": user.create_at, "update_at": user.update_at, "delete_at": user.delete_at}


def token_json(token: Token, *, secret: bool) -> JSON:
    """A token; its secret is told once, when it is made."""
    body = {"id": token.id, "user_id": token.user, "description": token.description, "is_active": token.is_active}
    return {**body, "token": token.secret} if secret else body


def team_json(team: Team) -> JSON:
    """What is known of a team."""
    names = {"id": team.id, "name": team.name, "display_name": team.display_name, "type": "O", "description": ""}
    times = {"create_at": team.create_at, "update_at": team.create_at, "delete_at": 0}
    return {**names, **times, "allow_open_invite": team.allow_open_invite}


def team_member_json(team: Team, user: User) -> JSON:
    """Who is how in a team."""
    roles = "team_guest" if user.is_guest else "team_user"
    return {"team_id": team.id, "user_id": user.id, "roles": roles, "delete_at": 0, "scheme_user": not user.is_guest}


def channel_json(channel: Channel, *, listed: bool = False) -> JSON:
    """What is known of a channel; alone it may come from a cache that edits do not touch."""
    names = {"id": channel.id, "type": channel.type, "name": channel.name, "display_name": channel.display_name}
    times = {"create_at": channel.create_at, "update_at": channel.create_at, "delete_at": channel.delete_at}
    counted = len([post for post in channel.posts if not post.delete_at])
    about = {"team_id": channel.team_id, "header": "", "purpose": "", "creator_id": channel.creator_id}
    last = channel.last_post_at if listed else channel.posted_at
    return {**names, **times, **about, "last_post_at": last, "total_msg_count": counted}


def channel_member_json(channel: Channel, user: User) -> JSON:
    """Who is how in a channel."""
    roles = "channel_guest" if user.is_guest else "channel_user"
    return {"channel_id": channel.id, "user_id": user.id, "roles": roles, "scheme_user": not user.is_guest}


def file_json(file: File) -> JSON:
    """An uploaded file."""
    about = {"id": file.id, "user_id": file.user, "name": file.name, "size": len(file.body)}
    extension = file.name.rpartition(".")[2]
    attached = {"post_id": file.post} if file.post else {}
    return {**about, **attached, "create_at": file.create_at, "mime_type": file.mime_type, "extension": extension}


def command_json(command: Command) -> JSON:
    """A slash command, its token included."""
    texts = ("username", "icon_url", "auto_complete_desc", "auto_complete_hint", "display_name", "description")
    told = {**dict.fromkeys(texts, ""), "auto_complete": False, **command.told}
    ids = {"id": command.id, "token": command.token, "creator_id": command.creator_id, "team_id": command.team_id}
    times = {"create_at": command.create_at, "update_at": command.update_at, "delete_at": 0}
    return {**told, **ids, **times, "trigger": command.trigger, "method": command.method, "url": command.url}


def _attachment(attachment: JSON) -> JSON:
    shown = {**ATTACHMENT, **attachment}
    if "actions" in attachment:
        actions = attachment["actions"] or ()
        shown["actions"] = [{k: v for k, v in action.items() if k != "integration"} for action in actions]
    return shown


def _metadata(world: World, post: Post) -> JSON:
    if post.delete_at:
        return {}
    metadata: JSON = {"embeds": [{"type": "message_attachment"}]} if post.attachments else {}
    files = [world.files[id_] for id_ in post.file_ids if id_ in world.files]
    if files:
        metadata["files"] = [file_json(file) for file in files if file.post == post.id]
    return metadata
