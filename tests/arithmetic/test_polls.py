"""A poll beside digests gives nobody away, even to a reader who believes that people vote as they answer."""

from random import Random

import pytest

from bot.coach.scene import House
from bot.domain.library import Library
from bot.domain.policy import Policy
from bot.domain.reflection import Rating
from tests.arithmetic.polled_coach import PolledCoach
from tests.arithmetic.polls import Beside, Booth, life_with_poll, live_with_poll, polls_with_holes
from tests.arithmetic.rules import Given, Town
from tests.arithmetic.search import any_seed
from tests.dialogs.conftest import cleared
from tests.storage.stores import house_at

LIVES = 4000


def test_in_no_life_does_a_poll_beside_digests_give_a_person_away() -> None:
    seed = any_seed()
    assert list(polls_with_holes(Beside, seed, LIVES)) == [], f"seed {seed}"


class ShowsWhatIsAlike(Beside):
    def total(self, ratings: list[Rating], minimum: int) -> dict[str, int] | None:
        counts = {rating.value: ratings.count(rating) for rating in Rating}
        return counts if len(ratings) >= minimum else None


class CountsWhatADigestCounts(Beside):
    def is_drawn(self, _given: Given | None) -> bool:
        return False


class LeavesItToTheNextDigest(Beside):
    def take(self, given: Given) -> None:
        pass


class CountsWhoIsNamed(Beside):
    def has_shared(self, _town: Town, _person: int) -> bool:
        return False


class NamesWhoeverWants(Beside):
    def leaves_voters_hidden(self) -> bool:
        return True


class CountsWhatComesAfterwards(Beside):
    def answered(self, town: Town, given: Given) -> None:
        pass


class HearsWhoIsElsewhere(Beside):
    def may_vote(self, _town: Town, person: int) -> bool:
        return person not in self.booth.gone


PARTS = (
    ShowsWhatIsAlike,
    CountsWhatADigestCounts,
    LeavesItToTheNextDigest,
    CountsWhoIsNamed,
    NamesWhoeverWants,
    CountsWhatComesAfterwards,
    HearsWhoIsElsewhere,
)


@pytest.mark.parametrize("rule", PARTS)
def test_without_any_one_part_of_the_rule_the_search_finds_who_is_given_away(rule: type[Beside]) -> None:
    assert next(polls_with_holes(rule, any_seed(), 10 * LIVES), None) is not None


async def test_the_coach_counts_what_the_rule_says(library: Library) -> None:
    seed = any_seed()
    chosen = Random(seed)  # noqa: S311
    async with house_at("sqlite://") as database:
        for _ in range(12):
            polled, rule = life_with_poll(chosen), Beside(Booth())
            town = live_with_poll(polled, rule)
            counted = [tuple(rule.booth.total.counts.values())] if rule.booth.total else []
            published = [tuple(total.counts.values()) for total in town.totals]
            lived = PolledCoach(House(library, Policy()), await cleared(database.store), polled)
            assert await lived.live_with_poll() == (counted, published), f"seed {seed}: {polled}"
