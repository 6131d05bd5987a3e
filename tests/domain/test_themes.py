"""Themes are told where there are many texts, and are what the texts belong to."""

import pytest

from bot.domain.themes import themes


@pytest.mark.parametrize(
    ("topics", "told"),
    [
        ("", ""),
        ("vvia", ""),
        ("vviia", "via"),
        ("avivi", "via"),
        ("vvvvvv", ""),
        ("iivvv", "vi"),
        ("ddivvvvaaa", "vad"),
    ],
)
def test_from_five_texts_on_their_topics_are_told_the_most_frequent_first(topics: str, told: str) -> None:
    assert themes(list(topics)) == list(told)
