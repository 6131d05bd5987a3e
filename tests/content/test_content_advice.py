"""The advice that comes with the coach keeps the promises made to readers."""

from collections import Counter
from collections.abc import Iterator

import pytest

from bot.content_loader import LANGUAGES, Library
from bot.domain.coaching import Advice, Tip
from bot.domain.role import Role

QUESTIONS = ("vision", "evidence", "direction", "impact")
WAYS = ("business", "project_lead", "shared")


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def advices(library: Library, language: str) -> Iterator[tuple[str, Advice]]:
    for question in QUESTIONS:
        for way in (*WAYS, "unknown"):
            yield way, library.coaching(language).advice(question, way)


def tips(library: Library, language: str) -> list[tuple[str, Tip]]:
    return [(way, tip) for way, advice in advices(library, language) for tip in advice.tips]


def told(library: Library, language: str) -> list[str]:
    return [
        text
        for _, advice in advices(library, language)
        for text in (
            *(tip.text for tip in advice.tips),
            *(way.text for way in advice.ways_to_find_out),
            *(line.text for line in advice.when_yes),
        )
    ]


def every_text(library: Library, language: str) -> list[str]:
    asked = [question.text for sought in library.coaching(language).deepening.sought for question in sought.questions]
    actions = [half for _, tip in tips(library, language) for half in (tip.situation, tip.act)]
    return [*told(library, language), *asked, *actions]


def test_each_question_has_enough_to_say_for_each_way_of_holding_the_role(library: Library, language: str) -> None:
    for way, advice in advices(library, language):
        assert len(advice.tips) >= (3 if way == "unknown" else 4)
        assert len(advice.ways_to_find_out) >= (2 if way == "unknown" else 3)
        assert len(advice.when_yes) == 2


def test_each_tip_draws_on_a_point_of_attention_of_its_way(library: Library, language: str) -> None:
    points = {way.id: {point.id for point in way.attention} for way in library.role(language).ways}
    for way, tip in tips(library, language):
        assert tip.attention in points.get(way, {None}), tip.id


def test_each_of_the_twelve_activities_becomes_an_action(library: Library, language: str) -> None:
    role: Role = library.role(language)
    activities = {point.id for mission in role.missions for point in mission.activities}
    assert {tip.activity for _, tip in tips(library, language)} == activities
    assert len(activities) == 12


def test_a_tip_and_its_action_leave_room_for_the_rest_of_sixty_words(library: Library, language: str) -> None:
    for _, tip in tips(library, language):
        assert len(f"{tip.text} {tip.situation} {tip.act}".split()) <= 52, tip.id


def test_nothing_is_said_twice_in_the_same_words(library: Library, language: str) -> None:
    acts = [tip.act for _, tip in tips(library, language)]
    assert [text for text, count in Counter([*told(library, language), *acts]).items() if count > 1] == []


LACKING = {
    "fr": ("il vous manque", "vous n’avez pas", "vous devriez", "il faut", "vous devez", "trop peu", "arrêtez"),
    "en": ("you lack", "you do not", "you don’t", "you should", "you must", "you have to", "too few", "stop "),
}


def test_no_advice_tells_readers_what_they_lack(library: Library, language: str) -> None:
    for text in every_text(library, language):
        assert not [words for words in LACKING[language] if words in text.casefold()], text


AGREEING = ("êtes prêt", "êtes sûr", "vous a aidé", "vous a surpris", "tous les deux", "chacun ")


def test_french_advice_never_agrees_with_its_reader_or_says_tu(library: Library) -> None:
    for text in every_text(library, "fr"):
        padded = f" {text.casefold()} "
        assert not [words for words in (*AGREEING, " tu ", " ton ", " ta ", " tes ") if words in padded], text
