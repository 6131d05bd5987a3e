"""What nobody writes by accident: odd values, and well-formed things spoiled in one place or two."""

import copy
import json
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

JSON = Any

TEXTS = (
    *("", " ", "\n\t", "0", "-1", "null", "true", "[]", "{}", "²", "٣", "½", "...", "/", "//", "#"),
    *(
        "\0",
        "a\0b",
        "\ud800",
        "a\udfffb",
        "\ufffe",
        "\u2028",
        "\u202eetirw\u202c",
        "\u200b\u200d\ufeff",
        "e" + "\u0301" * 2000,
    ),
    *(
        "👩🏽‍💻🇫🇷" * 200,
        "نحن نقرر معا",
        "A" * 300,
        "é" * 12_000,
        "mot " * 30_000,
        "<!channel> <@U1> &amp;",
        "@all @here",
    ),
    *(
        "../../etc/passwd",
        "'; DROP TABLE members; --",
        "{reference} {0} %s",
        "<script>alert(1)</script>",
        "https://e.vil/",
    ),
    *("1e400", "9" * 5000, "2026-02-30", "31/12/9999", "0000-00-00", "99999999 semaines", "Europe", "Etc/../UTC"),
)
NUMBERS = (0, -1, 1, 2**31, 2**63, -(2**70), 10**400, 1.5, 1e308, float("inf"))
NESTED: JSON = [[[{"a": [{}]}]]]
OTHERS: tuple[JSON, ...] = (None, True, False, [], {}, [None], {"": ""}, NESTED)
DEEP = 60


def value(random: Random, known: Sequence[str]) -> JSON:
    """Something that does not belong where it comes: somebody else's id among others."""
    kinds = [TEXTS, TEXTS, NUMBERS, OTHERS, known or TEXTS, known or TEXTS]
    return copy.deepcopy(random.choice([*random.choice(kinds), deep(random)]))


def deep(random: Random) -> JSON:
    """Lists in lists, more or less deep."""
    told: JSON = "in the middle"
    for _ in range(random.randrange(DEEP)):
        told = [told]
    return told


def text(random: Random, known: Sequence[str]) -> str:
    """The same where only text can stand."""
    return random.choice([*TEXTS, *known])


def spoiled(random: Random, told: JSON, known: Sequence[str]) -> JSON:
    """A copy with one change or a few, wherever they fall; text that is JSON itself is spoiled inside."""
    made = copy.deepcopy(told)
    for _ in range(random.choice((1, 1, 1, 2, 5))):
        places = list(_places(made))
        if places:
            _spoil(random, *random.choice(places), places, known)
    return made


def _places(told: JSON) -> Iterator[tuple[JSON, Any]]:
    """Everything that holds something, with the key under which it does."""
    if isinstance(told, dict | list):
        for key in list(told) if isinstance(told, dict) else range(len(told)):
            yield told, key
            yield from _places(told[key])


def _spoil(random: Random, holder: JSON, key: Any, places: Sequence[tuple[JSON, Any]], known: Sequence[str]) -> None:
    if isinstance(holder, list) and key >= len(holder):
        return
    found = holder[key] if isinstance(holder, list) else holder.get(key)
    way = random.randrange(8)
    if way == 0:
        del holder[key]
    elif way == 1:
        holder[key] = [found] * random.choice((1, 2, 50))
    elif way == 2:
        other, there = random.choice(places)
        holder[key] = copy.deepcopy(other[there]) if _holds(other, there) else None
    elif way == 3 and isinstance(found, str) and found[:1] in ("{", "["):
        holder[key] = _inside(random, found, known)
    elif way == 4 and isinstance(found, str):
        holder[key] = _reworded(random, found, known)
    else:
        holder[key] = value(random, known)


def _holds(holder: JSON, key: Any) -> bool:
    return key < len(holder) if isinstance(holder, list) else key in holder


def _inside(random: Random, found: str, known: Sequence[str]) -> str:
    try:
        return json.dumps(spoiled(random, json.loads(found), known))
    except (ValueError, RecursionError):
        return found[: random.randrange(len(found))]


def _reworded(random: Random, found: str, known: Sequence[str]) -> str:
    """The text with a part of it exchanged: acts are names, subjects and choices between slashes."""
    parts = found.split("/")
    parts[random.randrange(len(parts))] = text(random, known)
    return "/".join(parts)
