"""Plain text inside Markdown, where nothing of it mentions, links, loads a picture or changes the layout."""

import re

from bot.platforms.text import clean

UNSEEN_BREAK = "\u200b"
"""Ends a mention: a reference would not, as the server looks for mentions behind it."""
LINE_ENDS = str.maketrans(dict.fromkeys("\u2028\u2029\u2424", "\n"))
"""What some of Mattermost's clients take for the end of a line."""
INDENT = re.compile(r"(?m)^[^\S\n]+")
WIDE = 0xFEE0
"""How far the wide form of a sign is from its usual one."""
SPACE = re.compile(r"[^\S\xa0\u202f]+")
AT = re.compile("((?<![A-Za-z0-9])@|[\uff20\ufe6b])")
"""What may begin a mention; no server or client takes an address like dpo@example.org for one."""
CALLING = re.compile(r"([:#~])(?=\S)")
SIGN = re.compile(
    r"""
      [\\`*_\[\]|<>~\#$]                # signs with a meaning wherever they stand
    | (?m:^)[-+=]                       # a list, a line, a heading above it
    | &(?=\#?\w+;)                      # a reference
    | (?<!\d):(?=\S) | :(?=[^\s\d])     # an emoji, the scheme of an address; not the time of day
    | (?<=\.[^\W\d_]{2})/ | (?<=\.[^\W\d_]{3})/ | (?<=\.[^\W\d_]{4})/
    """,
    re.VERBOSE,
)
NUMBER_OR_ADDRESS = re.compile(r"(?im)(?:^\d+|\bwww\d{0,3})([.)])")


def inert(text: str) -> str:
    """Somebody's text as Markdown that shows just these signs.

    References stand for signs with a meaning: unlike a backslash every client of Mattermost's understands them.
    """
    lines = INDENT.sub("", clean(text).translate(LINE_ENDS))
    marked = NUMBER_OR_ADDRESS.sub(lambda found: found[0][:-1] + _reference(found[1]), SIGN.sub(_sign, lines))
    return AT.sub(rf"\1{UNSEEN_BREAK}", marked)


def inert_line(text: str) -> str:
    """Somebody's text as Markdown in one line."""
    return inert(one_line(text))


def plain(text: str) -> str:
    """Somebody's text in one line, for places without Markdown where mentions and emoji are still looked for."""
    return CALLING.sub(rf"\1{UNSEEN_BREAK}", AT.sub(rf"\1{UNSEEN_BREAK}", one_line(text)))


def spoken(text: str) -> str:
    """Somebody's text in one line that is pushed as it is and read as Markdown: wide signs stand for its signs."""
    marked = NUMBER_OR_ADDRESS.sub(rf"\g<0>{UNSEEN_BREAK}", SIGN.sub(_wide, one_line(text)))
    return AT.sub(rf"\1{UNSEEN_BREAK}", marked)


def one_line(text: str) -> str:
    """Somebody's text without the ends of its lines."""
    return SPACE.sub(" ", clean(text).translate(LINE_ENDS)).strip()


def _sign(found: re.Match[str]) -> str:
    return _reference(found[0])


def _wide(found: re.Match[str]) -> str:
    before, after = found.string[: found.start()][-1:], found.string[found.end() :][:1]
    return found[0] if found[0] == "_" and before.isalnum() and after.isalnum() else chr(ord(found[0]) + WIDE)


def _reference(sign: str) -> str:
    return f"&#{ord(sign)};"
