"""The rule on one question more, judged by sixty answers a language that were written before it."""

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


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_thirty_answers_that_need_no_question_at_most_one_gets_one(library: Library, language: str) -> None:
    rule = library.coaching(language).deepening
    asked = [answer for answer in answers(language)["leave"] if what_is_missing(rule, answer)]
    assert len(answers(language)["leave"]) == 30
    assert len(asked) <= 1, asked


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_thirty_answers_that_need_a_question_most_get_the_right_one(library: Library, language: str) -> None:
    rule = library.coaching(language).deepening
    right = [
        wanted["answer"]
        for wanted in answers(language)["ask"]
        if (missing := what_is_missing(rule, wanted["answer"])) and missing.id == wanted["missing"]
    ]
    assert len(answers(language)["ask"]) == 30
    assert len(right) >= 27


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
