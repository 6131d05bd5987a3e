"""A member's action: suggested with an answer, asked after with the next prompt, and seen at any time."""

from collections.abc import Sequence

from bot.coach.act import action_with, followed, is_asked_for_the_last_time, is_awaited
from bot.coach.say import dates
from bot.coach.scene import Scene
from bot.coach.share import teams_of
from bot.coach.start import held_by
from bot.domain.action import SMALLER_AFTER, Action, ActionState
from bot.domain.calendar import months_before
from bot.domain.message import Act, Actions, Block, Button, Heading, Message, Note, Quote, Text
from bot.domain.people import Holding, Member, Product
from bot.domain.reflection import Prompt, Share, ShareState

MOST = 3
"""How many that rest, and how many that are done, are shown beside the open ones."""


def sentence(scene: Scene, action: Action) -> str:
    """The action in one sentence, in the language in which it was taken."""
    he = action.situation.casefold().startswith(("il ", "ils "))
    there = scene.speaking(action.language)
    return there.say("action.sentence_he" if he else "action.sentence", situation=action.situation, deed=action.deed)


async def asked_after(scene: Scene, prompt: Prompt) -> tuple[Block, ...]:
    """The first line of a prompt: the open action with its three answers, or what was answered; else nothing."""
    blocks = await put_off_here(scene, prompt) or await in_hand(scene, prompt)
    closed = None if blocks else await scene.tx.first(Action, answered_in=prompt.id)
    return await outcome(scene, closed, prompt.id) if closed else blocks


async def put_off_here(scene: Scene, prompt: Prompt) -> tuple[Block, ...]:
    """That the action awaits its occasion, or rests by now, where that was answered with this prompt."""
    states = (ActionState.OPEN, ActionState.RESTING)
    action = await scene.tx.first(Action, answered_in=prompt.id, state=states)
    return await outcome(scene, action, prompt.id) if action else ()


async def in_hand(scene: Scene, prompt: Prompt) -> tuple[Block, ...]:
    """The open action: to be answered about, or as it was taken since."""
    action = await followed(scene, prompt)
    if action is None or action.answered_in == prompt.id:
        return ()
    if await is_awaited(scene, action, prompt):
        return await _asked(scene, action, prompt)
    is_last = await scene.tx.last_prompt(prompt.member_id) is prompt
    is_told_here = action.prompt_id == prompt.id or (is_last and action.changed_at >= prompt.asked_at)
    return _taken(scene, action, prompt) if is_told_here else ()


async def suggested(scene: Scene, prompt: Prompt) -> tuple[Block, ...]:
    """The action that is suggested with this answer, or a way to write one; nothing where one was taken or left."""
    mine = await action_with(scene, prompt)
    if mine is None:
        return () if await followed(scene, prompt) else (Actions((_write(scene, prompt.id),)),)
    return _offered(scene, mine, prompt) if mine.state is ActionState.PROPOSED else ()


async def actions_message(scene: Scene, member: Member, said: tuple[Block, ...] = ()) -> Message:
    """The open actions, the last that rest or are done, and a way to write one."""
    states = (ActionState.OPEN, ActionState.RESTING, ActionState.DONE)
    known = await scene.tx.all(Action, order="changed_at", member_id=member.id, state=states)
    listed = [action for state in states for action in _latest(scene, known, state)]
    may_share = bool(await teams_of(scene, member)) and await scene.tx.last_prompt(member.id) is not None
    shown = tuple([block for action in listed for block in await _listed(scene, member, action, may_share=may_share)])
    open_count = sum(action.state is ActionState.OPEN for action in listed)
    none = () if open_count else (Text(scene.say("action.none")),)
    more = (Actions((_write(scene),)),) if open_count < len(await held_by(scene, member)) else ()
    title = scene.say("action.title")
    return Message((*said, Heading(title), *none, *shown, *more), title)


async def told(scene: Scene, member: Member, action: Action) -> tuple[Note, Quote]:
    """The action with its product, and what became of it when."""
    when = action.taken_at if action.state is ActionState.OPEN else action.changed_at
    key = f"action.state_{action.state.value}"
    product = await product_of(scene, action)
    return (
        Note(scene.say(key, product=product, day=dates.day(scene, when, member.zone))),
        Quote(sentence(scene, action)),
    )


async def outcome(scene: Scene, action: Action, prompt_id: str = "") -> tuple[Block, ...]:
    """What was just answered about it; a smaller one is offered in time."""
    if action.state is ActionState.OPEN and action.not_yet >= SMALLER_AFTER:
        return (Text(scene.say("action.smaller")), Actions((_button(scene, "make_smaller", action, prompt_id),)))
    said = Text(scene.say(f"action.now_{action.state.value}"))
    taken_back = await scene.tx.first(Share, action_id=action.id, state=ShareState.WITHDRAWN)
    read = (Note(scene.say("share.read_is_read")),) if taken_back and action.state is ActionState.DROPPED else ()
    return (said, *read)


async def product_of(scene: Scene, action: Action) -> str:
    """The name of the product that the action is for."""
    holding = await scene.tx.get(Holding, action.holding_id)
    product = await scene.tx.get(Product, holding.product_id) if holding else None
    return product.name if product else ""


def _latest(scene: Scene, known: Sequence[Action], state: ActionState) -> Sequence[Action]:
    """Newest first: all that are open, some that rest, and some of what was done within a month."""
    of_state = [action for action in reversed(known) if action.state is state]
    if state is ActionState.DONE:
        of_state = [action for action in of_state if action.changed_at > months_before(scene.now, 1)]
    return of_state if state is ActionState.OPEN else of_state[:MOST]


async def _listed(scene: Scene, member: Member, action: Action, *, may_share: bool) -> tuple[Block, ...]:
    offered = {
        ActionState.OPEN: ("done", "change", "drop"),
        ActionState.RESTING: ("take_up", "drop"),
        ActionState.DONE: (),
    }[action.state]
    buttons = [_button(scene, name, action) for name in offered]
    if may_share and action.state is not ActionState.RESTING:
        label = "action.share_done" if action.state is ActionState.DONE else "action.share"
        buttons.append(Button(scene.say(label), Act("action.share", action.id)))
    tapped = (Actions(tuple(buttons)),) if buttons else ()
    return (*await told(scene, member, action), *tapped)


async def _asked(scene: Scene, action: Action, prompt: Prompt) -> tuple[Block, ...]:
    is_last = await is_asked_for_the_last_time(scene, action, prompt)
    said = Text(scene.say("action.asked_last" if is_last else "action.asked"))
    answers = tuple(_button(scene, name, action, prompt.id) for name in ("done", "not_yet", "drop"))
    return (said, Quote(sentence(scene, action)), Actions(answers))


def _taken(scene: Scene, action: Action, prompt: Prompt) -> tuple[Block, ...]:
    change = Actions((_button(scene, "change", action, prompt.id),))
    return (Text(scene.say("action.taken")), Quote(sentence(scene, action)), change)


def _offered(scene: Scene, action: Action, prompt: Prompt) -> tuple[Block, ...]:
    ways = tuple(_button(scene, name, action, prompt.id) for name in ("take", "reword", "leave"))
    return (Text(scene.say("action.offered")), Quote(sentence(scene, action)), Actions(ways))


def _write(scene: Scene, prompt_id: str = "") -> Button:
    return Button(scene.say("action.write"), Act("action.form", "", prompt_id))


def _button(scene: Scene, name: str, action: Action, prompt_id: str = "") -> Button:
    """The button for that; three of them lead to the form, and what is left is dropped."""
    act = {"change": "form", "make_smaller": "form", "reword": "form", "leave": "drop"}.get(name, name)
    return Button(scene.say(f"action.{name}"), Act(f"action.{act}", action.id, prompt_id))
