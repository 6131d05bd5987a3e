"""Joins ports to implementations: the only file that names concrete classes."""

import contextlib
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from bot.platforms.slack.side import SlackSettings

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


class RealClock:
    """The time that it is."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True)
class RealCoach:
    """The coach on real platforms, and the application through which they and whoever watches over it reach it."""

    house: House
    store: SqlStore
    clock: RealClock
    deliverer: Deliverer
    app: web.Application


@contextlib.asynccontextmanager
async def real_coach(settings: Settings) -> AsyncIterator[RealCoach]:
    """The coach on every platform that the settings name, listening by the time it is given.

    Raises:
        CannotOpen: the database cannot be used.
        ContentMistakes: a content file is wrong.
    """
    # Takes a while to import, and the playground needs none of it.
    from bot.platforms.slack.side import slack_side

    house, clock = House(load(), settings.policy()), RealClock()
    store = await open_store(database_url(settings), Keyring(settings.coach_secret_keys))
    try:
        async with slack_side(slack_settings(settings), store, ChartPainter(), clock) as slack:
            couriers: Mapping[str, Courier] = {"slack": slack.courier}
            lease = timedelta(seconds=settings.coach_lease_seconds)
            deliverer = Deliverer(house, store, couriers, clock, lease)
            async with slack.listening(FrontDesk(house, store, couriers, clock, deliverer.wake)) as heard:
                privacy = _privacy(house, lambda: settings.coach_language)
                app = make_app(_ready(store), privacy, heard.routes, heard.missing)
                yield RealCoach(house, store, clock, deliverer, app)
    finally:
        await store.close()


def slack_settings(settings: Settings) -> "SlackSettings":
    """What the Slack side has to know."""
    from bot.platforms.slack.side import SlackSettings

    return SlackSettings(
        signing_secret=settings.slack_signing_secret,
        bot_token=settings.slack_bot_token,
        app_token=settings.slack_app_token,
        client_id=settings.slack_client_id,
        client_secret=settings.slack_client_secret,
        api_url=settings.slack_api_url,
        public_url=settings.public_url,
    )


async def set_up_slack(settings: Settings, file: Path, say: Callable[[bool, str], None]) -> bool:
    """Write the Slack app's manifest and check what is set; tells each thing by `say`, and whether all is well."""
    from bot.platforms.slack.setup import set_up

    return await set_up(slack_settings(settings), file, say)


def database_url(settings: Settings) -> str:
    """The database that the settings name, else a file in `var`."""
    return settings.database_url or f"sqlite:///{VAR / 'coach.db'}"


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

    routes = [*Pages(playground, ChartPainter()).routes(), *Deeds(playground).routes()]
    privacy = _privacy(coach.house, lambda: playground.language)
    return make_app(_ready(coach.store), privacy, guarded(playground.say, routes))


def _ready(store: SqlStore) -> Callable[[], Awaitable[bool]]:
    async def ready() -> bool:
        try:
            async with store.transaction():
                return True
        except StoreAway:
            return False

    return ready


def _privacy(house: House, usual: Callable[[], str]) -> Callable[[str], str]:
    def privacy(language: str) -> str:
        chosen = language if language in house.library.languages else usual()
        return privacy_html(house.library.say(chosen), house.policy)

    return privacy


async def opened(settings: Settings) -> None:
    """Open the database that the settings name, which migrates it, and close it again.

    Raises:
        CannotOpen: it cannot be used, or no key is set.
    """
    if not settings.coach_secret_keys:
        raise CannotOpen("COACH_SECRET_KEYS is not set: give at least one key of 32 characters or more.")
    store = await open_store(database_url(settings), Keyring(settings.coach_secret_keys))
    await store.close()
