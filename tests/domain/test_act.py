import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.message import Act

parts = st.text(st.characters(exclude_characters="/"))


@given(parts, parts, st.text())
def test_an_act_is_read_back_as_it_was_written(name: str, subject: str, value: str) -> None:
    act = Act(name, subject, value)
    assert Act.parse(str(act)) == act


@given(st.text())
def test_whatever_comes_back_from_outside_is_an_act_and_loses_nothing(text: str) -> None:
    act = Act.parse(text)
    assert str(act).rstrip("/") == text.rstrip("/")


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("", Act("")),
        ("help", Act("help")),
        ("skip/12", Act("skip", "12")),
        ("zone//Europe/Paris", Act("zone", "", "Europe/Paris")),
    ],
)
def test_missing_parts_are_empty(text: str, act: Act) -> None:
    assert Act.parse(text) == act
