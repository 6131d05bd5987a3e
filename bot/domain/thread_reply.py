"""Replies in a digest's thread: whom they reach, and when."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.calendar import (
    END_OF_WORKING_DAY,
    START_OF_WORKING_DAY,
    Holidays,
    day_at,
    is_working_day,
    local,
    moment_at,
    working_day_after,
)
from bot.domain.words import folded

WORD = re.compile(r"\w+")


@dataclass(eq=False, kw_only=True)
class ThreadReply:
    """That somebody wrote in a digest's thread, which a member hears of who had shared something there.

    It holds neither who wrote nor what. `notice` is the message that tells of it; several replies may share one.
    """

    id: str
    member_id: str
    digest_id: str
    message_id: str
    notice: str
    heard_at: datetime


@dataclass(frozen=True)
class Author:
    """Somebody who shared something in a digest; `name` is the one shown there, None without one."""

    member_id: str
    user: str
    name: str | None


def reached(words: str, by: str, authors: Sequence[Author]) -> list[Author]:
    """Whom these words in the thread are for: the authors whom they name, or else all; never who wrote them."""
    named = [author for author in authors if author.name and _names(words, author.user, author.name)]
    return [author for author in named or authors if author.user != by]


def notice_at(now: datetime, hour: int, zone: str, holidays: Holidays, told: Collection[datetime]) -> datetime:
    """When to tell of a reply that came now, where others were `told` at those moments: once a local day at most.

    At once in working hours; else at the person's hour, or the nearest working one, of the next working day.
    """
    wall = local(now, zone)
    is_free = is_working_day(wall.date(), holidays) and wall.date() not in _days(told, zone)
    if is_free and START_OF_WORKING_DAY <= wall.hour < END_OF_WORKING_DAY:
        return now
    is_early = is_free and wall.hour < START_OF_WORKING_DAY
    day = wall.date() if is_early else working_day_after(wall.date(), holidays)
    return moment_at(day, min(max(hour, START_OF_WORKING_DAY), END_OF_WORKING_DAY - 1), zone)


def _days(moments: Collection[datetime], zone: str) -> set[date]:
    return {day_at(moment, zone) for moment in moments}


def _names(words: str, user: str, name: str) -> bool:
    """Whether the user is mentioned, or the name stands there whole, however it is written."""
    said = WORD.findall(folded(words))
    return any(_holds(said, WORD.findall(folded(called))) for called in (user, name))


def _holds(said: Sequence[str], called: Sequence[str]) -> bool:
    return bool(called) and any(said[at : at + len(called)] == called for at in range(len(said)))
