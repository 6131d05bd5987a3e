"""Moments and days as people write them."""

from datetime import datetime

from babel.dates import format_datetime, format_timedelta

from bot.coach.scene import Scene
from bot.domain.calendar import local


def moment(scene: Scene, at: datetime, zone: str) -> str:
    """For example « lundi 30 novembre à 9 h 00 »."""
    wall = local(at, zone)
    named = _spelt(scene, "dates.weekday_and_day", at, zone)
    return scene.say("dates.moment", day=named, hour=wall.hour, minute=f"{wall.minute:02}")


def day(scene: Scene, at: datetime, zone: str) -> str:
    """For example « 30 novembre 2026 »."""
    return _spelt(scene, "dates.day", at, zone)


def short_day(scene: Scene, at: datetime, zone: str) -> str:
    """For example « 30/11 », for a chart's axis."""
    return _written(scene, "dates.short_day", at, zone)


def ago(scene: Scene, at: datetime) -> str:
    """For example « il y a 3 mois »."""
    return format_timedelta(at - scene.now, add_direction=True, locale=scene.language)


def weekday(scene: Scene, number: int) -> str:
    """The name of a weekday; 0 is Monday."""
    return scene.house.library.say(scene.language).list("dates.weekdays")[number]


def weekday_of(scene: Scene, at: datetime, zone: str) -> str:
    """The name of a moment's weekday."""
    return weekday(scene, local(at, zone).weekday())


def hour(scene: Scene, number: int) -> str:
    """A full hour as people say it."""
    return scene.say("dates.hour", hour=number)


def _written(scene: Scene, pattern: str, at: datetime, zone: str) -> str:
    return format_datetime(local(at, zone).replace(tzinfo=None), scene.say(pattern), locale=scene.language)


def _spelt(scene: Scene, pattern: str, at: datetime, zone: str) -> str:
    """With the month in letters and the day before it, which French calls *1er* where it is the first."""
    said = _written(scene, pattern, at, zone)
    return said.replace("1", scene.say("dates.first"), 1) if local(at, zone).day == 1 else said
