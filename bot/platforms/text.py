"""Somebody's text as a chat shows it: without unseen signs, and cut where it is too long."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

ELLIPSIS = "…"
HALF = re.compile("[\ud800-\udfff]")
JOINING = {"\u200d", *map(chr, range(0xFE00, 0xFE10)), *map(chr, range(0x1F3FB, 0x1F400))}
# Control characters but for line ends and tabs, halves of characters, and marks that turn the reading direction of
# everything behind them, also of what the coach says next.
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def is_text(told: Any) -> bool:
    """Whether everything in JSON can be kept: no half of a sign, and no NUL, which PostgreSQL does not take."""
    left = [told]
    while left:
        value = left.pop()
        if isinstance(value, str):
            if "\0" in value or not (value.isascii() or HALF.search(value) is None):
                return False
        elif isinstance(value, list):
            left += value
        elif isinstance(value, Mapping):
            left += [*value.keys(), *value.values()]
    return True


def clean(text: str) -> str:
    """The text without signs that cannot be seen but change the layout."""
    return UNSEEN.sub("", text)


def length(text: str) -> int:
    """The length in UTF-16 units, in which Slack counts: an emoji is two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, longest: int) -> str:
    """The text, cut with an ellipsis where it is longer: at a word if one ends in its second half."""
    if length(text) <= longest:
        return text
    head = _head(text, longest - 1)
    space = max(head.rfind(" "), head.rfind("\n"))
    return (head[:space] if space > len(head) // 2 else head).rstrip() + ELLIPSIS


def shown(text: str, longest: int) -> str:
    """Somebody's text as it is shown: clean, cut, and never nothing."""
    return cut(clean(text), longest) if text.strip() else ELLIPSIS


def pieces(text: str, longest: int) -> Iterator[str]:
    """The whole text in pieces that are not too long."""
    while text:
        head = _head(text, longest)
        yield head
        text = text[len(head) :]


def _head(text: str, longest: int) -> str:
    """As much of the text as fits, without tearing a sign from what is joined to it."""
    head = text[:longest]
    while length(head) > longest:
        head = head[: len(head) - max(1, (length(head) - longest) // 2)]
    if len(head) == len(text):
        return head
    end = len(head)
    while end > len(head) // 2 and _joins(text[end - 1], text[end]):
        end -= 1
    return head[:end]


def _joins(left: str, right: str) -> bool:
    return left == "\u200d" or right in JOINING or unicodedata.combining(right) > 0
