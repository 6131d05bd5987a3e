"""One of each thing that the store keeps: what a test does not care about is filled in."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.action import Action
from bot.domain.outbox import Posting, Priority
from bot.domain.passing_on import PassedOn, PassedReply, PassedState
from bot.domain.people import GuestList, Holding, Invitation, Member, Membership, Product, Team, TeamKind, Way
from bot.domain.poll import Poll, PollState
from bot.domain.reflection import Answer, Asked, Digest, Prompt, Rating, Share, ShareState, TypedWords, Wording
from bot.domain.rhythm import Rhythm
from bot.domain.tips import Occasion, Told
from bot.domain.together import Pair

SECRET = "a key of the tests, long enough to be one"
WORKSPACE = "playground:here"
MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)
"""Nine o'clock in Paris."""

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
HABITS: dict[str, Any] = {
    "language": "fr",
    "zone": "Europe/Paris",
    "weekday": 0,
    "hour": 9,
    "rhythm": Rhythm.WEEKLY,
}
ASKED = Asked("Vision", "Pour commencer", "La vision est-elle claire ?", "La vision est claire.", "Dites-en plus")


def member(id_: str = "ana", **other: Any) -> Member:
    """Somebody asked on Mondays at nine in Paris."""
    return Member(**{"id": id_, "workspace": WORKSPACE, "user": id_, "started_at": MONDAY - WEEK, **HABITS, **other})


def product(id_: str = "product", **other: Any) -> Product:
    return Product(**{"id": id_, "workspace": WORKSPACE, "name": "Mes démarches", **other})


def holding(member_id: str = "ana", **other: Any) -> Holding:
    given = {"id": f"holding-{member_id}", "member_id": member_id, "product_id": "product", "way": Way.BUSINESS}
    return Holding(**{**given, **other})


def holder(id_: str = "ana", **other: Any) -> tuple[Member, Product, Holding]:
    """Somebody with a product of their own."""
    return member(id_, **other), product(f"product-{id_}"), holding(id_, product_id=f"product-{id_}")


def team(id_: str = "team", **other: Any) -> Team:
    """A community that reads its digest on Mondays at nine in Paris."""
    given = {"id": id_, "workspace": WORKSPACE, "channel": id_, "kind": TeamKind.COMMUNITY, "name": "Les PM"}
    by = {"set_up_by": "ana", "set_up_by_name": "Ana", "created_at": MONDAY - WEEK}
    return Team(**{**given, **by, **HABITS, **other})


def membership(member_id: str = "ana", team_id: str = "team", **other: Any) -> Membership:
    given = {"id": f"{team_id}-{member_id}", "team_id": team_id, "member_id": member_id, "joined_at": MONDAY - WEEK}
    return Membership(**{**given, **other})


def invitation(id_: str = "invitation", **other: Any) -> Invitation:
    given = {"id": id_, "workspace": WORKSPACE, "team_id": "team", "user": id_, "invited_by": "ana"}
    when = {"invited_by_name": "Ana", "sent_at": MONDAY - WEEK, "lapses_at": MONDAY + WEEK}
    return Invitation(**{**given, **when, **other})


def guest_list(id_: str = "guests", **other: Any) -> GuestList:
    """A list that was asked for, and is not read yet."""
    given = {"id": id_, "workspace": WORKSPACE, "team_id": "team", "user": "ana", "created_at": MONDAY}
    return GuestList(**{**given, **other})


def prompt(id_: str = "prompt", member_id: str = "ana", **other: Any) -> Prompt:
    given = {"id": id_, "member_id": member_id, "holding_id": f"holding-{member_id}", "question_id": "vision"}
    wording = Wording(id=f"wording-{id_}", words=ASKED._asdict())
    return Prompt(**{**given, "asked_at": MONDAY, "language": "fr", "wording": wording, **other})


def answer(prompt_id: str = "prompt", member_id: str = "ana", **other: Any) -> Answer:
    given = {"id": f"answer-{prompt_id}", "member_id": member_id, "prompt_id": prompt_id, "question_id": "vision"}
    rated = {"changed_at": MONDAY, "rating": Rating.YES, "rated_at": MONDAY}
    return Answer(**{**given, **rated, **other})


def typed(message_id: str = "1", **other: Any) -> TypedWords:
    given = {"id": f"typed-{message_id}", "workspace": WORKSPACE, "channel": "direct-ana", "message_id": message_id}
    when = {"member_id": "ana", "sent_at": MONDAY, "changed_at": MONDAY}
    return TypedWords(**{**given, **when, **other})


def digest(id_: str = "digest", **other: Any) -> Digest:
    given = {"id": id_, "team_id": "team", "week": 1, "since": MONDAY - WEEK, "published_at": MONDAY}
    return Digest(**{**given, "question_id": "vision", **other})


def share(id_: str = "share", **other: Any) -> Share:
    given = {"id": id_, "member_id": "ana", "team_id": "team", "prompt_id": "prompt", "question_id": "vision"}
    said = {"created_at": MONDAY, "excerpt": "Un mot", "author_name": "Ana", "state": ShareState.SHARED}
    return Share(**{**given, **said, "shared_at": MONDAY, **other})


def action(id_: str = "action", member_id: str = "ana", **other: Any) -> Action:
    """An open one for the member's product."""
    given = {"id": id_, "member_id": member_id, "holding_id": f"holding-{member_id}", "language": "fr"}
    said = {"situation": "on me demande", "deed": "je demande", "taken_at": MONDAY, "changed_at": MONDAY}
    return Action(**{**given, **said, **other})


def pair(id_: str, member_id: str, product_id: str, user: str, **other: Any) -> Pair:
    """What a member proposes to a user about a product."""
    given = {"id": id_, "workspace": WORKSPACE, "member_id": member_id, "product_id": product_id, "user": user}
    when = {"proposed_at": MONDAY, "lapses_at": MONDAY.replace(year=2027)}
    return Pair(**{**given, "name": "Ana", **when, **other})


def told(occasion: Occasion = Occasion.LOW, member_id: str = "ana", **other: Any) -> Told:
    given = {"id": f"told-{occasion.value}", "member_id": member_id, "prompt_id": "prompt", "occasion": occasion}
    return Told(**{**given, "said": "a-tip", "told_at": MONDAY, **other})


def poll(id_: str = "poll", **other: Any) -> Poll:
    """One that has been open since Monday at nine in Paris, for a week."""
    given = {"id": id_, "workspace": WORKSPACE, "team_id": "team", "question_id": "vision", "asked": "Claire ?"}
    by = {"days": 7, "put_by": "ana", "put_by_name": "Ana", "created_at": MONDAY, "closes_at": MONDAY + WEEK}
    opened = {"state": PollState.OPEN, "key": "a key of its own", "ballots": {}}
    return Poll(**{**given, **by, **opened, **other})


def passed_on(id_: str = "passed", **other: Any) -> PassedOn:
    """What Ana asks Kim."""
    given = {"id": id_, "workspace": WORKSPACE, "member_id": "ana", "team_id": "team", "created_at": MONDAY}
    said = {"author_name": "Ana", "coach": "kim", "words": "Un mot", "state": PassedState.OPEN}
    return PassedOn(**{**given, **said, **other})


def passed_reply(id_: str = "reply", **other: Any) -> PassedReply:
    given = {"id": id_, "workspace": WORKSPACE, "passed_id": "passed", "user": "kim", "author_name": "Kim"}
    return PassedReply(**{**given, "sent_at": MONDAY, "changed_at": MONDAY, "words": "Une idée", **other})


def posting(id_: str = "posting", **other: Any) -> Posting:
    """A plain sentence to say to Ana."""
    given = {"id": id_, "workspace": WORKSPACE, "kind": "phrase", "subject": "typed.stopped", "language": "fr"}
    return Posting(**{**given, "priority": Priority.REPLY, "created_at": MONDAY, "user": "ana", **other})
