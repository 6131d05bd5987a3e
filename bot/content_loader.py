"""Reads the roles and the phrases from their files, and reports every mistake in them at once."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from itertools import chain, permutations
from pathlib import Path
from typing import Any, TypeVar

from babel.core import Locale
from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from bot.content_check.coaching import check_advice, check_guide_is_used, compare_advice
from bot.content_check.deepening import check_deepening
from bot.content_check.files import LANGUAGES, Files
from bot.content_check.ids import check_told_ids, missing_items
from bot.content_check.phrases import check_phrases, compare_phrases, entries_of
from bot.content_check.role import check_role, compare_roles
from bot.content_check.sheet import Mistake, Sheet, hint, name_of
from bot.domain import coaching, deepening, role
from bot.domain.coaching import Advices, Coaching
from bot.domain.deepening import Deepening
from bot.domain.library import Library, Phrase, Phrases
from bot.domain.role import Role

__all__ = ["LANGUAGES", "ContentMistakes", "Library", "Mistake", "Phrases", "load"]

CONTENT = Path(__file__).parent.parent / "content"

_SHAPES = [shape for module in (role, coaching, deepening) for shape in vars(module).values() if is_dataclass(shape)]
_KEYS = {field.name for shape in _SHAPES for field in fields(shape)}

_Shape = TypeVar("_Shape")
_Check = Callable[[Sheet], Iterable[Mistake]]
_Compare = Callable[[Sheet, Sheet], Iterable[Mistake]]


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
    reader = _Reader(Files(folder or CONTENT))
    told = {name: reader.role(name) for name in reader.role_names()}
    phrases = reader.phrases()
    if mistakes := reader.files.mistakes:
        raise ContentMistakes(tuple(sorted(set(mistakes))))
    roles = {name: found for name, (found, _) in told.items()}
    return Library(roles, phrases, LANGUAGES, {name: found for name, (_, found) in told.items()})


class _Reader:
    """Checks the files of a content folder and gives them their shape."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self._roles = TypeAdapter(Role)
        self._advices = TypeAdapter(Advices)
        self._deepenings = TypeAdapter(Deepening)

    def role_names(self) -> tuple[str, ...]:
        """The names of the folders that hold a role each."""
        names = self.files.folders("roles")
        if not names:
            self.files.report("roles", "there is no role here: each has a folder of its own")
        return names

    def role(self, name: str) -> tuple[Mapping[str, Role], Mapping[str, Coaching]]:
        """That role, and what the coach says after answers about it, in each language whose files have their shape."""
        sheets = self._checked(f"roles/{name}", check_role, compare_roles)
        return self._shaped(self._roles, sheets), self._coaching(name, sheets)

    def phrases(self) -> Mapping[str, Phrases]:
        """The phrases of each language whose file can be read."""
        sheets = self._checked("phrases", check_phrases, compare_phrases)
        return {sheet.language: _phrases(sheet) for sheet in sheets}

    def _coaching(self, name: str, roles: list[Sheet]) -> Mapping[str, Coaching]:
        rules = self._checked(f"roles/{name}/deepening", check_deepening, missing_items)
        advice = {
            question: self._checked(f"roles/{name}/coaching/{question}", check_advice, compare_advice)
            for question in self._asked(name, roles)
        }
        told = list(chain(*advice.values()))
        for language in LANGUAGES:
            self._add(check_told_ids(sheet for sheet in [*told, *rules] if sheet.language == language))
        for role_sheet in roles:
            advised = [sheet for sheet in told if sheet.language == role_sheet.language]
            if len(advised) == len(advice):
                self._add(check_guide_is_used(role_sheet, advised))
        shaped = {question: self._shaped(self._advices, sheets) for question, sheets in advice.items()}
        return {
            language: Coaching({name: found[language] for name, found in shaped.items() if language in found}, rule)
            for language, rule in self._shaped(self._deepenings, rules).items()
        }

    def _asked(self, name: str, roles: list[Sheet]) -> list[str]:
        """The questions that every language has; a folder of advice on any other is reported."""
        asked = [[item.id for item in sheet.items("question")] for sheet in roles]
        known = set(chain(*asked))
        for folder in self.files.folders(f"roles/{name}/coaching"):
            if known and folder not in known:
                sentence = f"no question is called `{folder}`{hint(folder, known)}"
                self.files.report(f"roles/{name}/coaching/{folder}", sentence)
        return [question for question in asked[0] if all(question in others for others in asked)] if asked else []

    def _checked(self, folder: str, check: _Check, compare: _Compare) -> list[Sheet]:
        """The file of each language in that folder, checked by itself and against the others."""
        sheets = self.files.sheets(folder)
        for sheet in sheets:
            self._add(check(sheet))
        for sheet, other in permutations(sheets, 2):
            self._add(compare(sheet, other))
        return sheets

    def _shaped(self, adapter: TypeAdapter[_Shape], sheets: Iterable[Sheet]) -> Mapping[str, _Shape]:
        """Each language's file as that shape, where it has it."""
        found = {}
        for sheet in sheets:
            try:
                found[sheet.language] = adapter.validate_python(sheet.data)
            except ValidationError as error:
                self._add(
                    sheet.mistake(details["loc"], sentence)
                    for details in error.errors(include_url=False, include_context=False)
                    if (sentence := _sentence(details))
                )
        return found

    def _add(self, mistakes: Iterable[Mistake]) -> None:
        self.files.mistakes += mistakes


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
        "int_parsing": "a whole number",
        "tuple_type": "a list, one entry a line, each after a dash",
    }.get(details["type"], "a group of lines such as `key: text`")
    return f"{name} must be {wanted}"


def _phrases(sheet: Sheet) -> Phrases:
    dotted = {".".join(map(str, where)): _phrase(value) for where, value in entries_of(sheet).items()}
    return Phrases(sheet.language, dotted, Locale.parse(sheet.language).plural_form)


def _phrase(value: Any) -> Phrase:
    phrase: Phrase = tuple(value) if isinstance(value, list) else value
    return phrase
