"""What the coach can say after an answer, as its content files describe it in one language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import chain

from bot.domain.deepening import Deepening
from bot.domain.reflection import Rating
from bot.domain.role import Point, Strict
from bot.domain.tips import Occasion, least_recent


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
        occasion = occasion_of(rating)
        if occasion is Occasion.UNKNOWN:
            return self.ways_to_find_out
        return self.tips if occasion is Occasion.LOW else self.when_yes

    def everything(self) -> Iterator[Tip | Point]:
        """All of it, whatever was answered."""
        yield from self.tips
        yield from self.ways_to_find_out
        yield from self.when_yes


def occasion_of(rating: Rating) -> Occasion:
    """The kind of answer that it is."""
    if rating.is_yes:
        return Occasion.YES
    return Occasion.LOW if rating.is_low else Occasion.UNKNOWN


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

    def everything(self) -> Iterator[Tip | Point]:
        """All of it, for whichever way."""
        for advice in (self.business, self.project_lead, self.shared, self.unknown):
            yield from advice.everything()


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

        `told` is the moment each id was last told to this person. Of a question that is no longer there, nothing is
        said.
        """
        if question_id not in self.advices:
            return None
        return least_recent(self.advice(question_id, way).after(rating), told, now)

    def words_of(self, said: str) -> str | None:
        """The words of what has that id, whichever question or way it is for; None when it is no longer there."""
        return self._words.get(said)

    @cached_property
    def _words(self) -> Mapping[str, str]:
        advice = (each for advices in self.advices.values() for each in advices.everything())
        questions = (each for sought in self.deepening.sought for each in sought.questions)
        return {each.id: each.text for each in chain(advice, questions)}
