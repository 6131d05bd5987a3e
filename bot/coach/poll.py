"""Puts a question to a team's channel, takes the votes, and closes: only counts are left, or nothing."""

import logging
import secrets
from collections.abc import Sequence
from datetime import date, datetime
from uuid import uuid4

from bot.coach import outbox
from bot.coach.scene import Scene
from bot.coach.share import teams_of
from bot.coach.start import held_by, member_of
from bot.domain.calendar import day_at
from bot.domain.outbox import Posting, PostingState, Saying
from bot.domain.people import Member, Membership, Team, TeamKind
from bot.domain.poll import SAME_ANSWER, Poll, PollState, closing, next_from
from bot.domain.reflection import Answer, Prompt, Rating
from bot.domain.refusals import Refusal
from bot.domain.roles import may_poll
from bot.domain.totals import total

log = logging.getLogger(__name__)

POLL, RESULT, FAILED, SHOWN = "poll", "poll-result", "poll-failed", "poll-shown"
PUT = [PollState.OPEN, PollState.CLOSED, PollState.WITHDRAWN]


async def teams_to_ask(scene: Scene, member: Member) -> list[Team]:
    """The teams to whose channel a member may put a question."""
    held = {product.id for _, product in await held_by(scene, member)}
    return [
        team
        for team in await teams_of(scene, member)
        if may_poll(in_community=team.kind is TeamKind.COMMUNITY, holds_its_product=team.product_id in held)
    ]


async def team_to_ask(scene: Scene, member: Member, team_id: str) -> Team:
    """That team, if the member may put a question to it. Raises Refusal."""
    for team in await teams_to_ask(scene, member):
        if team.id == team_id:
            return team
    raise Refusal("poll.no_team")


async def latest(scene: Scene, team: Team) -> Poll | None:
    """The one put last to that team's channel, whatever became of it."""
    polls = await scene.tx.all(Poll, order="created_at", team_id=team.id, state=PUT)
    return polls[-1] if polls else None


async def last_closed(scene: Scene, team: Team, before: Poll | None = None) -> Poll | None:
    """The one that closed last since the team was set up, and was put before that other one."""
    polls = await scene.tx.all(Poll, order="created_at", team_id=team.id, state=PollState.CLOSED)
    until = before.created_at if before else scene.now
    closed = [each for each in polls if team.created_at <= each.created_at < until]
    return closed[-1] if closed else None


async def next_day(scene: Scene, team: Team) -> date | None:
    """The local day from which the team's channel may have another; None where it may have one now."""
    last = await latest(scene, team)
    day = next_from(last.created_at, team.zone) if last else None
    return day if day and day_at(scene.now, team.zone) < day else None


def closes(scene: Scene, team: Team, days: int) -> datetime:
    """When one would close that is put now: at the digest's hour of a working day."""
    return closing(scene.now, days, team.hour, team.zone, scene.holidays_of())


async def leaves_enough(scene: Scene, team: Team, question_id: str, days: int) -> bool:
    """Whether digests have left enough people in a community whose vote on the question could count."""
    if team.kind is not TeamKind.COMMUNITY:
        return True
    since = closes(scene, team, days) - SAME_ANSWER
    members = {each.member_id for each in await scene.tx.all(Membership, team_id=team.id)}
    answers = await scene.tx.all(Answer, member_id=list(members), question_id=question_id)
    told = {each.member_id for each in answers if each.changed_at > since and each.drawn_in is not None}
    return not told or len(members - told) >= scene.house.policy.minimum_group


async def draft(
    scene: Scene, member: Member, team: Team, name: str, *, question_id: str, days: int, opening: str
) -> Poll:
    """A preview that nobody else sees."""
    poll = Poll(
        id=uuid4().hex,
        workspace=team.workspace,
        team_id=team.id,
        question_id=question_id,
        asked=scene.speaking(team.language).role.question(question_id).meeting,
        days=days,
        put_by=member.user,
        put_by_name=name,
        created_at=scene.now,
        closes_at=closes(scene, team, days),
        opening=opening or None,
    )
    scene.tx.add(poll)
    return poll


async def own(scene: Scene, member: Member, poll_id: str, *, lock: bool = False) -> tuple[Poll, Team]:
    """A poll of the member's own, whose team they may still ask. Raises Refusal for every other one."""
    poll = await scene.tx.get(Poll, poll_id, lock=lock)
    if poll is None or poll.workspace != scene.workspace or poll.put_by != member.user:
        raise Refusal("poll.not_found")
    return poll, await team_to_ask(scene, member, poll.team_id)


async def put(scene: Scene, poll: Poll, team: Team) -> None:
    """Put it to the channel, once. Raises Refusal for a preview that is not true any more, and for one too many."""
    await scene.tx.get(Team, team.id, lock=True)
    if poll.state is not PollState.DRAFT:
        raise Refusal("poll.not_found")
    if await next_day(scene, team) is not None:
        raise Refusal("poll.too_soon")
    if closes(scene, team, poll.days) != poll.closes_at:
        raise Refusal("poll.preview_old")
    poll.open(scene.now, secrets.token_urlsafe(32))
    readers = scene.speaking(team.language)
    outbox.post(readers, Saying(POLL, poll.id), channel=team.channel, not_after=poll.closes_at)
    log.info("action=poll_put poll=%s team=%s", poll.id, team.id)


async def discard(scene: Scene, poll: Poll) -> None:
    """Throw a preview away."""
    if poll.state is PollState.DRAFT:
        await scene.tx.remove(poll)


async def withdraw(scene: Scene, poll: Poll) -> None:
    """Take an open one out of the channel, with every vote. Raises Refusal for one that is not open."""
    if poll.state is not PollState.OPEN:
        raise Refusal("poll.over")
    poll.withdraw()
    await outbox.refresh(scene, Saying(POLL, poll.id))


async def withdraw_from(scene: Scene, team: Team, user: str | None = None) -> None:
    """Withdraw what is open in a team's channel, or what this user put there."""
    for poll in await scene.tx.all(Poll, lock=True, team_id=team.id, state=PollState.OPEN):
        if user in (None, poll.put_by):
            await withdraw(scene, poll)


async def vote(scene: Scene, user: str, channel: str, poll_id: str, rating: Rating) -> tuple[Poll, Team]:
    """Keep the vote of somebody in that channel; a later one takes its place.

    Nothing else tells of it: no log, no event heard, no posting.

    Raises:
        Refusal: it is not open, is not that channel's, or they tell the coach elsewhere what they think.
    """
    poll = await scene.tx.get(Poll, poll_id, lock=True)
    team = await scene.tx.get(Team, poll.team_id) if poll else None
    if poll is None or team is None or (team.workspace, team.channel) != (scene.workspace, channel):
        raise Refusal("errors.old_button")
    if not poll.takes_votes(scene.now):
        raise Refusal("poll.over")
    if await _is_elsewhere(scene, user, team):
        raise Refusal("poll.elsewhere")
    poll.vote(user, rating)
    return poll, team


async def close_due(scene: Scene, limit: int) -> int:
    """Close every poll whose moment has come, and tell who put it; how many."""
    polls = await scene.tx.due_polls(scene.now, limit)
    for poll in polls:
        poll.close(scene.now, await _counts(scene, poll))
        await outbox.refresh(scene, Saying(POLL, poll.id))
        await _tell(scene, RESULT, poll)
        log.info("action=poll_closed poll=%s", poll.id)
    return len(polls)


async def make_draft_if_refused(scene: Scene, posting: Posting) -> None:
    """A poll that the chat did not take is a preview again, and who put it is told."""
    if posting.kind != POLL or posting.state is not PostingState.SET_ASIDE or posting.message_id is not None:
        return
    poll = await scene.tx.get(Poll, posting.subject, lock=True)
    if poll is not None and poll.state is PollState.OPEN:
        poll.take_back()
        await _tell(scene, FAILED, poll)


async def show(scene: Scene, poll: Poll) -> None:
    """Let the channel read the counts, and say so once in the thread. Raises Refusal where there are none to read."""
    await scene.tx.get(Poll, poll.id, lock=True)
    if poll.counts is None:
        raise Refusal("poll.not_found")
    if not poll.shown:
        await _say_shown(scene, poll)
    poll.shown = True
    for saying in (Saying(POLL, poll.id), Saying(RESULT, poll.id)):
        await outbox.refresh(scene, saying)


async def _say_shown(scene: Scene, poll: Poll) -> None:
    """A message that changes in its place is not noticed by those who have voted in it."""
    message = await scene.tx.first(Posting, kind=POLL, subject=poll.id)
    if message is not None:
        readers = scene.speaking(message.language)
        outbox.post(readers, Saying(SHOWN, poll.id), channel=message.channel, thread_of=message)


async def own_answer(scene: Scene, member: Member, poll: Poll, team: Team) -> Answer | None:
    """What the member last answered to the same question, about the team's product where it is of one."""
    held = {holding.id for holding, product in await held_by(scene, member) if team.product_id in (None, product.id)}
    asked = await scene.tx.all(Prompt, order="asked_at", member_id=member.id, question_id=poll.question_id)
    for prompt in reversed([each for each in asked if each.holding_id in held]):
        answer = await scene.tx.first(Answer, prompt_id=prompt.id)
        if answer is not None and answer.rating is not None:
            return answer
    return None


async def open_votes(scene: Scene, user: str) -> int:
    """In how many open polls somebody has voted."""
    polls = await scene.tx.all(Poll, workspace=scene.workspace, state=PollState.OPEN)
    return sum(poll.has_vote_of(user) for poll in polls)


async def forget(scene: Scene, user: str) -> Sequence[Saying]:
    """Keep no vote of somebody's, and no open poll; what is to be worded anew once their name is gone."""
    for poll in await scene.tx.all(Poll, lock=True, workspace=scene.workspace, state=PollState.OPEN):
        poll.take_out(user)
        if poll.put_by == user:
            await withdraw(scene, poll)
    mine = await scene.tx.all(Poll, workspace=scene.workspace, put_by=user)
    for poll in mine:
        await discard(scene, poll)
    return [Saying(POLL, poll.id) for poll in mine if poll.state is not PollState.DRAFT]


async def _tell(scene: Scene, kind: str, poll: Poll) -> None:
    there = Scene(scene.house, scene.tx, scene.now, poll.workspace)
    member = await member_of(there, poll.put_by)
    if member is not None:
        outbox.tell(there, member, Saying(kind, poll.id))


async def _counts(scene: Scene, poll: Poll) -> dict[str, int] | None:
    """How many chose each rating, of those who have not told it otherwise; None where that tells too much.

    Which votes are left out, and which answers no digest draws any more, depends on who voted and on what was told,
    never on a rating.
    """
    told, answers = await _told(scene, poll)
    for user in told:
        poll.take_out(user)
    ballots, minimum = poll.ballots or {}, scene.house.policy.minimum_group
    if len(ballots) < minimum:
        return None
    for answer in answers:
        answer.drawn_in = ""
    return total((Rating(rating) for rating in ballots.values()), minimum)


async def _is_elsewhere(scene: Scene, user: str, team: Team) -> bool:
    """Whether somebody answers the coach without taking part in that team."""
    member = await member_of(scene, user)
    return member is not None and await scene.tx.first(Membership, team_id=team.id, member_id=member.id) is None


async def _told(scene: Scene, poll: Poll) -> tuple[set[str], list[Answer]]:
    """Voters whose answer to the question was told already, and the answers of the others, which nobody draws now.

    Who takes part in the team no more may tell theirs where nobody would think of the poll.
    """
    since = scene.now - SAME_ANSWER
    told = set(await scene.tx.sharers(poll.workspace, poll.question_id, since))
    found = await scene.tx.answerers(poll.workspace, poll.question_id, since)
    users = {answer_id: user for user, answer_id in found if poll.has_vote_of(user)}
    answers = await scene.tx.all(Answer, lock=True, id=list(users))
    here = {each.member_id for each in await scene.tx.all(Membership, team_id=poll.team_id)}
    told |= {users[each.id] for each in answers if each.drawn_in is not None or each.member_id not in here}
    return told, [each for each in answers if users[each.id] not in told]
