"""One question more, about what follows the one thing an answer names; in doubt, none."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.deepening import Deepening, Sought, deepen, is_findable, what_is_missing
from bot.domain.role import Point

NOW = datetime(2026, 6, 15, 9, tzinfo=UTC)


def sought(name: str, *signs: str) -> Sought:
    return Sought(name, signs, (Point(f"{name}-1", "?"), Point(f"{name}-2", "?")))


RULE = Deepening(
    shortest=3,
    longest=12,
    leave_alone=("épuis*", "?", "rien à"),
    general=("plutôt", "serein", "pas le", "aucun", "pas eu", "tout", "il n'y a", "soin"),
    and_then=(", on",),
    negations=("pas", "aucun"),
    sought=(
        sought("evidence", "entretien*", "retour des", "# usager*", "# %", "d’après les"),
        sought("decision", "a décidé", "on garde"),
        sought("next_step", "demain", "rendez-vous"),
    ),
)


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        ("Tout va plutôt bien", "evidence"),
        ("Les ENTRETIENS étaient parlants", "decision"),
        ("trois fois 12 usagers perdus", "decision"),
        ("On plafonne à 61 %", "decision"),
        ("On plafonne à 61%", "decision"),
        ("d'apres les gens du guichet", "decision"),
        ("d’après les gens du guichet", "decision"),
        ("On a décidé de couper", "next_step"),
        ("On a décidé après les entretiens", None),
        ("On verra cela demain", None),
        ("J'ai pris rendez-vous avec eux", None),
        ("J'ai pris rendez vous avec eux", None),
        ("Les entretiens, et demain un autre", None),
        ("Le serveur change de salle", None),
        ("Les entretiens bloquent, on refait la page", None),
        ("Les entretiens montrent que l’on se perd", "decision"),
        ("Tout va bien, on avance", "evidence"),
    ],
)
def test_the_question_is_about_what_follows_the_one_thing_named(words: str, missing: str | None) -> None:
    found = what_is_missing(RULE, words)
    assert (found.id if found else None) == missing


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("Plutôt bien", "too short to say more about"),
        (" ".join(["mot"] * 13), "long enough already"),
        ("Je suis épuisée par tout cela", "a hard time"),
        ("Je n'ai rien à en dire", "wants to leave it there"),
        ("Pourquoi cette question précisément ?", "asks something"),
        ("", "no words at all"),
        ("👍 👍 👍 👍", "no words at all"),
    ],
)
def test_some_answers_are_left_alone(words: str, why: str) -> None:
    assert what_is_missing(RULE, words) is None, why


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        ("On n'a aucun retour des agents", "evidence"),
        ("Il n'y a pas eu d'entretiens", "evidence"),
        ("Pas le moment idéal, mais les entretiens parlent", "decision"),
        ("On n'a pas, après les entretiens, tout compris", "decision"),
        ("Le métier a déménagé, décidé et serein", "evidence"),
        ("Un testament entretenu avec soin", "evidence"),
    ],
)
def test_a_sign_counts_where_it_says_so(words: str, missing: str) -> None:
    found = what_is_missing(RULE, words)
    assert found
    assert found.id == missing


@pytest.mark.parametrize(("lows_running", "asked"), [(0, True), (1, True), (2, False), (5, False)])
def test_after_two_low_answers_running_nothing_more_is_asked(lows_running: int, asked: bool) -> None:
    assert (deepen(RULE, "Tout va plutôt mal", {}, NOW, lows_running=lows_running) is not None) is asked


def test_no_question_returns_within_three_months() -> None:
    told: dict[str, datetime] = {}
    asked = []
    for week in range(14):
        now = NOW + timedelta(weeks=week)
        question = deepen(RULE, "Tout va plutôt bien", told, now, lows_running=0)
        asked.append(question.id if question else None)
        if question:
            told[question.id] = now
    assert asked == ["evidence-1", "evidence-2", *[None] * 11, *[None]]


@pytest.mark.parametrize("sign", ["mot", "deux mots", "début*", "# %", "?", "d’après", "rendez-vous", "Été", ", on"])
def test_a_sign_made_of_words_can_be_found(sign: str) -> None:
    assert is_findable(sign)


@pytest.mark.parametrize("sign", ["", "*", "*fin", "mi*lieu", "un.", "a, b", "(x)", "#5"])
def test_any_other_sign_cannot(sign: str) -> None:
    assert not is_findable(sign)
