"""What the phrases must be: the same keys, forms and placeholders in every language."""

import re
import string
from collections.abc import Iterator, Mapping
from typing import Any

from bot.content_check.sheet import Mistake, Sheet, Where, hint, inside, name_of
from bot.content_check.texts import check_texts

_PLURAL_FORMS = {"zero", "one", "two", "few", "many", "other"}
_PLACEHOLDER = re.compile(r"[a-z][a-z0-9_]*")


def entries_of(sheet: Sheet) -> Mapping[Where, Any]:
    """Each phrase of a file by its place: a text, a list, or a mapping of plural forms."""
    return dict(_entries(sheet.data, ()))


def check_phrases(sheet: Sheet) -> Iterator[Mistake]:
    """The mistakes in a file of phrases."""
    yield from check_texts(sheet)
    for where, phrase in entries_of(sheet).items():
        if isinstance(phrase, dict):
            yield from (sheet.mistake((*where, key), sentence) for key, sentence in _plural_mistakes(phrase))
        for place, text in _texts(where, phrase):
            if text is None:
                yield sheet.mistake(place, f"{name_of(place)} is empty: fill it in, or take it out")
            elif isinstance(text, dict | list) and text:
                yield sheet.mistake(place, f"{name_of(place)} must be one sentence between quotes")
            elif isinstance(text, str) and _placeholders(text) is None:
                yield sheet.mistake(
                    place, "between braces stands one word in lower case, such as {name}; {{ and }} show as braces"
                )


def compare_phrases(sheet: Sheet, other: Sheet) -> Iterator[Mistake]:
    """What the phrases of another language have and those of `sheet` lack."""
    mine, language = entries_of(sheet), other.language
    for where, phrase in entries_of(other).items():
        key = ".".join(map(str, where))
        if where not in mine:
            yield sheet.mistake(
                where, f"the phrase `{key}` of {language}.yaml is missing here: translate it, or take it out there"
            )
        elif _kind(phrase) != _kind(mine[where]):
            yield sheet.mistake(where, f"`{key}` is {_kind(mine[where])} here and {_kind(phrase)} in {language}.yaml")
        elif lacking := _names(phrase) - _names(mine[where]):
            names = ", ".join(f"{{{name}}}" for name in sorted(lacking))
            yield sheet.mistake(where, f"`{key}` lacks {names}, which {language}.yaml has: use the same in both")


def _entries(value: Any, where: Where) -> Iterator[tuple[Where, Any]]:
    if isinstance(value, dict) and not _is_plural(value):
        for key, child in value.items():
            yield from _entries(child, (*where, key))
    elif where:
        yield where, value


def _is_plural(value: Mapping[str, object]) -> bool:
    return value.keys() <= _PLURAL_FORMS or {"one", "other"} <= value.keys()


def _texts(where: Where, phrase: object) -> list[tuple[Where, object]]:
    return [((*where, step), text) for step, text in inside(phrase)] or [(where, phrase)]


def _plural_mistakes(forms: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    if forms and "other" not in forms:
        yield "", "the plural form `other` is missing: add it, every other number takes it"
    for key in forms.keys() - _PLURAL_FORMS:
        yield key, f"`{key}` is no plural form{hint(key, _PLURAL_FORMS)}"


def _kind(phrase: object) -> str:
    if isinstance(phrase, dict):
        return "plural forms"
    return "a list" if isinstance(phrase, list) else "one sentence"


def _names(phrase: object) -> set[str]:
    """The placeholders of a phrase, over all its forms."""
    return {name for _, text in _texts((), phrase) if isinstance(text, str) for name in _placeholders(text) or ()}


def _placeholders(text: str) -> set[str] | None:
    """The names between braces; None when the braces hold anything else."""
    try:
        found = [parts[1:] for parts in string.Formatter().parse(text) if parts[1] is not None]
    except ValueError:
        return None
    plain = all(_PLACEHOLDER.fullmatch(str(name)) and not spec and not how for name, spec, how in found)
    return {str(name) for name, _, _ in found} if plain else None
