"""Dates and durations as people type them."""

import re
from datetime import date, datetime, timedelta

from bot.domain.calendar import local, moment_at
from bot.domain.refusals import Refusal
from bot.domain.words import plain

UNITS = {"jour": 1, "jours": 1, "day": 1, "days": 1, "semaine": 7, "semaines": 7, "week": 7, "weeks": 7, "mois": 30}
UNITS |= {"month": 30, "months": 30}
LONGEST_PAUSE = timedelta(days=366)


def pause_end(words: str, now: datetime, zone: str) -> datetime:
    """The local beginning of the day that `2026-12-24`, `24/12/2026`, `24/12` or `2 semaines` names.

    Raises:
        Refusal: it cannot be read, does not exist, is past or more than a year away.
    """
    today = local(now, zone).date()
    day = _duration(plain(words), today) or _date(words, today)
    if day is None:
        raise Refusal("pause.not_understood", words=words[:60])
    if day <= today or day - today > LONGEST_PAUSE:
        raise Refusal("pause.out_of_range", words=words[:60])
    return moment_at(day, 0, zone)


def _duration(words: str, today: date) -> date | None:
    found = re.search(r"\b(\d{1,3})\s*([a-z]+)", words)
    if not found or found[2] not in UNITS:
        return None
    return today + timedelta(days=int(found[1]) * UNITS[found[2]])


def _date(words: str, today: date) -> date | None:
    iso = re.search(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b", words)
    if iso:
        return _existing(int(iso[1]), int(iso[2]), int(iso[3]), words)
    french = re.search(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?(?![\d/])", words)
    if not french:
        return None
    year = _year(french[3]) if french[3] else today.year
    day = _existing(year, int(french[2]), int(french[1]), words)
    return day if french[3] or day > today else _existing(year + 1, day.month, day.day, words)


def _year(written: str) -> int:
    return int(written) if len(written) > len("26") else 2000 + int(written)


def _existing(year: int, month: int, day: int, words: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Refusal("pause.no_such_date", words=words[:60]) from None
