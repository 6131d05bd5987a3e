"""The action's own rules: how the halves fit their sentence, and when it rests."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.content_loader import load
from bot.domain.action import Action, ActionState, half
from bot.domain.calendar import week_at
from bot.domain.reflection import Prompt, Wording

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WEEK, PARIS = timedelta(weeks=1), "Europe/Paris"


def action(**other: object) -> Action:
    given = {"id": "a", "member_id": "m", "holding_id": "h", "situation": "on me presse", "deed": "je respire"}
    return Action(**{**given, "language": "fr", "taken_at": NOON, "changed_at": NOON, **other})  # type: ignore[arg-type]


def prompt(asked_at: datetime, *, extra: bool = False) -> Prompt:
    return Prompt(
        id="p",
        member_id="m",
        holding_id="h",
        question_id="vision",
        asked_at=asked_at,
        language="fr",
        wording=Wording(id="w", words={}),
        week=None if extra else week_at(asked_at, PARIS),
    )


@pytest.mark.parametrize(
    ("language", "typed", "stands"),
    [
        ("fr", "une demande arrive", "une demande arrive"),
        ("fr", "  Si une demande\n arrive, ", "une demande arrive"),
        ("fr", "Une demande arrive…", "une demande arrive"),
        ("fr", "S'il reste du temps.", "il reste du temps"),
        ("fr", "S’il reste du temps", "il reste du temps"),
        ("fr", "L'équipe hésite", "l'équipe hésite"),
        ("fr", "Alix me demande", "Alix me demande"),
        ("fr", "Simone appelle", "Simone appelle"),
        ("fr", "DNUM et métier ne sont pas d’accord", "DNUM et métier ne sont pas d’accord"),
        ("en", "If a request comes in.", "a request comes in"),
        ("en", "I have ten minutes", "I have ten minutes"),
        ("en", "iffy data turns up", "iffy data turns up"),
    ],
)
def test_a_situation_fits_its_sentence_however_it_is_typed(language: str, typed: str, stands: str) -> None:
    say = load().say(language)
    assert half(typed, say.list("action.opens_situation"), say.list("action.small_words")) == stands


@pytest.mark.parametrize(
    ("language", "typed", "stands"),
    [
        ("fr", "Alors je demande à qui elle servira.", "je demande à qui elle servira"),
        ("fr", "J’appelle Alix", "j’appelle Alix"),
        ("fr", "demander à Alix", "demander à Alix"),
        ("en", "then I will ask whom it serves", "I will ask whom it serves"),
        ("en", "I’ll ask", "I’ll ask"),
    ],
)
def test_what_one_will_do_fits_its_sentence_however_it_is_typed(language: str, typed: str, stands: str) -> None:
    say = load().say(language)
    assert half(typed, say.list("action.opens_deed"), say.list("action.small_words")) == stands


def test_an_occasion_that_did_not_come_leaves_it_open_twice_and_then_it_rests() -> None:
    mine = action()
    states = []
    for week in (1, 2, 3):
        mine.put_off(NOON + week * WEEK, f"prompt {week}")
        states.append(mine.state)
    assert states == [ActionState.OPEN, ActionState.OPEN, ActionState.RESTING]


def test_only_the_prompt_of_a_later_round_asks_after_it_and_only_while_it_is_open() -> None:
    assert not action().awaits(prompt(NOON - WEEK), PARIS)
    assert not action().awaits(prompt(NOON + timedelta(hours=1)), PARIS)
    assert action().awaits(prompt(NOON + WEEK), PARIS)
    assert not action().awaits(prompt(NOON + WEEK, extra=True), PARIS)
    assert not action(state=ActionState.DONE).awaits(prompt(NOON + WEEK), PARIS)
    assert not action(changed_at=NOON + 2 * WEEK).awaits(prompt(NOON + WEEK), PARIS)


def test_taken_again_it_starts_over() -> None:
    mine = action(not_yet=3, state=ActionState.RESTING, answered_in="p")
    mine.start_over(NOON + WEEK)
    assert (mine.state, mine.not_yet, mine.answered_in, mine.taken_at) == (ActionState.OPEN, 0, None, NOON + WEEK)
