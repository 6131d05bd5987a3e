"""What somebody reads of blocks, as text; who is mentioned in them, and where links lead."""

import re
from collections.abc import Iterator
from typing import Any

from tests.platforms.slack.double.inputs import offered
from tests.platforms.slack.double.refusals import JSON
from tests.platforms.slack.double.world import Workspace

REFERENCE = re.compile(r"<([^<>\s][^<>]*)>")
MENTION = re.compile(r"<(@[UW]\w+|!(?:here|channel|everyone|subteam[^>|]*))(?:\|[^>]*)?>")
LINK = re.compile(r"<((?:https?|mailto)[^<>|]*)(?:\|[^<>]*)?>")
STYLES = [re.compile(rf"(?<![\w{c}]){c}(?=\S)([^\n{c}]*?)(?<=\S){c}(?![\w{c}])") for c in (r"\*", "_", "~", "`")]


def text_of(workspace: Workspace, blocks: list[JSON]) -> str:
    """Everything that a reader reads, a line a text; what can be tapped stands in brackets."""
    return "\n".join(line for block in blocks for line in _lines(workspace, block))


def shown(workspace: Workspace, mrkdwn: str) -> str:
    """A text with markup as it is seen."""
    for style in STYLES:
        mrkdwn = style.sub(r"\1", mrkdwn)
    text = REFERENCE.sub(lambda found: _reference(workspace, found[1]), mrkdwn)
    return unescaped(text)


def unescaped(text: str) -> str:
    """The text as it was before Slack escaped it."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def escaped(text: str) -> str:
    """The text as Slack sends what a person typed."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def mentions(text: str, blocks: list[JSON]) -> list[str]:
    """Everyone whom a message notifies: `@U…`, `!here`, `!channel` …"""
    found = MENTION.findall(text)
    for value in _walk(blocks):
        if value.get("type") == "mrkdwn":
            found += MENTION.findall(value["text"])
        elif value.get("type") == "user":
            found.append(f"@{value['user_id']}")
        elif value.get("type") == "broadcast":
            found.append(f"!{value['range']}")
    return found


def links(blocks: list[JSON]) -> list[str]:
    """Every address that a reader can open."""
    found = []
    for value in _walk(blocks):
        if value.get("type") == "mrkdwn":
            found += LINK.findall(value["text"])
        elif "url" in value and value.get("type") in ("link", "button"):
            found.append(value["url"])
    return found


def _lines(workspace: Workspace, block: JSON) -> list[str]:
    kind = block["type"]
    if kind in ("section", "header", "context"):
        parts = [block.get("text"), *block.get("fields", ()), *block.get("elements", ()), block.get("accessory")]
        return [line for part in parts if part for line in _element(workspace, part)]
    if kind == "actions":
        return [" ".join(line for element in block["elements"] for line in _element(workspace, element))]
    if kind == "input":
        hint = [block["hint"]["text"]] if "hint" in block else []
        return [block["label"]["text"], *hint, *_element(workspace, block["element"])]
    if kind == "image":
        title = [block["title"]["text"]] if "title" in block else []
        return [*title, block["alt_text"]]
    if kind == "markdown":
        return [str(block["text"])]
    if kind == "table":
        return [" | ".join(_rich(workspace, cell) for cell in row) for row in block["rows"]]
    return _rich(workspace, block).splitlines() if kind == "rich_text" else []


def _element(workspace: Workspace, element: JSON) -> list[str]:
    kind = element["type"]
    if kind == "mrkdwn":
        return [shown(workspace, element["text"])]
    if kind == "plain_text":
        return [str(element["text"])]
    if kind == "image":
        return [str(element["alt_text"])]
    if kind == "button":
        return [f"[{element['text']['text']}]"]
    if kind == "plain_text_input":
        return [str(element["initial_value"])] if element.get("initial_value") else []
    labels = " / ".join(option["text"]["text"] for option in offered(element))
    placeholder = element.get("placeholder", {}).get("text", "")
    return [f"[{': '.join(part for part in (placeholder, labels) if part)}]"]


def _rich(workspace: Workspace, value: JSON) -> str:
    """Rich text, which parses nothing."""
    kind, inner = value.get("type"), value.get("elements", ())
    if kind in ("raw_text", "text", "raw_number"):
        return str(value.get("text", value.get("value")))
    if kind == "link":
        return str(value.get("text") or value["url"])
    if kind == "user":
        return _reference(workspace, f"@{value['user_id']}")
    if kind in ("emoji", "broadcast"):
        return f":{value['name']}:" if kind == "emoji" else f"@{value['range']}"
    between = "\n" if kind in ("rich_text", "rich_text_list") else ""
    return between.join(_rich(workspace, one) for one in inner)


def _reference(workspace: Workspace, inside: str) -> str:
    target, _, label = inside.partition("|")
    if target.startswith(("@", "#")):
        user, channel = workspace.users.get(target[1:]), workspace.channels.get(target[1:])
        known = user.name if user else channel.name if channel else label or target[1:]
        return f"{target[0]}{known}"
    if target.startswith("!"):
        return label or f"@{target[1:]}"
    return label or target


def _walk(value: Any) -> Iterator[JSON]:
    if isinstance(value, list):
        for item in value:
            yield from _walk(item)
    elif isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _walk(inner)
