"""Dates and durations as people type them."""

import re
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise

from babel.dates import get_day_names, get_month_names

from bot.domain.calendar import day_at, moment_at
from bot.domain.refusals import Refusal
from bot.domain.words import plain

NUMBERS = {"un": 1, "une": 1, "a": 1, "one": 1, "deux": 2, "two": 2, "trois": 3, "three": 3, "quatre": 4, "four": 4}
NUMBERS |= {"cinq": 5, "five": 5, "six": 6, "sept": 7, "seven": 7, "huit": 8, "eight": 8, "dix": 10, "ten": 10}
NUMBERS |= {"quinze": 15}
UNITS = {"jour": 1, "jours": 1, "day": 1, "days": 1, "semaine": 7, "semaines": 7, "week": 7, "weeks": 7, "mois": 30}
UNITS |= {"month": 30, "months": 30, "fortnight": 14}
UNTIL, END, NEXT = {"jusqu", "jusque", "until", "till"}, {"fin", "end"}, {"prochain", "prochaine", "next"}
MIDDLE, WEEK, MONTH = {"mi", "mid"}, {"semaine", "week"}, {"mois", "month"}
SEEN = {"demain", "tomorrow"}, {"apres", "after"}
AROUND = {"pendant", "pour", "de", "du", "d", "des", "le", "la", "l", "au", "a", "er", "for", "of", "the"}
AROUND |= {"st", "nd", "rd", "th"}
"""What stands around a date and tells nothing itself."""
HOURS = {"h", "heure", "heures", "am", "pm"}
LANGUAGES = ("fr", "en")
YEARS = range(2000, 2100)
LONGEST_PAUSE, LONGEST_NUMBER = timedelta(days=366), 4
_WORD_OR_NUMBER = re.compile(r"[a-z]+|\d+")


def pause_end(words: str, now: datetime, zone: str) -> datetime:
    """The local beginning of the day that `24/12`, `24 décembre`, `2 semaines`, `lundi`, `fin janvier`… names.

    The end of a month is the first of the next one, so that the month is paused whole.

    Raises:
        Refusal: it cannot be read, does not exist, is past or more than a year away.
    """
    today = day_at(now, zone)
    day = _duration(plain(words), today) or _date(words, today) or _named_day(words, today) or _said_day(words, today)
    if day is None:
        raise Refusal("pause.not_understood", words=words[:60])
    if day <= today or day - today > LONGEST_PAUSE:
        raise Refusal("pause.out_of_range", words=words[:60])
    return moment_at(day, 0, zone)


def tells_only_time(words: str, now: datetime, zone: str) -> bool:
    """Whether a date or a duration is told, be it an impossible one, and nothing else: no sentence is taken for one."""
    told = _WORD_OR_NUMBER.findall(plain(words))
    known = {*NUMBERS, *UNITS, *UNTIL, *END, *NEXT, *MIDDLE, *WEEK, *MONTH, *SEEN[0], *SEEN[1], *AROUND}
    known |= {*_weekdays(), *_months()}
    if not all(word.isdigit() or word in known for word in told):
        return False
    try:
        return pause_end(words, now, zone) > now
    except Refusal as refusal:
        return refusal.key != "pause.not_understood"


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


def _said_day(words: str, today: date) -> date | None:
    """A day that is told by its number alone, by a month alone, by a weekday, or as it is seen from today."""
    told = _WORD_OR_NUMBER.findall(plain(words))
    said = set(told)
    weekday = next((_weekdays()[word] for word in told if word in _weekdays()), None)
    month = next((_months()[word] for word in told if word in _months()), None)
    numbers = [int(word) for word in told if word.isdigit()]
    if month and said & (UNTIL | END | MIDDLE) and all(number in YEARS for number in numbers):
        return _in_month(month, said, today, *numbers[:1])
    if numbers:
        is_day = len(numbers) == 1 and said & UNTIL and not said & HOURS
        return _numbered(numbers[0], weekday, today) if is_day else None
    if weekday is not None:
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    return _seen_from(today, said)


def _numbered(number: int, weekday: int | None, today: date) -> date | None:
    """The next day of that number, where it falls on the weekday that is told with it."""
    later = (today + timedelta(days=ahead) for ahead in range(1, 63))
    found = next((day for day in later if day.day == number), None)
    return found if found and weekday in (None, found.weekday()) else None


def _in_month(month: int, said: set[str], today: date, year: int = 0) -> date:
    """The first, the middle or the end of that month, the next time that it comes or in the year given."""
    there = date(year or today.year, month, 15 if said & MIDDLE else 1)
    if said & END:
        there = _month_after(there)
    return there if year or there > today else there.replace(year=there.year + 1)


def _month_after(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)


def _seen_from(today: date, said: set[str]) -> date | None:
    tomorrow, after = SEEN
    if said & tomorrow:
        return today + timedelta(days=2 if said & after else 1)
    if said & MONTH and said & (NEXT | END) and not (said & NEXT and said & END):
        return _month_after(today)
    return today + timedelta(days=7 - today.weekday()) if said & WEEK and said & NEXT else None


@cache
def _weekdays() -> dict[str, int]:
    """The number of a weekday by its name, Monday first, as `plain` writes it."""
    return {plain(name): day for each in LANGUAGES for day, name in get_day_names("wide", locale=each).items()}


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
