"""An outbox with who delivers it and where to."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from bot.coach import outbox
from bot.coach.deliver import Deliverer
from bot.coach.scene import House, Scene, no_almanac
from bot.domain.library import Library
from bot.domain.outbox import Posting, PostingState, Saying
from bot.domain.policy import Policy
from bot.ports import Almanac, Courier, Transaction
from tests.coach.chat import Chat, Clock
from tests.coach.passing import Passing
from tests.storage.stores import House as Database
from tests.storage.things import MONDAY, WORKSPACE, posting

LEASE = timedelta(seconds=60)


class Office:
    """The outbox of a coach whose clock stands still, with the chat that it speaks in."""

    def __init__(self, library: Library, database: Database, almanac: Almanac = no_almanac) -> None:
        self.library, self.database, self.store = library, database, database.store
        self.house = House(library, Policy(), almanac)
        self.chat, self.clock = Chat(), Clock(MONDAY)
        self.rests: list[float] = []
        self.while_resting: Callable[[], Awaitable[None]] | None = None
        self.passing = Passing(self.store)
        self.let_time_pass = self.passing.pass_by
        self.deliverer = self.another()
        self.deliver = self.deliverer.deliver

    def another(self, couriers: Mapping[str, Courier] | None = None, lease: timedelta = LEASE) -> Deliverer:
        """A deliverer as another process has it."""
        where = {"playground": self.chat} if couriers is None else couriers
        return Deliverer(self.house, self.store, where, self.clock, lease, self._rest, self.passing.seconds)

    async def _rest(self, seconds: float) -> None:
        """Rests are over at once, or when something happened; how long they would have been is written down."""
        self.rests.append(seconds)
        happens, self.while_resting = self.while_resting, None
        if happens is not None:
            await happens()

    async def is_known(self, workspace: str = WORKSPACE) -> None:
        """Something was said there already, so that more than one thing is said at a time."""
        await self.wants(posting(f"hello {workspace}", workspace=workspace, user="zoe"))
        await self.deliver()
        await self.let_time_pass()
        self.chat.taken.clear()
        self.chat.tried.clear()
        self.rests.clear()

    async def wants(self, *entities: object) -> None:
        """Put these in the outbox, and whatever they are about in the store."""
        await self.database.keep(*entities)

    async def posting(self, id_: str = "posting") -> Posting:
        """The posting as the outbox has it now."""
        return await self.database.one(Posting, id_)

    async def state(self, id_: str = "posting") -> PostingState:
        """What became of a posting."""
        return (await self.posting(id_)).state

    async def states(self) -> dict[str, str]:
        """What became of every posting."""
        return {posting.id: posting.state.value for posting in await self.database.kept(Posting)}

    async def refresh(self, kind: str, subject: str) -> None:
        """Something changed that this saying is about."""
        async with self.store.transaction() as tx:
            await outbox.refresh(self.scene(tx), Saying(kind, subject))

    async def take_away(self, kind: str, subject: str) -> None:
        """This saying is not to stand anywhere any more."""
        async with self.store.transaction() as tx:
            await outbox.take_away(self.scene(tx), Saying(kind, subject))

    def scene(self, tx: Transaction) -> Scene:
        """A scene of this coach."""
        return Scene(self.house, tx, self.clock.now(), WORKSPACE)
