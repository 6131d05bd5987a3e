"""What somebody can work out who reads both channels, knows who took part, and was told by a colleague."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from bot.domain.reflection import Rating
from tests.arithmetic.lives import Answers, Life
from tests.arithmetic.rules import Given, Rule, Total, Town, live


def given_away(town: Town) -> list[str]:
    """Everything that one reader or another learns of one person, from all that was published.

    The reader knows their own answers and a colleague's, who is counted in each total, and whatever an excerpt with a
    name may tell.
    """
    told = {given for excerpt in town.published if excerpt.named for given in excerpt.tells}
    found = []
    for pair in combinations(range(town.life.people), 2):
        known = told | {given for total in town.totals for given in total.given if given.person in pair}
        found += [f"{pair} learn that {given.person} said {given.rating}" for given in certain(town.totals, known)]
        found += [f"{pair} learn that {person} wrote" for person in _recognised(town, set(pair))]
    return found


def _recognised(town: Town, known: set[int]) -> Iterator[int]:
    for excerpt in town.published:
        if not excerpt.named and excerpt.person not in known and len((excerpt.among or frozenset()) - known) == 1:
            yield excerpt.person


def certain(totals: Sequence[Total], known: set[Given]) -> Iterator[Given]:
    """The ratings that are the same in every world in which these totals were published."""
    unknown = dict.fromkeys(given for total in totals for given in total.given if given not in known)
    counted = {given: tuple(total for total in totals if given in total.given) for given in unknown}
    for given in unknown:
        if not _exchangeable(given, counted) and not _otherwise(given, totals, counted):
            yield given


def _exchangeable(given: Given, counted: dict[Given, tuple[Total, ...]]) -> bool:
    """Whether another one, counted in the same totals, has a rating to exchange."""
    return any(other.rating is not given.rating and totals == counted[given] for other, totals in counted.items())


def _otherwise(given: Given, totals: Sequence[Total], counted: dict[Given, tuple[Total, ...]]) -> bool:
    """Whether there is a world with the same totals in which that rating was another one."""
    left = {total: Counter[Rating]() for total in totals}
    for other, where in counted.items():
        for total in where:
            left[total][other.rating] += 1
    others = [given, *(other for other in counted if other is not given)]
    return _filled(others, counted, left, given)


def _filled(
    others: list[Given], counted: dict[Given, tuple[Total, ...]], left: dict[Total, Counter[Rating]], but: Given
) -> bool:
    if not others:
        return True
    first, *rest = others
    for rating in Rating:
        if (first is but and rating is but.rating) or any(left[total][rating] == 0 for total in counted[first]):
            continue
        for total in counted[first]:
            left[total][rating] -= 1
        found = _filled(rest, counted, left, but)
        for total in counted[first]:
            left[total][rating] += 1
        if found:
            return True
    return False


@dataclass(frozen=True)
class Seen:
    """All that is published, and who is named in it."""

    numbers: tuple[object, ...]
    words: tuple[object, ...]
    named: frozenset[int]


def given_away_in_any_world(life: Life, rule: Rule, ratings: Sequence[Rating]) -> list[str]:
    """The same, without any reasoning: every way to answer is lived, and those that look the same are compared.

    Here what is not published counts as well, and the reader knows even who answered when.
    """
    people = [step.person for steps in life.rounds for step in steps if isinstance(step, Answers)]
    worlds = [(chosen, _seen(live(life.answered(chosen), rule))) for chosen in product(ratings, repeat=len(people))]
    found = []
    for pair in combinations(range(life.people), 2):
        alike: dict[tuple[object, Seen], list[tuple[Rating, ...]]] = {}
        for chosen, seen in worlds:
            own = tuple(rating for person, rating in zip(people, chosen, strict=True) if person in pair)
            alike.setdefault((own, seen), []).append(chosen)
        for (_, seen), ways in alike.items():
            hidden = [at for at, person in enumerate(people) if person not in seen.named and person not in pair]
            found += [f"{pair} learn what {people[at]} said" for at in hidden if len({way[at] for way in ways}) == 1]
    return found


def _seen(town: Town) -> Seen:
    numbers = [
        (issue.channel, *((total.question, *total.counts.values()) for total in issue.totals)) for issue in town.issues
    ]
    words = [(one.number, *(given.rating for given in one.tells if one.named)) for one in town.published]
    return Seen(tuple(numbers), tuple(words), frozenset(one.person for one in town.published if one.named))
