"""What ids must be: well formed, each used once, and the same in every language."""

import re
from collections.abc import Iterable, Iterator, Mapping

from bot.content_check.sheet import Mistake, Sheet, Where

_ID = re.compile(r"[a-z0-9][a-z0-9_-]*")


def check_ids(sheet: Sheet) -> Iterator[Mistake]:
    """Ids that are not well formed, or that two things of one kind share."""
    seen: set[tuple[str, str]] = set()
    for item in sheet.items():
        where = (*item.where, "id")
        if (item.kind, item.id) in seen:
            yield sheet.mistake(where, f"another {item.kind} has the id `{item.id}`: give each its own")
        elif not _ID.fullmatch(item.id):
            yield sheet.mistake(where, f"`{item.id}` cannot be an id: use a to z without accents, digits, - and _")
        seen.add((item.kind, item.id))


def check_told_ids(sheets: Iterable[Sheet]) -> Iterator[Mistake]:
    """Ids that several files of one language share: what was told to somebody is kept by its id alone."""
    first: dict[str, tuple[Sheet, Where]] = {}
    for sheet in sheets:
        for item in sheet.items():
            other, where = first.setdefault(item.id, (sheet, item.where))
            if other is not sheet:
                place = f"line {other.line(where)} of {other.file}"
                sentence = f"the id `{item.id}` is on {place} already: give each its own"
                yield sheet.mistake((*item.where, "id"), sentence)


def missing_items(sheet: Sheet, other: Sheet) -> Iterator[Mistake]:
    """What has an id in another language and is missing in `sheet`, named once and not with all it holds."""
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
