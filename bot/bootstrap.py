"""Joins ports to implementations: the only file that names concrete classes."""

import contextlib
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from aiohttp import web

from bot.charts import ChartPainter
from bot.coach.deliver import Deliverer
from bot.coach.scene import House
from bot.content_loader import load
from bot.frontdesk.desk import FrontDesk
from bot.platforms.playground.clock import JumpingClock
from bot.platforms.playground.courier import RoomCourier
from bot.platforms.playground.deeds import Deeds
from bot.platforms.playground.guard import guarded
from bot.platforms.playground.host import Playground
from bot.platforms.playground.room import Room
from bot.platforms.playground.routes import Pages
from bot.ports import Courier, StoreAway
from bot.server import make_app, privacy_html
from bot.settings import Settings
from bot.storage.keys import Keyring
from bot.storage.opening import CannotOpen, open_store
from bot.storage.store import SqlStore

VAR = Path("var")
NOBODY_YET = {"fr": ("cet exemple n’a pas de responsable", "aucun"), "en": ("nobody, this is an example", "none")}


@dataclass(frozen=True)
class Coach:
    """The coach with everything it needs, for whichever platform."""

    settings: Settings
    house: House
    store: SqlStore
    clock: JumpingClock
    desk: FrontDesk
    deliverer: Deliverer
    room: Room


@contextlib.asynccontextmanager
async def playground_coach(settings: Settings, database: Path | None = None) -> AsyncIterator[Coach]:
    """The coach for the playground, on its own SQLite file or in memory.

    Raises:
        CannotOpen: the database cannot be used.
        ContentMistakes: a content file is wrong.
    """
    responsible, dpo = NOBODY_YET[settings.coach_language]
    house = House(load(), settings.policy(responsible, dpo))
    url = f"sqlite:///{database}" if database else "sqlite://"
    store = await open_store(url, Keyring(settings.coach_secret_keys or own_keys(database)))
    try:
        room = Room()
        await room.load(store)
        clock = JumpingClock(timedelta(seconds=float(room.notes.get("offset", 0))))
        couriers: Mapping[str, Courier] = {"playground": RoomCourier(room, store, clock)}
        lease = timedelta(seconds=settings.coach_lease_seconds)
        deliverer = Deliverer(house, store, couriers, clock, lease)
        desk = FrontDesk(house, store, couriers, clock, deliverer.wake)
        yield Coach(settings, house, store, clock, desk, deliverer, room)
    finally:
        await store.close()


def own_keys(database: Path | None) -> Sequence[str]:
    """The playground's own key, made once and kept beside its database."""
    if database is None:
        return (secrets.token_urlsafe(48),)
    file = database.with_name("playground.key")
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return (file.read_text(encoding="ascii").strip(),)


def playground_app(coach: Coach, playground: Playground) -> web.Application:
    """The playground's page and API, with the health routes and the privacy page."""

    async def ready() -> bool:
        try:
            async with coach.store.transaction():
                return True
        except StoreAway:
            return False

    def privacy(language: str) -> str:
        library = coach.house.library
        chosen = language if language in library.languages else playground.language
        return privacy_html(library.say(chosen), coach.house.policy)

    routes = [*Pages(playground, ChartPainter()).routes(), *Deeds(playground).routes()]
    return make_app(ready, privacy, guarded(playground.say, routes))


async def opened(settings: Settings) -> None:
    """Open the database that the settings name, which migrates it, and close it again.

    Raises:
        CannotOpen: it cannot be used, or no key is set.
    """
    if not settings.coach_secret_keys:
        raise CannotOpen("COACH_SECRET_KEYS is not set: give at least one key of 32 characters or more.")
    store = await open_store(
        settings.database_url or f"sqlite:///{VAR / 'coach.db'}", Keyring(settings.coach_secret_keys)
    )
    await store.close()
