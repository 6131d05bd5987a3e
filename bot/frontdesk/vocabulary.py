"""What people call things: commands and parts of the role, in every language, whatever the accents, case or typing."""

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.coach.say.about import COMMANDS
from bot.coach.say.role import keys, keywords
from bot.domain.library import Library
from bot.domain.words import plain

SURELY = 82
MAYBE = 64
SUGGESTIONS = 3
LONGEST_COMMAND = 3


@dataclass(frozen=True)
class Understood:
    """What a word led to: `surely` when it can be acted on, else `candidates` to choose from, best first."""

    candidates: tuple[str, ...]
    surely: bool


class Vocabulary:
    """Words in every language and what they lead to."""

    def __init__(self, entries: Iterable[tuple[str, str]]) -> None:
        self._meanings: dict[str, str] = {}
        for word, meaning in entries:
            self._meanings.setdefault(plain(word), meaning)

    def exact(self, text: str) -> str | None:
        """What exactly this word leads to."""
        return self._meanings.get(plain(text))

    def understand(self, text: str) -> Understood:
        """What the words most likely lead to."""
        meaning = self.exact(text)
        if meaning is not None:
            return Understood((meaning,), surely=True)
        near = process.extract(plain(text), self._meanings.keys(), scorer=fuzz.WRatio, score_cutoff=MAYBE, limit=12)
        candidates = tuple(dict.fromkeys(self._meanings[word] for word, _, _ in near))[:SUGGESTIONS]
        return Understood(candidates, surely=bool(near) and near[0][1] >= SURELY)


class Vocabularies:
    """The commands and, for each language of the asker, the parts of the role."""

    def __init__(self, library: Library) -> None:
        self.commands = Vocabulary(
            (word, name)
            for language in library.languages
            for name in COMMANDS
            for word in (name, *library.say(language).list(f"commands.{name}"))
        )
        self._roles = {language: Vocabulary(_role_words(library, language)) for language in library.languages}
        self._thanks = {plain(word) for language in library.languages for word in library.say(language).list("thanks")}

    def role(self, language: str) -> Vocabulary:
        """Words for the parts of the role, the asker's own language first."""
        return self._roles[language]

    def command_in(self, text: str) -> tuple[str, str] | None:
        """The command that the text begins with, and the rest of it."""
        words = text.split()
        for length in range(min(LONGEST_COMMAND, len(words)), 0, -1):
            name = self.commands.exact("-".join(words[:length])) or self.commands.exact(" ".join(words[:length]))
            if name is not None:
                return name, " ".join(words[length:])
        return None

    def is_thanks(self, text: str) -> bool:
        """Whether the text only says thank you."""
        return plain(text) in self._thanks


def _role_words(library: Library, first: str) -> Iterable[tuple[str, str]]:
    for language in (first, *(other for other in library.languages if other != first)):
        role = library.role(language)
        for key in keys(role):
            for word in (key, *keywords(role, key)):
                yield word, key
