"""Shares an excerpt with a team's channel once its author has seen the preview, and takes it back."""

from collections.abc import Collection
from datetime import datetime
from uuid import uuid4

from bot.coach import outbox
from bot.coach.scene import Scene
from bot.coach.thread_replies import refresh_what_quotes
from bot.coach.unnamed import is_held, may_go_unnamed
from bot.domain.outbox import Posting, PostingState, Saying
from bot.domain.people import Member, Membership, Team
from bot.domain.poll import Poll, PollState
from bot.domain.reflection import Answer, Digest, Prompt, Share, ShareState
from bot.domain.refusals import Refusal
from bot.domain.totals import KNOWN, hides

DIGEST = ("digest", "digest-details")
STAYS = "stays"
"""The kind of what tells that an excerpt that was taken back stands in the channel still."""
SHARES_A_PAGE = 8
"""How many excerpts a message holds whole on every platform."""


async def teams_of(scene: Scene, member: Member) -> list[Team]:
    """The teams that a member takes part in."""
    memberships = await scene.tx.all(Membership, member_id=member.id)
    team_ids = [membership.team_id for membership in memberships]
    return list(await scene.tx.all(Team, order="created_at", id=team_ids, ended_at=None))


async def why_not(scene: Scene, member: Member, team: Team, prompt_id: str, *, named: bool) -> str | None:
    """The key of what forbids sharing of that answer there, with or without a name; None where nothing does."""
    if named:
        return None if await _leaves_others_hidden(scene, prompt_id) else "share.counted"
    return None if await may_go_unnamed(scene, team, member.id) else "share.name_needed"


async def draft(scene: Scene, member: Member, prompt: Prompt, team_id: str, excerpt: str, name: str | None) -> Share:
    """A preview that nobody else sees; `name` is None to share without a name.

    Raises:
        Refusal: the member does not take part in that team, or `why_not` forbids it.
    """
    team = await _team_of(scene, member, team_id)
    await _must_be_allowed(scene, member, team, prompt.id, named=name is not None)
    share = Share(
        id=uuid4().hex,
        member_id=member.id,
        team_id=team.id,
        prompt_id=prompt.id,
        question_id=prompt.question_id,
        created_at=scene.now,
        excerpt=excerpt.strip(),
        author_name=name,
    )
    scene.tx.add(share)
    return share


async def share_of(scene: Scene, member: Member, share_id: str) -> Share:
    """The member's own share of that id. Raises Refusal for anybody else's and for one that is gone."""
    share = await scene.tx.get(Share, share_id)
    if share is None or share.member_id != member.id:
        raise Refusal("share.not_found")
    return share


async def publish(scene: Scene, member: Member, share: Share) -> None:
    """Let the next digest carry it.

    Raises:
        Refusal: it was withdrawn, its author takes part no more, or `why_not` forbids it.
    """
    if share.state is ShareState.WITHDRAWN:
        raise Refusal("share.not_found")
    if share.state is ShareState.SHARED:
        return
    team, named = await _team_of(scene, member, share.team_id), share.author_name is not None
    await _counted(scene, share.prompt_id, lock=named)
    await _must_be_allowed(scene, member, team, share.prompt_id, named=named)
    share.state, share.shared_at = ShareState.SHARED, scene.now
    if named:
        await _tell_by_name(scene, share.prompt_id)


async def ready(scene: Scene, team: Team) -> list[Share]:
    """What the next digest carries: all that was shared and is not held."""
    waiting = await scene.tx.all(Share, lock=True, team_id=team.id, state=ShareState.SHARED, digest_id=None)
    return [share for share in waiting if not await is_held(scene, team, share)]


async def discard(scene: Scene, share: Share) -> None:
    """Throw a preview away."""
    if share.state is ShareState.DRAFT:
        await scene.tx.remove(share)


async def take_back(scene: Scene, share: Share) -> bool:
    """Remove the excerpt from wherever it is published, its words are not kept; whether nothing of it is left."""
    # It may be published at this very moment.
    await scene.tx.get(Share, share.id, lock=True)
    share.state, share.excerpt, share.author_name = ShareState.WITHDRAWN, None, None
    if share.digest_id is None:
        return True
    shares = await scene.tx.all(Share, digest_id=share.digest_id)
    for saying in (Saying("digest", share.digest_id), *details_of(share.digest_id, len(shares))):
        await outbox.refresh(scene, saying)
    await _refresh_what_recalls(scene, share.digest_id)
    await refresh_what_quotes(scene, share)
    return await left_nothing(scene, share)


async def left_nothing(scene: Scene, share: Share) -> bool:
    """Whether a share that was taken back is in no channel any more, as far as the coach can tell."""
    messages = await _messages_of(scene, share.digest_id) if share.digest_id else []
    return not any(each.state in (PostingState.UNSETTLED, PostingState.LEFT) or _stands_fast(each) for each in messages)


async def tell_what_stays(scene: Scene, posting: Posting) -> None:
    """Tell who took excerpts of a digest back that its message can be neither changed nor removed."""
    if posting.kind not in DIGEST or not _stands_fast(posting):
        return
    digest_id = posting.subject.partition("/")[0]
    for share in await scene.tx.all(Share, digest_id=digest_id, state=ShareState.WITHDRAWN):
        member = await scene.tx.get(Member, share.member_id)
        if member is not None:
            await outbox.tell_or_refresh(scene, member, Saying(STAYS, share.id))


async def any_stands_fast(scene: Scene, team_ids: Collection[str]) -> bool:
    """Whether a message of these teams' digests stands where the coach could not change it when it last tried."""
    aside = PostingState.SET_ASIDE
    for posting in await scene.tx.all(Posting, workspace=scene.workspace, kind=DIGEST, state=aside):
        digest = await scene.tx.get(Digest, posting.subject.partition("/")[0])
        if _stands_fast(posting) and digest is not None and digest.team_id in team_ids:
            return True
    return False


async def _messages_of(scene: Scene, digest_id: str) -> list[Posting]:
    """A digest's message and those of its thread."""
    shares = await scene.tx.all(Share, digest_id=digest_id)
    subjects = [saying.subject for saying in details_of(digest_id, len(shares))]
    return list(await scene.tx.all(Posting, kind=DIGEST, subject=subjects))


def _stands_fast(posting: Posting) -> bool:
    return posting.state is PostingState.SET_ASIDE and posting.message_id is not None


async def digest_posting(scene: Scene, share: Share) -> Posting | None:
    """The message of the digest that carries it; None before there is one."""
    if share.digest_id is None:
        return None
    return await scene.tx.first(Posting, kind="digest", subject=share.digest_id)


def details_of(digest_id: str, shares: int) -> list[Saying]:
    """The sayings of a digest's thread: one for every so many shares, and at least one."""
    pages = max(1, -(-shares // SHARES_A_PAGE))
    return [Saying("digest-details", f"{digest_id}/{page}" if page else digest_id) for page in range(pages)]


async def take_back_all_of(scene: Scene, prompt: Prompt) -> None:
    """Take back everything shared of one answer; an action is not a part of it, nor what came of a digest."""
    for share in await scene.tx.all(
        Share, prompt_id=prompt.id, action_id=None, came_of=None, state=[ShareState.DRAFT, ShareState.SHARED]
    ):
        await take_back(scene, share)


async def is_told_by_name(scene: Scene, prompt: Prompt) -> bool:
    """Whether something of an answer is shared with its author's name."""
    shared = await scene.tx.all(Share, prompt_id=prompt.id, state=ShareState.SHARED)
    return any(share.author_name is not None for share in shared)


async def polls_that_tell(scene: Scene, prompt: Prompt, moment: datetime) -> list[Poll]:
    """The closed polls on the prompt's question whose counts may tell what its reader answered at that moment.

    They are those of the teams that the reader takes part in; nobody else changes them meanwhile.
    """
    teams = [each.team_id for each in await scene.tx.all(Membership, member_id=prompt.member_id)]
    asked, closed = prompt.question_id, PollState.CLOSED
    polls = await scene.tx.all(Poll, lock=True, team_id=teams, question_id=asked, state=closed)
    return [poll for poll in polls if poll.tells_of(moment)]


async def taken_back_of(scene: Scene, prompt: Prompt) -> list[Share]:
    """What was shared of an answer and taken back; an action is not a part of it, nor what came of a digest."""
    withdrawn = await scene.tx.all(Share, prompt_id=prompt.id, action_id=None, came_of=None, state=ShareState.WITHDRAWN)
    return [share for share in withdrawn if share.shared_at is not None]


async def shared_by(scene: Scene, member: Member) -> list[Share]:
    """What a member published and has not taken back, newest first."""
    return list(reversed(await scene.tx.all(Share, order="created_at", member_id=member.id, state=ShareState.SHARED)))


async def _team_of(scene: Scene, member: Member, team_id: str) -> Team:
    for team in await teams_of(scene, member):
        if team.id == team_id:
            return team
    raise Refusal("share.not_your_team")


async def _must_be_allowed(scene: Scene, member: Member, team: Team, prompt_id: str, *, named: bool) -> None:
    reason = await why_not(scene, member, team, prompt_id, named=named)
    if reason is not None:
        raise Refusal(reason, minimum=scene.house.policy.minimum_group)


async def _leaves_others_hidden(scene: Scene, prompt_id: str) -> bool:
    """Whether whatever counts this answer, if anything does, hides the others still once its author is known."""
    answer, digest = await _counted(scene, prompt_id)
    polls = await _polls_with(scene, prompt_id, answer)
    if not all(hides(poll.counts or {}, KNOWN + poll.named + 1) for poll in polls):
        return False
    if answer is None or digest is None:
        return True
    known = KNOWN + digest.named.get(answer.question_id, 0) + 1
    return hides(digest.totals[answer.question_id], known)


async def _tell_by_name(scene: Scene, prompt_id: str) -> None:
    """From now on no total counts the answer, and the one that did hides one person less."""
    answer, digest = await _counted(scene, prompt_id)
    for poll in await _polls_with(scene, prompt_id, answer):
        poll.named += 1
    if answer is None:
        return
    if digest is not None:
        digest.named = {**digest.named, answer.question_id: digest.named.get(answer.question_id, 0) + 1}
    answer.drawn_in = ""


async def _counted(scene: Scene, prompt_id: str, *, lock: bool = False) -> tuple[Answer | None, Digest | None]:
    """The answer to a prompt, and the digest whose total counts it."""
    answer = await scene.tx.first(Answer, lock=lock, prompt_id=prompt_id)
    digest = await scene.tx.get(Digest, answer.drawn_in, lock=lock) if answer else None
    return answer, digest


async def _polls_with(scene: Scene, prompt_id: str, answer: Answer | None) -> list[Poll]:
    """The polls that may count a vote of who answered this prompt; nobody knows any more whose votes they count.

    None does where the rating was not told at the closing, nor since: the voters' ratings count as told.
    """
    prompt = await scene.tx.get(Prompt, prompt_id)
    rated = answer.rated_at if answer else None
    if prompt is None or (rated and answer and answer.drawn_in != ""):
        return []
    return await polls_that_tell(scene, prompt, rated or scene.now)


async def _refresh_what_recalls(scene: Scene, digest_id: str) -> None:
    """An emptied digest is recalled by none: the next that stands looks further back."""
    digest = await scene.tx.get(Digest, digest_id)
    if digest is None or await _stands(scene, digest):
        return
    for other in await scene.tx.all(Digest, order="published_at", team_id=digest.team_id):
        if other.published_at > digest.published_at and await _stands(scene, other):
            await outbox.refresh(scene, Saying("digest", other.id))
            return


async def last_digest(scene: Scene, team: Team) -> Digest | None:
    """The last digest of a team of which something still stands."""
    for digest in reversed(await scene.tx.all(Digest, order="published_at", team_id=team.id)):
        if await _stands(scene, digest):
            return digest
    return None


async def _stands(scene: Scene, digest: Digest) -> bool:
    shared = await scene.tx.first(Share, digest_id=digest.id, state=ShareState.SHARED)
    return bool(digest.totals) or shared is not None
