"""What Slack cuts or refuses by size, as data; counts of characters for texts, of items for lists."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tests.platforms.slack.double.refusals import JSON

MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
MESSAGE_TEXT = 40_000
WHOLE_MESSAGE = 13_200
MARKDOWN_IN_MESSAGE = 12_000
VIEW_BYTES = 250_000

PLACEHOLDER = {"placeholder.text": 150}
OPTIONS = {"options": 100, **PLACEHOLDER}

LONGEST: Mapping[str, Mapping[str, int]] = {
    "section": {"text.text": 3000, "fields": 10, "fields.*.text": 2000},
    "header": {"text.text": 150},
    "context": {"elements": 10},
    "actions": {"elements": 25},
    "image": {"alt_text": 2000, "title.text": 2000, "image_url": 3000},
    "input": {"label.text": 2000, "hint.text": 2000},
    "markdown": {"text": MARKDOWN_IN_MESSAGE},
    "table": {"rows": 100, "rows.*": 20},
    "button": {"text.text": 75, "value": 2000, "url": 3000, "accessibility_label": 75},
    "static_select": OPTIONS,
    "multi_static_select": OPTIONS,
    "users_select": PLACEHOLDER,
    "multi_users_select": PLACEHOLDER,
    "conversations_select": PLACEHOLDER,
    "channels_select": PLACEHOLDER,
    "overflow": {"options": 5},
    "radio_buttons": {"options": 10},
    "checkboxes": {"options": 10},
    "plain_text_input": {"initial_value": 3000, **PLACEHOLDER},
    "option": {"text.text": 75, "value": 150, "description.text": 75},
    "confirm": {"title.text": 100, "text.text": 300, "confirm.text": 30, "deny.text": 30},
    "modal": {"blocks": VIEW_BLOCKS, "title.text": 24, "submit.text": 24, "close.text": 24},
    "home": {"blocks": VIEW_BLOCKS},
}
EVERYWHERE = {"block_id": 255, "action_id": 255, "callback_id": 255, "external_id": 255, "private_metadata": 3000}
NEVER_EMPTY = ("plain_text", "mrkdwn")
NAMED_BY_PARENT = {"options": "option", "initial_options": "option", "initial_option": "option", "confirm": "confirm"}


def too_big(value: Any, pointer: str, kind: str = "") -> Iterator[str]:
    """Each thing in there that is too long or empty, in Slack's words and with its place."""
    if isinstance(value, list):
        for at, item in enumerate(value):
            yield from too_big(item, f"{pointer}/{at}", kind)
    elif isinstance(value, dict):
        yield from _too_big_itself(value, pointer, kind or str(value.get("type", "")))
        for key, inner in value.items():
            yield from too_big(inner, f"{pointer}/{key}", NAMED_BY_PARENT.get(key, ""))


def message_too_big(blocks: list[JSON]) -> Iterator[str]:
    """What is too much about a message's blocks together."""
    if len(blocks) > MESSAGE_BLOCKS:
        yield f"no more than {MESSAGE_BLOCKS} items allowed [json-pointer:/blocks]"
    if sum(len(block.get("text", "")) for block in blocks if block.get("type") == "markdown") > MARKDOWN_IN_MESSAGE:
        yield f"must be less than {MARKDOWN_IN_MESSAGE + 1} characters [json-pointer:/blocks]"
    if sum(block.get("type") == "table" for block in blocks) > 1:
        yield "only_one_table_allowed [json-pointer:/blocks]"


def visible_length(value: Any) -> int:
    """How many characters of text are in there, at any depth."""
    if isinstance(value, list):
        return sum(visible_length(item) for item in value)
    if isinstance(value, dict):
        own = len(value["text"]) if isinstance(value.get("text"), str) else 0
        return own + sum(visible_length(inner) for inner in value.values())
    return 0


def weight(view: JSON) -> int:
    """Bytes of a view as JSON."""
    return len(json.dumps(view, ensure_ascii=False).encode())


def _too_big_itself(value: JSON, pointer: str, kind: str) -> Iterator[str]:
    for path, longest in {**EVERYWHERE, **LONGEST.get(kind, {})}.items():
        for place, found in _at(value, path.split("."), pointer):
            if len(found) > longest:
                yield _sentence(found, longest, place)
    if kind in NEVER_EMPTY and value.get("text") == "":
        yield f"must be more than 0 characters [json-pointer:{pointer}/text]"
    for key in ("options", "elements"):
        if value.get(key) == [] and kind != "rich_text":
            yield f"no fewer than 1 items allowed [json-pointer:{pointer}/{key}]"


def _sentence(found: str | list[Any], longest: int, place: str) -> str:
    if isinstance(found, str):
        return f"must be less than {longest + 1} characters [json-pointer:{place}]"
    return f"no more than {longest} items allowed [json-pointer:{place}]"


def _at(value: Any, path: list[str], pointer: str) -> Iterator[tuple[str, str | list[Any]]]:
    """The texts and lists at a path, with their places; `*` is every item."""
    if not path:
        if isinstance(value, str | list):
            yield pointer, value
    elif path[0] == "*":
        for at, item in enumerate(value if isinstance(value, list) else ()):
            yield from _at(item, path[1:], f"{pointer}/{at}")
    elif isinstance(value, dict) and path[0] in value:
        yield from _at(value[path[0]], path[1:], f"{pointer}/{path[0]}")
