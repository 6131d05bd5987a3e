"""A content file as it was read, and a mistake in it: the words in which every check speaks."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import Any

import yaml

Where = tuple[str | int, ...]

_KINDS = {
    "ways": "way",
    "missions": "mission",
    "questions": "question",
    "tips": "tip",
    "ways_to_find_out": "way to find out",
    "when_yes": "line",
    "sought": "thing sought",
}


@dataclass(frozen=True, order=True)
class Mistake:
    """Something to put right in a content file: where it is, and a sentence for whoever wrote it."""

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}"


@dataclass(frozen=True)
class Item:
    """Something with an id: its place in the file, and the keys and ids above it."""

    kind: str
    id: str
    where: Where
    above: tuple[str, ...]
    value: Mapping[str, Any]

    @property
    def trail(self) -> tuple[str, ...]:
        """The keys and ids that lead to it, its own included: the same in every language."""
        return (*self.above, self.id)


@dataclass(frozen=True)
class Sheet:
    """A content file as it was read: texts, lists and mappings, and the line of each."""

    file: str
    language: str
    node: yaml.Node
    data: Any

    def line(self, where: Where) -> int:
        """The line of that place, or of the nearest one around it that exists."""
        node, line = self.node, self.node.start_mark.line
        for step in where:
            found = _child(node, step)
            if found is None:
                break
            line, node = found
        return line + 1

    def mistake(self, where: Where, sentence: str) -> Mistake:
        """A mistake at that place."""
        return Mistake(self.file, self.line(where), sentence)

    def values(self) -> Iterator[tuple[Where, Any]]:
        """Everything in the file with its place: mappings, lists and texts."""
        return _walk(self.data, ())

    def texts(self) -> Iterator[tuple[Where, str]]:
        """Every text of the file with its place."""
        return ((where, value) for where, value in self.values() if isinstance(value, str))

    def items(self, kind: str | None = None) -> tuple[Item, ...]:
        """Everything in the file that has an id, of one kind or of all."""
        return tuple(item for item in self._every_item if kind in (None, item.kind))

    @cached_property
    def _every_item(self) -> tuple[Item, ...]:
        return tuple(_items(self.data, (), ()))


def hint(word: str, known: Collection[str], otherwise: str = "") -> str:
    """How a sentence about an unknown word ends: with the nearest known one, else with all of them or other advice."""
    if close := get_close_matches(word, sorted(known), n=1):
        return f": did you mean `{close[0]}`?"
    return f": {otherwise}" if otherwise else f" (there are: {', '.join(sorted(known))})"


def inside(value: object) -> Iterator[tuple[str | int, Any]]:
    """What stands directly in a mapping or a list, each with its key or index; nothing in a text."""
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from enumerate(value)


def name_of(where: Where) -> str:
    """How a sentence names that place."""
    names = [f"`{step}`" for step in where if isinstance(step, str)]
    if not names:
        return "the file"
    return f"an entry of {names[-1]}" if isinstance(where[-1], int) else names[-1]


def _child(node: yaml.Node, step: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in reversed(node.value):
            if key.value == step:
                return key.start_mark.line, value
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        child = node.value[step]
        return child.start_mark.line, child
    return None


def _walk(value: object, where: Where) -> Iterator[tuple[Where, Any]]:
    yield where, value
    for step, child in inside(value):
        yield from _walk(child, (*where, step))


def _items(value: object, where: Where, above: tuple[str, ...]) -> Iterator[Item]:
    for step, child in inside(value):
        trail = (*above, step) if isinstance(step, str) else above
        if isinstance(step, int) and isinstance(child, dict) and isinstance(child.get("id"), str):
            item = Item(_KINDS.get(str(where[-1]) if where else "", "point"), child["id"], (*where, step), above, child)
            yield item
            trail = item.trail
        yield from _items(child, (*where, step), trail)
