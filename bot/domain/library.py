"""Everything the coach can say: its roles and its phrases, in each language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.domain.coaching import Coaching
from bot.domain.role import Role

Phrase = str | Mapping[str, str] | tuple[str, ...]


@dataclass(frozen=True)
class Phrases:
    """The phrases of one language by dotted key: a sentence, its plural forms, or a list of sentences.

    `plural` tells which of the language's plural forms a number takes.
    """

    language: str
    entries: Mapping[str, Phrase]
    plural: Callable[[int], str]

    def __call__(self, key: str, /, **values: object) -> str:
        """The phrase with its placeholders filled; `count` chooses the plural form.

        Raises:
            KeyError: no sentence has that key, or a placeholder has no value.
        """
        phrase = self.entries[key]
        if isinstance(phrase, tuple):
            raise KeyError(f"{key} is a list")
        if isinstance(phrase, Mapping):
            phrase = self._form(phrase, values["count"])
        return phrase.format_map(values)

    def list(self, key: str) -> tuple[str, ...]:
        """The sentences of that list, as they were written; KeyError when no list has that key."""
        phrase = self.entries[key]
        if not isinstance(phrase, tuple):
            raise KeyError(f"{key} is not a list")
        return phrase

    def _form(self, forms: Mapping[str, str], count: object) -> str:
        if not isinstance(count, int):
            raise TypeError(f"count must be a whole number, not {count!r}")
        if count == 0 and "zero" in forms:
            return forms["zero"]
        return forms.get(self.plural(count), forms["other"])


@dataclass(frozen=True)
class Library:
    """All roles and phrases, checked, in every language: `roles` and `coachings` by role, then language."""

    roles: Mapping[str, Mapping[str, Role]]
    phrases: Mapping[str, Phrases]
    languages: tuple[str, ...]
    coachings: Mapping[str, Mapping[str, Coaching]]

    def role(self, language: str, role: str = "product-manager") -> Role:
        """That role in that language; KeyError when there is none."""
        return self.roles[role][language]

    def coaching(self, language: str, role: str = "product-manager") -> Coaching:
        """What the coach says after answers about that role, in that language; KeyError when there is none."""
        return self.coachings[role][language]

    def say(self, language: str) -> Phrases:
        """The phrases of that language; KeyError when there are none."""
        return self.phrases[language]
