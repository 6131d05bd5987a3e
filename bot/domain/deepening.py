"""Whether a written answer gets one more question, and about what: the rule is content, and this reads it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from bot.domain.role import Point, Strict
from bot.domain.tips import least_recent
from bot.domain.words import folded

LOWS_THAT_END_IT = 2
WORDS_A_NEGATION_COVERS = 3

_WORD_OR_MARK = re.compile(r"[^\W_]+|[^\w\s]")
_SIGN = re.compile(r"[^\W_]+\*?|[#%?,]")


@dataclass(frozen=True)
class Sought(Strict):
    """Something an answer may name: `signs` are the words that show it, `questions` ask for it."""

    id: str
    signs: tuple[str, ...]
    questions: tuple[Point, ...]


@dataclass(frozen=True)
class Deepening(Strict):
    """The rule: `sought` goes from what was seen to what will be done, and the question is about what follows.

    Nothing is asked of an answer with fewer words than `shortest` or more than `longest`, with a sign of `leave_alone`,
    or that names nothing and has no sign of `general`, a judgement without an example. Nor is anything asked where what
    is named has a sign of `and_then` beside it: somebody acts on it. What is sought does not count just after one of
    `negations`. A sign is one word or several; `*` at the end of a word stands for any ending, `#`
    for a number; capitals and accents make no difference.
    """

    shortest: int
    longest: int
    leave_alone: tuple[str, ...]
    general: tuple[str, ...]
    and_then: tuple[str, ...]
    negations: tuple[str, ...]
    sought: tuple[Sought, ...]


def deepen(
    rule: Deepening, words: str, told: Mapping[str, datetime], now: datetime, *, lows_running: int
) -> Point | None:
    """The one question to ask about these written words; None in doubt.

    `lows_running` is how often in a row this question was answered *no* or *I don't know*, this time included: after
    two, nothing is asked. `told` is the moment each id was last told to this person: no question returns within three
    months.
    """
    if lows_running >= LOWS_THAT_END_IT:
        return None
    missing = what_is_missing(rule, words)
    return least_recent(missing.questions, told, now) if missing else None


def what_is_missing(rule: Deepening, words: str) -> Sought | None:
    """What follows the one thing that the words name, or the first where they judge in general; None in doubt."""
    said = _said(words)
    length = sum(word.isalnum() for word in said.split())
    if not rule.shortest <= length <= rule.longest or _holds(said, rule.leave_alone):
        return None
    affirmed = _covered(rule.negations).sub(" ,", said)
    named = [place for place, sought in enumerate(rule.sought) if _holds(affirmed, sought.signs)]
    if not named:
        return rule.sought[0] if _holds(said, rule.general) else None
    if _holds(said, rule.and_then):
        return None
    following = named[0] + 1
    return rule.sought[following] if len(named) == 1 and following < len(rule.sought) else None


def is_findable(sign: str) -> bool:
    """Whether a sign is made of words, `#`, `%` and commas, with `*` at the end of words alone."""
    return bool(sign.split()) and all(_SIGN.fullmatch(word) for word in _separated(sign).split())


def _said(text: str) -> str:
    """The words, numbers and marks one by one, so that no sign reaches across the end of a clause."""
    return f" {' '.join(_WORD_OR_MARK.findall(_separated(text)))} "


def _separated(text: str) -> str:
    return folded(text).replace("'", " ").replace("-", " ")


def _holds(said: str, signs: tuple[str, ...]) -> bool:
    return bool(_any_of(signs).search(said))


@cache
def _any_of(signs: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(f" (?:{'|'.join(map(_pattern, signs))})(?= )")


@cache
def _covered(negations: tuple[str, ...]) -> re.Pattern[str]:
    covered = rf"(?: [^\W_]+){{0,{WORDS_A_NEGATION_COVERS}}}"
    return re.compile(f" (?:{'|'.join(map(_pattern, negations))}){covered}(?= )")


def _pattern(sign: str) -> str:
    return re.escape(" ".join(_separated(sign).split())).replace(r"\*", r"[^\W_]*").replace(r"\#", r"\d+")
