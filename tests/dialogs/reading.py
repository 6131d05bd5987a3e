"""What a reader of a post sees, as text, what they can tap, and what clocks show."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.platforms.playground.room import Post

JSON = dict[str, Any]
_PLAIN_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " "})


def spaced(text: str) -> str:
    """The text with plain spaces only, as tests write it."""
    return text.translate(_PLAIN_SPACES)


def text_of(post: Post) -> str:
    """Everything a reader of the post reads, a line a block."""
    return spaced("\n".join(line for block in post.blocks or [] for line in lines(block)))


def buttons_of(post: Post) -> list[tuple[str, str]]:
    """Label and act of every button and menu entry."""
    items = [item for block in post.blocks or [] if block["type"] == "actions" for item in block["items"]]
    return [(spaced(one["label"]), one["act"]) for item in items for one in item.get("options", [item])]


def lines(block: JSON) -> list[str]:
    """What is read in one block."""
    if block["type"] == "picture":
        return [block["alt"], *lines({"type": "table", **block["table"]})]
    if block["type"] == "table":
        return [block["caption"], *(" | ".join(row) for row in (block["columns"], *block["rows"]))]
    if block["type"] == "actions":
        return [" ".join(f"[{item['label']}]" for item in block["items"])]
    if block["type"] == "points":
        return list(block["items"])
    return [block[name] for name in ("text", "label", "name", "content", "by") if block.get(name)]


def paris(wall: str) -> datetime:
    """The moment at which clocks in Paris show that."""
    return datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo("Europe/Paris"))
