"""A poll beside digests: small lives in which everybody votes as they answer, and a reader who knows that they do."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from random import Random

from bot.domain.reflection import Rating
from bot.domain.totals import KNOWN, hides
from tests.arithmetic.lives import CHANNELS, Answers, Digest, Erases, Life, Moves, Shares, Step, TakesBack
from tests.arithmetic.reader import certain
from tests.arithmetic.rules import Excerpt, Given, Ours, Total, Town, do

POLLED = "one"


@dataclass(frozen=True)
class Votes:
    """Somebody votes in the one channel, unless the coach knows them from elsewhere alone."""

    person: int


@dataclass(frozen=True)
class Closes:
    """The poll closes."""


@dataclass(frozen=True)
class Polled:
    """A life among people of whom each thinks one thing of the one question, with a poll on it."""

    life: Life
    opinions: tuple[Rating, ...]
    steps: tuple[Step | Votes | Closes, ...]


@dataclass(eq=False)
class Booth:
    """Where the poll stands: who voted, whom nobody hears any more, and what was counted."""

    voters: set[int] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)
    total: Total | None = None


class Beside(Ours):
    """The coach's own rule with polls; the parts that a test takes away are methods of their own."""

    def __init__(self, booth: Booth) -> None:
        self.booth = booth

    def may_share(self, town: Town, excerpt: Excerpt) -> bool:
        if excerpt.named and self.counts(town, excerpt):
            if not self.leaves_voters_hidden():
                return False
            accepted = super().may_share(town, excerpt)
            if accepted and self.booth.total:
                self.booth.total.named += 1
            return accepted
        return super().may_share(town, excerpt)

    def counts(self, town: Town, excerpt: Excerpt) -> bool:
        """Whether the poll may count a vote of the author's, as far as the coach knows."""
        is_known = excerpt.person in town.members[POLLED] and all(given.drawn for given in excerpt.tells)
        return self.booth.total is not None and is_known and not any(given.counted_in for given in excerpt.tells)

    def leaves_voters_hidden(self) -> bool:
        total = self.booth.total
        return total is None or hides(total.counts, KNOWN + total.named + 1)

    def may_vote(self, town: Town, person: int) -> bool:
        elsewhere = any(person in who for who in town.members.values()) and person not in town.members[POLLED]
        return not elsewhere and person not in self.booth.gone

    def answered(self, town: Town, given: Given) -> None:
        """An answer that comes after the poll."""
        if self.booth.total is not None and given.person in town.members[POLLED]:
            given.drawn = True

    def close(self, town: Town, opinions: tuple[Rating, ...]) -> None:
        """Count who may be counted."""
        voters = {person for person in self.booth.voters if not self.is_told(town, person)}
        if len(voters) < town.life.minimum:
            return
        for given in town.answers.values():
            if given.person in voters:
                self.take(given)
        counts = self.total([opinions[person] for person in voters], town.life.minimum)
        if counts:
            given_by = [Given(person, 0, 0, opinions[person], town.now) for person in sorted(voters)]
            self.booth.total = Total(0, counts, given_by)

    def take(self, given: Given) -> None:
        given.drawn = True

    def is_told(self, town: Town, person: int) -> bool:
        given = town.answers.get((person, 0))
        elsewhere = given is not None and person not in town.members[POLLED]
        return self.is_drawn(given) or self.has_shared(town, person) or elsewhere

    def is_drawn(self, given: Given | None) -> bool:
        return given is not None and given.drawn

    def has_shared(self, town: Town, person: int) -> bool:
        return any(one.person == person and (one.named or not one.stands) for one in town.excerpts)


def live_with_poll(polled: Polled, rule: Beside) -> Town:
    """Live that life under a rule."""
    town = Town(polled.life, {channel: dict.fromkeys(who, 0) for channel, who in polled.life.members.items()})
    booth = rule.booth
    for step in polled.steps:
        town.now += 1
        match step:
            case Votes(person):
                booth.voters |= {person} if rule.may_vote(town, person) else set()
            case Closes():
                rule.close(town, polled.opinions)
            case Answers(person):
                is_new = (person, 0) not in town.answers
                do(town, rule, step)
                if is_new:
                    rule.answered(town, town.answers[person, 0])
            case Erases(person):
                do(town, rule, step)
                booth.voters.discard(person)
                booth.gone.add(person)
            case _:
                do(town, rule, step)
    return town


def poll_gives_away(polled: Polled, rule: Beside) -> list[str]:
    """What a reader learns of one person who knows two people's opinions, and those of everybody who is named."""
    town = live_with_poll(polled, rule)
    totals = [*town.totals, *([rule.booth.total] if rule.booth.total else [])]
    views = {given.person: given for total in totals for given in total.given}
    believed = [replace(total, given=[views[given.person] for given in total.given]) for total in totals]
    named = {excerpt.person for excerpt in town.published if excerpt.named}
    people = sorted(views)
    pairs = [(one, other) for one in people for other in people if one < other]
    found = []
    for pair in pairs:
        known = {given for person, given in views.items() if person in {*pair, *named}}
        found += [f"{pair} learn that {given.person} said {given.rating}" for given in certain(believed, known)]
    return found


def life_with_poll(random: Random) -> Polled:
    """A life at random: people in both channels or in one, or in none and voting all the same."""
    people, minimum = random.randint(4, 8), random.randint(3, 5)
    palette = random.sample(list(Rating), random.randint(2, 4))
    members = {channel: tuple(p for p in range(people) if random.random() < 0.75) for channel in CHANNELS}
    opinions = tuple(random.choice(palette) for _ in range(people))
    uses = {person for who in members.values() for person in who}
    early: list[Step | Votes | Closes] = [Answers(p, 0, opinions[p]) for p in uses if random.random() < 0.7]
    early += [Votes(person) for person in range(people) if random.random() < 0.85]
    early += _more(random, sorted(uses), opinions)
    random.shuffle(early)
    late = [Closes(), *_more(random, sorted(uses), opinions)]
    middle = [Digest(channel) for channel in CHANNELS if random.random() < 0.5]
    end = [Digest(channel) for channel in CHANNELS if random.random() < 0.7]
    steps = (*early, *middle, *late, *end)
    return Polled(Life(people, minimum, members, (0,), ((),)), opinions, steps)


def _more(random: Random, uses: list[int], opinions: tuple[Rating, ...]) -> list[Step | Votes | Closes]:
    """Whatever else people do; nobody leaves the polled community, which would hide that they may have voted there."""
    steps: list[Step | Votes | Closes] = []
    for _ in range(random.choice((0, 1, 2, 4)) if uses else 0):
        person, channel = random.choice(uses), random.choice(CHANNELS)
        kinds: tuple[tuple[int, Step], ...] = (
            (5, Answers(person, 0, opinions[person])),
            (6, Shares(person, 0, channel, random.random() < 0.7)),
            (1, TakesBack(person, 0)),
            (1, Erases(person)),
            (1, Moves(person, channel, channel == POLLED or random.random() < 0.5)),
        )
        weights, chosen = zip(*kinds, strict=True)
        steps += random.choices(chosen, weights)
    return steps


def polls_with_holes(rule: type[Beside], seed: int, lives: int) -> Iterator[tuple[Polled, list[str]]]:
    """The lives in which the rule gives somebody away, and what a reader learns; the same for the same seed."""
    random = Random(seed)  # noqa: S311
    for _ in range(lives):
        polled = life_with_poll(random)
        found = poll_gives_away(polled, rule(Booth()))
        if found:
            yield polled, found
