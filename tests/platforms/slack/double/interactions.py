"""Slash commands and taps, as Slack tells them to the app."""

from typing import TYPE_CHECKING

from tests.platforms.slack.double.doors import LATE, Answer
from tests.platforms.slack.double.inputs import STATE_KEY
from tests.platforms.slack.double.refusals import JSON
from tests.platforms.slack.double.taps import Target
from tests.platforms.slack.double.wire import post_json, view_json
from tests.platforms.slack.double.world import SLACKBOT, Channel, Post

if TYPE_CHECKING:
    from tests.platforms.slack.double.person import Person


async def command(person: "Person", name: str, text: str, channel: Channel) -> Answer:
    """Send a slash command, and show what is answered."""
    slack, workspace, user = person.slack, person.workspace, person.user
    fields = {
        "token": "verification",
        "team_id": workspace.id,
        "team_domain": workspace.name,
        "channel_id": channel.id,
        "channel_name": channel.name
        if channel.kind == "channel"
        else {"im": "directmessage"}.get(channel.kind, "privategroup"),
        "user_id": user.id,
        "user_name": user.name.casefold(),
        "command": name,
        "text": text,
        "api_app_id": slack.app_id,
        "is_enterprise_install": "false",
        "response_url": slack.responses.url(workspace, channel, user.id),
        "trigger_id": slack.trigger(workspace, user.id),
    }
    assert slack.door is not None, "tell where the app listens first"
    person.trouble = ""
    answer = await slack.door.command(fields)
    if not answer.good:
        reason = "operation_timeout" if answer.status == LATE else "dispatch_failed"
        person.trouble = f'{name} failed with the error "{reason}"'
        channel.posts.append(Post(slack.clock.ts(), channel.id, SLACKBOT, person.trouble, only_for=user.id))
    elif answer.body:
        slack.responses.acknowledged(workspace, channel, user.id, answer.body)
    return answer


async def tap(person: "Person", target: Target) -> Answer:
    """Send a tap."""
    payload = about(person)
    payload |= {"type": "block_actions", "actions": [target.action(person.slack.clock.ts())]}
    if target.view is not None:
        _remember_choice(target)
        payload |= {
            "container": {"type": "view", "view_id": target.view.id},
            "view": view_json(person.slack, person.workspace, target.view),
        }
    elif target.post is not None:
        payload |= _message(person, target.post)
    assert person.slack.door is not None, "tell where the app listens first"
    person.trouble = ""
    answer = await person.slack.door.interaction(payload)
    if not answer.good:
        person.trouble = "This app responded with an error."
    return answer


def about(person: "Person") -> JSON:
    """What every interaction says: who, where, and a trigger."""
    workspace, user = person.workspace, person.user
    return {
        "user": {
            "id": user.id,
            "username": user.name.casefold(),
            "name": user.name.casefold(),
            "team_id": workspace.id,
        },
        "api_app_id": person.slack.app_id,
        "token": "verification",
        "trigger_id": person.slack.trigger(workspace, user.id),
        "team": {"id": workspace.id, "domain": workspace.name},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _message(person: "Person", post: Post) -> JSON:
    """Where a tapped message stands; of what only one person sees Slack tells no content."""
    slack, workspace = person.slack, person.workspace
    channel = workspace.channels[post.channel]
    url = slack.responses.url(workspace, channel, person.user.id, post)
    container = {
        "type": "message",
        "message_ts": post.ts,
        "channel_id": channel.id,
        "is_ephemeral": bool(post.only_for),
    }
    if post.thread_ts:
        container["thread_ts"] = post.thread_ts
    told = {"container": container, "channel": {"id": channel.id, "name": channel.name}, "response_url": url}
    content = {} if post.only_for else {"message": post_json(slack, workspace, post)}
    return {**told, **content, "state": {"values": {}}}


def _remember_choice(target: Target) -> None:
    """What is chosen in a view stays chosen there."""
    key = STATE_KEY.get(target.element["type"])
    if target.view is None or target.option is None or key is None:
        return
    value = target.view.state[target.block["block_id"]][target.element["action_id"]]
    value[key] = [*value[key], target.option] if key.endswith("s") else target.option
