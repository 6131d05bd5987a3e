"""Joins ports to implementations: the only file that names concrete classes."""

import contextlib
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.almanac import holidays_of
from bot.charts import ChartPainter
from bot.coach.audit import note_for_all
from bot.coach.deliver import Deliverer
from bot.coach.scene import House, Scene
from bot.content_loader import load
from bot.domain.people import Member
from bot.domain.trust import Did
from bot.frontdesk.desk import FrontDesk
from bot.metrics import Metrics
from bot.platforms.mattermost.settings import MattermostSettings
from bot.platforms.playground.clock import JumpingClock
from bot.platforms.playground.courier import RoomCourier
from bot.platforms.playground.deeds import Deeds
from bot.platforms.playground.guard import guarded
from bot.platforms.playground.host import Playground
from bot.platforms.playground.room import Room
from bot.platforms.playground.routes import Pages
from bot.platforms.side import EVERY_WAY, ChatSettings, Side, Ways
from bot.platforms.slack.settings import SlackSettings
from bot.ports import Courier, Figures, Painter, Pulse, Store, StoreAway, Watch
from bot.server import make_app, metrics_route, privacy_html
from bot.settings import BadSetting, Settings, read_settings
from bot.storage.keys import Keyring, derived
from bot.storage.opening import CannotOpen, open_store
from bot.storage.rotation import rotate
from bot.storage.store import SqlStore

if TYPE_CHECKING:
    from bot.platforms.mattermost.setup import SetupSettings, Wanted

VAR = Path("var")
NO_CHAT = (
    "No chat is configured: neither SLACK_BOT_TOKEN nor MATTERMOST_URL is set. `pm-coach setup slack` and"
    " `pm-coach setup mattermost` show the way, `pm-coach playground` needs no chat."
)
NOT_SHARED = (
    "DATABASE_URL names no PostgreSQL: `pm-coach web` and `pm-coach worker` share one; `pm-coach run` does with SQLite."
)
NOT_LASTING = (
    "DATABASE_URL names no PostgreSQL, and a host that hands out PORT empties its disk at every start: name one,"
    " or set HOST to say that the SQLite file stays."
)
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
    house = House(load(), settings.policy(responsible, dpo), holidays_of)
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
class Ground:
    """What every chat's side stands on; `secrets` are the coach's own, the first to be used for what is new."""

    secrets: Sequence[str] = field(repr=False)
    store: Store
    painter: Painter
    watch: Watch


def _slack(settings: SlackSettings, ground: Ground) -> AbstractAsyncContextManager[Side]:
    # Takes a while to import, and who does not use it needs none of it.
    from bot.platforms.slack.side import slack_side

    return slack_side(settings, ground.store, ground.painter, ground.watch)


def _mattermost(settings: MattermostSettings, ground: Ground) -> AbstractAsyncContextManager[Side]:
    from bot.platforms.mattermost.side import mattermost_side

    keys = [derived(secret, "mattermost-seals") for secret in ground.secrets]
    return mattermost_side(settings, keys, ground.store, ground.painter, ground.watch)


@dataclass(frozen=True)
class Chat:
    """How a chat comes in: the settings that it reads, and its side, opened with them."""

    settings: type[Any]
    side: Callable[[Any, Ground], AbstractAsyncContextManager[Side]]


CHATS = {"slack": Chat(SlackSettings, _slack), "mattermost": Chat(MattermostSettings, _mattermost)}


@dataclass(frozen=True)
class RealSettings:
    """What the environment says about the coach, and about each chat that it configures."""

    coach: Settings
    chats: Mapping[str, ChatSettings]

    def sides(self, ground: Ground) -> Mapping[str, AbstractAsyncContextManager[Side]]:
        """The sides of these chats, to be entered."""
        return {name: CHATS[name].side(settings, ground) for name, settings in self.chats.items()}

    def check(self, *, shared: bool = False) -> None:
        """Whether the coach can run for real, and on a database that processes share where it is to be `shared`.

        Raises:
            BadSetting: with every reason against it, a sentence each.
        """
        problems = [*(problem for chat in self.chats.values() for problem in chat.missing()), *self.coach.missing()]
        if not self.coach.database_url.startswith("postgres"):
            problems += [NOT_SHARED] if shared else [NOT_LASTING] if self.coach.port_handed_out else []
        if not self.chats or problems:
            raise BadSetting("\n".join(dict.fromkeys(problems)) if self.chats else NO_CHAT)


def real_settings(**given: object) -> RealSettings:
    """The settings of the environment. Raises BadSetting with every mistake, a sentence each."""
    found: dict[str, Any] = {}
    problems: list[str] = []
    kinds: dict[str, type[Any]] = {"": Settings, **{name: chat.settings for name, chat in CHATS.items()}}
    for name, kind in kinds.items():
        try:
            found[name] = read_settings(kind, **given)
        except BadSetting as problem:
            problems.extend(str(problem).split("\n"))
    if problems:
        raise BadSetting("\n".join(dict.fromkeys(problems)))
    return RealSettings(found.pop(""), {name: chat for name, chat in found.items() if chat.configured})


@dataclass(frozen=True)
class RealCoach:
    """The coach on real platforms, and the application through which they and whoever watches over it reach it."""

    house: House
    store: SqlStore
    clock: RealClock
    deliverer: Deliverer
    app: web.Application


@contextlib.asynccontextmanager
async def real_coach(settings: RealSettings, ways: Ways = EVERY_WAY) -> AsyncIterator[RealCoach]:
    """The coach on every platform that the settings name, listening in these ways by the time it is given.

    Raises:
        CannotOpen: the database cannot be used.
        ContentMistakes: a content file is wrong.
    """
    coach = settings.coach
    house, clock = House(load(), coach.policy(), holidays_of), RealClock()
    async with contextlib.AsyncExitStack() as stack:
        store = await open_store(database_url(coach), Keyring(coach.coach_secret_keys))
        stack.push_async_callback(store.close)
        entering = settings.sides(Ground(coach.coach_secret_keys, store, ChartPainter(), clock))
        sides = {name: await stack.enter_async_context(side) for name, side in entering.items()}
        couriers = {name: side.courier for name, side in sides.items()}
        deliverer = Deliverer(house, store, couriers, clock, timedelta(seconds=coach.coach_lease_seconds))
        desk = FrontDesk(house, store, couriers, clock, deliverer.wake)
        heard = {name: await stack.enter_async_context(side.listening(desk, ways)) for name, side in sides.items()}
        routes = [route for each in heard.values() for route in each.routes]

        def missing() -> Sequence[str]:
            return [connection for each in heard.values() for connection in each.missing()]

        def pulses() -> Mapping[str, Pulse]:
            found = {name: each.pulse() for name, each in heard.items()}
            return {name: pulse for name, pulse in found.items() if pulse is not None}

        metrics = stack.enter_context(_counting(Metrics(lambda: _figures(store, clock), pulses)))
        privacy = _privacy(house, lambda: coach.coach_language)
        app = make_app(_ready(store), privacy, [*routes, metrics_route(metrics)], missing, https=coach.https)
        yield RealCoach(house, store, clock, deliverer, app)


@contextlib.contextmanager
def _counting(metrics: Metrics) -> Iterator[Metrics]:
    """Let the metrics hear everything that the coach logs."""
    loggers = [logging.getLogger(name) for name in ("bot", "jobs")]
    for logger in loggers:
        logger.addHandler(metrics)
    try:
        yield metrics
    finally:
        for logger in loggers:
            logger.removeHandler(metrics)


async def _figures(store: Store, watch: Watch) -> Figures:
    async with store.transaction() as tx:
        return await tx.figures(watch.now())


async def set_up_slack(settings: SlackSettings, file: Path, say: Callable[[bool, str], None]) -> bool:
    """Write the Slack app's manifest and check what is set; tells each thing by `say`, and whether all is well."""
    from bot.platforms.slack.setup import set_up

    return await set_up(settings, file, say)


async def set_up_mattermost(
    settings: Settings, chat: "SetupSettings", wanted: "Wanted", say: Callable[[bool, str], None]
) -> bool:
    """Make what the coach needs on the Mattermost server and check the way back; tells each thing by `say`.

    The answer is whether all is well.

    Raises:
        BadSetting: a setting is missing.
        CannotOpen: the database cannot be used.
    """
    from bot.platforms.mattermost.setup import Provided, set_up

    if lacking := list(chat.lacking()):
        raise BadSetting("\n".join(lacking))
    store = await _store(settings)
    try:
        provided = Provided(store, RealClock(), load().say(settings.coach_language))
        return await set_up(chat, wanted, provided, say)
    finally:
        await store.close()


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
            async with store.transaction() as tx:
                # Without a question the database is not even asked.
                await tx.get(Member, "nobody")
                return True
        except StoreAway:
            return False

    return ready


def _privacy(house: House, usual: Callable[[], str]) -> Callable[[str], str]:
    def privacy(language: str) -> str:
        chosen = language if language in house.library.languages else usual()
        return privacy_html(house.library.say(chosen), house.policy)

    return privacy


@dataclass(frozen=True)
class BackOffice:
    """What works on people's data without listening to anybody; `couriers` are those of the configured chats."""

    house: House
    store: SqlStore
    clock: RealClock
    couriers: Mapping[str, Courier]


@contextlib.asynccontextmanager
async def back_office(settings: RealSettings) -> AsyncIterator[BackOffice]:
    """The back office of the coach that the settings name.

    Raises:
        CannotOpen: the database cannot be used, or no key is set.
        ContentMistakes: a content file is wrong.
    """
    coach, clock = settings.coach, RealClock()
    async with contextlib.AsyncExitStack() as stack:
        store = await _store(coach)
        stack.push_async_callback(store.close)
        entering = settings.sides(Ground(coach.coach_secret_keys, store, ChartPainter(), clock))
        couriers = {name: (await stack.enter_async_context(side)).courier for name, side in entering.items()}
        yield BackOffice(House(load(), coach.policy(), holidays_of), store, clock, couriers)


async def rotate_keys(settings: Settings, tell: Callable[[int, int], None]) -> bool:
    """Encrypt everything in the database with the first key; see `bot.storage.rotation.rotate`."""
    store = await _store(settings)
    try:
        done = await rotate(store, Keyring(settings.coach_secret_keys), tell)
        async with store.transaction() as tx:
            note_for_all(Scene(House(load(), settings.policy()), tx, RealClock().now()), Did.KEYS_ROTATED)
        return done
    finally:
        await store.close()


async def opened(settings: Settings, *, migrating: bool) -> None:
    """Open the database that the settings name, bringing it up to date when `migrating`, and close it again.

    Raises:
        CannotOpen: it cannot be used, or no key is set.
    """
    await (await _store(settings, migrating=migrating)).close()


async def _store(settings: Settings, *, migrating: bool = False) -> SqlStore:
    if not settings.coach_secret_keys:
        raise CannotOpen("COACH_SECRET_KEYS is not set: give at least one key of 32 characters or more.")
    return await open_store(database_url(settings), Keyring(settings.coach_secret_keys), migrating=migrating)
