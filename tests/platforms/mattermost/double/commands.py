"""Slash commands: the call to the app, what it answers, and what comes to a `response_url` later."""

import json
import re
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.platforms.mattermost.double import posting
from tests.platforms.mattermost.double.attachments import mistakes
from tests.platforms.mattermost.double.refusals import JSON, Refused, forbidden
from tests.platforms.mattermost.double.world import Channel, Command, Post, Team, User, new_id

if TYPE_CHECKING:
    from tests.platforms.mattermost.double.mattermost import Mattermost

USES, SECONDS = 5, 30 * 60
SLACK_LINK = re.compile(r"<([^|\n>]+)\|([^\n>]+)>")
RESPONSE = {
    *("response_type", "text", "username", "channel_id", "icon_url", "type", "props", "goto_location"),
    *("skip_slack_parsing", "attachments", "extra_responses"),
}


@dataclass
class Hook:
    """Where an answer to a command belongs."""

    command: Command
    user: User
    channel: Channel
    root_id: str
    born: float
    uses: int = 0


async def execute(mattermost: "Mattermost", user: User, team: Team, channel: Channel, words: str, root: str) -> None:
    """Run what somebody typed behind a slash. Raises Refused."""
    if user.id not in channel.members or channel.delete_at:
        raise forbidden()
    typed, _, text = words.partition(" ")
    trigger = typed.lower().removeprefix("/")
    commands = mattermost.world.commands.values()
    command = next((c for c in commands if (c.team_id, c.trigger) == (team.id, trigger)), None)
    if command is None:
        id_ = "api.command.execute_command.not_found.app_error"
        raise Refused(404, id_, f"Command with a trigger of '{trigger}' not found.")
    hook = Hook(command, user, channel, root, mattermost.clock.now())
    hook_id = new_id()
    mattermost.hooks[hook_id] = hook
    form = _form(mattermost, hook, team, text, f"{mattermost.url}/hooks/commands/{hook_id}")
    failed = Refused(500, "api.command.execute_command.failed.app_error", f"Command '{trigger}' failed.")
    try:
        answer = await mattermost.integrations.call(command.url, form=form, Authorization=f"Token {command.token}")
        response = answer.json() if answer.media == "application/json" else {"text": answer.text}
    except (Refused, ValueError) as problem:
        raise failed from problem
    if answer.status != 200:
        id_ = "api.command.execute_command.failed_resp.app_error"
        raise Refused(500, id_, f"Command '{trigger}' returned response {answer.status}.")
    if not isinstance(response, dict):
        raise failed
    _show(mattermost, hook, response)


def answer_later(mattermost: "Mattermost", hook_id: str, response: Any) -> None:
    """Show what comes to a `response_url`. Raises Refused."""
    hook = mattermost.hooks.get(hook_id)
    if hook is None or mattermost.clock.now() - hook.born > SECONDS:
        raise Refused(404, "app.command_webhook.get.missing", "Unable to get the webhook.")
    if hook.uses >= USES:
        raise Refused(400, "app.command_webhook.try_use.invalid", "Invalid webhook.")
    hook.uses += 1
    _show(mattermost, hook, response)


def slack_links(text: str) -> str:
    """A text in which links as Slack writes them are made Markdown."""
    return SLACK_LINK.sub(r"[\2](\1)", text)


def _form(mattermost: "Mattermost", hook: Hook, team: Team, text: str, response_url: str) -> dict[str, str]:
    return {
        "channel_id": hook.channel.id,
        "channel_name": hook.channel.name,
        "command": f"/{hook.command.trigger}",
        "response_url": response_url,
        "team_domain": team.name,
        "team_id": team.id,
        "text": text,
        "token": hook.command.token,
        "trigger_id": mattermost.triggers.new(hook.user),
        "user_id": hook.user.id,
        "user_name": hook.user.username,
    }


def _show(mattermost: "Mattermost", hook: Hook, response: JSON) -> None:
    """Show an answer and those that come with it, in the name of who typed. Raises Refused."""
    for one in [response, *(response.get("extra_responses") or ())]:
        mattermost.violations += _mistakes(one)
        attachments = deepcopy(one.get("attachments"))
        text = str(one.get("text") or "")
        if not one.get("skip_slack_parsing"):
            text, attachments = slack_links(text), json.loads(slack_links(json.dumps(attachments)))
        props: JSON = {**(one.get("props") or {}), "from_webhook": "true"}
        if attachments is not None:
            props["attachments"] = attachments
        post = Post(new_id(), hook.channel.id, hook.user.id, text, props=props, root_id=hook.root_id)
        post.type = str(one.get("type") or "")
        if one.get("response_type") == "in_channel":
            posting.create(mattermost, hook.channel, post)
        elif text or attachments is not None:
            posting.show_alone(mattermost, hook.channel, post, hook.user)


def _mistakes(response: JSON) -> list[str]:
    """What is wrong with an answer to a command, which Mattermost would pass over."""
    wrong = [f"the answer to a command has no property {name!r}" for name in sorted(set(response) - RESPONSE)]
    if response.get("response_type", "") not in ("", "ephemeral", "in_channel"):
        wrong.append(f"response_type {response['response_type']!r}")
    return wrong + mistakes(response.get("attachments") or [])
