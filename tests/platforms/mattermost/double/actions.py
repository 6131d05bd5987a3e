"""Taps on the buttons and menus of posts, as Mattermost passes them to the app."""

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.platforms.mattermost.double import posting
from tests.platforms.mattermost.double.attachments import mistakes
from tests.platforms.mattermost.double.commands import slack_links
from tests.platforms.mattermost.double.integrations import failed
from tests.platforms.mattermost.double.refusals import JSON, AppMistake, Refused, forbidden
from tests.platforms.mattermost.double.world import Channel, Post, User, new_id

if TYPE_CHECKING:
    from tests.platforms.mattermost.double.mattermost import Mattermost

KEPT_PROPS = ("from_webhook", "override_username", "override_icon_url")
RESPONSE = {"update", "ephemeral_text", "skip_slack_parsing"}
OK = 200


@dataclass(frozen=True)
class Target:
    """Something to tap: a button, or one option of a menu, as it stood in a post."""

    label: str
    post: Post
    channel: Channel
    action: JSON
    option: str = ""


def targets_of(channel: Channel, post: Post) -> list[Target]:
    """Everything that can be tapped in a post, in reading order."""
    found = list[Target]()
    for action in [action for attachment in post.attachments for action in attachment.get("actions") or ()]:
        if action.get("type") != "select":
            found.append(Target(action["name"], post, channel, action))
            continue
        found += [Target(o["text"], post, channel, action, o["value"]) for o in action.get("options") or ()]
        if action.get("data_source"):
            found.append(Target(action["name"], post, channel, action))
    return found


async def tap(mattermost: "Mattermost", user: User, target: Target) -> Any:
    """Pass a tap to the app and do what it answers; of an ephemeral post the client kept the integration in a cookie.

    Raises Refused.
    """
    channel, alone = target.channel, bool(target.post.only_for)
    if user.id not in channel.members:
        raise forbidden()
    post = target.post if alone else mattermost.world.post(target.post.id)[1]
    action = target.action if alone else post.action(target.action["id"])
    if not str(target.action["id"]).isalnum() or not str(target.action["id"]).isascii():
        raise Refused(404, "api.context.404.app_error")
    if action is None or not action.get("integration"):
        raise Refused(404, "api.post.do_action.action_id.app_error", "Invalid action id.")
    body = _body(mattermost, user, channel, post, action, target.option)
    answer = await mattermost.integrations.call(str(action["integration"]["url"]), body=body)
    if answer.status != OK:
        raise failed()
    try:
        response = answer.json()
    except ValueError:
        raise failed() from None
    _obey(mattermost, user, channel, post, response)
    return response


def _body(mattermost: "Mattermost", user: User, channel: Channel, post: Post, action: JSON, option: str) -> JSON:
    team = mattermost.world.teams.get(channel.team_id)
    context = deepcopy(action["integration"].get("context") or {})
    menu = action.get("type") == "select"
    if menu and option:
        context["selected_option"] = option
    body = {
        "user_id": user.id,
        "user_name": user.username,
        "channel_id": channel.id,
        "channel_name": channel.name,
        "team_id": channel.team_id,
        "team_domain": team.name if team else "",
        "post_id": post.id,
        "trigger_id": mattermost.triggers.new(user),
        "type": action.get("type", ""),
        "data_source": action.get("data_source", "") if menu and option else "",
    }
    return {**body, "context": context} if context else body


def _obey(mattermost: "Mattermost", user: User, channel: Channel, post: Post, response: Any) -> None:
    if response is None:
        return
    if not isinstance(response, dict) or set(response) - RESPONSE:
        raise AppMistake(f"the answer to a tap is {response!r}")
    retained = {name: post.props[name] for name in KEPT_PROPS if name in post.props}
    if response.get("update") is not None:
        _update(mattermost, channel, post, response["update"], retained)
    text = response.get("ephemeral_text")
    if text:
        words = text if response.get("skip_slack_parsing") else slack_links(text)
        alone = Post(new_id(), channel.id, user.id, words, root_id=post.root_id or post.id, props=dict(retained))
        posting.show_alone(mattermost, channel, alone, user)


def _update(mattermost: "Mattermost", channel: Channel, post: Post, update: JSON, retained: JSON) -> None:
    """Change the tapped post; files that the update does not name are gone from it.

    Raises Refused for an ephemeral one, which is nowhere to be found.
    """
    if post.only_for or post.delete_at:
        raise Refused(404, "app.post.get.app_error", "Unable to get the post.")
    props = update.get("props")
    if props is None:
        props = post.props
    else:
        mattermost.violations += mistakes(Post("", "", "", props=props).attachments)
        props = {name: value for name, value in props.items() if name not in KEPT_PROPS} | retained
    changes: JSON = {"message": str(update.get("message") or ""), "props": deepcopy(props)}
    changes["file_ids"] = [str(id_) for id_ in update.get("file_ids") or ()]
    posting.edit(mattermost, channel, post, changes)
