"""Every kind of mistake in the advice and in the rule on one question more is reported where it is."""

from pathlib import Path

import pytest

from bot.content_loader import load
from tests.content.tiny import (
    ADVICE_EN,
    ADVICE_FR,
    ROLE_EN,
    ROLE_FR,
    RULE_EN,
    RULE_FR,
    advice,
    change,
    reported,
    write,
)

ONE = advice("en").splitlines()[2].removeprefix("    - ")
WORDS_26 = " ".join(["word"] * 26)

IN_A_TIP = {
    "the text is too long": ('"One"', f'"{WORDS_26}"', 3, "`text` has 26 words: shorten it to 25 or fewer"),
    "the text is empty": ('"One"', '""', 3, "`text` is empty: fill it in, or take it out"),
    "the situation is missing": ('situation: "a", ', "", 3, "`situation` is missing: add it"),
    "the act is missing": (', act: "I will b"', "", 3, "`act` is missing: add it"),
    "the situation brings its if": (
        'situation: "a"',
        'situation: "If a"',
        3,
        "`situation` goes without its “if”: the coach says it",
    ),
    "the situation ends the sentence": (
        'situation: "a"',
        'situation: "a,"',
        3,
        "`situation` goes without a mark at its end: the coach adds it",
    ),
    "the act is nobody's": (
        "I will b",
        "Let us b",
        3,
        "`act` begins with “I will”: its reader says what they will do",
    ),
    "the act ends with a full stop": (
        "I will b",
        "I will b.",
        3,
        "`act` goes without a mark at its end: the coach adds it",
    ),
    "the action is too long": (
        "I will b",
        "I will " + " ".join(["b"] * 21),
        3,
        "the action has 26 words: shorten it to 25 or fewer",
    ),
    "the activity is misspelt": (
        "testing-often",
        "testing-oftn",
        3,
        "no mission has an activity `testing-oftn`: did you mean `testing-often`?",
    ),
    "the point of attention is misspelt": (
        "attention-time",
        "attention-tme",
        3,
        "`business` has no point of attention `attention-tme`: did you mean `attention-time`?",
    ),
    "the point of attention is left out": (
        "attention: attention-time, ",
        "",
        3,
        "the tip `tested-one` names no point of attention of `business`: add `attention`",
    ),
    "an id has letters it may not have": (
        "id: tested-one",
        "id: testé",
        3,
        "`testé` cannot be an id: use a to z without accents, digits, - and _",
    ),
    "an id stands twice": (
        "id: tested-one",
        "id: tested-two",
        4,
        "another tip has the id `tested-two`: give each its own",
    ),
    "a key is misspelt": ("situation:", "situaton:", 3, "unknown key `situaton`: did you mean `situation`?"),
}


@pytest.mark.parametrize("kind", IN_A_TIP)
def test_a_mistake_in_a_tip_is_reported_where_it_is(content: Path, kind: str) -> None:
    old, new, line, sentence = IN_A_TIP[kind]
    change(content, ADVICE_EN, ONE, ONE.replace(old, new))
    assert f"content/{ADVICE_EN}:{line}: {sentence}" in reported(content)


IN_BOTH_LANGUAGES = {
    "too few tips": (4, 1, 2, "`tips` for `business` has 2 of at least 3: add to it"),
    "too few ways to find out": (8, 1, 6, "`ways_to_find_out` for `business` has 1 of at least 2: add to it"),
}


@pytest.mark.parametrize("kind", IN_BOTH_LANGUAGES)
def test_too_little_advice_is_reported(content: Path, kind: str) -> None:
    line, lines, reported_at, sentence = IN_BOTH_LANGUAGES[kind]
    for language, file in {"fr": ADVICE_FR, "en": ADVICE_EN}.items():
        kept = advice(language).splitlines()
        write(content, file, "\n".join(kept[: line - 1] + kept[line - 1 + lines :]))
    assert reported(content) == [f"content/{file}:{reported_at}: {sentence}" for file in (ADVICE_EN, ADVICE_FR)]


def test_a_way_of_holding_the_role_without_advice_is_reported(content: Path) -> None:
    for language, file in {"fr": ADVICE_FR, "en": ADVICE_EN}.items():
        write(content, file, advice(language).split("unknown:")[0])
    assert reported(content) == [f"content/{file}:1: `unknown` is missing: add it" for file in (ADVICE_EN, ADVICE_FR)]


def test_french_acts_begin_with_je_in_both_its_forms(content: Path) -> None:
    change(content, ADVICE_FR, ONE.replace("I will", "je"), ONE.replace("I will b", "j’essaie"))
    assert load(content).coaching("fr", "tester").advice("tested", "business").tips[0].act == "j’essaie"
    change(content, ADVICE_FR, "j’essaie", "essayer")
    change(content, ADVICE_FR, 'situation: "a", act: "essayer"', 'situation: "s’il pleut", act: "essayer"')
    assert reported(content) == [
        f"content/{ADVICE_FR}:3: `act` begins with “je” or “j’”: its reader says what they will do",
        f"content/{ADVICE_FR}:3: `situation` goes without its “if”: the coach says it",
    ]


def test_advice_that_is_in_one_language_only_is_reported(content: Path) -> None:
    four = ONE.replace("tested-one", "tested-four")
    change(content, ADVICE_EN, f"    - {ONE}\n", f"    - {ONE}\n    - {four}\n")
    assert reported(content) == [
        f"content/{ADVICE_FR}:2: the tip `tested-four` of en.yaml is missing here: translate it, or take it out there"
    ]


def test_a_tip_made_from_other_points_in_each_language_is_reported(content: Path) -> None:
    for file in (ROLE_FR, ROLE_EN):
        change(content, file, '"Often"}', '"Often"}\n      - {id: testing-late, text: "Late"}')
        change(content, file, "activities: [testing-often]", "activities: [testing-often, testing-late]")
    change(content, ADVICE_EN, ONE, ONE.replace("testing-often", "testing-late"))
    both = "use the same in both"
    assert set(reported(content)) == {
        f"content/{ADVICE_EN}:3: `activity` is `testing-late` here and `testing-often` in fr.yaml: {both}",
        f"content/{ADVICE_FR}:3: `activity` is `testing-often` here and `testing-late` in en.yaml: {both}",
        f"content/{ROLE_FR}:33: no tip's action is made from the activity `testing-late`: use it in one",
    }


def test_a_point_of_the_guide_that_no_tip_uses_is_reported(content: Path) -> None:
    for file in (ROLE_FR, ROLE_EN):
        change(content, file, '"Keep time"}', '"Keep time"}\n      - {id: attention-near, text: "Near"}')
        change(content, file, '"Often"}', '"Often"}\n      - {id: testing-late, text: "Late"}')
    found = reported(content)
    for file in (ROLE_FR, ROLE_EN):
        assert f"content/{file}:26: no tip for `business` draws on the point `attention-near`: use it in one" in found
        sentence = "no tip's action is made from the activity `testing-late`: use it in one"
        assert f"content/{file}:34: {sentence}" in found


def test_an_id_told_from_two_files_is_reported(content: Path) -> None:
    for file in (RULE_FR, RULE_EN):
        change(content, file, "id: evidence-seen", "id: tested-ask")
    assert reported(content) == [
        f"content/{rule}:9: the id `tested-ask` is on line 8 of content/{advice} already: give each its own"
        for rule, advice in ((RULE_EN, ADVICE_EN), (RULE_FR, ADVICE_FR))
    ]


def test_a_folder_of_advice_on_no_question_is_reported(content: Path) -> None:
    write(content, "roles/tester/coaching/testd/fr.yaml", advice("fr"))
    assert reported(content) == [
        "content/roles/tester/coaching/testd:1: no question is called `testd`: did you mean `tested`?"
    ]


def test_a_question_without_advice_is_reported(content: Path) -> None:
    (content / ADVICE_FR).unlink()
    assert reported(content) == [f"content/{ADVICE_FR}:1: the file is missing: each language needs one"]


IN_THE_RULE = {
    "a sign that cannot be found": (
        '"user*"',
        '"*user"',
        11,
        "`*user` cannot be found in an answer: write words, `#` for a number, `*` at the end of a word",
    ),
    "a negation that cannot be found": (
        'negations: ["no"]',
        'negations: ["no."]',
        5,
        "`no.` cannot be found in an answer: write words, `#` for a number, `*` at the end of a word",
    ),
    "no signs": ('signs: ["user*", "# %"]', "signs: []", 11, "`signs` is empty: fill it in, or take it out"),
    "too few questions": (
        '      - {id: evidence-heard, text: "Heard where?"}\n',
        "",
        8,
        "`questions` of `evidence` has 1 of at least 2: add to it",
    ),
    "a question that asks nothing": ("Seen where?", "Seen.", 9, "a question ends with a question mark"),
    "a length that is no number": ("shortest: 3", "shortest: few", 1, "`shortest` must be a whole number"),
    "a key is misspelt": ("leave_alone:", "leave_alne:", 3, "unknown key `leave_alne`: did you mean `leave_alone`?"),
}


@pytest.mark.parametrize("kind", IN_THE_RULE)
def test_a_mistake_in_the_rule_on_one_question_more_is_reported_where_it_is(content: Path, kind: str) -> None:
    old, new, line, sentence = IN_THE_RULE[kind]
    change(content, RULE_EN, old, new)
    assert f"content/{RULE_EN}:{line}: {sentence}" in reported(content)


def test_a_question_of_the_rule_in_one_language_only_is_reported(content: Path) -> None:
    change(content, RULE_EN, "id: evidence-heard", "id: evidence-felt")
    assert set(reported(content)) == {
        f"content/{RULE_EN}:8: the question `evidence-heard` of fr.yaml is missing here: "
        "translate it, or take it out there",
        f"content/{RULE_FR}:8: the question `evidence-felt` of en.yaml is missing here: "
        "translate it, or take it out there",
    }


def test_signs_need_no_typography(content: Path) -> None:
    change(content, RULE_FR, '"user*"', '"d\'apres les", "rendez-vous", "?"')
    assert "?" in load(content).coaching("fr", "tester").deepening.sought[0].signs
