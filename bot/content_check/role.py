"""What a role's file must hold beyond its shape."""

import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields

from bot.content_check.ids import check_ids, missing_items
from bot.content_check.sheet import Item, Mistake, Sheet, Where, hint
from bot.content_check.texts import check_lengths, check_texts
from bot.domain.cycle import every_rhythm_meets_all
from bot.domain.role import Openings

WAYS = tuple(field.name for field in fields(Openings) if field.name != "unknown")


def check_role(sheet: Sheet) -> Iterator[Mistake]:
    """The mistakes in a role's file that its shape alone does not show."""
    yield from check_texts(sheet)
    yield from check_lengths(sheet)
    yield from check_ids(sheet)
    yield from _check_ways(sheet)
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
    yield from missing_items(sheet, other)
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


def attention_of(sheet: Sheet) -> Mapping[tuple[str, str], Item]:
    """The role's points of attention by way of holding it and id."""
    return {(item.above[1], item.id): item for item in _points(sheet, "ways", "attention")}


def activities_of(sheet: Sheet) -> Mapping[str, Item]:
    """The role's daily activities by id."""
    return {item.id: item for item in _points(sheet, "missions", "activities")}


def unknown_attention(name: str, way: str, attention: Collection[tuple[str, str]]) -> str:
    """The sentence on a point of attention that a way of holding the role does not have."""
    known = [point for owner, point in attention if owner == way]
    return f"`{way}` has no point of attention `{name}`{hint(name, known, '' if known else 'write null')}"


def unknown_activity(name: str, known: Collection[str]) -> str:
    """The sentence on an activity that no mission has."""
    return f"no mission has an activity `{name}`{hint(name, known, 'take it out')}"


def _check_ways(sheet: Sheet) -> Iterator[Mistake]:
    for item in sheet.items("way"):
        if item.id not in WAYS:
            sentence = f"the coach knows no way of holding a role `{item.id}`{hint(item.id, WAYS)}"
            yield sheet.mistake((*item.where, "id"), sentence)


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
    attention, activities = attention_of(sheet), activities_of(sheet)
    used = dict(_used(sheet))
    for where, name in used.items():
        way = str(where[3])
        if where[2] == "activities" and name not in activities:
            yield sheet.mistake(where, unknown_activity(name, activities))
        elif where[2] == "openings" and (way, name) not in attention:
            yield sheet.mistake(where, unknown_attention(name, way, attention))
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


def _folded(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text).casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c)).split())
