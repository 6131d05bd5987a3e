"""Every kind of mistake in a content file is reported with its file, its line and a sentence, all at once."""

from pathlib import Path

import pytest

from bot.content_loader import load
from tests.content.tiny import PHRASES_EN, ROLE, ROLE_EN, ROLE_FR, add_advice, change, reported


def test_a_folder_without_a_mistake_loads(content: Path) -> None:
    assert load(content).role("fr", "tester").name == "Tester"


SHAPE = {
    "a key is missing": (
        '    wordings:\n      - "Do we test"\n',
        "",
        [(34, "`wordings` is missing: add it")],
    ),
    "a key is misspelt": (
        "    statement:",
        "    statment:",
        [(34, "`statement` is missing: add it"), (36, "unknown key `statment`: did you mean `statement`?")],
    ),
    "a key is like no other": (
        "    statement:",
        "    zzz: x\n    statement:",
        [(36, "unknown key `zzz`: take it out")],
    ),
    "a key stands twice": (
        '    title: "Tested"\n',
        '    title: "Tested"\n    title: "Again"\n',
        [(36, "`title` stands twice in the same place: keep one of the two")],
    ),
    "a list is a sentence": (
        "    keywords: [testing]",
        "    keywords: testing",
        [(30, "`keywords` must be a list, one entry a line, each after a dash")],
    ),
    "a sentence is a list": (
        'short: "Short"',
        "short: [Short]",
        [(3, "`short` must be one sentence between quotes")],
    ),
    "an entry of a list is a mapping": (
        '- "Do we test"',
        "- Do we test: yes",
        [(38, "an entry of `wordings` must be one sentence between quotes")],
    ),
    "a group is a sentence": (
        'source: {title: "A guide with a title that may well be longer than a button", words: "From a guide"}',
        "source: A guide",
        [(2, "`source` must be a group of lines such as `key: text`")],
    ),
    "a sentence is left out": ('short: "Short"', "short:", [(3, "`short` is empty: fill it in")]),
    "the YAML is not valid": ('short: "Short"', "short: one: two", [(3, "this is not valid YAML (")]),
    "a quote is not closed": (
        "    keywords: [tested, Café]",
        '    keywords: "tested',
        [(48, "this is not valid YAML (")],
    ),
    "a character is invisible": ('"Someone"', '"Some\x07one"', [(7, "an invisible character stands here (")]),
}

BEYOND_SHAPE = {
    "a text is empty": ('"Trying things"', '" "', [(29, "`text` is empty: fill it in, or take it out")]),
    "a list is empty": (
        '    wordings:\n      - "Do we test"\n',
        "    wordings: []\n",
        [(37, "`wordings` is empty: fill it in, or take it out")],
    ),
    "an entry is empty": (
        '- "Do we test"',
        '- ""',
        [(38, "an entry of `wordings` is empty: fill it in, or take it out")],
    ),
    "a title is too long": (
        'title: "Testing"',
        'title: "' + "x" * 41 + '"',
        [(28, "`title` has 41 characters: shorten it to 40 or fewer")],
    ),
    "a label is too long": (
        '"I am of the business"',
        '"' + "x" * 76 + '"',
        [(19, "`label` has 76 characters: shorten it to 75 or fewer")],
    ),
    "an id stands twice": (
        '{id: context-alone, text: "Nobody else"}',
        '{id: context-alone, text: "Nobody else"}\n      - {id: why-first, text: "Again"}',
        [(24, "another point has the id `why-first`: give each its own")],
    ),
    "a keyword leads to two places": (
        "[tested, Café]",
        "[tested, cafe, Café, DAILY]",
        [
            (48, "the keyword `Café` is on line 48 already: keep one of the two"),
            (48, "the keyword `DAILY` is on line 14 already: keep one of the two"),
        ],
    ),
    "a point of attention is unknown": (
        '{text: "You are far", attention: null}',
        '{text: "You are far", attention: attention-time}',
        [(44, "`project_lead` has no point of attention `attention-time`: write null")],
    ),
    "a point of attention is misspelt": (
        "attention: attention-time}",
        "attention: attention-tme}",
        [
            (25, "no question's opening for `business` draws on the point `attention-time`: use it in one"),
            (43, "`business` has no point of attention `attention-tme`: did you mean `attention-time`?"),
        ],
    ),
    "an activity is unknown": (
        "activities: [testing-often]",
        "activities: [testing-often, testing-oftn]",
        [(47, "no mission has an activity `testing-oftn`: did you mean `testing-often`?")],
    ),
}

IN_BOTH_LANGUAGES = {
    "a point of attention is used by nothing": (
        '{text: "You have little time", attention: attention-time}',
        '{text: "You have little time", attention: null}',
        (25, "no question's opening for `business` draws on the point `attention-time`: use it in one"),
    ),
    "an activity is used by nothing": (
        '{id: testing-often, text: "Often"}',
        '{id: testing-often, text: "Often"}\n      - {id: testing-late, text: "Late"}',
        (33, "no question uses the activity `testing-late`: add it to the `activities` of one"),
    ),
    "a way is not one the coach knows": (
        '  - id: business\n    title: "The business"',
        '  - id: busines\n    title: "The business"',
        (17, "the coach knows no way of holding a role `busines`: did you mean `business`?"),
    ),
    "an id has letters it may not have": (
        "id: why-first",
        "id: why/été",
        (13, "`why/été` cannot be an id: use a to z without accents, digits, - and _"),
    ),
}


@pytest.mark.parametrize("kind", SHAPE)
def test_a_mistake_of_shape_is_reported_where_it_is(content: Path, kind: str) -> None:
    old, new, expected = SHAPE[kind]
    change(content, ROLE_EN, old, new)
    assert_reported(content, ROLE_EN, expected)


@pytest.mark.parametrize("kind", BEYOND_SHAPE)
def test_a_mistake_beyond_shape_is_reported_where_it_is(content: Path, kind: str) -> None:
    old, new, expected = BEYOND_SHAPE[kind]
    if kind == "an id stands twice":
        change(content, ROLE_FR, old, new)
    change(content, ROLE_EN, old, new)
    assert_reported(content, ROLE_EN, expected)


@pytest.mark.parametrize("kind", IN_BOTH_LANGUAGES)
def test_a_mistake_made_in_both_languages_is_reported_in_both(content: Path, kind: str) -> None:
    old, new, (line, sentence) = IN_BOTH_LANGUAGES[kind]
    for file in (ROLE_FR, ROLE_EN):
        change(content, file, old, new)
    found = reported(content)
    assert {f"content/{file}:{line}: {sentence}" for file in (ROLE_FR, ROLE_EN)} <= set(found)


def assert_reported(content: Path, file: str, expected: list[tuple[int, str]]) -> None:
    found = [line for line in reported(content) if line.startswith(f"content/{file}:")]
    assert len(found) == len(expected)
    for line, (number, sentence) in zip(found, expected, strict=True):
        assert line.startswith(f"content/{file}:{number}: {sentence}")
        assert line.endswith(sentence) or sentence.endswith("(")


MISSING = {
    "a question": (
        "  - id: tested\n",
        "  - id: other\n",
        (33, "the question `tested` of fr.yaml is missing here: translate it, or take it out there"),
    ),
    "a way": (
        "  - id: business\n",
        "  - id: shared\n",
        (16, "the way `business` of fr.yaml is missing here: translate it, or take it out there"),
    ),
    "a mission": (
        "  - id: testing\n",
        "  - id: trying\n",
        (26, "the mission `testing` of fr.yaml is missing here: translate it, or take it out there"),
    ),
    "a point": (
        '    points:\n      - {id: why-first, text: "First point"}\n',
        "",
        (8, "the point `why-first` of fr.yaml is missing here: translate it, or take it out there"),
    ),
    "an activity": (
        "{id: testing-often, text",
        "{id: testing-seldom, text",
        (31, "the point `testing-often` of fr.yaml is missing here: translate it, or take it out there"),
    ),
    "a second half": (
        '    second_half: "Often"\n',
        "    second_half: null\n",
        (41, "`second_half` of the question `tested` is filled in fr.yaml: translate it here"),
    ),
}


@pytest.mark.parametrize("what", MISSING)
def test_what_is_in_one_language_and_not_in_the_other_is_reported(content: Path, what: str) -> None:
    old, new, (line, sentence) = MISSING[what]
    change(content, ROLE_EN, old, new)
    assert f"content/{ROLE_EN}:{line}: {sentence}" in reported(content)


def test_what_is_missing_is_named_once_and_not_with_all_it_holds(content: Path) -> None:
    text = (content / ROLE_EN).read_text("utf-8")
    extra = text.index("missions:\n  - id"), text.index("questions:\n  - id")
    mission = text[extra[0] : extra[1]].removeprefix("missions:\n")
    more = mission.replace("testing", "more").replace("Testing", "More")
    change(content, ROLE_FR, "questions:\n  - id", more + "questions:\n  - id")
    assert [line for line in reported(content) if "missing" in line] == [
        f"content/{ROLE_EN}:26: the mission `more` of fr.yaml is missing here: translate it, or take it out there"
    ]


def test_questions_in_another_order_are_reported(content: Path) -> None:
    questions = ROLE[ROLE.index("questions:\n  - id") :].removeprefix("questions:\n")
    second, third = (
        questions.replace("id: tested", f"id: {name}").replace("[tested, Café]", f"[{name}]") for name in ("b", "c")
    )
    (content / ROLE_FR).write_text(ROLE + second + third, "utf-8")
    (content / ROLE_EN).write_text(ROLE + third + second, "utf-8")
    found = [line for line in reported(content) if line.startswith(f"content/{ROLE_EN}:")]
    assert found == [
        f"content/{ROLE_EN}:33: the questions stand in another order than in fr.yaml: "
        "use the same, so that a week asks everyone the same one"
    ]


def test_a_number_of_questions_that_a_rhythm_cannot_meet_is_reported(content: Path) -> None:
    questions = ROLE[ROLE.index("questions:\n  - id") :].removeprefix("questions:\n")
    second = questions.replace("id: tested", "id: b").replace("[tested, Café]", "[b]")
    for file in (ROLE_FR, ROLE_EN):
        (content / file).write_text(ROLE + second, "utf-8")
    add_advice(content, "b")
    sentence = (
        "with 2 questions, people asked every second or fourth week do not meet them all in two years: "
        "add one or take one out"
    )
    assert reported(content) == [f"content/{file}:33: {sentence}" for file in (ROLE_EN, ROLE_FR)]


def test_a_role_without_one_of_its_languages_is_reported(content: Path) -> None:
    (content / ROLE_EN).unlink()
    sentence = "the file is missing: each language needs one"
    assert reported(content) == [f"content/{ROLE_EN}:1: {sentence}"]


def test_an_empty_file_is_reported(content: Path) -> None:
    (content / ROLE_EN).write_text("# only a comment\n", "utf-8")
    assert reported(content) == [
        f"content/{ROLE_EN}:1: the file is empty: fill it in, starting from a copy of another one"
    ]


def test_a_file_that_is_one_list_is_reported(content: Path) -> None:
    (content / ROLE_EN).write_text("- one\n", "utf-8")
    assert reported(content) == [f"content/{ROLE_EN}:1: the file must be made of lines such as `key: text`"]


def test_a_file_that_is_not_utf_8_is_reported(content: Path) -> None:
    (content / ROLE_EN).write_bytes(ROLE.encode("latin-1"))
    assert reported(content) == [f"content/{ROLE_EN}:48: a letter cannot be read: save the file as UTF-8"]


def test_a_file_of_a_windows_editor_loads(content: Path) -> None:
    (content / ROLE_EN).write_bytes(b"\xef\xbb\xbf" + ROLE.replace("\n", "\r\n").encode())
    assert load(content).role("en", "tester").name == "Tester"


def test_a_folder_without_roles_is_reported(tmp_path: Path) -> None:
    found = reported(tmp_path / "content")
    assert "content/roles:1: there is no role here: each has a folder of its own" in found
    assert len(found) == 3


def test_words_that_yaml_takes_for_something_else_stay_words(content: Path) -> None:
    change(content, ROLE_EN, "[tested, Café]", "[no, on, 12:30, 2024-01-31, 1.5]")
    assert load(content).role("en", "tester").questions[0].keywords == ("no", "on", "12:30", "2024-01-31", "1.5")


def test_every_mistake_of_every_file_is_reported_at_once(content: Path) -> None:
    change(content, ROLE_EN, "    statement:", "    statment:")
    change(content, ROLE_EN, '"Trying things"', '""')
    change(content, ROLE_FR, 'short: "Short"', "short: L'un")
    change(content, PHRASES_EN, "{name}", "you")
    assert [line.rsplit(":", 2)[0].split(": ")[0] for line in reported(content)] == [
        f"content/{PHRASES_EN}:1",
        f"content/{ROLE_EN}:29",
        f"content/{ROLE_EN}:34",
        f"content/{ROLE_EN}:36",
        f"content/{ROLE_FR}:3",
    ]


FRENCH = {
    "L'équipe": "there is a straight apostrophe: French takes the curved one, ’",
    "Un·e collègue": "`Un·e`: word the sentence so that it fits every reader, without midpoint or brackets",
    "Vous êtes prêt(e)s": "`prêt(e)s`: word the sentence so that it fits every reader, without midpoint or brackets",
    "Où va-t-on ?": "a no-break space is missing before `?`: copy one from a sentence that has it",
    "Où va-t-on?": "a no-break space is missing before `?`: copy one from a sentence that has it",
    "Bonjour {name} !": "a no-break space is missing before `!`: copy one from a sentence that has it",
    "Voici : tout": "a no-break space is missing before `:`: copy one from a sentence that has it",
    "Voici:": "a no-break space is missing before `:`: copy one from a sentence that has it",
    "Ici ; là": "a no-break space is missing before `;`: copy one from a sentence that has it",
    "Le « mot\u00a0»": "a no-break space is missing after `«`: copy one from a sentence that has it",
    "Le «\u00a0mot »": "a no-break space is missing before `»`: copy one from a sentence that has it",
}

GOOD_FRENCH = [
    "Où va-t-on\u00a0?",
    "Où va-t-on\u202f?!",
    "Lundi à 09:00",
    "Voir https://exemple.fr/a?b=c;d aussi",
    "Lundi · mardi",
    "Dites «\u00a0oui\u00a0», {name}\u00a0: c’est fait",
    "Une lettre (?)",
]


@pytest.mark.parametrize("text", FRENCH)
def test_french_that_is_not_typographic_is_reported(content: Path, text: str) -> None:
    change(content, ROLE_FR, '"Trying things"', f'"{text}"')
    assert reported(content) == [f"content/{ROLE_FR}:29: {FRENCH[text]}"]


@pytest.mark.parametrize("text", GOOD_FRENCH)
def test_good_french_is_left_alone(content: Path, text: str) -> None:
    change(content, ROLE_FR, '"Trying things"', f'"{text}"')
    assert load(content).role("fr", "tester").missions[0].text == text


def test_french_typing_rules_do_not_bind_english_or_keywords(content: Path) -> None:
    change(content, ROLE_EN, '"Trying things"', '"Don\'t: try?"')
    change(content, ROLE_FR, "[tested, Café]", '["l\'équipe", où ?]')
    assert load(content).role("fr", "tester").questions[0].keywords == ("l'équipe", "où ?")
