"""What the coach can say after an answer, as its content files describe it in one language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.deepening import Deepening
from bot.domain.reflection import Rating
from bot.domain.role import Point, Strict
from bot.domain.tips import least_recent


@dataclass(frozen=True)
class Tip(Strict):
    """Something one can do this week, and the action that makes it so: if `situation`, then `act`.

    `attention` is the id of the point of attention it draws on, `activity` that of the activity behind its action.
    """

    id: str
    text: str
    activity: str
    situation: str
    act: str
    attention: str | None = None


@dataclass(frozen=True)
class Advice(Strict):
    """What fits one question and one way of holding the role, by what was answered."""

    tips: tuple[Tip, ...]
    ways_to_find_out: tuple[Point, ...]
    when_yes: tuple[Point, ...]

    def after(self, rating: Rating) -> Sequence[Tip | Point]:
        """What fits that answer: tips, ways to find out for *I don't know*, or lines on what goes well for a yes."""
        if rating is Rating.UNKNOWN:
            return self.ways_to_find_out
        return self.tips if rating.is_low else self.when_yes


@dataclass(frozen=True)
class Advices(Strict):
    """A question's advice for each way of holding the role, and for who does not know yet."""

    business: Advice
    project_lead: Advice
    shared: Advice
    unknown: Advice

    def for_way(self, way: str) -> Advice:
        """The advice for that way of holding the role."""
        advice: Advice = getattr(self, way)
        return advice


@dataclass(frozen=True)
class Coaching:
    """All the coach can say after an answer about a role, the advice by question id."""

    advices: Mapping[str, Advices]
    deepening: Deepening

    def advice(self, question_id: str, way: str) -> Advice:
        """What fits that question and that way of holding the role; KeyError for an unknown question."""
        return self.advices[question_id].for_way(way)

    def tell(
        self, question_id: str, way: str, rating: Rating, told: Mapping[str, datetime], now: datetime
    ) -> Tip | Point | None:
        """What to say after that answer: of what fits, the least recently told; None when all is too recent.

        `told` is the moment each id was last told to this person.
        """
        return least_recent(self.advice(question_id, way).after(rating), told, now)
