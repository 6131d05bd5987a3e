"""Small lives: a few people in two communities that overlap, who answer, change, share, come and go between digests."""

from dataclasses import dataclass, replace
from random import Random

from bot.domain.reflection import Rating

CHANNELS = ("one", "other")


@dataclass(frozen=True)
class Answers:
    """Somebody rates the question of a round, late or again perhaps."""

    person: int
    asked: int
    rating: Rating


@dataclass(frozen=True)
class Shares:
    """Somebody shares an excerpt of that answer, if the coach lets them, or says what `came` of the last digest."""

    person: int
    asked: int
    channel: str
    named: bool
    came: bool = False


@dataclass(frozen=True)
class TakesBack:
    """Somebody takes back all that they shared of an answer."""

    person: int
    asked: int


@dataclass(frozen=True)
class Erases:
    """Somebody leaves, and nothing of theirs is kept."""

    person: int


@dataclass(frozen=True)
class Moves:
    """Somebody joins a community, or leaves it."""

    person: int
    channel: str
    joins: bool


@dataclass(frozen=True)
class Stops:
    person: int


@dataclass(frozen=True)
class Digest:
    """The channel's digest is due."""

    channel: str


Step = Answers | Shares | TakesBack | Erases | Moves | Stops | Digest


@dataclass(frozen=True)
class Life:
    """What happens, round by round: `questions` says what each round asks, `members` who is in from the start."""

    people: int
    minimum: int
    members: dict[str, tuple[int, ...]]
    questions: tuple[int, ...]
    rounds: tuple[tuple[Step, ...], ...]

    @property
    def ratings(self) -> tuple[Rating, ...]:
        """What was answered, in order."""
        return tuple(step.rating for steps in self.rounds for step in steps if isinstance(step, Answers))

    def answered(self, ratings: tuple[Rating, ...]) -> "Life":
        """The same life with other answers."""
        given = iter(ratings)
        rounds = tuple(
            tuple(replace(step, rating=next(given)) if isinstance(step, Answers) else step for step in steps)
            for steps in self.rounds
        )
        return replace(self, rounds=rounds)


def life(random: Random) -> Life:
    """A life at random: few ratings, so that answers are often alike, and mostly one question, so that totals meet."""
    people, palette = random.randint(3, 7), random.sample(list(Rating), random.randint(2, 4))
    members = {channel: _most(random, people) for channel in CHANNELS}
    rounds = random.randint(1, 3)
    return Life(
        people,
        random.randint(3, 5),
        members,
        tuple(random.choice((0, 0, 0, 1)) for _ in range(rounds)),
        tuple(_round(random, people, palette, asked) for asked in range(rounds)),
    )


def _most(random: Random, people: int) -> tuple[int, ...]:
    return tuple(person for person in range(people) if random.random() < 0.9)


def _round(random: Random, people: int, palette: list[Rating], asked: int) -> tuple[Step, ...]:
    """Answers, then a digest each, with whatever else happens before, between and after."""
    steps: list[Step] = [Answers(p, asked, random.choice(palette)) for p in range(people) if random.random() < 0.85]
    steps += _deeds(random, people, palette, asked)
    random.shuffle(steps)
    for channel in random.sample(CHANNELS, random.choice((1, 2, 2))):
        steps += [Digest(channel), *_deeds(random, people, palette, asked)]
    return tuple(steps)


def _deeds(random: Random, people: int, palette: list[Rating], asked: int) -> list[Step]:
    return [_deed(random, random.randrange(people), palette, asked) for _ in range(random.choice((0, 1, 1, 2, 4)))]


def _deed(random: Random, person: int, palette: list[Rating], asked: int) -> Step:
    when, channel = random.randint(0, asked), random.choice(CHANNELS)
    kinds: tuple[tuple[int, Step], ...] = (
        (6, Answers(person, when, random.choice(palette))),
        (6, Shares(person, when, channel, random.random() < 0.6, random.random() < 0.3)),
        (1, TakesBack(person, when)),
        (1, Erases(person)),
        (2, Moves(person, channel, random.random() < 0.5)),
        (1, Stops(person)),
    )
    weights, steps = zip(*kinds, strict=True)
    chosen: Step = random.choices(steps, weights)[0]
    return chosen
