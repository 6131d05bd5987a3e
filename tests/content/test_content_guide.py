"""Every point of the guide page is in the content, in both languages, and in the coach's own words."""

import re
from functools import cache

import pytest

from bot.content_loader import CONTENT, LANGUAGES, Library, load
from bot.domain.role import Role

GUIDE = CONTENT.parent / ".." / "shared" / "seed" / "product-manager.md"
FRENCH = (CONTENT / "roles" / "product-manager").rglob("fr.yaml")
WORDS_IN_A_ROW = 6

POINTS = {
    "what a PM is responsible for": "short",
    "the PM in one sentence": "vision",
    "different people may hold the role": "parts/who/text",
    "business: holds the whole role": "ways/business/text",
    "business, context: a very specific product": "ways/business/contexts/business-specific",
    "business, context: autonomy, able to carry it": "ways/business/contexts/business-autonomy",
    "business, attention: methods and time": "ways/business/attention/business-training",
    "business, attention: developers near, product coach": "ways/business/attention/business-closeness",
    "project lead: close to the business, feasible": "ways/project_lead/text",
    "project lead, context: several directorates": "ways/project_lead/contexts/project-lead-cross",
    "project lead, context: framing": "ways/project_lead/contexts/project-lead-framing",
    "project lead, attention: link with the business": "ways/project_lead/attention/project-lead-link",
    "project lead, attention: immersion": "ways/project_lead/attention/project-lead-immersion",
    "shared: responsibility of both": "ways/shared/text",
    "shared, organisation: business part": "ways/shared/organisation/shared-business-part",
    "shared, organisation: project lead's part": "ways/shared/organisation/shared-project-lead-part",
    "shared, context: expertise and steering": "ways/shared/contexts/shared-expertise",
    "shared, context: more collaboration wanted": "ways/shared/contexts/shared-collaboration",
    "shared, attention: clear roles": "ways/shared/attention/shared-roles",
    "shared, attention: communication": "ways/shared/attention/shared-communication",
    "why: real needs": "parts/why/points/why-needs",
    "why: priorities by impact": "parts/why/points/why-priorities",
    "why: coordinated teams": "parts/why/points/why-coordination",
    "why: adoption and long life": "parts/why/points/why-adoption",
    "daily: several key missions": "parts/missions/text",
    "mission: vision": "missions/vision/text",
    "vision: understand needs": "missions/vision/activities/vision-understand",
    "vision: word it": "missions/vision/activities/vision-phrase",
    "vision: tell it": "missions/vision/activities/vision-tell",
    "mission: strategy": "missions/strategy/text",
    "strategy: roadmap": "missions/strategy/activities/strategy-roadmap",
    "strategy: measurable goals": "missions/strategy/activities/strategy-goals",
    "strategy: adjust": "missions/strategy/activities/strategy-adjust",
    "mission: collaboration": "missions/collaboration/text",
    "collaboration: designers and researchers": "missions/collaboration/activities/collaboration-design",
    "collaboration: developers": "missions/collaboration/activities/collaboration-delivery",
    "collaboration: business side": "missions/collaboration/activities/collaboration-business",
    "mission: improvement": "missions/improvement/text",
    "improvement: study usage": "missions/improvement/activities/improvement-usage",
    "improvement: test": "missions/improvement/activities/improvement-test",
    "improvement: measure and rethink": "missions/improvement/activities/improvement-impact",
    "questions to ask regularly": "parts/questions/text",
    "question: clear and shared vision": "questions/vision/statement",
    "question: everyone knows the goals": "questions/vision/second_half",
    "question: feedback and data": "questions/evidence/statement",
    "question: where the team goes, and why": "questions/direction/statement",
    "question: each one's contribution": "questions/direction/second_half",
    "question: impact measured": "questions/impact/statement",
    "question: positive, measurable effect": "questions/impact/second_half",
}


@cache
def library() -> Library:
    return load()


def find(role: Role, address: str) -> str:
    """The text at an address of attributes and ids."""
    found: object = role
    for step in address.split("/"):
        by_id = {item.id: item for item in found} if isinstance(found, tuple) else {}
        found = by_id.get(step) or getattr(found, step)
    text = getattr(found, "text", found)
    assert isinstance(text, str)
    return text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("point", POINTS)
def test_a_point_of_the_guide_is_in_the_content(language: str, point: str) -> None:
    assert find(library().role(language), POINTS[point]).strip()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_content_holds_no_point_that_the_list_does_not_know(language: str) -> None:
    role = library().role(language)
    in_ways = [point for way in role.ways for point in (*way.contexts, *way.attention, *way.organisation)]
    in_missions = [point for mission in role.missions for point in mission.activities]
    ids = {point.id for point in (*in_ways, *in_missions, *role.parts.why.points)}
    assert ids == {address.split("/")[-1] for address in POINTS.values() if "-" in address}


def runs_of_words(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[start : start + WORDS_IN_A_ROW]) for start in range(len(words) - WORDS_IN_A_ROW + 1)}


def test_the_coach_uses_its_own_words() -> None:
    if not GUIDE.exists():
        pytest.skip("the guide page is not part of the repository, so its words cannot be compared here")
    guide = set().union(*map(runs_of_words, GUIDE.read_text("utf-8").splitlines()))
    lines = [line for file in FRENCH for line in file.read_text("utf-8").splitlines()]
    ours = set().union(*map(runs_of_words, lines))
    assert ours & guide == set()
