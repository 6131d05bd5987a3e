"""The content that comes with the coach: every file is a test case, and its texts keep the promises made to readers."""

from collections.abc import Iterator
from dataclasses import fields
from functools import cache

import pytest

from bot.content_loader import CONTENT, LANGUAGES, ContentMistakes, Library, Mistake, load
from bot.domain.role import Mission, Opening, Openings, Part, Question, Role, Way

FILES = [path.relative_to(CONTENT.parent).as_posix() for path in sorted(CONTENT.rglob("*.yaml"))]
WAYS = ("business", "project_lead", "shared")


@cache
def library() -> Library:
    return load()


@cache
def mistakes() -> tuple[Mistake, ...]:
    try:
        load()
    except ContentMistakes as error:
        return error.mistakes
    return ()


@pytest.fixture(params=LANGUAGES)
def role(request: pytest.FixtureRequest) -> Role:
    return library().role(request.param)


def openings(role: Role) -> Iterator[tuple[str, Opening]]:
    for question in role.questions:
        for field in fields(Openings):
            yield field.name, question.openings.for_way(field.name)


def parts(role: Role) -> dict[str, Part]:
    return {field.name: getattr(role.parts, field.name) for field in fields(role.parts)}


@pytest.mark.parametrize("file", FILES)
def test_a_content_file_holds_no_mistake(file: str) -> None:
    assert [str(mistake) for mistake in mistakes() if mistake.file == file] == []


def test_the_content_as_a_whole_loads() -> None:
    assert mistakes() == ()
    assert set(library().roles["product-manager"]) == set(LANGUAGES) == set(library().phrases)


def test_the_names_of_things_are_those_the_code_knows(role: Role) -> None:
    assert tuple(way.id for way in role.ways) == WAYS
    assert tuple(mission.id for mission in role.missions) == ("vision", "strategy", "collaboration", "improvement")
    assert tuple(question.id for question in role.questions) == ("vision", "evidence", "direction", "impact")


def test_each_question_can_be_asked_in_several_ways_and_helped_by_three_activities(role: Role) -> None:
    for question in role.questions:
        assert len(set(question.wordings)) >= 4
        assert all(wording.endswith("?") for wording in (*question.wordings, question.meeting))
        assert len(set(question.activities)) == 3
        assert all(role.activity(name).text for name in question.activities)


def test_three_questions_have_a_second_half(role: Role) -> None:
    assert [question.id for question in role.questions if question.second_half] == ["vision", "direction", "impact"]


def test_an_opening_is_one_short_sentence_that_draws_on_a_point_of_its_way(role: Role) -> None:
    for way, opening in openings(role):
        assert len(opening.text.split()) <= 25
        if way == "unknown":
            assert opening.attention is None
        else:
            assert opening.attention in {point.id for point in role.way(way).attention}


def test_each_point_of_attention_and_each_activity_is_used(role: Role) -> None:
    drawn_on = {opening.attention for _, opening in openings(role)} - {None}
    assert drawn_on == {point.id for way in role.ways for point in way.attention}
    used = {name for question in role.questions for name in question.activities}
    assert used == {point.id for mission in role.missions for point in mission.activities}


def test_a_point_or_a_part_fits_a_phone(role: Role) -> None:
    points = [point for way in role.ways for point in (*way.contexts, *way.attention, *way.organisation)]
    assert all(len(point.text) <= 140 for point in points)
    assert all(len(text) <= 220 for text in (role.short, role.vision, *(part.text for part in parts(role).values())))
    assert all(len(text) <= 220 for text in (*(way.text for way in role.ways), *(one.text for one in role.missions)))


def test_a_keyword_leads_to_the_same_place_in_both_languages() -> None:
    assert places(library().role("fr")) == places(library().role("en"))


@pytest.mark.parametrize(
    ("word", "place"),
    [
        ("vision", "vision"),
        ("métier", "business"),
        ("dnum", "project_lead"),
        ("daily", "missions"),
        ("quotidien", "missions"),
        ("questions", "questions"),
        ("why", "why"),
        ("qui", "who"),
        ("roadmap", "strategy"),
        ("A/B testing", "improvement"),
        ("feedback", "evidence"),
        ("impact", "impact"),
    ],
)
def test_a_word_people_type_leads_where_they_mean(role: Role, word: str, place: str) -> None:
    assert places(role)[word.casefold()] == place


def places(role: Role) -> dict[str, str]:
    found = dict.fromkeys(role.keywords, "role")
    named: list[tuple[str, Part | Way | Mission | Question]] = [
        *parts(role).items(),
        *((way.id, way) for way in role.ways),
        *((mission.id, mission) for mission in role.missions),
        *((question.id, question) for question in role.questions),
    ]
    for name, place in named:
        found |= dict.fromkeys(place.keywords, name)
    return found


def test_each_language_explains_the_dnum_once() -> None:
    explained = {"fr": "direction du numérique (DNUM)", "en": "digital directorate (DNUM)"}
    for language, words in explained.items():
        text = (CONTENT / "roles" / "product-manager" / f"{language}.yaml").read_text("utf-8")
        assert text.count(words) == 1
