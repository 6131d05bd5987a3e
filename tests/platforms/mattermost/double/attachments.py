"""What an app gets wrong in message attachments: Mattermost drops it silently, or cannot be tapped."""

import re
from collections.abc import Iterator
from typing import Any

from tests.platforms.mattermost.double.refusals import JSON

ACTION_ID = re.compile(r"[A-Za-z0-9]+")
STYLES = ("", "default", "primary", "success", "good", "warning", "danger")
TEXTS = (
    *("fallback", "color", "pretext", "author_name", "author_link", "author_icon", "title", "title_link", "text"),
    *("image_url", "thumb_url", "footer", "footer_icon"),
)
KNOWN = {*TEXTS, "id", "fields", "ts", "actions"}
ACTION = {"id", "type", "name", "disabled", "style", "data_source", "options", "default_option", "integration"}


def mistakes(attachments: list[JSON]) -> list[str]:
    """Each thing in the attachments of a message that a reader would miss."""
    return [f"attachment {at}: {problem}" for at, one in enumerate(attachments) for problem in _of(one)]


def options_problems(options: Any) -> Iterator[str]:
    """What is wrong with the options of a menu."""
    if not options:
        yield "it has no options"
    for option in options or ():
        if not option.get("text") or not option.get("value"):
            yield f"option {option!r} lacks its text or its value"


def _of(attachment: JSON) -> Iterator[str]:
    yield from _unknown(attachment, KNOWN)
    yield from (f"{name} is no text" for name in TEXTS if not isinstance(attachment.get(name, ""), str))
    for field in attachment.get("fields") or ():
        yield from _unknown(field, {"title", "value", "short"})
    actions = attachment.get("actions") or ()
    for action in actions:
        yield from (f"action {action.get('name')!r}: {problem}" for problem in _of_action(action))
    ids = [action.get("id") for action in actions]
    if len(set(ids)) < len(ids):
        yield f"action ids are there twice: {ids}"


def _of_action(action: JSON) -> Iterator[str]:
    yield from _unknown(action, ACTION)
    if not ACTION_ID.fullmatch(str(action.get("id", ""))):
        yield f"its id {action.get('id')!r} is not letters and digits only, it cannot be tapped"
    if not action.get("name"):
        yield "it has no name"
    if action.get("type", "button") not in ("button", "select"):
        yield f"type {action['type']!r}"
    if action.get("style", "") not in STYLES and not str(action["style"]).startswith("#"):
        yield f"style {action['style']!r}"
    if not (action.get("integration") or {}).get("url"):
        yield "it has no integration to call"
    if action.get("type") == "select" and not action.get("data_source"):
        yield from options_problems(action.get("options"))


def _unknown(value: JSON, known: set[str]) -> Iterator[str]:
    yield from (f"no property {name!r}" for name in sorted(set(value) - known))
