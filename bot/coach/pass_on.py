"""Passes on to a product coach what a PM chose, and carries what both then say until one of them ends it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from bot.coach import outbox
from bot.coach.keep_words import Message
from bot.coach.scene import Scene
from bot.coach.share import teams_of
from bot.domain.outbox import Posting, Saying
from bot.domain.passing_on import LONGEST_REPLY, PassedOn, PassedReply, PassedState, Reader
from bot.domain.people import Member, Team
from bot.domain.refusals import Refusal
from bot.domain.words import plain

PASSED, REPLY, FAILED, ENDED, UNSENT = "passed", "passed-reply", "passed-failed", "passed-ended", "passed-unsent"


def coach_of(team: Team) -> tuple[str | None, str | None]:
    """The person or the channel that a team names."""
    return (None, team.product_coach_channel) if team.product_coach_channel else (team.product_coach, None)


def reader_of(team: Team) -> Reader:
    """Who reads what is passed on to a team's product coach."""
    return Reader(team.product_coach_channel is not None, team.product_coach_name)


async def accompanied(scene: Scene, member: Member) -> list[Team]:
    """The teams that a member takes part in and that somebody else accompanies."""
    return [team for team in await teams_of(scene, member) if coach_of(team) not in ((None, None), (member.user, None))]


async def accompanied_by(scene: Scene, user: str, channel: str) -> Sequence[Team]:
    """The teams that name this user, or the channel where they are, as their product coach, by name."""
    here: dict[str, Any] = {"workspace": scene.workspace, "ended_at": None}
    by_channel = await scene.tx.all(Team, product_coach_channel=channel, **here) if channel else []
    named = await scene.tx.all(Team, product_coach=user, product_coach_channel=None, **here)
    return sorted([*named, *by_channel], key=lambda team: (plain(team.name), team.id))


async def waiting_for(scene: Scene, user: str, channel: str) -> Sequence[PassedOn]:
    """What was passed on to this user, or into that channel, and has no answer yet; what waits longest first."""
    there: dict[str, Any] = {"workspace": scene.workspace, "state": PassedState.OPEN}
    by_channel = await scene.tx.all(PassedOn, channel=channel, **there) if channel else []
    passed = [*await scene.tx.all(PassedOn, coach=user, **there), *by_channel]
    return sorted([each for each in passed if await _waits(scene, each)], key=lambda each: (each.created_at, each.id))


async def readers(scene: Scene, passed: PassedOn, team: Team) -> Scene:
    """The same scene in the language in which the product coach reads."""
    coach = await scene.tx.first(Member, workspace=passed.workspace, user=passed.coach) if passed.coach else None
    return scene.speaking(coach.language if coach else team.language)


async def draft(
    scene: Scene, member: Member, team: Team, name: str, *, question: str | None, words: str, action: str | None
) -> PassedOn:
    """A preview that nobody else sees."""
    coach, channel = coach_of(team)
    passed = PassedOn(
        id=uuid4().hex,
        workspace=member.workspace,
        member_id=member.id,
        team_id=team.id,
        created_at=scene.now,
        author_name=name,
        coach=coach,
        channel=channel,
        reader_name=team.product_coach_name,
        question=question,
        words=words or None,
        action=action,
    )
    scene.tx.add(passed)
    return passed


async def own(scene: Scene, member: Member, passed_id: str) -> tuple[PassedOn, Team]:
    """What the member themselves passes on. Raises Refusal for anybody else's and for one that is gone."""
    passed = await scene.tx.get(PassedOn, passed_id)
    team = await scene.tx.get(Team, passed.team_id) if passed else None
    if passed is None or team is None or passed.member_id != member.id or passed.state is PassedState.WITHDRAWN:
        raise Refusal("product_coach.not_found")
    return passed, team


async def pass_on(scene: Scene, member: Member, passed: PassedOn, team: Team) -> None:
    """Let the product coach read it, once. Raises Refusal when that is not the one of the preview any more."""
    if passed.state is not PassedState.DRAFT:
        return
    still = [each.id for each in await accompanied(scene, member)]
    if team.id not in still or coach_of(team) != (passed.coach, passed.channel):
        raise Refusal("product_coach.changed")
    passed.state, passed.created_at = PassedState.OPEN, scene.now
    await _to_coach(scene, passed, Saying(PASSED, passed.id))


async def discard(scene: Scene, passed: PassedOn) -> None:
    """Throw a preview away."""
    if passed.state is PassedState.DRAFT:
        await scene.tx.remove(passed)


async def passed_by(scene: Scene, member: Member) -> Sequence[PassedOn]:
    """What a member passed on and has not taken back, newest first."""
    standing = [PassedState.OPEN, PassedState.ENDED]
    return list(reversed(await scene.tx.all(PassedOn, order="created_at", member_id=member.id, state=standing)))


async def take_back(scene: Scene, passed: PassedOn) -> None:
    """Remove it, and what its author said after it, from wherever the product coach reads it; no words are kept."""
    member = await scene.tx.get(Member, passed.member_id)
    passed.state, passed.question, passed.words, passed.action = PassedState.WITHDRAWN, None, None, None
    for reply in await scene.tx.all(PassedReply, passed_id=passed.id):
        if member is not None and reply.user == member.user:
            reply.words = None
    await refresh(scene, passed)


async def open_for(scene: Scene, user: str, channel: str, passed_id: str) -> PassedOn:
    """What this user, in this channel, may answer. Raises Refusal for what is not theirs or is over."""
    passed = await scene.tx.get(PassedOn, passed_id)
    if passed is None or not await _takes_part(scene, passed, user, channel):
        raise Refusal("product_coach.not_found")
    if passed.state is not PassedState.OPEN or (passed.coach, passed.channel) == (None, None):
        raise Refusal("product_coach.over")
    return passed


async def may_end(scene: Scene, passed: PassedOn, user: str) -> bool:
    """Whether this user, who may answer, has a part in it: of a channel's readers only who has answered."""
    if passed.channel is None or await _asks(scene, passed, user):
        return True
    replies = await scene.tx.all(PassedReply, passed_id=passed.id, user=user, held=False)
    return any(reply.words for reply in replies)


async def end(scene: Scene, passed: PassedOn, user: str) -> None:
    """Carry nothing more; what was said stays. Whoever waits for an answer that will not come is told."""
    is_unanswered = await _waits(scene, passed)
    passed.state = PassedState.ENDED
    await refresh(scene, passed)
    member = await scene.tx.get(Member, passed.member_id)
    if member is not None and is_unanswered and user != member.user:
        outbox.tell(scene, member, Saying(ENDED, passed.id))


async def answer(scene: Scene, passed: PassedOn, user: str, name: str, words: str) -> None:
    """Bring the other side what was written in a form."""
    reply = _reply(scene, passed, user, name, words)
    scene.tx.add(reply)
    await bring(scene, passed, reply)


async def threads(scene: Scene, channel: str, message_id: str | None) -> str | None:
    """The id of what was passed on, where that message of the coach's belongs to it."""
    if message_id is None:
        return None
    posting = await scene.tx.first(
        Posting, kind=[PASSED, REPLY], workspace=scene.workspace, posted_channel=channel, message_id=message_id
    )
    if posting is None or posting.kind == PASSED:
        return posting.subject if posting else None
    reply = await scene.tx.get(PassedReply, posting.subject)
    return reply.passed_id if reply else None


async def typed(scene: Scene, channel: str, message_id: str) -> PassedReply | None:
    """The reply that a message is."""
    return await scene.tx.first(PassedReply, workspace=scene.workspace, channel=channel, message_id=message_id)


async def hear(scene: Scene, passed: PassedOn, user: str, name: str, message: Message) -> None:
    """Bring the other side what was typed. Raises Refusal for more than a message holds."""
    must_fit(message.words)
    await bring(scene, passed, typed_reply(scene, passed, user, name, message))


def typed_reply(scene: Scene, passed: PassedOn, user: str, name: str, message: Message) -> PassedReply:
    """What was typed, as a reply that is brought to nobody yet."""
    reply = _reply(scene, passed, user, name, message.words)
    reply.channel, reply.message_id = message.channel, message.message_id
    reply.sent_at, reply.changed_at = message.sent_at, message.changed_at
    scene.tx.add(reply)
    return reply


def must_fit(words: str) -> None:
    """Raises Refusal for more than a message holds."""
    if len(words) > LONGEST_REPLY:
        raise Refusal("product_coach.too_long")


async def reword(scene: Scene, reply: PassedReply, words: str, changed_at: datetime) -> None:
    """Follow the edit of a typed reply, unless it was taken away or said later otherwise."""
    if reply.words is not None and changed_at > reply.changed_at:
        must_fit(words)
        reply.words, reply.changed_at = words, changed_at
        await outbox.refresh(scene, Saying(REPLY, reply.id))


async def forget(scene: Scene, reply: PassedReply) -> None:
    """Remove a deleted reply from the other side, and its words for good."""
    reply.words, reply.changed_at = None, scene.now
    await outbox.refresh(scene, Saying(UNSENT if reply.held else REPLY, reply.id))


async def refresh(scene: Scene, passed: PassedOn) -> None:
    """Bring everything said of it up to date."""
    for saying in await _sayings(scene, [passed]):
        await outbox.refresh(scene, saying)


async def said_of(scene: Scene, user: str, member: Member | None) -> Sequence[Saying]:
    """What holds somebody's words in the messages of others, or refers to them."""
    passed = await scene.tx.all(PassedOn, member_id=member.id) if member else []
    replies = await scene.tx.all(PassedReply, workspace=scene.workspace, user=user)
    return [*await _sayings(scene, passed), *(Saying(REPLY, reply.id) for reply in replies)]


async def tell_if_lost(scene: Scene, posting: Posting) -> None:
    """Tell who passed something on that it did not reach the product coach, or may not have."""
    if posting.kind != PASSED or posting.message_id is not None:
        return
    passed = await scene.tx.get(PassedOn, posting.subject)
    member = await scene.tx.get(Member, passed.member_id) if passed else None
    if member is not None:
        await outbox.tell_or_refresh(scene, member, Saying(FAILED, posting.subject))


async def _waits(scene: Scene, passed: PassedOn) -> bool:
    """Whether its author had the last word."""
    replies = await scene.tx.all(PassedReply, order="sent_at", passed_id=passed.id)
    said = [reply for reply in replies if reply.words and not reply.held]
    member = await scene.tx.get(Member, passed.member_id)
    return not said or (member is not None and said[-1].user == member.user)


async def _takes_part(scene: Scene, passed: PassedOn, user: str, channel: str) -> bool:
    if passed.workspace != scene.workspace:
        return False
    asks = passed.state is not PassedState.DRAFT and await _asks(scene, passed, user)
    return asks or passed.is_read_by(user, channel)


async def _asks(scene: Scene, passed: PassedOn, user: str) -> bool:
    member = await scene.tx.get(Member, passed.member_id)
    return member is not None and member.user == user


async def _to_coach(scene: Scene, passed: PassedOn, saying: Saying) -> None:
    """By direct message, or in the channel, where all that follows stands in the thread of the first."""
    team = await scene.tx.get(Team, passed.team_id)
    there = await readers(scene, passed, team) if team else scene
    head = await scene.tx.first(Posting, kind=PASSED, subject=passed.id) if passed.channel else None
    outbox.post(there, saying, user=passed.coach, channel=passed.channel, thread_of=head)


async def bring(scene: Scene, passed: PassedOn, reply: PassedReply) -> None:
    """Let the other side read it."""
    member = await scene.tx.get(Member, passed.member_id)
    is_coachs = member is not None and reply.user != member.user
    if member is not None and is_coachs:
        outbox.tell(scene, member, Saying(REPLY, reply.id))
    if passed.channel or not is_coachs:
        await _to_coach(scene, passed, Saying(REPLY, reply.id))


def _reply(scene: Scene, passed: PassedOn, user: str, name: str, words: str) -> PassedReply:
    return PassedReply(
        id=uuid4().hex,
        workspace=passed.workspace,
        passed_id=passed.id,
        user=user,
        author_name=name,
        sent_at=scene.now,
        changed_at=scene.now,
        words=words,
    )


async def _sayings(scene: Scene, passed: Sequence[PassedOn]) -> list[Saying]:
    ids = [each.id for each in passed]
    replies = await scene.tx.all(PassedReply, passed_id=ids)
    return [*(Saying(PASSED, each) for each in ids), *(Saying(REPLY, reply.id) for reply in replies)]
