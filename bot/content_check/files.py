"""Reads content files as they were written, and reports what cannot be read."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from bot.content_check.sheet import Mistake, Sheet

try:
    from yaml import CSafeLoader as YamlReader
except ImportError:  # PyYAML was built without libyaml: the same, several times slower
    from yaml import SafeLoader as YamlReader  # type: ignore[assignment]

LANGUAGES = ("fr", "en")
DEEPEST = 20


class Files:
    """A content folder, and the mistakes found in it so far."""

    def __init__(self, folder: Path) -> None:
        self.mistakes: list[Mistake] = []
        self._folder = folder.resolve()

    def folders(self, folder: str) -> tuple[str, ...]:
        """The names of the folders in that one."""
        path = self._folder / folder
        found = sorted(path.iterdir()) if path.is_dir() else []
        return tuple(one.name for one in found if one.is_dir() and one.name[0] not in "._")

    def report(self, folder: str, sentence: str) -> None:
        """Adds a mistake about a folder as a whole."""
        self._report(self._folder / folder, 1, sentence)

    def sheets(self, folder: str) -> list[Sheet]:
        """The file of each language in that folder, where it can be read."""
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
            self._report(path, 1, "the file is missing: each language needs one")
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
