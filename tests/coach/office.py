"""An outbox with who delivers it and where to."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from bot.coach import outbox
from bot.coach.deliver import Deliverer
from bot.coach.scene import House, Scene, no_almanac
from bot.domain.library import Library
from bot.domain.outbox import Posting, PostingState, Saying
from bot.domain.pace import Pace
from bot.domain.policy import Policy
from bot.ports import Almanac, Courier, Transaction
from tests.coach.chat import Chat, Clock
from tests.storage.stores import House as Database
from tests.storage.things import MONDAY, WORKSPACE

LEASE = timedelta(seconds=60)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class Office:
    """The outbox of a coach whose clock stands still, with the chat that it speaks in."""

    def __init__(self, library: Library, database: Database, almanac: Almanac = no_almanac) -> None:
        self.library, self.database, self.store = library, database, database.store
        self.house = House(library, Policy(), almanac)
        self.chat, self.clock = Chat(), Clock(MONDAY)
        self.rests: list[float] = []
        self.deliverer = self.another()
        self.deliver = self.deliverer.deliver

    def another(self, couriers: Mapping[str, Courier] | None = None, lease: timedelta = LEASE) -> Deliverer:
        """A deliverer as another process has it."""
        where = {"playground": self.chat} if couriers is None else couriers
        return Deliverer(self.house, self.store, where, self.clock, lease, self._rest)

    async def _rest(self, seconds: float) -> None:
        """Rests are over at once; how long they would have been is written down."""
        self.rests.append(seconds)

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

    async def let_time_pass(self) -> None:
        """Let every wait and every lease be over on the store's own clock."""
        async with self.store.transaction() as tx:
            for posting in await tx.all(Posting):
                posting.retry_at = posting.retry_at and LONG_AGO
                posting.lease_until = posting.lease_until and LONG_AGO
            for pace in await tx.all(Pace):
                pace.free_at = LONG_AGO

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
