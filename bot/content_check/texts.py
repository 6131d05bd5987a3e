"""What any text must be: not empty, not too long, and typographic where it is French."""

import re
from collections.abc import Iterator

from bot.content_check.sheet import Mistake, Sheet, name_of

LONGEST = {"title": 40, "label": 75}

_NOT_PROSE = re.compile(r"https?://\S+|\{[^{}]*\}")
_MIDPOINT = re.compile(r"\w+[·•‧∙⋅]\w+|\w+\((?:e|ne|se|rice)s?\)\w*")
_SPACE_MISSING = re.compile(r"(?<![\u00a0\u202f;:!?(])(?:[;!?»]|:(?=\s|$))|«(?![\u00a0\u202f])")


def check_texts(sheet: Sheet, not_prose: tuple[str, ...] = ("keywords",)) -> Iterator[Mistake]:
    """Empty texts, and French that is not typographic except under the keys `not_prose`."""
    for where, value in sheet.values():
        empty = not value.strip() if isinstance(value, str) else value in ([], {})
        if empty:
            yield sheet.mistake(where, f"{name_of(where)} is empty: fill it in, or take it out")
        elif isinstance(value, str) and sheet.language == "fr" and not set(not_prose) & set(where):
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


def check_lengths(sheet: Sheet) -> Iterator[Mistake]:
    """Titles and labels that do not fit their button or form."""
    for where, text in sheet.texts():
        longest = LONGEST.get(str(where[-1]))
        if longest and where[0] != "source" and len(text) > longest:
            yield sheet.mistake(where, f"`{where[-1]}` has {len(text)} characters: shorten it to {longest} or fewer")
