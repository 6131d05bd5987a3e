"""Who comes, goes and reacts: what Mattermost tells of it, and posts itself."""

import json
from typing import TYPE_CHECKING

from tests.platforms.mattermost.double import posting
from tests.platforms.mattermost.double.refusals import Refused
from tests.platforms.mattermost.double.world import Channel, Team, User

if TYPE_CHECKING:
    from tests.platforms.mattermost.double.mattermost import Mattermost


def add(mattermost: "Mattermost", channel: Channel, user: User, by: User) -> None:
    """Make somebody a member of a channel. Raises Refused for who is not in its team."""
    if channel.team_id and user.id not in mattermost.world.team(channel.team_id).members:
        raise Refused(403, "api.channel.add_user.to.channel.failed.deleted.app_error", "Not in the team.")
    if user.id in channel.members:
        return
    channel.members.append(user.id)
    told = {"user_id": user.id, "team_id": channel.team_id}
    mattermost.sockets.publish("user_added", told, channel=channel)
    if user is by:
        kind = "guest_join_channel" if user.is_guest else "join_channel"
        said = f"{user.username} joined the channel."
        posting.tell_system(mattermost, channel, by, kind, said, {"username": user.username})
        return
    about = {"userId": by.id, "username": by.username, "addedUserId": user.id, "addedUsername": user.username}
    kind = "add_guest_to_chan" if user.is_guest else "add_to_channel"
    said = f"{user.username} added to the channel by {by.username}."
    posting.tell_system(mattermost, channel, by, kind, said, about)


def remove(mattermost: "Mattermost", channel: Channel, user: User, by: User) -> None:
    """Take somebody out of a channel; they are told apart, being no member any more."""
    channel.members.remove(user.id)
    mattermost.sockets.publish("user_removed", {"user_id": user.id, "remover_id": by.id}, channel=channel)
    mattermost.sockets.publish("user_removed", {"channel_id": channel.id, "remover_id": by.id}, user=user.id)
    if user is by:
        said, about = f"@{user.username} left the channel.", {"username": user.username}
        posting.tell_system(mattermost, channel, by, "leave_channel", said, about)
        return
    about = {"removedUserId": user.id, "removedUsername": user.username}
    said = f"@{user.username} was removed from the channel."
    posting.tell_system(mattermost, channel, by, "remove_from_channel", said, about)


def leave_team(mattermost: "Mattermost", team: Team, user: User) -> None:
    """Take somebody out of a team and of its channels, of which nothing is told."""
    for channel in mattermost.world.channels.values():
        if channel.team_id == team.id and user.id in channel.members:
            channel.members.remove(user.id)
    mattermost.sockets.publish("leave_team", {"user_id": user.id, "team_id": team.id}, team=team.id)
    team.members.remove(user.id)
    team.left[user.id] = mattermost.clock.stamp()


def archive(mattermost: "Mattermost", channel: Channel, by: User) -> None:
    """Archive a channel."""
    said = f"{by.username} archived the channel."
    posting.tell_system(mattermost, channel, by, "channel_deleted", said, {"username": by.username})
    channel.delete_at = mattermost.clock.stamp()
    told = {"channel_id": channel.id, "delete_at": channel.delete_at}
    mattermost.sockets.publish("channel_deleted", told, team=channel.team_id)


def restore(mattermost: "Mattermost", channel: Channel) -> None:
    """Archive a channel no more."""
    channel.delete_at = 0
    mattermost.sockets.publish("channel_restored", {"channel_id": channel.id}, team=channel.team_id)


def react(mattermost: "Mattermost", user: User, post_id: str, emoji: str) -> None:
    """Put a reaction on a post, which counts as an update of it and not as an edit."""
    channel, post = mattermost.world.post(post_id)
    post.has_reactions, post.update_at = True, mattermost.clock.stamp()
    reaction = {"user_id": user.id, "post_id": post_id, "emoji_name": emoji, "create_at": post.update_at}
    mattermost.sockets.publish("reaction_added", {"reaction": json.dumps(reaction)}, channel=channel)
