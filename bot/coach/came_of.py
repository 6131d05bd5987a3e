"""What came of the question that a digest put to its team, told by a PM of the team as something shared."""

from bot.coach.scene import Scene
from bot.coach.share import draft, last_digest, teams_of
from bot.domain.people import Member, Team
from bot.domain.reflection import Digest, Prompt, Share
from bot.domain.refusals import Refusal


async def last_one(scene: Scene, member: Member, digest_id: str) -> tuple[Digest, Team]:
    """That digest and its team, if the member takes part in it. Raises Refusal, also where a later one has come."""
    digest = await scene.tx.get(Digest, digest_id)
    for team in await teams_of(scene, member):
        if digest is not None and team.id == digest.team_id:
            if await last_digest(scene, team) is not digest:
                raise Refusal("came_of.over")
            return digest, team
    raise Refusal("came_of.not_yours")


async def prompt_about(scene: Scene, member: Member, digest: Digest) -> Prompt:
    """The member's own prompt with the same question, which their words may tell the answer to, else their last one.

    Raises:
        Refusal: the member was never asked anything.
    """
    asked = await scene.tx.all(Prompt, order="asked_at", member_id=member.id)
    about = [prompt for prompt in asked if prompt.question_id == digest.question_id]
    if not asked:
        raise Refusal("came_of.not_yours")
    return (about or asked)[-1]


async def draft_of(scene: Scene, member: Member, digest: Digest, prompt: Prompt, words: str, name: str | None) -> Share:
    """A preview that nobody else sees; `name` is None to tell it without a name. Raises Refusal as `draft` does."""
    told = await draft(scene, member, prompt, digest.team_id, words, name)
    told.question_id, told.came_of = digest.question_id, digest.id
    return told
