"""What a bench tells: whether a figure is within reach is said in words, in the table and in the picture."""

from xml.etree import ElementTree

import pytest

from tests.bench.figures import Figure, shown
from tests.bench.telling import markdown, picture

QUICK = Figure("answers", 12_500, "a second", 10_000, more_is_better=True, floors={"plain SQL": 83_000})
SLOW = Figure("a reply, p99", 75, "ms", 50, note="median 3 ms")
FREE = Figure("a first start", 9, "s")


@pytest.mark.parametrize(
    ("figure", "used", "verdict", "wanted"),
    [
        (QUICK, 0.8, "reached", "at least 10 000 a second"),
        (SLOW, 1.5, "missed", "at most 50.0 ms"),
        (FREE, None, "", ""),
    ],
)
def test_a_figure_knows_how_much_of_its_limit_is_used(
    figure: Figure, used: float | None, verdict: str, wanted: str
) -> None:
    assert (figure.used, figure.verdict, figure.wanted) == (used, verdict, wanted)


def test_the_table_says_what_was_measured_and_what_stood_beside_it() -> None:
    lines = markdown([QUICK, SLOW]).split("\n")
    assert lines[2].endswith("| 12 500 a second | at least 10 000 a second | reached | plain SQL: 83 000 a second |")
    assert lines[3].endswith("| 75.0 ms | at most 50.0 ms | missed | median 3 ms |")


def test_the_picture_says_in_words_what_its_bars_show() -> None:
    drawn = ElementTree.fromstring(picture([QUICK, SLOW, FREE]))  # noqa: S314  (our own)
    texts = [element.text or "" for element in drawn.iter() if element.tag.endswith(("text", "desc"))]
    for words in ("12 500 a second, reached", "75.0 ms, missed"):
        assert words in texts
    assert "a reply, p99: 75.0 ms, wanted at most 50.0 ms, missed." in texts[0]
    assert not [text for text in texts if "first start" in text]


def test_figures_are_told_with_as_many_digits_as_mean_something() -> None:
    assert [shown(value, "ms") for value in (0.1234, 12.34, 1234.5)] == ["0.12 ms", "12.3 ms", "1 234 ms"]
