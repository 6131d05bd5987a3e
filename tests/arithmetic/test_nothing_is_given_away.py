"""Nothing that digests publish gives away what one person answered, and the coach publishes what this rule says."""

from itertools import product
from random import Random

import pytest

from bot.coach.scene import House
from bot.domain.library import Library
from bot.domain.policy import Policy
from bot.domain.reflection import Rating
from bot.domain.totals import total
from tests.arithmetic.coach import Coach, read_of
from tests.arithmetic.lives import Answers, Digest, Erases, Life, Moves, Shares, Step, life
from tests.arithmetic.reader import given_away, given_away_in_any_world
from tests.arithmetic.rules import Excerpt, Given, Naive, Ours, Rule, Total, Town, live
from tests.arithmetic.search import any_seed, holes
from tests.dialogs.conftest import cleared
from tests.storage.stores import house_at

LIVES = 4000
YES, RATHER, NO = Rating.YES, Rating.RATHER_YES, Rating.NO
THREE = (YES, RATHER, NO)
EVERYBODY = range(6)
ONE, OTHER = Digest("one"), Digest("other")


def answers(ratings: str, asked: int = 0) -> tuple[Answers, ...]:
    """Each answers in turn: y(es), a (rather yes), n(o)."""
    meant = {"y": YES, "a": RATHER, "n": NO}
    return tuple(Answers(person, asked, meant[letter]) for person, letter in enumerate(ratings))


def among_six(*rounds: tuple[Step, ...], one: range = EVERYBODY, other: range = EVERYBODY, minimum: int = 4) -> Life:
    """Six people, of whom these are in the one community and those in the other, asked one question all the time."""
    return Life(6, minimum, {"one": tuple(one), "other": tuple(other)}, (0,) * len(rounds), rounds)


HOLES = {
    "all agree": among_six((*answers("yyyyyy"), ONE)),
    "all but the reader agree": among_six((*answers("nyyyyy"), ONE)),
    "one is in one community alone": among_six((*answers("yyaann"), ONE, OTHER), other=range(5)),
    "one changes between two digests": among_six((*answers("yyaann"), ONE, Answers(5, 0, YES), OTHER)),
    "one leaves between two digests": among_six((*answers("yyaann"), ONE, Moves(5, "other", joins=False), OTHER)),
    "one erases everything between two digests": among_six((*answers("yyaann"), ONE, Erases(5), OTHER)),
    "one is late": among_six((*answers("yyaan"), ONE), (Answers(5, 0, NO), OTHER)),
    "who differs is named": among_six((*answers("yyyyan"), Shares(5, 0, "one", True), Shares(4, 0, "one", True), ONE)),
    "who differs is named later": among_six(
        (*answers("yyyann"), ONE, Shares(3, 0, "other", True), Shares(4, 0, "other", True), OTHER)
    ),
    "all others were named before": among_six(
        (*answers("yyaann"), *(Shares(person, 0, "one", person > 1) for person in range(1, 6)), ONE), (ONE,)
    ),
    "all others are named": among_six(
        (*answers("yyaann"), *(Shares(person, 0, "one", person > 1) for person in range(1, 6)), ONE)
    ),
}


@pytest.mark.parametrize("hole", HOLES)
def test_the_rule_that_comes_to_mind_gives_people_away_where_ours_does_not(hole: str) -> None:
    assert given_away(live(HOLES[hole], Naive())) != []
    assert given_away(live(HOLES[hole], Ours())) == []


def test_in_no_life_does_anything_published_give_a_person_away() -> None:
    seed = any_seed()
    assert list(holes(Ours(), seed, LIVES)) == [], f"seed {seed}"


class ShowsWhatIsAlike(Ours):
    def total(self, ratings: list[Rating], minimum: int) -> dict[str, int] | None:
        counts = {rating.value: ratings.count(rating) for rating in Rating}
        return counts if len(ratings) >= minimum else None


class CountsAgain(Ours):
    def mark(self, drawn: list[Given], shown: Total | None) -> None:
        pass


class CountsWhoIsNamed(Ours):
    def tell(self, given: Given) -> None:
        pass


class NamesWhoeverWants(Ours):
    def leaves_others_hidden(self, _given: Given) -> bool:
        return True


class CountsTheAuthor(Ours):
    def hides_author(self, town: Town, excerpt: Excerpt) -> bool:
        return len(town.members[excerpt.channel]) >= town.life.minimum


class ForgetsEarlierNames(Ours):
    """Only who is named in the same digest is left out."""

    def told_by_name(self, town: Town, excerpt: Excerpt) -> set[int]:
        waiting = [one for one in town.excerpts if one.stands and one.among is None]
        return {one.person for one in waiting if one.named and one.channel == excerpt.channel}


class ShowsLater(Ours):
    """What was too alike stays for the next digest."""

    def mark(self, drawn: list[Given], shown: Total | None) -> None:
        if shown:
            super().mark(drawn, shown)


PARTS = (ShowsWhatIsAlike, CountsAgain, CountsWhoIsNamed, NamesWhoeverWants, CountsTheAuthor, ForgetsEarlierNames)


@pytest.mark.parametrize("rule", PARTS)
def test_without_any_one_part_of_the_rule_the_search_finds_who_is_given_away(rule: type[Ours]) -> None:
    assert next(holes(rule(), any_seed(), LIVES), None) is not None


LATE = among_six((*answers("yyyaa"), ONE), (Answers(5, 0, NO), ONE), minimum=5)
"""The first digest shows nothing, since five of them are too alike; the sixth answers late."""


KNOWN_TO_MANY = "who differs is named later"
"""Four of six are known here: from a total that is missing one could conclude if one knew that all six had answered."""


@pytest.mark.parametrize("world", [*(world for hole, world in HOLES.items() if hole != KNOWN_TO_MANY), LATE])
def test_nor_does_what_is_not_published_whatever_they_answer(world: Life) -> None:
    assert given_away_in_any_world(world, Ours(), THREE) == []


@pytest.mark.parametrize(("world", "rule"), [(LATE, ShowsLater()), (HOLES["one is late"], Naive())])
def test_that_comparison_finds_who_is_given_away(world: Life, rule: Rule) -> None:
    assert given_away_in_any_world(world, rule, THREE) != []


@pytest.mark.parametrize("minimum", [3, 4, 5])
@pytest.mark.parametrize("people", [3, 4, 5, 6])
def test_of_every_way_to_answer_a_reader_and_a_colleague_are_left_with_two_for_each_other(
    people: int, minimum: int
) -> None:
    alike: dict[object, list[tuple[Rating, ...]]] = {}
    for ratings in product(Rating, repeat=people):
        shown = total(ratings, minimum)
        alike.setdefault((ratings[:2], shown and tuple(shown.values())), []).append(ratings)
    for ways in alike.values():
        assert all(len({way[at] for way in ways}) > 1 for at in range(2, people))


async def test_the_coach_publishes_what_the_rule_says(library: Library) -> None:
    seed = any_seed()
    chosen = Random(seed)  # noqa: S311
    async with house_at("sqlite://") as database:
        for lived in [*HOLES.values(), *(life(chosen) for _ in range(15))]:
            house = House(library, Policy())
            read = await Coach(house, await cleared(database.store), lived).live()
            assert read == read_of(live(lived, Ours())), f"seed {seed}: {lived}"
