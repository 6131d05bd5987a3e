"""Shares an excerpt with a team's channel once its author has seen the preview, and takes it back."""

from uuid import uuid4

from bot.coach import outbox
from bot.coach.scene import Scene
from bot.domain.outbox import Posting, PostingState, Saying
from bot.domain.people import Member, Membership, Team, TeamKind
from bot.domain.reflection import Prompt, Share, ShareState
from bot.domain.refusals import Refusal

SHARES_A_PAGE = 8
"""How many excerpts a message holds whole on every platform."""


async def teams_of(scene: Scene, member: Member) -> list[Team]:
    """The teams that a member takes part in."""
    memberships = await scene.tx.all(Membership, member_id=member.id)
    team_ids = [membership.team_id for membership in memberships]
    return list(await scene.tx.all(Team, order="created_at", id=team_ids, ended_at=None))


async def may_go_unnamed(scene: Scene, team: Team) -> bool:
    """Whether sharing without a name hides anybody: in a community of at least the minimum group."""
    if team.kind is TeamKind.PRODUCT:
        return False
    return len(await scene.tx.all(Membership, team_id=team.id)) >= scene.house.policy.minimum_group


async def draft(scene: Scene, member: Member, prompt: Prompt, team_id: str, excerpt: str, name: str | None) -> Share:
    """A preview that nobody else sees; `name` is None to share without a name.

    Raises:
        Refusal: the member does not take part in that team, or sharing there without a name would hide nobody.
    """
    team = await _team_of(scene, member, team_id)
    if name is None and not await may_go_unnamed(scene, team):
        raise Refusal("share.name_needed", minimum=scene.house.policy.minimum_group)
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
        Refusal: it was withdrawn, its author takes part no more, or leaving the name out would hide nobody.
    """
    if share.state is ShareState.WITHDRAWN:
        raise Refusal("share.not_found")
    team = await _team_of(scene, member, share.team_id)
    if share.author_name is None and not await may_go_unnamed(scene, team):
        raise Refusal("share.name_needed", minimum=scene.house.policy.minimum_group)
    if share.state is ShareState.DRAFT:
        share.state, share.shared_at = ShareState.SHARED, scene.now


async def discard(scene: Scene, share: Share) -> None:
    """Throw a preview away."""
    if share.state is ShareState.DRAFT:
        await scene.tx.remove(share)


async def take_back(scene: Scene, share: Share) -> bool:
    """Remove the excerpt from wherever it is published, its words are not kept; whether nothing of it is left."""
    share.state, share.excerpt, share.author_name = ShareState.WITHDRAWN, None, None
    if share.digest_id is None:
        return True
    shares = await scene.tx.all(Share, digest_id=share.digest_id)
    for saying in (Saying("digest", share.digest_id), *details_of(share.digest_id, len(shares))):
        await outbox.refresh(scene, saying)
    digest = await digest_posting(scene, share)
    return digest is None or digest.state not in (PostingState.UNSETTLED, PostingState.LEFT)


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
    """Take back everything shared of one answer; an action is not a part of it."""
    for share in await scene.tx.all(
        Share, prompt_id=prompt.id, action_id=None, state=[ShareState.DRAFT, ShareState.SHARED]
    ):
        await take_back(scene, share)


async def shared_by(scene: Scene, member: Member) -> list[Share]:
    """What a member published and has not taken back, newest first."""
    return list(reversed(await scene.tx.all(Share, order="created_at", member_id=member.id, state=ShareState.SHARED)))


async def _team_of(scene: Scene, member: Member, team_id: str) -> Team:
    for team in await teams_of(scene, member):
        if team.id == team_id:
            return team
    raise Refusal("share.not_your_team")
