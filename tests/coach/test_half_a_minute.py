"""Whatever a digest holds, its opening message is read in half a minute."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import pytest

from bot.coach.say.digest import ACTION, say_digest
from bot.domain.library import Library
from bot.domain.message import Actions, Block, Message, Points
from bot.domain.people import TeamKind
from bot.domain.reflection import Rating
from bot.domain.words import says_something
from tests.coach.office import Office
from tests.storage.stores import house_at
from tests.storage.things import DAY, HOUR, MONDAY, digest, holder, posting, prompt, share, team

HALF_A_MINUTE = 125
"""Words, of the 250 that are read in a minute."""
LONG = "Encore une phrase assez longue pour remplir toute la place. " * 9
QUESTIONS = ("vision", "evidence", "direction", "impact")
COUNTS = {rating.value: 12 for rating in Rating}


@dataclass(frozen=True)
class Made:
    """What a digest is made of: so many texts, of which so many say what came of the last, about so many topics."""

    kind: TeamKind
    asked: str
    texts: int
    came: int
    topics: int

    @property
    def id(self) -> str:
        """A name for it."""
        return f"{self.asked}-{self.texts}-{self.came}-{self.topics}"

    def lived(self) -> Iterator[object]:
        """A team whose last digest was answered, and its newest, with long texts."""
        others = [question for question in QUESTIONS if question != self.asked]
        totals = dict.fromkeys((self.asked, others[0]), COUNTS) if self.kind is TeamKind.COMMUNITY else {}
        here, last = {"team_id": f"team {self.id}"}, f"last {self.id}"
        yield team(here["team_id"], kind=self.kind, name="Les PM du ministère")
        before = {"published_at": MONDAY - DAY, "question_id": others[0], "replied_at": MONDAY - HOUR}
        yield digest(last, **here, **before, totals=totals)
        yield share(f"before {self.id}", **here, digest_id=last)
        yield digest(self.id, **here, week=2, question_id=self.asked, totals=totals)
        for number in range(self.texts):
            topic = [self.asked, *others[:2], ACTION][number % self.topics]
            about = {"action_id": topic} if topic == ACTION else {"question_id": topic}
            came = {"came_of": last if number < self.came else None}
            by = {"excerpt": LONG, "author_name": "Camille Martin"}
            yield share(f"{number} {self.id}", **here, digest_id=self.id, **by, **about, **came)


def words_of(message: Message) -> list[str]:
    """Every word that is read in it, its buttons' among them; a picture is looked at."""
    return [word for block in message.blocks for text in _texts(block) for word in text.split() if says_something(word)]


def _texts(block: Block) -> list[str]:
    if isinstance(block, Points):
        return list(block.items)
    if isinstance(block, Actions):
        return [item.label for item in block.items]
    return [str(getattr(block, name, "")) for name in ("text", "by")]


@pytest.mark.parametrize("kind", TeamKind)
async def test_the_largest_digests_are_read_in_half_a_minute(library: Library, kind: TeamKind) -> None:
    made = [Made(kind, *each) for each in product(QUESTIONS, (1, 2, 3, 4, 5, 11), (0, 1, 2), (1, 2, 4))]
    async with house_at("sqlite://") as database:
        office = Office(library, database)
        await office.wants(*holder(), prompt(), *(each for digest in made for each in digest.lived()))
        async with office.store.transaction() as tx:
            for language, each in product(("fr", "en"), made):
                spoken = await say_digest(office.scene(tx).speaking(language), posting(subject=each.id))
                assert spoken.message is not None
                words = words_of(spoken.message)
                assert len(words) <= HALF_A_MINUTE, f"{len(words)}: {' '.join(words)}"
