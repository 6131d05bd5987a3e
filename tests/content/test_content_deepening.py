"""The rule on one question more, judged by answers written before it, after its first versions, and last."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.content_loader import LANGUAGES, Library
from bot.domain.deepening import what_is_missing

HERE = Path(__file__).parent / "deepening"


@cache
def answers(language: str) -> Any:
    return yaml.safe_load((HERE / f"{language}.yaml").read_text("utf-8"))


# Of each group of answers: how many of either kind, and how many must at least get the right question.
GROUPS = {"": (30, 27), "_more": (35, 30), "_last": (12, 5), "_anew": (20, 15)}


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_of_the_answers_that_need_no_question_at_most_one_gets_one(library: Library, language: str, group: str) -> None:
    rule = library.coaching(language).deepening
    left = answers(language)[f"leave{group}"]
    asked = [answer for answer in left if what_is_missing(rule, answer)]
    assert len(left) == GROUPS[group][0]
    assert len(asked) <= 1, asked


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_of_the_answers_that_need_a_question_enough_get_the_right_one(
    library: Library, language: str, group: str
) -> None:
    rule = library.coaching(language).deepening
    wanting = answers(language)[f"ask{group}"]
    missing = [(wanted["missing"], what_is_missing(rule, wanted["answer"])) for wanted in wanting]
    count, least = GROUPS[group]
    assert len(wanting) == count
    assert sum(found is not None and found.id == wanted for wanted, found in missing) >= least


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_doubts_themselves_or_has_put_things_off_is_asked_nothing(library: Library, language: str) -> None:
    rule = library.coaching(language).deepening
    assert [each for each in answers(language)["leave_in_doubt"] if what_is_missing(rule, each)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_sought_goes_from_what_was_seen_to_what_will_be_done(library: Library, language: str) -> None:
    rule = library.coaching(language).deepening
    assert [sought.id for sought in rule.sought] == ["evidence", "decision", "next_step"]
    for sought in rule.sought:
        assert len(sought.questions) == 3
        assert all(len(question.text.split()) <= 18 for question in sought.questions)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sign_stands_under_two_things(library: Library, language: str) -> None:
    rule = library.coaching(language).deepening
    signs = [sign for sought in rule.sought for sign in sought.signs]
    assert len(signs) == len(set(signs))
