"""Reads the roles and the phrases from their files, and reports every mistake in them at once."""

import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from itertools import permutations
from pathlib import Path
from typing import Any

import yaml
from babel.core import Locale
from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from bot.content_check import Mistake, Sheet, Where, check_role, check_texts, compare_roles, hint, inside, name_of
from bot.domain import role as shape
from bot.domain.library import Library, Phrase, Phrases

try:
    from yaml import CSafeLoader as YamlReader
except ImportError:  # PyYAML was built without libyaml: the same, several times slower
    from yaml import SafeLoader as YamlReader  # type: ignore[assignment]

__all__ = ["ContentMistakes", "Library", "Mistake", "Phrases", "load"]

CONTENT = Path(__file__).parent.parent / "content"
LANGUAGES = ("fr", "en")

_KEYS = {field.name for part in vars(shape).values() if is_dataclass(part) for field in fields(part)}
DEEPEST = 20
_PLURAL_FORMS = {"zero", "one", "two", "few", "many", "other"}
_PLACEHOLDER = re.compile(r"[a-z][a-z0-9_]*")


class ContentMistakes(Exception):
    """The content files cannot be used until these mistakes are put right."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__("\n".join(map(str, mistakes)))
        self.mistakes = mistakes


def load(folder: Path | None = None) -> Library:
    """All roles and phrases of a content folder, by default of the one that comes with the coach.

    Raises:
        ContentMistakes: with every mistake of every file, in the order of files and lines.
    """
    reader = _Reader(folder or CONTENT)
    roles = {name: reader.role(name) for name in reader.role_names()}
    phrases = reader.phrases()
    if reader.mistakes:
        raise ContentMistakes(tuple(sorted(set(reader.mistakes))))
    return Library(roles, phrases, LANGUAGES)


class _Reader:
    """Reads a content folder and gathers its mistakes on the way."""

    def __init__(self, folder: Path) -> None:
        self.mistakes: list[Mistake] = []
        self._folder = folder.resolve()
        self._role_shape = TypeAdapter(shape.Role)

    def role_names(self) -> tuple[str, ...]:
        """The names of the folders that hold a role each."""
        folder = self._folder / "roles"
        found = sorted(folder.iterdir()) if folder.is_dir() else []
        names = tuple(path.name for path in found if path.is_dir() and path.name[0] not in "._")
        if not names:
            self._report(folder, 1, "there is no role here: each has a folder of its own")
        return names

    def role(self, name: str) -> Mapping[str, shape.Role]:
        """That role in each language whose file has the right shape."""
        sheets = self._sheets(f"roles/{name}")
        for sheet in sheets:
            self.mistakes += check_role(sheet)
        for sheet, other in permutations(sheets, 2):
            self.mistakes += compare_roles(sheet, other)
        shaped = {sheet.language: self._shaped(sheet) for sheet in sheets}
        return {language: role for language, role in shaped.items() if role}

    def phrases(self) -> Mapping[str, Phrases]:
        """The phrases of each language whose file can be read."""
        sheets = self._sheets("phrases")
        found = {sheet.language: dict(_entries(sheet.data, ())) for sheet in sheets}
        for sheet in sheets:
            self.mistakes += check_texts(sheet)
            self.mistakes += _check_phrases(sheet, found[sheet.language])
        for sheet, other in permutations(sheets, 2):
            self.mistakes += _compare_phrases(sheet, found[sheet.language], other.language, found[other.language])
        return {language: _phrases(language, entries) for language, entries in found.items()}

    def _shaped(self, sheet: Sheet) -> shape.Role | None:
        try:
            return self._role_shape.validate_python(sheet.data)
        except ValidationError as error:
            self.mistakes += (
                sheet.mistake(details["loc"], sentence)
                for details in error.errors(include_url=False, include_context=False)
                if (sentence := _sentence(details))
            )
            return None

    def _sheets(self, folder: str) -> list[Sheet]:
        sheets = (self._sheet(language, self._folder / folder / f"{language}.yaml") for language in LANGUAGES)
        return [sheet for sheet in sheets if sheet]

    def _sheet(self, language: str, path: Path) -> Sheet | None:
        node = self._node(path)
        if node is None:
            return None
        sheet = Sheet(self._shown(path), language, node, _value(node))
        for line, key in _repeated_keys(node):
            self._report(path, line, f"`{key}` stands twice in the same place: keep one of the two")
        if isinstance(sheet.data, dict):
            return sheet
        self._report(path, 1, "the file must be made of lines such as `key: text`")
        return None

    def _text(self, path: Path) -> str | None:
        raw = b""
        try:
            raw = path.read_bytes()
            return raw.decode("utf-8-sig")
        except FileNotFoundError:
            self._report(path, 1, "the file is missing: every role, and the phrases, need one for each language")
        except OSError as error:
            self._report(path, 1, f"the file cannot be opened ({error.strerror})")
        except UnicodeDecodeError as error:
            self._report(path, raw.count(b"\n", 0, error.start) + 1, "a letter cannot be read: save the file as UTF-8")
        return None

    def _node(self, path: Path) -> yaml.Node | None:
        text = self._text(path)
        if text is None:
            return None
        try:
            if trick := _trick(text):
                self._report(path, *trick)
                return None
            node: yaml.Node | None = yaml.compose(text, YamlReader)
        except yaml.MarkedYAMLError as error:
            unclosed = "end of stream" in str(error.problem)
            mark = error.context_mark if unclosed else error.problem_mark
            self._report(
                path,
                mark.line + 1 if mark else 1,
                f"this is not valid YAML ({error.problem}): look here and just above for a quote that is not "
                "closed, a sentence without quotes, or a line that starts too far left or right",
            )
        except yaml.reader.ReaderError as error:
            line = text.encode().count(b"\n", 0, error.position) + 1
            self._report(path, line, f"an invisible character stands here ({error.reason}): remove it")
        else:
            if node is None:
                self._report(path, 1, "the file is empty: fill it in, starting from a copy of another one")
            return node
        return None

    def _shown(self, path: Path) -> str:
        return path.relative_to(self._folder.parent).as_posix()

    def _report(self, path: Path, line: int, sentence: str) -> None:
        self.mistakes.append(Mistake(self._shown(path), line, sentence))


def _trick(text: str) -> tuple[int, str] | None:
    """What no content needs and would make a small file very large or very deep: its line, and a sentence."""
    depth = 0
    for event in yaml.parse(text, YamlReader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            return line, f"`*{event.anchor}` stands for something else: write that here instead"
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            return line, f"more than {DEEPEST} lists or groups stand in each other: no content needs that"
    return None


def _value(node: yaml.Node) -> Any:
    """What a node holds, every value as text, so that a keyword such as `no` or `12:30` needs no quotes."""
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _value(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_value(child) for child in node.value]
    return None if node.tag.endswith(":null") else node.value


def _repeated_keys(node: yaml.Node) -> Iterator[tuple[int, str]]:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, _ in node.value:
            if str(key.value) in seen:
                yield key.start_mark.line + 1, str(key.value)
            seen.add(str(key.value))
    if isinstance(node, yaml.CollectionNode):
        for child in node.value:
            yield from _repeated_keys(child[-1] if isinstance(child, tuple) else child)


def _sentence(details: ErrorDetails) -> str:
    """What a mistake of shape means to whoever wrote the file; empty where another check says it better."""
    name = name_of(details["loc"])
    if details["input"] in ([], {}, ""):
        return ""
    if details["type"] == "missing":
        return f"{name} is missing: add it"
    if details["type"] == "unexpected_keyword_argument":
        return f"unknown key {name}{hint(str(details['loc'][-1]), _KEYS, 'take it out')}"
    if details["input"] is None:
        return f"{name} is empty: fill it in"
    wanted = {
        "string_type": "one sentence between quotes",
        "tuple_type": "a list, one entry a line, each after a dash",
    }.get(details["type"], "a group of lines such as `key: text`")
    return f"{name} must be {wanted}"


def _phrases(language: str, entries: Mapping[Where, Any]) -> Phrases:
    dotted = {".".join(map(str, where)): _phrase(value) for where, value in entries.items()}
    return Phrases(language, dotted, Locale.parse(language).plural_form)


def _phrase(value: Any) -> Phrase:
    phrase: Phrase = tuple(value) if isinstance(value, list) else value
    return phrase


def _entries(value: Any, where: Where) -> Iterator[tuple[Where, Any]]:
    """Each phrase of a file with its place: a text, a list, or a mapping of plural forms."""
    if isinstance(value, dict) and not _is_plural(value):
        for key, child in value.items():
            yield from _entries(child, (*where, key))
    elif where:
        yield where, value


def _is_plural(value: Mapping[str, object]) -> bool:
    return value.keys() <= _PLURAL_FORMS or {"one", "other"} <= value.keys()


def _texts(where: Where, phrase: object) -> list[tuple[Where, object]]:
    return [((*where, step), text) for step, text in inside(phrase)] or [(where, phrase)]


def _check_phrases(sheet: Sheet, entries: Mapping[Where, Any]) -> Iterator[Mistake]:
    for where, phrase in entries.items():
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


def _plural_mistakes(forms: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    if forms and "other" not in forms:
        yield "", "the plural form `other` is missing: add it, every other number takes it"
    for key in forms.keys() - _PLURAL_FORMS:
        yield key, f"`{key}` is no plural form{hint(key, _PLURAL_FORMS)}"


def _compare_phrases(
    sheet: Sheet, mine: Mapping[Where, Any], language: str, theirs: Mapping[Where, Any]
) -> Iterator[Mistake]:
    """What the phrases of another language have and those of `sheet` lack."""
    for where, phrase in theirs.items():
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
