"""A role as its content files describe it, in one language."""

from dataclasses import dataclass
from typing import ClassVar, TypeVar


class Strict:
    """Content that refuses keys it does not know, so that a slip of the pen is reported instead of ignored."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}


@dataclass(frozen=True)
class Point(Strict):
    """One thing the guide says: a stable id and its sentence."""

    id: str
    text: str


@dataclass(frozen=True)
class Source(Strict):
    """The guide that the content comes from, named to readers."""

    title: str
    words: str


@dataclass(frozen=True)
class Part(Strict):
    """One part of the role's explanation; `keywords` are what people type to reach it."""

    title: str
    text: str
    keywords: tuple[str, ...]
    points: tuple[Point, ...] = ()


@dataclass(frozen=True)
class Parts(Strict):
    """The parts that `/pm-role` offers."""

    who: Part
    why: Part
    missions: Part
    questions: Part


@dataclass(frozen=True)
class Way(Strict):
    """One way of holding the role; `label` is how a reader recognises their own situation in a form."""

    id: str
    title: str
    label: str
    text: str
    keywords: tuple[str, ...]
    contexts: tuple[Point, ...]
    attention: tuple[Point, ...]
    organisation: tuple[Point, ...] = ()


@dataclass(frozen=True)
class Mission(Strict):
    """One daily mission with its activities."""

    id: str
    title: str
    text: str
    keywords: tuple[str, ...]
    activities: tuple[Point, ...]


@dataclass(frozen=True)
class Opening(Strict):
    """How the question is led in for one way of holding the role, and the point of attention it draws on."""

    text: str
    attention: str | None = None


@dataclass(frozen=True)
class Openings(Strict):
    """An opening for each way of holding the role, and one for who does not know yet."""

    business: Opening
    project_lead: Opening
    shared: Opening
    unknown: Opening

    def for_way(self, way: str) -> Opening:
        """The opening of that way of holding the role."""
        opening: Opening = getattr(self, way)
        return opening


@dataclass(frozen=True)
class Question(Strict):
    """One reflection question: `statement` is the stable sentence to rate, `wordings` are ways to ask it.

    `meeting` is its wording for a whole team, in digests and polls; `activities` are the ids of what helps to say yes.
    """

    id: str
    title: str
    statement: str
    wordings: tuple[str, ...]
    invitation: str
    meeting: str
    openings: Openings
    activities: tuple[str, ...]
    keywords: tuple[str, ...]
    second_half: str | None = None


@dataclass(frozen=True)
class Role(Strict):
    """Everything the coach says about a role; `short` is the role in short."""

    name: str
    source: Source
    short: str
    vision: str
    keywords: tuple[str, ...]
    parts: Parts
    ways: tuple[Way, ...]
    missions: tuple[Mission, ...]
    questions: tuple[Question, ...]

    def question(self, question_id: str) -> Question:
        """The question of that id; KeyError when there is none."""
        return _by_id(self.questions, question_id)

    def way(self, way_id: str) -> Way:
        """The way of holding the role of that id; KeyError when there is none."""
        return _by_id(self.ways, way_id)

    def mission(self, mission_id: str) -> Mission:
        """The mission of that id; KeyError when there is none."""
        return _by_id(self.missions, mission_id)

    def activity(self, activity_id: str) -> Point:
        """The activity of that id, of whichever mission; KeyError when there is none."""
        return _by_id(tuple(point for mission in self.missions for point in mission.activities), activity_id)


_Item = TypeVar("_Item", Point, Question, Way, Mission)


def _by_id(items: tuple[_Item, ...], wanted: str) -> _Item:
    for item in items:
        if item.id == wanted:
            return item
    raise KeyError(wanted)
