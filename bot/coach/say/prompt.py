"""The prompt, in each state it can be in, and the confirmation of what was typed to it."""

from bot.coach.answer import words_of
from bot.coach.keep_words import recent_prompts
from bot.coach.put_off import Later, is_working_day_tomorrow, ways_to_put_off
from bot.coach.say import dates
from bot.coach.say.action import asked_after
from bot.coach.say.answered import answered_message, in_its_place
from bot.coach.say.quiet import slower_offered
from bot.coach.say.sending import send_instead
from bot.coach.say.sharing import taken_back_notes
from bot.coach.say.together import proposed_with, told_with
from bot.coach.scene import Scene
from bot.coach.together import open_with
from bot.domain.message import Act, Actions, Block, Button, Heading, Menu, Message, Note, Quote, Text
from bot.domain.outbox import Posting
from bot.domain.people import Member, Standing
from bot.domain.reflection import Answer, Prompt, PromptState, Rating, TypedWords
from bot.ports import Spoken


async def say_prompt(scene: Scene, posting: Posting) -> Spoken:
    """The prompt as it stands; nothing for one not yet shown whose reader stopped, paused or answered meanwhile."""
    prompt = await scene.tx.get(Prompt, posting.subject)
    member = await scene.tx.get(Member, prompt.member_id) if prompt else None
    if prompt is None or member is None:
        return Spoken(None)
    if posting.shown == 0:
        if _is_unwanted(posting, prompt, member):
            return Spoken(None)
        await open_with(scene, prompt, member)
    return Spoken(await prompt_message(scene.at(member), prompt, member))


async def prompt_message(scene: Scene, prompt: Prompt, member: Member, *, asking: bool = False) -> Message:
    """The question with its quick answers, or what became of it; `asking` shows the answers again to change one."""
    if (prompt.state is PromptState.OPEN and prompt.again_at is None) or asking:
        first = (*await told_with(scene, prompt, member), *await asked_after(scene, prompt))
        return _open(scene, prompt, member, first)
    answer = await scene.tx.first(Answer, prompt_id=prompt.id)
    if prompt.state is PromptState.ANSWERED:
        return await answered_message(scene, prompt, answer, member)
    return _put_aside(scene, prompt, member, await proposed_with(scene, prompt))


def trial_message(scene: Scene, question: dict[str, str]) -> Message:
    """A question to try, of which nothing is kept."""
    return Message(
        (
            Note(scene.say("try.note")),
            Heading(question["question"]),
            Text(scene.say("prompt.statement", statement=question["statement"])),
            Actions(tuple(_rating_button(scene, rating, Act("try.answer", "", rating.value)) for rating in Rating)),
        ),
        scene.say("try.notification"),
    )


async def say_kept(scene: Scene, posting: Posting) -> Spoken:
    """Under which question typed words were kept, with a tap to move, remove or share them."""
    prompt = await scene.tx.get(Prompt, posting.subject)
    member = await scene.tx.get(Member, prompt.member_id) if prompt else None
    if prompt is None or member is None:
        return Spoken(None)
    there = scene.at(member)
    count = len(await scene.tx.all(TypedWords, prompt_id=prompt.id, deleted=False))
    if count == 0:
        return Spoken(await _removed(there, prompt) if posting.shown else None)
    return Spoken(await _kept(there, prompt, member, count))


async def words_message(scene: Scene, prompt: Prompt) -> Message:
    """The author's own words, opened by the author."""
    words = await words_of(scene, prompt)
    blocks: tuple[Block, ...] = (Quote(words),) if words else (Text(scene.say("answered.no_words")),)
    return Message(
        (Note(scene.say("answered.your_words")), Text(prompt.asked.question), *blocks),
        scene.say("answered.your_words"),
    )


def rating_label(scene: Scene, rating: Rating) -> str:
    """The quick answer in words."""
    return scene.say(f"ratings.{rating.value}")


def _open(scene: Scene, prompt: Prompt, member: Member, first: tuple[Block, ...]) -> Message:
    asked = prompt.asked
    title = "prompt.title" if prompt.week is not None else "prompt.title_extra"
    return Message(
        (
            *first,
            Note(scene.say(title, product=prompt.product.name)),
            Text(asked.opening),
            Heading(asked.question),
            Text(scene.say("prompt.statement", statement=asked.statement)),
            Actions(tuple(_rating_button(scene, r, Act("answer", prompt.id, r.value)) for r in Rating)),
            Text(asked.invitation),
            Actions((Button(scene.say("prompt.write"), Act("write", prompt.id)), _menu(scene, prompt, member))),
            *slower_offered(scene, prompt, member),
            Note(scene.say(f"readers.{scene.platform}")),
        ),
        scene.say("prompt.notification", product=prompt.product.name),
    )


def _is_unwanted(posting: Posting, prompt: Prompt, member: Member) -> bool:
    """A pause holds back what nobody asked for, which alone has a moment after which it is not said."""
    asked_for = posting.not_after is None
    paused = member.standing is Standing.PAUSED and not asked_for
    return paused or member.standing is Standing.STOPPED or prompt.state is not PromptState.OPEN


def _rating_button(scene: Scene, rating: Rating, act: Act) -> Button:
    return Button(rating_label(scene, rating), act)


def _menu(scene: Scene, prompt: Prompt, member: Member) -> Menu:
    later = [_later(scene, prompt, member, when) for when in ways_to_put_off(scene, member)]
    slower = member.rhythm.less_often()
    less = [Button(scene.say("prompt.less"), Act("less", prompt.id, slower.value))] if slower else []
    skip = Button(scene.say("prompt.skip"), Act("skip", prompt.id))
    stop = Button(scene.say("prompt.stop"), Act("command", "stop"))
    return Menu(scene.say("prompt.menu"), (*later, skip, *less, stop))


def _later(scene: Scene, prompt: Prompt, member: Member, when: Later) -> Button:
    next_day = when is Later.TOMORROW and not is_working_day_tomorrow(scene, member)
    label = "prompt.later_next_day" if next_day else f"prompt.later_{when.value}"
    return Button(scene.say(label), Act("later", prompt.id, when.value))


def _put_aside(scene: Scene, prompt: Prompt, member: Member, proposal: tuple[Block, ...]) -> Message:
    if prompt.again_at is not None:
        said = scene.say("prompt.again", when=dates.moment(scene, prompt.again_at, member.zone))
    else:
        said = scene.say("prompt.skipped")
    answer = Button(scene.say("prompt.answer_anyway"), Act("change", prompt.id))
    slower = slower_offered(scene, prompt, member)
    return Message((*proposal, Text(prompt.asked.question), Note(said), Actions((answer,)), *slower), said)


async def _kept(scene: Scene, prompt: Prompt, member: Member, count: int) -> Message:
    others = [other for other in await recent_prompts(scene, member) if other.id != prompt.id]
    moves = tuple(
        Button(
            scene.say("kept.under", title=other.asked.title, day=dates.day(scene, other.asked_at, member.zone)),
            Act("move", prompt.id, other.id),
        )
        for other in others
    )
    move = (Menu(scene.say("kept.move"), moves),) if moves else ()
    further = await in_its_place(scene, prompt, member) or ()
    is_question = bool(further) and not any(isinstance(block, Actions) for block in further)
    write = (Button(scene.say("prompt.write"), Act("write", prompt.id)),) if is_question else ()
    return Message(
        (
            Text(scene.say("kept.text", count=count, question=prompt.asked.question)),
            *await taken_back_notes(scene, prompt),
            *further,
            Note(scene.say("kept.note")),
            Actions(
                (
                    *write,
                    Button(scene.say("answered.share"), Act("share", prompt.id)),
                    *await send_instead(scene, prompt, member),
                    *move,
                    Button(scene.say("kept.remove"), Act("unkeep", prompt.id)),
                )
            ),
        ),
        scene.say("kept.notification"),
    )


async def _removed(scene: Scene, prompt: Prompt) -> Message:
    said = scene.say("kept.removed", question=prompt.asked.question)
    notes = await taken_back_notes(scene, prompt)
    return Message((Text(said), *notes), scene.say("kept.removed_notification"))
