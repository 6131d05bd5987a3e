"""Dates and durations as people type them."""

import re
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise

from babel.dates import get_month_names

from bot.domain.calendar import local, moment_at
from bot.domain.refusals import Refusal
from bot.domain.words import plain

NUMBERS = {"un": 1, "une": 1, "a": 1, "one": 1, "deux": 2, "two": 2, "trois": 3, "three": 3, "quatre": 4, "four": 4}
UNITS = {"jour": 1, "jours": 1, "day": 1, "days": 1, "semaine": 7, "semaines": 7, "week": 7, "weeks": 7, "mois": 30}
UNITS |= {"month": 30, "months": 30}
LANGUAGES = ("fr", "en")
LONGEST_PAUSE, LONGEST_NUMBER = timedelta(days=366), 4
_WORD_OR_NUMBER = re.compile(r"[a-z]+|\d+")


def pause_end(words: str, now: datetime, zone: str) -> datetime:
    """The local beginning of the day that `24/12`, `2026-12-24`, `24 décembre`, `December 24` or `2 semaines` names.

    Raises:
        Refusal: it cannot be read, does not exist, is past or more than a year away.
    """
    today = local(now, zone).date()
    day = _duration(plain(words), today) or _date(words, today) or _named_day(words, today)
    if day is None:
        raise Refusal("pause.not_understood", words=words[:60])
    if day <= today or day - today > LONGEST_PAUSE:
        raise Refusal("pause.out_of_range", words=words[:60])
    return moment_at(day, 0, zone)


def _duration(words: str, today: date) -> date | None:
    for number, unit in pairwise(_WORD_OR_NUMBER.findall(words)):
        count = int(number) if number.isdigit() and len(number) < LONGEST_NUMBER else NUMBERS.get(number)
        if unit in UNITS and count is not None:
            return today + timedelta(days=count * UNITS[unit])
    return None


def _date(words: str, today: date) -> date | None:
    iso = re.search(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b", words)
    if iso:
        return _existing(int(iso[1]), int(iso[2]), int(iso[3]), words)
    french = re.search(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?(?![\d/])", words)
    if not french:
        return None
    return _day_of(int(french[1]), int(french[2]), french[3], today, words)


def _named_day(words: str, today: date) -> date | None:
    """A day whose month is named, in any language of the coach's; the day may stand before or after it."""
    told = _WORD_OR_NUMBER.findall(plain(words))
    months = [_months()[word] for word in told if word in _months()]
    days = [word for word in told if word.isdigit() and len(word) <= len("31")]
    years = [word for word in told if word.isdigit() and len(word) == len("2026")]
    return _day_of(int(days[0]), months[0], (*years, "")[0], today, words) if months and days else None


@cache
def _months() -> dict[str, int]:
    """The number of a month by its name, whole or short, as `plain` writes it."""
    written = [get_month_names(width, locale=each) for each in LANGUAGES for width in ("wide", "abbreviated")]
    return {plain(name): number for names in written for number, name in names.items()}


def _day_of(day: int, month: int, year: str, today: date, words: str) -> date:
    """That day of the year given, else the next time that it comes."""
    found = _existing(_year(year) if year else today.year, month, day, words)
    return found if year or found > today else _existing(found.year + 1, month, day, words)


def _year(written: str) -> int:
    return int(written) if len(written) > len("26") else 2000 + int(written)


def _existing(year: int, month: int, day: int, words: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Refusal("pause.no_such_date", words=words[:60]) from None
