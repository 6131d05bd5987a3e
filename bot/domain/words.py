"""How typed words are compared and measured."""

import unicodedata

LONGEST_MESSAGE = 10_000
LONGEST_FORM_TEXT = 3_000


def plain(text: str) -> str:
    """The text as it is compared: lower case, without accents, punctuation at its ends or double spaces."""
    return " ".join(folded(text).strip(" \t\n.,;:!?…\"'«»").split())


def folded(text: str) -> str:
    """The text in lower case, without accents, every apostrophe straight."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char)).replace("’", "'")


def says_something(text: str) -> bool:
    """Whether there is at least one letter or digit in it: emoji alone say too little to keep."""
    return any(char.isalnum() for char in text)


def excerpt(text: str, longest: int) -> str:
    """The text, cut at a word with an ellipsis when it is longer than that many characters."""
    if len(text) <= longest:
        return text
    cut = text[: longest - 1]
    return (cut[: cut.rfind(" ")] if " " in cut[longest // 2 :] else cut).rstrip() + "…"
