"""People in Slack and Mattermost, and a coach whose processes are killed at random."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path
from random import Random

from bot.domain.library import Library
from tests.faults.chats import Chat
from tests.faults.crowd import LONGEST, AnyWeb, Crowd, town
from tests.faults.due import make_due, settings
from tests.faults.fleet import Fleet
from tests.faults.waiting import until_told

DUTIES = ("web", "web", "worker", "worker", "worker")
SECONDS_A_KILL = 0.7
"""Over how long people are asked, so that kills go on as long as there is something to lose."""
LOST_ACKNOWLEDGEMENTS = 0.4


class Siege(AnyWeb):
    """One run: `to_kill` processes in all, and at least `least` in each dangerous moment of each chat."""

    def __init__(self, crowd: Crowd, fleet: Fleet, random: Random, to_kill: int, least: int) -> None:
        super().__init__(fleet, random)
        self.crowd, self.to_kill, self.least, self.over = crowd, to_kill, least, False
        self.taken_not_recorded, self.committed_not_acknowledged = Counter[str](), Counter[str]()

    def fewest(self, chat: Chat) -> int:
        """Kills in the dangerous moment in which fewer died in that chat."""
        return min(self.taken_not_recorded[chat.name], self.committed_not_acknowledged[chat.name])

    async def loses(self, chat: Chat, port: int) -> bool:
        """Kill who answered before the answer arrives, while kills are wanted."""
        if not self._wants_to_kill(chat) or self.random.random() > LOST_ACKNOWLEDGEMENTS:
            return False
        ship = self.fleet.ship_at(port)
        if ship is not None:
            await ship.restart()
            self.committed_not_acknowledged[chat.name] += 1
        return ship is not None

    async def run(self) -> None:
        """Kill while people are asked and answer; then let everything come to rest."""
        for chat in self.crowd.chats:
            chat.reaches(self)
        async with asyncio.timeout(LONGEST), self.crowd.answering(), self._killing():
            await until_told(self.crowd.rests, "everything to rest", LONGEST)
            self.over = True
            await self.fleet.ready()
            await until_told(self.crowd.rests, "everything to rest", LONGEST)

    @contextlib.asynccontextmanager
    async def _killing(self) -> AsyncIterator[None]:
        killing = [asyncio.create_task(self._kill_who_was_answered(chat)) for chat in self.crowd.chats]
        killing.append(asyncio.create_task(self._kill_at_random()))
        try:
            yield
        finally:
            self.over = True
            await asyncio.gather(*killing)

    def _wants_to_kill(self, chat: Chat) -> bool:
        return not self.over and (self.fleet.kills < self.to_kill or self.fewest(chat) < self.least)

    async def _kill_at_random(self) -> None:
        while not self.over and self.fleet.kills < self.to_kill:
            await asyncio.sleep(self.random.uniform(0.3, 1.2))
            await self.random.choice(self.fleet.ships).restart()

    async def _kill_who_was_answered(self, chat: Chat) -> None:
        """Kill whoever has had a message taken, before the answer reaches them."""
        while self._wants_to_kill(chat):
            held = chat.hold()
            waiting = asyncio.create_task(held.arrived.wait())
            while self._wants_to_kill(chat) and not waiting.done():
                await asyncio.wait((waiting,), timeout=0.2)
            waiting.cancel()
            if not held.arrived.is_set():
                chat.withdraw(held)
            ship = self.fleet.ship_at(held.caller) if held.arrived.is_set() else None
            if ship is not None:
                await ship.restart()
                self.taken_not_recorded[chat.name] += 1
            held.release()
            await asyncio.sleep(self.random.uniform(0.5, 1.5))


@contextlib.asynccontextmanager
async def besieged(
    chats: Sequence[Chat], library: Library, url: str, folder: Path, *, seed: int, kills: int, least: int
) -> AsyncIterator[Siege]:
    """Everybody is to be asked now, every team's digest is due, and the processes run."""
    await make_due(url, chats, within=timedelta(seconds=SECONDS_A_KILL * kills))
    random = Random(seed)  # noqa: S311  (to be replayed)
    fleet = Fleet(settings(url, chats), folder, DUTIES)
    async with town(chats, library, url, fleet, random) as crowd:
        yield Siege(crowd, fleet, random, kills, least)
