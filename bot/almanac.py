"""Public holidays by country and part of it, as the `holidays` library knows them."""

import re
from functools import cache, lru_cache

from bot.domain.calendar import Holidays

MOST_PLACES = 1_000
"""How many are remembered: people may write any."""


@lru_cache(MOST_PLACES)
def holidays_of(place: str) -> Holidays | None:
    """The public holidays of `FR`, `FR-57` or any other country and part of one; None for a place that is not known."""
    # Takes a while to import, and what never looks at a calendar needs none of it.
    from holidays import country_holidays

    found = re.fullmatch("([A-Z]{2})(?:-([A-Z0-9]{1,3}))?", place)
    try:
        return cache(country_holidays(found[1], subdiv=found[2]).__contains__) if found else None
    except NotImplementedError:
        return None
