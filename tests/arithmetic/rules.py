"""Rules of what may be published, ours and the one that comes to mind first, and lives lived under either."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from bot.domain.calendar import week_at
from bot.domain.cycle import question_of_week
from bot.domain.reflection import Rating
from bot.domain.totals import KNOWN, hides, total
from tests.arithmetic.lives import Answers, Digest, Erases, Life, Moves, Shares, Step, TakesBack
from tests.storage.things import HABITS, MONDAY

QUESTIONS = 4
FIRST_WEEK = week_at(MONDAY, HABITS["zone"])
"""The week of a life's first round, which with the number of questions tells what each digest asks."""


@dataclass(eq=False)
class Given:
    """A rating somebody gave; `counted_in` is the total that shows it, `drawn` whether no other may count it."""

    person: int
    asked: int
    question: int
    rating: Rating
    at: int
    drawn: bool = False
    counted_in: "Total | None" = None


@dataclass(eq=False)
class Total:
    """A published total, and the ratings that it counts."""

    question: int
    counts: dict[str, int]
    given: list[Given]
    named: int = 0


@dataclass(eq=False)
class Excerpt:
    """A shared excerpt: `tells` are the ratings that it may give away, `among` those who may have written it.

    What `came` of a digest is about that one's question, and not taken back with the answer that it may tell.
    """

    person: int
    asked: int
    question: int
    channel: str
    named: bool
    number: int
    tells: list[Given]
    came: bool = False
    stands: bool = True
    among: frozenset[int] | None = None


@dataclass(eq=False)
class Issue:
    """A published digest, with the question that its week asks."""

    channel: str
    question: int
    totals: list[Total]
    excerpts: list[Excerpt]


@dataclass(eq=False)
class Town:
    """Where everything stands in a life."""

    life: Life
    members: dict[str, dict[int, int]]
    now: int = 0
    round: int = 0
    answers: dict[tuple[int, int], Given] = field(default_factory=dict)
    excerpts: list[Excerpt] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    published_at: dict[str, int] = field(default_factory=dict)

    def last(self, channel: str) -> Issue | None:
        """The last digest in the channel of which something stands, so that something can come of it."""
        issues = [issue for issue in self.issues if issue.channel == channel]
        standing = [one for one in issues if one.totals or any(excerpt.stands for excerpt in one.excerpts)]
        return standing[-1] if standing else None

    def read_by_name(self, question: int) -> set[int]:
        """Who is read with their name on that question, in either channel, also if they took it back since."""
        return {excerpt.person for excerpt in self.published if excerpt.named and excerpt.question == question}

    @property
    def totals(self) -> list[Total]:
        """Every total that was published."""
        return [total for issue in self.issues for total in issue.totals]

    @property
    def published(self) -> list[Excerpt]:
        """Every excerpt that was published, also those taken back: who read it has read it."""
        return [excerpt for issue in self.issues for excerpt in issue.excerpts]

    def pools(self, channel: str) -> dict[int, list[Given]]:
        """What the channel's members have answered, by question, oldest first."""
        pools = defaultdict(list)
        for given in sorted(self.answers.values(), key=lambda given: given.at):
            if given.person in self.members[channel]:
                pools[given.question].append(given)
        return pools


class Rule(Protocol):
    """What may be published."""

    def may_share(self, town: Town, excerpt: Excerpt) -> bool:
        """Whether the coach accepts it."""

    def tell(self, given: Given) -> None:
        """An excerpt with a name may tell this rating, given after it was shared."""

    def draw(self, town: Town, channel: str) -> list[Total]:
        """The totals of a digest."""

    def ready(self, town: Town, waiting: list[Excerpt]) -> list[Excerpt]:
        """What a digest publishes of what waits for it."""


class Ours:
    """The coach's own rule; the parts that a test takes away are methods of their own."""

    def may_share(self, town: Town, excerpt: Excerpt) -> bool:
        if not excerpt.named:
            return len(town.members[excerpt.channel].keys() - {excerpt.person}) >= town.life.minimum
        if not all(self.leaves_others_hidden(given) for given in excerpt.tells):
            return False
        for given in excerpt.tells:
            self.tell(given)
        return True

    def leaves_others_hidden(self, given: Given) -> bool:
        where = given.counted_in
        return where is None or hides(where.counts, KNOWN + where.named + 1)

    def tell(self, given: Given) -> None:
        if given.counted_in is not None:
            given.counted_in.named += 1
        given.drawn, given.counted_in = True, None

    def draw(self, town: Town, channel: str) -> list[Total]:
        joined, totals = town.members[channel], []
        for question, pool in town.pools(channel).items():
            waiting = [given for given in pool if not given.drawn and given.at >= joined[given.person]]
            latest = {given.person: given for given in waiting}
            if len(latest) >= town.life.minimum:
                counts = self.total([given.rating for given in latest.values()], town.life.minimum)
                shown = Total(question, counts, list(latest.values())) if counts else None
                self.mark(waiting, shown)
                totals += [shown] if shown else []
        return totals

    def total(self, ratings: list[Rating], minimum: int) -> dict[str, int] | None:
        return total(ratings, minimum)

    def mark(self, drawn: list[Given], shown: Total | None) -> None:
        for given in drawn:
            given.drawn, given.counted_in = True, shown

    def ready(self, town: Town, waiting: list[Excerpt]) -> list[Excerpt]:
        return [one for one in waiting if one.named or self.hides_author(town, one)]

    def hides_author(self, town: Town, excerpt: Excerpt) -> bool:
        others = town.members[excerpt.channel].keys() - self.told_by_name(town, excerpt) - {excerpt.person}
        return len(others) >= town.life.minimum

    def told_by_name(self, town: Town, excerpt: Excerpt) -> set[int]:
        """Of what was taken back after it was published nobody knows any more whether it had a name."""
        same = [one for one in town.excerpts if one.question == excerpt.question]
        return {one.person for one in same if (one.named if one.stands else one.among is not None)}


class Naive:
    """The rule that comes to mind: count what changed since the last digest, where the minimum group answered."""

    def may_share(self, town: Town, excerpt: Excerpt) -> bool:
        return excerpt.named or len(town.members[excerpt.channel]) >= town.life.minimum

    def tell(self, given: Given) -> None:
        pass

    def draw(self, town: Town, channel: str) -> list[Total]:
        since, totals = town.published_at.get(channel, -1), []
        for question, pool in town.pools(channel).items():
            latest = {given.person: given for given in pool if given.at > since}
            if len(latest) >= town.life.minimum:
                totals.append(Total(question, counted(latest.values()), list(latest.values())))
        return totals

    def ready(self, _town: Town, waiting: list[Excerpt]) -> list[Excerpt]:
        return waiting


def counted(given: Iterable[Given]) -> dict[str, int]:
    """How many gave each rating."""
    counts = Counter(one.rating for one in given)
    return {rating.value: counts[rating] for rating in Rating}


def live(life: Life, rule: Rule) -> Town:
    """Live that life under a rule."""
    town = Town(life, {channel: dict.fromkeys(people, 0) for channel, people in life.members.items()})
    for town.round, steps in enumerate(life.rounds):
        for step in steps:
            town.now += 1
            do(town, rule, step)
    return town


def do(town: Town, rule: Rule, step: Step) -> None:
    match step:
        case Answers():
            _answer(town, rule, step)
        case Shares():
            _share(town, rule, step)
        case TakesBack(person, asked):
            _take_back(town, person, {asked}, came=False)
        case Erases(person):
            _erase(town, person)
        case Moves(person, channel, joins):
            _move(town, person, channel, joins)
        case Digest(channel):
            _publish(town, rule, channel)


def _answer(town: Town, rule: Rule, step: Answers) -> None:
    before = town.answers.get((step.person, step.asked))
    if before is not None and before.rating is step.rating:
        return
    given = Given(step.person, step.asked, town.life.questions[step.asked], step.rating, town.now)
    town.answers[step.person, step.asked] = given
    for excerpt in town.excerpts:
        if excerpt.named and excerpt.stands and (excerpt.person, excerpt.asked) == (step.person, step.asked):
            excerpt.tells.append(given)
            rule.tell(given)


def _share(town: Town, rule: Rule, step: Shares) -> None:
    if step.person not in town.members[step.channel]:
        return
    given = town.answers.get((step.person, step.asked))
    tells = [given] if given is not None else []
    last = town.last(step.channel) if step.came else None
    question = last.question if last else town.life.questions[step.asked]
    number, came = len(town.excerpts), last is not None
    excerpt = Excerpt(step.person, step.asked, question, step.channel, step.named, number, tells, came)
    if rule.may_share(town, excerpt):
        town.excerpts.append(excerpt)


def _take_back(town: Town, person: int, asked: set[int], *, came: bool) -> None:
    for excerpt in town.excerpts:
        if excerpt.person == person and excerpt.asked in asked and (came or not excerpt.came):
            excerpt.stands = False


def _erase(town: Town, person: int) -> None:
    _take_back(town, person, set(range(len(town.life.rounds))), came=True)
    town.answers = {key: given for key, given in town.answers.items() if given.person != person}
    for members in town.members.values():
        members.pop(person, None)


def _move(town: Town, person: int, channel: str, joins: bool) -> None:
    if joins:
        town.members[channel].setdefault(person, town.now)
    else:
        town.members[channel].pop(person, None)


def _publish(town: Town, rule: Rule, channel: str) -> None:
    totals = rule.draw(town, channel)
    waiting = [one for one in town.excerpts if one.channel == channel and one.stands and one.among is None]
    excerpts = rule.ready(town, waiting)
    if totals or excerpts:
        town.issues.append(Issue(channel, question_of_week(FIRST_WEEK + town.round, QUESTIONS), totals, excerpts))
        town.published_at[channel] = town.now
    for excerpt in excerpts:
        named = town.read_by_name(excerpt.question)
        excerpt.among = frozenset(town.members[channel].keys() - named) | {excerpt.person}
