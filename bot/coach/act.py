"""Lets a member take one small action, follows what becomes of it, and lets it go."""

from uuid import uuid4

from bot.coach import outbox
from bot.coach.scene import Scene
from bot.coach.share import discard, draft, take_back, teams_of
from bot.domain.action import TIMES_ASKED, Action, ActionState
from bot.domain.outbox import Saying
from bot.domain.people import Holding, Member, Team
from bot.domain.reflection import Prompt, Share, ShareState
from bot.domain.refusals import Refusal
from bot.domain.together import Pair


async def offer_action(scene: Scene, prompt: Prompt, situation: str, deed: str) -> None:
    """Suggest an action with the answer to this prompt, to take as it stands, to reword or to leave.

    It is suggested once a prompt, and not while the product has another that the member is asked after.
    """
    if await followed(scene, prompt) is None and await action_with(scene, prompt) is None:
        action = _new(scene, prompt.member_id, prompt.holding_id, prompt.id, situation, deed)
        action.state = ActionState.PROPOSED


async def action_of(scene: Scene, member: Member, action_id: str) -> Action:
    """The member's own action of that id. Raises Refusal for anybody else's and for one that is gone."""
    action = await scene.tx.get(Action, action_id)
    if action is None or action.member_id != member.id:
        raise Refusal("action.not_found")
    return action


async def living(scene: Scene, member: Member, action_id: str) -> Action:
    """The member's own action of that id. Raises Refusal also for one that is done or let go."""
    action = await action_of(scene, member, action_id)
    if action.state in (ActionState.DONE, ActionState.DROPPED):
        raise Refusal("errors.old_button")
    return action


async def action_with(scene: Scene, prompt: Prompt) -> Action | None:
    """The action that came last with the answer to this prompt, whatever became of it."""
    actions = await scene.tx.all(Action, order="taken_at", prompt_id=prompt.id)
    return actions[-1] if actions else None


async def followed(scene: Scene, prompt: Prompt) -> Action | None:
    """The open action of the prompt's product; None once it was asked after three times without an answer."""
    action = await scene.tx.first(Action, holding_id=prompt.holding_id, state=ActionState.OPEN)
    return action if action and len(await _asking_after(scene, action, prompt)) <= TIMES_ASKED else None


async def is_awaited(scene: Scene, action: Action, prompt: Prompt) -> bool:
    """Whether that prompt asks what became of it."""
    return prompt in await _asking_after(scene, action, prompt)


async def is_asked_for_the_last_time(scene: Scene, action: Action, prompt: Prompt) -> bool:
    """Whether it is left alone when that prompt stays without an answer about it."""
    return len(await _asking_after(scene, action, prompt)) == TIMES_ASKED


async def is_asked_after(scene: Scene, prompt: Prompt) -> bool:
    """Whether that prompt wants to hear of the open action: what became of it, or if a smaller one would help."""
    action = await followed(scene, prompt)
    return action is not None and (action.is_too_big(prompt) or await is_awaited(scene, action, prompt))


async def take(scene: Scene, action: Action) -> None:
    """Follow a suggested or a resting one from now on."""
    if action.state is not ActionState.OPEN:
        await _open(scene, action)


async def write(
    scene: Scene, member: Member, holding_id: str, situation: str, deed: str, prompt_id: str | None
) -> Action:
    """A new action in the member's own words, with the answer to a prompt or by itself."""
    action = _new(scene, member.id, holding_id, prompt_id, situation, deed)
    await _open(scene, action)
    return action


async def reword(scene: Scene, action: Action, situation: str, deed: str) -> None:
    """Follow it in these words from now on, as if it had just been taken; what was shared of it stays as it was."""
    action.situation, action.deed, action.language = situation, deed, scene.language
    await _open(scene, action)


async def finish(scene: Scene, action: Action, prompt_id: str | None) -> None:
    """It is done; `prompt_id` is the prompt that asked."""
    await _become(scene, action, ActionState.DONE, prompt_id)


async def drop(scene: Scene, action: Action, prompt_id: str | None) -> None:
    """Let it go, with everything that was shared of it; `prompt_id` is the prompt that asked after it, if any did."""
    if action.state is ActionState.PROPOSED:
        prompt_id = None
    for share in await scene.tx.all(Share, action_id=action.id, state=[ShareState.DRAFT, ShareState.SHARED]):
        await (take_back(scene, share) if share.state is ShareState.SHARED else discard(scene, share))
    await _become(scene, action, ActionState.DROPPED, prompt_id)


async def rest(scene: Scene, holding: Holding) -> None:
    """Ask no more after the open action for that product."""
    for action in await scene.tx.all(Action, holding_id=holding.id, state=ActionState.OPEN):
        await _become(scene, action, ActionState.RESTING, None)


async def put_off(scene: Scene, action: Action, prompt: Prompt) -> None:
    """Its occasion has not come yet; said twice, or in an older prompt, it counts once."""
    if await is_awaited(scene, action, prompt):
        stale = _prompts_of(action)
        action.put_off(scene.now, prompt.id)
        await _show(scene, action, stale)


async def preview(scene: Scene, member: Member, action: Action, sentence: str, name: str) -> tuple[Share, Team]:
    """A preview of that sentence for the product's team, else for the first team that the member takes part in.

    Raises:
        Refusal: the member takes part in no team, or was never asked anything.
    """
    teams = await teams_of(scene, member)
    prompt = await scene.tx.get(Prompt, action.prompt_id) or await scene.tx.last_prompt(member.id)
    if not teams or prompt is None:
        raise Refusal("share.no_team")
    holding = await scene.tx.get(Holding, action.holding_id)
    team = next((each for each in teams if holding and each.product_id == holding.product_id), teams[0])
    share = await draft(scene, member, prompt, team.id, sentence, name)
    share.action_id = action.id
    if action.state is ActionState.DONE:
        share.came_of = await _told_in(scene, action, team)
    return share, team


async def _told_in(scene: Scene, action: Action, team: Team) -> str | None:
    """The id of the team's last digest that told of the action and still does."""
    state = ShareState.SHARED
    shares = await scene.tx.all(Share, order="created_at", action_id=action.id, team_id=team.id, state=state)
    told = [share.digest_id for share in shares if share.digest_id]
    return told[-1] if told else None


async def _asking_after(scene: Scene, action: Action, prompt: Prompt) -> list[Prompt]:
    """The prompts that asked what became of it up to that one, with nothing happening to it since.

    One request a prompt: one that tells of a proposal to hold a product together asks after nothing else.
    """
    member = await scene.tx.get(Member, prompt.member_id)
    since = await scene.tx.prompts_since(prompt.member_id, action.changed_at) if member else []
    asked = [each for each in since if each.holding_id == action.holding_id and each.asked_at <= prompt.asked_at]
    awaiting = [each for each in asked if member and action.awaits(each, member.zone)]
    proposals = {pair.told_in for pair in await scene.tx.all(Pair, told_in=[each.id for each in awaiting])}
    return [each for each in awaiting if each.id not in proposals]


def _new(scene: Scene, member_id: str, holding_id: str, prompt_id: str | None, situation: str, deed: str) -> Action:
    action = Action(
        id=uuid4().hex,
        member_id=member_id,
        holding_id=holding_id,
        situation=situation,
        deed=deed,
        language=scene.language,
        taken_at=scene.now,
        changed_at=scene.now,
        prompt_id=prompt_id,
    )
    scene.tx.add(action)
    return action


async def _open(scene: Scene, action: Action) -> None:
    """Follow this one alone: another that is open for the same product rests."""
    for other in await scene.tx.all(Action, holding_id=action.holding_id, state=ActionState.OPEN):
        if other is not action:
            await _become(scene, other, ActionState.RESTING, None)
    stale = _prompts_of(action)
    action.start_over(scene.now)
    await _show(scene, action, stale)


async def _become(scene: Scene, action: Action, state: ActionState, prompt_id: str | None) -> None:
    if action.state is not state:
        stale = _prompts_of(action)
        action.become(state, scene.now, prompt_id)
        await _show(scene, action, stale)


def _prompts_of(action: Action) -> set[str]:
    return {prompt_id for prompt_id in (action.prompt_id, action.answered_in) if prompt_id}


async def _show(scene: Scene, action: Action, stale: set[str]) -> None:
    """Bring every prompt up to date that tells of it, the one asked last among them."""
    last = await scene.tx.last_prompt(action.member_id)
    for prompt_id in stale | _prompts_of(action) | ({last.id} if last else set()):
        await outbox.refresh(scene, Saying("prompt", prompt_id))
