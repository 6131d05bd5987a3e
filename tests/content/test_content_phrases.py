"""The phrases: how they are said, and how mistakes in their files are reported."""

from pathlib import Path

import pytest

from bot.content_loader import CONTENT, ContentMistakes, load

PHRASES = """\
hello: "Hello {name}"
prompt:
  kept: "Kept {{as is}}"
answers:
  one: "one answer"
  other: "{count} answers"
waiting:
  zero: "nothing"
  other: "{count} things"
days:
  - "Monday"
  - "Tuesday"
"""


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content folder with the coach's roles and tiny phrases."""
    (tmp_path / "roles").symlink_to(CONTENT / "roles")
    (tmp_path / "phrases").mkdir()
    for language in ("fr", "en"):
        (tmp_path / "phrases" / f"{language}.yaml").write_text(PHRASES, "utf-8")
    return tmp_path


def change(content: Path, old: str, new: str) -> None:
    file = content / "phrases" / "en.yaml"
    assert PHRASES.count(old) == 1
    file.write_text(PHRASES.replace(old, new), "utf-8")


def reported(content: Path) -> list[str]:
    with pytest.raises(ContentMistakes) as error:
        load(content)
    return [str(mistake).removeprefix(f"{content.name}/phrases/") for mistake in error.value.mistakes]


def test_a_phrase_is_said_with_its_placeholders_filled(content: Path) -> None:
    say = load(content).say("fr")
    assert say("hello", name="{Zoé}") == "Hello {Zoé}"
    assert say("prompt.kept") == "Kept {as is}"
    assert say.list("days") == ("Monday", "Tuesday")


@pytest.mark.parametrize(
    ("language", "count", "said"),
    [
        ("fr", 0, "one answer"),
        ("fr", 1, "one answer"),
        ("fr", 2, "2 answers"),
        ("fr", 1_000_000, "1000000 answers"),
        ("en", 0, "0 answers"),
        ("en", 1, "one answer"),
    ],
)
def test_a_number_takes_the_plural_form_of_its_language(content: Path, language: str, count: int, said: str) -> None:
    assert load(content).say(language)("answers", count=count) == said


def test_nothing_may_have_words_of_its_own(content: Path) -> None:
    say = load(content).say("en")
    assert [say("waiting", count=0), say("waiting", count=1)] == ["nothing", "1 things"]


def test_asking_for_what_is_not_there_is_an_error(content: Path) -> None:
    say = load(content).say("fr")
    for wrong in (
        lambda: say("nowhere"),
        lambda: say("prompt"),
        lambda: say("days"),
        lambda: say("hello"),
        lambda: say("answers"),
        lambda: say.list("hello"),
        lambda: load(content).say("de"),
        lambda: load(content).role("fr", "nobody"),
    ):
        with pytest.raises(KeyError):
            wrong()
    with pytest.raises(TypeError, match="whole number"):
        say("answers", count="two")


ONE = {
    "a phrase is missing": (
        '  kept: "Kept {{as is}}"',
        '  skipped: "Skipped"',
        [
            "en.yaml:2: the phrase `prompt.kept` of fr.yaml is missing here: translate it, or take it out there",
            "fr.yaml:2: the phrase `prompt.skipped` of en.yaml is missing here: translate it, or take it out there",
        ],
    ),
    "a placeholder is missing": (
        "{name}",
        "{first_name}",
        [
            "en.yaml:1: `hello` lacks {name}, which fr.yaml has: use the same in both",
            "fr.yaml:1: `hello` lacks {first_name}, which en.yaml has: use the same in both",
        ],
    ),
    "a placeholder of a plural is missing": (
        "{count} answers",
        "some answers",
        ["en.yaml:4: `answers` lacks {count}, which fr.yaml has: use the same in both"],
    ),
    "the kinds differ": (
        '\n  - "Monday"\n  - "Tuesday"',
        ' "Monday, Tuesday"',
        [
            "en.yaml:10: `days` is one sentence here and a list in fr.yaml",
            "fr.yaml:10: `days` is a list here and one sentence in en.yaml",
        ],
    ),
    "a brace is not closed": (
        "{name}",
        "{name",
        [
            "en.yaml:1: `hello` lacks {name}, which fr.yaml has: use the same in both",
            "en.yaml:1: between braces stands one word in lower case, such as {name}; {{ and }} show as braces",
        ],
    ),
    "braces hold more than a name": (
        "{name}",
        "{name.upper}",
        [
            "en.yaml:1: `hello` lacks {name}, which fr.yaml has: use the same in both",
            "en.yaml:1: between braces stands one word in lower case, such as {name}; {{ and }} show as braces",
        ],
    ),
    "the form for other numbers is missing": (
        '  other: "{count} answers"\n',
        '  many: "{count} answers"\n',
        ["en.yaml:4: the plural form `other` is missing: add it, every other number takes it"],
    ),
    "a plural form is misspelt": (
        '  one: "one answer"\n',
        '  one: "one answer"\n  tow: "two answers"\n',
        ["en.yaml:6: `tow` is no plural form: did you mean `two`?"],
    ),
    "a phrase is left out": (
        '"Hello {name}"',
        "",
        [
            "en.yaml:1: `hello` is empty: fill it in, or take it out",
            "en.yaml:1: `hello` lacks {name}, which fr.yaml has: use the same in both",
        ],
    ),
    "an entry is empty": ('"Monday"', '""', ["en.yaml:11: an entry of `days` is empty: fill it in, or take it out"]),
    "an entry is a list": (
        '"Monday"',
        "[Monday]",
        ["en.yaml:11: an entry of `days` must be one sentence between quotes"],
    ),
    "a key stands twice": (
        "prompt:\n",
        'hello: "Hi {name}"\nprompt:\n',
        ["en.yaml:2: `hello` stands twice in the same place: keep one of the two"],
    ),
}


@pytest.mark.parametrize("kind", ONE)
def test_a_mistake_in_the_phrases_is_reported_where_it_is(content: Path, kind: str) -> None:
    old, new, expected = ONE[kind]
    change(content, old, new)
    assert reported(content) == expected


def test_french_phrases_are_typographic_too(content: Path) -> None:
    for language in ("fr", "en"):
        (content / "phrases" / f"{language}.yaml").write_text('hello: "C\'est {name} ?"\n', "utf-8")
    assert reported(content) == [
        "fr.yaml:1: a no-break space is missing before `?`: copy one from a sentence that has it",
        "fr.yaml:1: there is a straight apostrophe: French takes the curved one, ’",
    ]


def test_the_phrases_of_a_language_may_not_be_missing(content: Path) -> None:
    (content / "phrases" / "en.yaml").unlink()
    assert reported(content) == ["en.yaml:1: the file is missing: each language needs one"]
