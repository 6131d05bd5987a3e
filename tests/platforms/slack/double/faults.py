"""What a test can order to go wrong with the next calls."""

import asyncio
from collections import defaultdict, deque
from dataclasses import dataclass, field
from enum import Enum, auto

EVERY = "*"


class Fault(Enum):
    """What happens to one call."""

    DROP_BEFORE = auto()
    DROP_AFTER = auto()
    HANG = auto()
    HANG_AFTER = auto()
    HTTP_500 = auto()
    HTTP_500_AFTER = auto()
    HOLD = auto()
    REFUSE = auto()
    SLOW_DOWN = auto()

    @property
    def takes(self) -> bool:
        """Whether the call takes effect first."""
        return self in (Fault.DROP_AFTER, Fault.HANG_AFTER, Fault.HTTP_500_AFTER, Fault.HOLD)


@dataclass
class Order:
    """One fault ordered; for a held answer `arrived` tells that the call took effect, `release` lets it go.

    `caller` is the port of who waits for it.
    """

    fault: Fault
    error: str = ""
    after: int = 1
    caller: int = 0
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def release(self) -> None:
        """Give the answer now."""
        self.released.set()


class Faults:
    """Faults in the order in which they were ordered, by method."""

    def __init__(self) -> None:
        self._orders: dict[str, deque[Order]] = defaultdict(deque)
        self._closing = asyncio.Event()

    def order(self, method: str, fault: Fault, times: int = 1) -> None:
        """Let this happen to the next calls of a method; `*` is any method."""
        self._orders[method].extend(Order(fault) for _ in range(times))

    def hold(self, method: str) -> Order:
        """Let the next call take effect, and hold its answer back until it is released."""
        order = Order(Fault.HOLD)
        self._orders[method].append(order)
        return order

    def withdraw(self, method: str, order: Order) -> None:
        """Let nothing happen after all."""
        if order in self._orders[method]:
            self._orders[method].remove(order)

    def refuse(self, method: str, error: str, times: int = 1) -> None:
        """Answer the next calls with that error."""
        self._orders[method].extend(Order(Fault.REFUSE, error) for _ in range(times))

    def slow_down(self, method: str, after: int = 1, times: int = 1) -> None:
        """Answer the next calls with 429 and that `Retry-After`."""
        self._orders[method].extend(Order(Fault.SLOW_DOWN, after=after) for _ in range(times))

    def take(self, method: str) -> Order | None:
        """The fault for a call that comes in now."""
        for name in (method, EVERY):
            if self._orders[name]:
                return self._orders[name].popleft()
        return None

    async def wait_for_end(self) -> None:
        """Wait until the double closes."""
        await self._closing.wait()

    async def wait_for_release(self, order: Order) -> None:
        """Wait until that answer is released, or the double closes."""
        order.arrived.set()
        waits = [asyncio.ensure_future(event.wait()) for event in (order.released, self._closing)]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()

    def close(self) -> None:
        """Let everything go that waits."""
        self._closing.set()
