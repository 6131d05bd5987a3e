"""Whether an excerpt without a name hides its author: enough others could have written it (docs/adr/0013)."""

from datetime import timedelta

from bot.coach.scene import Scene
from bot.domain.people import Member, Membership, Team, TeamKind
from bot.domain.reflection import Share, ShareState

LATELY = timedelta(weeks=8)
"""How long what somebody said with their name tells a reader that they did not say something else without it."""


async def may_go_unnamed(scene: Scene, team: Team, author_id: str) -> bool:
    """Whether a team can hide a member at all: a community of at least the minimum group beside them."""
    return team.kind is TeamKind.COMMUNITY and _are_enough(scene, await _others(scene, team, author_id))


async def is_held(scene: Scene, team: Team, share: Share) -> bool:
    """Whether an excerpt without a name waits, as too few others could have written it."""
    if share.author_name is not None:
        return False
    if team.kind is TeamKind.PRODUCT:
        return True
    others = await _others(scene, team, share.member_id)
    return not _are_enough(scene, others - await _told_by_name(scene, others, share.question_id))


async def _others(scene: Scene, team: Team, author_id: str) -> set[str]:
    """Who takes part beside the author.

    Whose account is closed is nobody to hide among, as everybody can see that; who stopped is, as nobody is told.
    """
    taking_part = {each.member_id for each in await scene.tx.all(Membership, team_id=team.id)} - {author_id}
    return {each.id for each in await scene.tx.all(Member, id=taking_part, closed_at=None)}


async def _told_by_name(scene: Scene, members: set[str], question_id: str) -> set[str]:
    """Which of them have lately shared on that question with their name, in whatever channel.

    What was taken back after it was published counts as well, with a name or without: which it was is not kept.
    """
    states = [ShareState.SHARED, ShareState.WITHDRAWN]
    shared = await scene.tx.all(Share, member_id=members, question_id=question_id, state=states)
    since = scene.now - LATELY
    return {share.member_id for share in shared if _is_named(share) and (share.shared_at or since) > since}


def _is_named(share: Share) -> bool:
    return share.author_name is not None or (share.state is ShareState.WITHDRAWN and share.digest_id is not None)


def _are_enough(scene: Scene, members: set[str]) -> bool:
    return len(members) >= scene.house.policy.minimum_group
