"""Who people are, as their platform's profile says, remembered for a while and kept fresh."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.frontdesk.incoming import Person
from bot.ports import NotSent, OutcomeUnknown, Profile, Unreachable, Watch

log = logging.getLogger(__name__)

FRESH = timedelta(days=1)
REMEMBERED = 10_000
LONGEST = 0.8
"""Seconds to wait for a profile: an answer is due in three."""


class Profiles:
    """Asks `look_up` for whom it does not know yet, and does without an answer when none comes at once."""

    def __init__(self, look_up: Callable[[str, str], Awaitable[Profile | None]], watch: Watch) -> None:
        self._look_up, self._watch = look_up, watch
        self._known: OrderedDict[tuple[str, str], tuple[datetime, Person]] = OrderedDict()

    async def person(self, workspace: str, user: str, name: str = "") -> Person:
        """Somebody; `name` stands in while their profile cannot be read."""
        at, person = self._known.get((workspace, user), (None, None))
        if at is None or self._watch.now() - at > FRESH:
            person = await self._asked(workspace, user) or person
        return person or Person(workspace, user, name or user)

    def heard(self, workspace: str, user: str, news: Profile) -> None:
        """Somebody's profile changed; a language or time zone that the news leave out stays as it was known."""
        at, known = self._known.get((workspace, user), (self._watch.now(), None))
        if known is not None:
            news = replace(news, language=news.language or known.language, zone=news.zone or known.zone)
        if known is not None or (news.language and news.zone):
            self._remember(workspace, user, at, news)

    def _remember(self, workspace: str, user: str, at: datetime, profile: Profile) -> Person:
        habits = profile.language, profile.zone
        person = Person(workspace, user, profile.name, *habits, profile.administers, profile.is_program)
        self._known[workspace, user] = (at, person)
        self._known.move_to_end((workspace, user))
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return person

    async def _asked(self, workspace: str, user: str) -> Person | None:
        try:
            async with asyncio.timeout(LONGEST):
                profile = await self._look_up(workspace, user)
        except (TimeoutError, NotSent, OutcomeUnknown, Unreachable) as problem:
            log.warning("action=no_profile workspace=%s reason=%s", workspace, problem or "no answer in time")
            return None
        return None if profile is None else self._remember(workspace, user, self._watch.now(), profile)
