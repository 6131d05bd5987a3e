"""A question asked, and what its reader answered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from bot.domain.people import Product


class Rating(StrEnum):
    """The five quick answers."""

    YES = "yes"
    RATHER_YES = "rather_yes"
    RATHER_NO = "rather_no"
    NO = "no"
    UNKNOWN = "unknown"

    @property
    def level(self) -> int | None:
        """3 for yes down to 0 for no; None for *I don't know*."""
        return {"yes": 3, "rather_yes": 2, "rather_no": 1, "no": 0}.get(self.value)

    @property
    def is_yes(self) -> bool:
        """Whether it is *yes* or *rather yes*."""
        return self in (Rating.YES, Rating.RATHER_YES)

    @property
    def is_low(self) -> bool:
        """Whether it is *no* or *rather no*."""
        return self in (Rating.NO, Rating.RATHER_NO)


SCALE = (Rating.YES, Rating.RATHER_YES, Rating.RATHER_NO, Rating.NO)


class PromptState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    SKIPPED = "skipped"


class Asked(NamedTuple):
    """The words that a question is asked in."""

    title: str
    opening: str
    question: str
    statement: str
    invitation: str


@dataclass(eq=False, kw_only=True)
class Wording:
    """What `Asked` holds, by name, kept once for all who are asked in the same words."""

    id: str
    words: Mapping[str, str]


@dataclass(eq=False, kw_only=True)
class Prompt:
    """A question put to a member about a product; `week` is None for an extra one, outside cycle and totals.

    It keeps the words it was asked in, whatever becomes of the content. `slower` says that it came with the offer of
    a slower rhythm.
    """

    id: str
    member_id: str
    holding_id: str
    question_id: str
    asked_at: datetime
    language: str
    wording: Wording
    product: Product = field(init=False, repr=False)
    week: int | None = None
    state: PromptState = PromptState.OPEN
    again_at: datetime | None = None
    remind_at: datetime | None = None
    slower: bool = False

    @property
    def asked(self) -> Asked:
        """The words it was asked in."""
        return Asked(**self.wording.words)


@dataclass(frozen=True, slots=True)
class Asking:
    """A question about to be put, with what its prompt is to keep; nobody is told of it after `not_after`.

    It is brought to mind at `remind_at`, unless it is answered by then. `slower` says that it comes with the offer of a
    slower rhythm.
    """

    prompt_id: str
    member_id: str
    holding_id: str
    question_id: str
    language: str
    asked: Asked
    week: int | None
    slower: bool = False
    not_after: datetime | None = None
    remind_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """What becomes of a member's round: the question, or None where it is let go, and when the next one is due.

    `check_until` is set where the member is asked in place of the question whether to go on, and not after that moment.
    """

    member_id: str
    week: int | None
    next_due: datetime | None
    asking: Asking | None = None
    check_until: datetime | None = None

    @property
    def slower(self) -> bool:
        """Whether the question comes with the offer of a slower rhythm."""
        return self.asking is not None and self.asking.slower


@dataclass(frozen=True, slots=True)
class Reminding:
    """An open question whose reminder is due; `wanted` tells whether its reader saw it and wants to hear of it."""

    prompt_id: str
    remind_at: datetime
    zone: str
    holidays: str | None
    wanted: bool


@dataclass(eq=False, kw_only=True)
class Answer:
    """A member's answer to a prompt: a rating by one tap, words by form, or both; `rated_at` is its last change.

    `drawn_in` is None while no total has drawn the rating, then the digest whose total counts it. It is empty for one
    that no total may count: drawn into one that is not shown, told by name, or near a poll that may tell it.
    """

    id: str
    member_id: str
    prompt_id: str
    question_id: str
    changed_at: datetime
    rating: Rating | None = None
    rated_at: datetime | None = None
    words: str | None = None
    drawn_in: str | None = None

    def rate(self, rating: Rating, now: datetime, *, is_told: bool) -> None:
        """Keep that rating; a changed one is new to every total, unless a name or a poll may tell it already."""
        if self.rating is not rating:
            self.rating, self.rated_at, self.changed_at = rating, now, now
            self.drawn_in = "" if is_told else None


@dataclass(frozen=True)
class Rated:
    """A rating that no total has drawn yet."""

    answer_id: str
    member_id: str
    question_id: str
    rating: Rating


@dataclass(eq=False, kw_only=True)
class TypedWords:
    """A message someone typed, kept under its platform's id with the time of its last change.

    A deleted one stays as a mark without words, so that what arrives late does not bring it back.
    """

    id: str
    workspace: str
    channel: str
    message_id: str
    member_id: str
    sent_at: datetime
    changed_at: datetime
    prompt_id: str | None = None
    words: str | None = None
    deleted: bool = False


def all_words(answer: Answer | None, typed: Iterable[TypedWords]) -> str:
    """Everything that was written to a prompt: by form first, then message by message."""
    parts = [answer.words if answer else None, *(message.words for message in typed)]
    return "\n\n".join(part for part in parts if part)


@dataclass(eq=False, kw_only=True)
class Recall:
    """That the words of an earlier prompt, `earlier_id`, come back to their author with the answer to a later one."""

    id: str
    member_id: str
    prompt_id: str
    earlier_id: str
    recalled_at: datetime


class ShareState(StrEnum):
    DRAFT = "draft"
    SHARED = "shared"
    WITHDRAWN = "withdrawn"


@dataclass(eq=False, kw_only=True)
class Share:
    """An excerpt that its author wants a team's channel to read; `author_name` is None when shared without a name.

    It is of the answer to a prompt, or of the action `action_id`. `came_of` is the digest that it says what came of.
    """

    id: str
    member_id: str
    team_id: str
    prompt_id: str
    question_id: str
    created_at: datetime
    excerpt: str | None
    author_name: str | None = None
    state: ShareState = ShareState.DRAFT
    shared_at: datetime | None = None
    digest_id: str | None = None
    action_id: str | None = None
    came_of: str | None = None


@dataclass(eq=False, kw_only=True)
class Digest:
    """What was published in a team's channel: its numbers are drawn once, `totals` by question and rating.

    `named` says, by question, how many of those counted have shared by name since, `replied_at` when somebody first
    wrote in its thread.
    """

    id: str
    team_id: str
    week: int
    since: datetime
    published_at: datetime
    question_id: str
    totals: dict[str, dict[str, int]] = field(default_factory=dict)
    named: dict[str, int] = field(default_factory=dict)
    replied_at: datetime | None = None
