"""What proves that the coach offered a tap or a form to whoever sends it."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.message import Act
from bot.platforms.mattermost.seals import Audience, Forged, Opened, Seals, Stale, Tapped

URL = "https://coach.example/mattermost/action"
OLD, NEW = b"o" * 32, b"n" * 32
YES, NO = Act("answer", "p1", "yes"), Act("answer", "p1", "no")
CAMILLE, CHANNEL = Audience("user", "camille"), Audience("channel", "equipe")
NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
OPENED = Opened("form-1", "write/p1/", "d1", direct=True, aside="hook", people=("coach",), named=("people",))

SEALS = Seals([OLD])


def context(act: Act | None = YES, audience: Audience = CAMILLE, seals: Seals = SEALS, aside: str = "") -> Any:
    return seals.sealed(URL, audience, aside).integration(act)["context"]


def chosen(act: Act, audience: Audience = CAMILLE) -> Any:
    sealed = SEALS.sealed(URL, audience)
    return {**sealed.integration(None)["context"], "selected_option": sealed.option(act)}


def test_a_tap_means_what_was_offered() -> None:
    assert SEALS.tapped(context(aside="hook"), "camille", "anywhere") == Tapped(YES, "hook")


def test_a_choice_in_a_menu_means_what_was_offered() -> None:
    assert SEALS.tapped(chosen(NO), "camille", "anywhere") == Tapped(NO, "")


def test_what_stands_in_a_channel_is_for_everyone_there_and_nowhere_else() -> None:
    assert SEALS.tapped(context(audience=CHANNEL), "anybody", "equipe").act == YES
    with pytest.raises(Forged):
        SEALS.tapped(context(audience=CHANNEL), "anybody", "another")


@pytest.mark.parametrize("offered", [context(), chosen(YES)], ids=["button", "menu"])
def test_what_was_offered_to_one_person_is_not_good_for_another(offered: Mapping[str, Any]) -> None:
    with pytest.raises(Forged):
        SEALS.tapped(offered, "sacha", "camille")


@pytest.mark.parametrize(
    "change",
    [
        {"act": str(NO)},
        {"aside": "another"},
        {"for": "channel"},
        {"for": "nobody"},
        {"for": None},
        {"seal": ""},
        {"seal": None},
        {"seal": "é" * 22},
        {"act": 7},
        {"selected_option": f"{NO}#{context(NO)['seal']}"},
        {"selected_option": str(NO)},
        {"selected_option": None, "act": ""},
        {"selected_option": ["x"]},
    ],
    ids=str,
)
def test_whatever_is_changed_the_tap_is_refused(change: Mapping[str, Any]) -> None:
    with pytest.raises(Forged):
        SEALS.tapped({**context(), **change}, "camille", "camille")


def test_an_option_is_good_for_nothing_but_a_menu_of_the_same_reader() -> None:
    borrowed = SEALS.sealed(URL, Audience("user", "sacha")).option(YES)
    with pytest.raises(Forged):
        SEALS.tapped({**chosen(YES), "selected_option": borrowed}, "camille", "")


def test_what_an_older_key_sealed_stays_good_until_that_key_is_gone() -> None:
    both, new = Seals([NEW, OLD]), Seals([NEW])
    assert both.tapped(context(), "camille", "").act == YES
    assert new.tapped(context(seals=both), "camille", "").act == YES
    with pytest.raises(Forged):
        new.tapped(context(), "camille", "")


def test_a_dialog_comes_back_as_it_was_opened() -> None:
    state = SEALS.state(OPENED, "camille", NOW)
    assert SEALS.opened(state, "camille", NOW + timedelta(hours=23)) == OPENED


def test_a_dialog_is_good_for_a_day() -> None:
    state = SEALS.state(OPENED, "camille", NOW)
    with pytest.raises(Stale):
        SEALS.opened(state, "camille", NOW + timedelta(hours=25))


def test_a_dialog_is_its_readers_own() -> None:
    state = SEALS.state(OPENED, "camille", NOW)
    with pytest.raises(Forged):
        SEALS.opened(state, "sacha", NOW)


def _longer(state: str) -> str:
    body, _, seal = state.rpartition("#")
    return f"{json.dumps({**json.loads(body), 'until': 9_999_999_999})}#{seal}"


@pytest.mark.parametrize(
    "change",
    [_longer, lambda state: state[:-1], lambda _: "", lambda _: "{}", lambda _: "#", lambda state: state + "#"],
)
def test_whatever_is_changed_the_dialog_is_refused(change: Callable[[str], str]) -> None:
    with pytest.raises(Forged):
        SEALS.opened(change(SEALS.state(OPENED, "camille", NOW)), "camille", NOW)


def test_a_dialogs_seal_opens_no_tap() -> None:
    seal = SEALS.seal("dialog", CAMILLE, str(YES), "")
    with pytest.raises(Forged):
        SEALS.tapped({**context(), "seal": seal}, "camille", "")
