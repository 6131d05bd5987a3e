"""Every phrase is said somewhere, and everything the code says is a phrase."""

import ast
from collections.abc import Iterator
from pathlib import Path

import bot
from bot.content_loader import LANGUAGES
from bot.domain.library import Library

SAYING = {"say", "list", "_sentence", "refuse", "Refusal", "_standing"}
PREFIXED = {"choices": 2}


def calls() -> Iterator[ast.Call]:
    """Every call in the coach's code."""
    for path in Path(bot.__file__).parent.rglob("*.py"):
        yield from (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))


def strings(node: ast.AST) -> Iterator[tuple[str, bool]]:
    """Every text below, with whether it is only the beginning of one."""
    if isinstance(node, ast.JoinedStr):
        first = node.values[0]
        if isinstance(first, ast.Constant):
            yield str(first.value), True
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value, False
    for child in ast.iter_child_nodes(node):
        yield from strings(child)


def said() -> set[tuple[str, bool]]:
    """The key of everything that is said, or its beginning."""
    found: set[tuple[str, bool]] = set()
    for call in calls():
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name in SAYING:
            found |= {
                (text, is_prefix)
                for arg in call.args
                for text, is_prefix in strings(arg)
                if "." in text and " " not in text
            }
        if name in PREFIXED:
            found |= {(f"{text}.", True) for text, _ in strings(call.args[PREFIXED[name]])}
    return found


def mentioned() -> set[tuple[str, bool]]:
    """Everything in the code that may be a key, or the beginning of one."""
    paths = Path(bot.__file__).parent.rglob("*.py")
    return {found for path in paths for found in strings(ast.parse(path.read_text("utf-8")))}


def is_key(text: str, is_prefix: bool, keys: set[str]) -> bool:
    return any(key.startswith(text) for key in keys) if is_prefix else text in keys


def test_everything_that_is_said_is_a_phrase(library: Library) -> None:
    for language in LANGUAGES:
        keys = set(library.say(language).entries)
        assert {text for text, is_prefix in said() if not is_key(text, is_prefix, keys)} == set()


def test_every_phrase_is_said_somewhere(library: Library) -> None:
    whole = {text for text, is_prefix in mentioned() if not is_prefix}
    beginnings = tuple(text for text, is_prefix in mentioned() | said() if is_prefix and "." in text)
    keys = set(library.say("fr").entries)
    assert {key for key in keys if key not in whole and not key.startswith(beginnings)} == set()
