"""What a reader of a post sees, as text, and what they can tap."""

from typing import Any

from bot.platforms.playground.room import Post

JSON = dict[str, Any]


def text_of(post: Post) -> str:
    """Everything a reader of the post reads, a line a block."""
    return "\n".join(line for block in post.blocks or [] for line in _lines(block))


def buttons_of(post: Post) -> list[tuple[str, str]]:
    """Label and act of every button and menu entry."""
    items = [item for block in post.blocks or [] if block["type"] == "actions" for item in block["items"]]
    return [(one["label"], one["act"]) for item in items for one in item.get("options", [item])]


def _lines(block: JSON) -> list[str]:
    if block["type"] == "picture":
        return [block["alt"], *_lines({"type": "table", **block["table"]})]
    if block["type"] == "table":
        return [block["caption"], *(" | ".join(row) for row in (block["columns"], *block["rows"]))]
    if block["type"] == "actions":
        return [" ".join(f"[{item['label']}]" for item in block["items"])]
    if block["type"] == "points":
        return list(block["items"])
    return [block[name] for name in ("text", "label", "name", "content", "by") if block.get(name)]
