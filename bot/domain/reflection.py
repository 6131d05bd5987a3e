"""A question asked, and what its reader answered."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


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


SCALE = (Rating.YES, Rating.RATHER_YES, Rating.RATHER_NO, Rating.NO)


class PromptState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    SKIPPED = "skipped"


@dataclass(eq=False, kw_only=True)
class Prompt:
    """A question put to a member about a product; `week` is None for an extra one, outside cycle and totals.

    `asked` keeps the words it was asked with: product, opening, question, statement, invitation.
    """

    id: str
    member_id: str
    holding_id: str
    question_id: str
    asked_at: datetime
    language: str
    asked: dict[str, str]
    week: int | None = None
    state: PromptState = PromptState.OPEN
    again_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """A question about to be put, with what its prompt is to keep; nobody is told of it after `not_after`."""

    prompt_id: str
    member_id: str
    holding_id: str
    question_id: str
    language: str
    asked: dict[str, str]
    week: int | None
    not_after: datetime | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """What becomes of a member's round: the question, or None where it is let go, and when the next one is due."""

    member_id: str
    week: int | None
    next_due: datetime | None
    asking: Asking | None = None


@dataclass(eq=False, kw_only=True)
class Answer:
    """A member's answer to a prompt: a rating by one tap, words by form, or both; `rated_at` is its last change."""

    id: str
    member_id: str
    prompt_id: str
    question_id: str
    changed_at: datetime
    rating: Rating | None = None
    rated_at: datetime | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Rated:
    """One rating as it is counted; of an answer that is all that totals need."""

    prompt_id: str
    member_id: str
    question_id: str
    rating: Rating
    rated_at: datetime


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


class ShareState(StrEnum):
    DRAFT = "draft"
    SHARED = "shared"
    WITHDRAWN = "withdrawn"


@dataclass(eq=False, kw_only=True)
class Share:
    """An excerpt that its author wants a team's channel to read; `author_name` is None when shared without a name."""

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


@dataclass(eq=False, kw_only=True)
class Digest:
    """What was published in a team's channel: its numbers are drawn once, `totals` by question and rating."""

    id: str
    team_id: str
    week: int
    since: datetime
    published_at: datetime
    question_id: str
    totals: dict[str, dict[str, int]] = field(default_factory=dict)
