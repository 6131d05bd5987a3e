"""What a content file must hold beyond its shape: each mistake with its file, its line and a plain sentence."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from typing import Any

import yaml

from bot.domain.cycle import every_rhythm_meets_all
from bot.domain.role import Openings

Where = tuple[str | int, ...]

LONGEST = {"title": 40, "label": 75}
WAYS = tuple(field.name for field in fields(Openings) if field.name != "unknown")

_KINDS: Mapping[Where, str] = {("ways",): "way", ("missions",): "mission", ("questions",): "question"}
_ID = re.compile(r"[a-z0-9][a-z0-9_-]*")
_NOT_PROSE = re.compile(r"https?://\S+|\{[^{}]*\}")
_MIDPOINT = re.compile(r"\w+[·•‧∙⋅]\w+|\w+\((?:e|ne|se|rice)s?\)\w*")
_SPACE_MISSING = re.compile(r"(?<![\u00a0\u202f;:!?(])(?:[;!?»]|:(?=\s|$))|«(?![\u00a0\u202f])")


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

    def texts(self) -> Iterator[tuple[Where, str]]:
        """Every text of the file with its place."""
        return ((where, value) for where, value in _walk(self.data, ()) if isinstance(value, str))

    def items(self, kind: str | None = None) -> tuple[Item, ...]:
        """Everything in the file that has an id, of one kind or of all."""
        return tuple(item for item in _items(self.data, (), ()) if kind in (None, item.kind))


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


def check_role(sheet: Sheet) -> Iterator[Mistake]:
    """The mistakes in a role's file that its shape alone does not show."""
    yield from check_texts(sheet)
    yield from _check_lengths(sheet)
    yield from _check_ids(sheet)
    yield from _check_keywords(sheet)
    yield from _check_references(sheet)
    count = len(sheet.items("question"))
    if count and not every_rhythm_meets_all(count):
        yield sheet.mistake(
            ("questions",),
            f"with {count} questions, people asked every second or fourth week do not meet them all in two years: "
            "add one or take one out",
        )


def compare_roles(sheet: Sheet, other: Sheet) -> Iterator[Mistake]:
    """What the same role has in another language and lacks in `sheet`."""
    yield from _missing_items(sheet, other)
    mine = {item.id: item for item in sheet.items("question")}
    theirs = {item.id: item for item in other.items("question")}
    if set(mine) == set(theirs) and list(mine) != list(theirs):
        yield sheet.mistake(
            ("questions",),
            f"the questions stand in another order than in {other.language}.yaml: "
            "use the same, so that a week asks everyone the same one",
        )
    for name in mine.keys() & theirs.keys():
        if theirs[name].value.get("second_half") and not mine[name].value.get("second_half"):
            yield sheet.mistake(
                (*mine[name].where, "second_half"),
                f"`second_half` of the question `{name}` is filled in {other.language}.yaml: translate it here",
            )


def check_texts(sheet: Sheet) -> Iterator[Mistake]:
    """Empty texts, and French that is not typographic."""
    for where, value in _walk(sheet.data, ()):
        empty = not value.strip() if isinstance(value, str) else value in ([], {})
        if empty:
            yield sheet.mistake(where, f"{name_of(where)} is empty: fill it in, or take it out")
        elif isinstance(value, str) and sheet.language == "fr" and "keywords" not in where:
            yield from (sheet.mistake(where, sentence) for sentence in _french(value))


def _french(text: str) -> Iterator[str]:
    prose = _NOT_PROSE.sub("x", text)
    if found := _MIDPOINT.search(prose):
        yield f"`{found[0]}`: word the sentence so that it fits every reader, without midpoint or brackets"
    if "'" in prose:
        yield "there is a straight apostrophe: French takes the curved one, ’"
    if found := _SPACE_MISSING.search(prose):
        side = "after" if found[0] == "«" else "before"
        yield f"a no-break space is missing {side} `{found[0]}`: copy one from a sentence that has it"


def _check_lengths(sheet: Sheet) -> Iterator[Mistake]:
    for where, text in sheet.texts():
        longest = LONGEST.get(str(where[-1]))
        if longest and where[0] != "source" and len(text) > longest:
            yield sheet.mistake(where, f"`{where[-1]}` has {len(text)} characters: shorten it to {longest} or fewer")


def _check_ids(sheet: Sheet) -> Iterator[Mistake]:
    seen: set[tuple[str, str]] = set()
    for item in sheet.items():
        where = (*item.where, "id")
        if (item.kind, item.id) in seen:
            yield sheet.mistake(where, f"another {item.kind} has the id `{item.id}`: give each its own")
        elif not _ID.fullmatch(item.id):
            yield sheet.mistake(where, f"`{item.id}` cannot be an id: use a to z without accents, digits, - and _")
        elif item.kind == "way" and item.id not in WAYS:
            yield sheet.mistake(where, f"the coach knows no way of holding a role `{item.id}`{hint(item.id, WAYS)}")
        seen.add((item.kind, item.id))


def _check_keywords(sheet: Sheet) -> Iterator[Mistake]:
    first: dict[str, int] = {}
    for where, text in sheet.texts():
        if "keywords" not in where:
            continue
        word = _folded(text)
        if word in first:
            yield sheet.mistake(where, f"the keyword `{text}` is on line {first[word]} already: keep one of the two")
        first.setdefault(word, sheet.line(where))


def _check_references(sheet: Sheet) -> Iterator[Mistake]:
    attention = {(item.above[1], item.id): item for item in _points(sheet, "ways", "attention")}
    activities = {item.id: item for item in _points(sheet, "missions", "activities")}
    used = dict(_used(sheet))
    for where, name in used.items():
        way = where[3]
        if where[2] == "activities" and name not in activities:
            yield sheet.mistake(where, f"no mission has an activity `{name}`{hint(name, activities, 'take it out')}")
        elif where[2] == "openings" and (way, name) not in attention:
            ids = [known for owner, known in attention if owner == way]
            yield sheet.mistake(
                where, f"`{way}` has no point of attention `{name}`{hint(name, ids, '' if ids else 'write null')}"
            )
    drawn_on = {(where[3], name) for where, name in used.items()}
    for (way, name), item in attention.items():
        if (way, name) not in drawn_on:
            yield sheet.mistake(
                item.where, f"no question's opening for `{way}` draws on the point `{name}`: use it in one"
            )
    for name, item in activities.items():
        if name not in used.values():
            yield sheet.mistake(
                item.where, f"no question uses the activity `{name}`: add it to the `activities` of one"
            )


def _used(sheet: Sheet) -> Iterator[tuple[Where, str]]:
    """Each id of an activity or of a point of attention that a question names, with its place."""
    for where, text in sheet.texts():
        match where:
            case ("questions", int(), "activities", int()) | ("questions", int(), "openings", str(), "attention"):
                yield where, text


def _points(sheet: Sheet, top: str, last: str) -> Iterator[Item]:
    return (item for item in sheet.items() if len(item.above) == 3 and (item.above[0], item.above[2]) == (top, last))


def _missing_items(sheet: Sheet, other: Sheet) -> Iterator[Mistake]:
    mine = {(item.kind, item.id) for item in sheet.items()}
    places = {item.trail: item.where for item in sheet.items()}
    reported: set[tuple[str, ...]] = set()
    for item in other.items():
        if (item.kind, item.id) in mine:
            continue
        if not any(item.trail[:length] in reported for length in range(len(item.trail))):
            yield sheet.mistake(
                _place(item.above, places),
                f"the {item.kind} `{item.id}` of {other.language}.yaml is missing here: "
                "translate it, or take it out there",
            )
        reported.add(item.trail)


def _place(trail: tuple[str, ...], places: Mapping[tuple[str, ...], Where]) -> Where:
    """Where the end of a trail stands, or would stand."""
    for length in range(len(trail), 0, -1):
        if trail[:length] in places:
            return (*places[trail[:length]], *trail[length:])
    return trail


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
            item = Item(_KINDS.get(where, "point"), child["id"], (*where, step), above, child)
            yield item
            trail = item.trail
        yield from _items(child, (*where, step), trail)


def _folded(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text).casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c)).split())
