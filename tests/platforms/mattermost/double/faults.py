"""What a test can order to go wrong with the next requests."""

import asyncio
from collections import defaultdict, deque
from dataclasses import dataclass, field
from enum import Enum, auto

from tests.platforms.mattermost.double.refusals import Refused

EVERY = "*"


class Fault(Enum):
    """What happens to one request."""

    DROP_BEFORE = auto()
    DROP_AFTER = auto()
    HANG = auto()
    HANG_AFTER = auto()
    HTTP_500 = auto()
    HTTP_500_AFTER = auto()
    HOLD = auto()
    SLOW_SAVE = auto()
    REFUSE = auto()
    SLOW_DOWN = auto()

    @property
    def takes(self) -> bool:
        """Whether the request takes effect first."""
        return self in (Fault.DROP_AFTER, Fault.HANG_AFTER, Fault.HTTP_500_AFTER, Fault.HOLD)


@dataclass
class Order:
    """One fault ordered; of one that waits `arrived` tells that it waits, `release` lets it go on.

    `caller` is the port of who waits for a held answer.
    """

    fault: Fault
    refusal: Refused | None = None
    after: int = 1
    caller: int = 0
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def release(self) -> None:
        """Go on now."""
        self.released.set()


class Faults:
    """Faults in the order in which they were ordered, by request: `POST /posts`, `GET /users/{user_id}` …"""

    def __init__(self) -> None:
        self._orders: dict[str, deque[Order]] = defaultdict(deque)
        self._closing = asyncio.Event()

    def order(self, request: str, fault: Fault, times: int = 1) -> None:
        """Let this happen to the next such requests; `*` is any."""
        self._orders[request].extend(Order(fault) for _ in range(times))

    def hold(self, request: str) -> Order:
        """Let the next such request take effect, and hold its answer back until it is released."""
        return self._waiting(request, Fault.HOLD)

    def withdraw(self, request: str, order: Order) -> None:
        """Let nothing happen after all."""
        if order in self._orders[request]:
            self._orders[request].remove(order)

    def save_slowly(self) -> Order:
        """Let the next post be known by its `pending_post_id`, and be saved only when it is released."""
        return self._waiting("POST /posts", Fault.SLOW_SAVE)

    def refuse(self, request: str, status: int, id_: str = "api.context.permissions.app_error", times: int = 1) -> None:
        """Answer the next such requests with that error."""
        self._orders[request].extend(Order(Fault.REFUSE, Refused(status, id_)) for _ in range(times))

    def slow_down(self, request: str, after: int = 1, times: int = 1) -> None:
        """Answer the next such requests with 429, the limit being free again after that many seconds."""
        self._orders[request].extend(Order(Fault.SLOW_DOWN, after=after) for _ in range(times))

    def take(self, request: str) -> Order | None:
        """The fault for a request that comes in now."""
        for name in (request, EVERY):
            if self._orders[name]:
                return self._orders[name].popleft()
        return None

    async def wait_for_end(self) -> None:
        """Wait until the double closes."""
        await self._closing.wait()

    async def wait_for_release(self, order: Order) -> None:
        """Wait until that request is released, or the double closes."""
        order.arrived.set()
        waits = [asyncio.ensure_future(event.wait()) for event in (order.released, self._closing)]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()

    def close(self) -> None:
        """Let everything go that waits."""
        self._closing.set()

    def _waiting(self, request: str, fault: Fault) -> Order:
        order = Order(fault)
        self._orders[request].append(order)
        return order
