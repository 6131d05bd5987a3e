"""What is said so that little needs to be said: a reminder, and once whether to go on at all."""

from bot.coach.check_in import Answer
from bot.coach.say import dates
from bot.coach.scene import Scene
from bot.domain.message import Act, Actions, Block, Button, Heading, Message, Note, Text
from bot.domain.outbox import Posting
from bot.domain.people import Member, Standing
from bot.domain.quiet import is_left_alone
from bot.domain.reflection import Prompt, PromptState
from bot.domain.rhythm import Rhythm
from bot.ports import Spoken


async def say_reminder(scene: Scene, posting: Posting) -> Spoken:
    """That a question is still open, with a way to it; nothing once it is settled or its reader wants none."""
    prompt = await scene.tx.get(Prompt, posting.subject)
    member = await scene.tx.get(Member, prompt.member_id) if prompt else None
    if prompt is None or member is None or prompt.state is not PromptState.OPEN:
        return Spoken(None)
    if posting.shown == 0 and not (member.standing is Standing.ACTIVE and member.wants_reminder):
        return Spoken(None)
    return Spoken(_reminder(scene.at(member), prompt, member))


async def say_silence(scene: Scene, posting: Posting) -> Spoken:
    """Whether to go on, later or not at all; nothing for who came back before it was said."""
    member = await scene.tx.get(Member, posting.subject)
    is_left = member and member.standing is Standing.ACTIVE and is_left_alone(member.unanswered)
    if member is None or (posting.shown == 0 and not is_left):
        return Spoken(None)
    there = scene.at(member)
    answers = tuple(Button(there.say(f"silence.{each.value}"), Act("silence", "", each.value)) for each in Answer)
    title = there.say("silence.title")
    blocks = (Heading(title), Text(there.say("silence.text")), Actions(answers), Note(there.say("silence.note")))
    return Spoken(Message(blocks, title))


def slower_offered(scene: Scene, prompt: Prompt, member: Member) -> tuple[Block, ...]:
    """The line that offers a slower rhythm with this prompt; nothing where it does not or it is slower already."""
    buttons = take_slower(scene, prompt, member)
    return (Text(scene.say("prompt.slower")), Actions(buttons)) if buttons else ()


def take_slower(scene: Scene, prompt: Prompt, member: Member) -> tuple[Button, ...]:
    """The tap that takes it, in the same way."""
    if not prompt.slower or member.rhythm is not Rhythm.WEEKLY:
        return ()
    return (Button(scene.say("prompt.take_slower"), Act("less", prompt.id, Rhythm.FORTNIGHTLY.value)),)


def _reminder(scene: Scene, prompt: Prompt, member: Member) -> Message:
    day = dates.weekday_of(scene, prompt.asked_at, member.zone)
    show = Button(scene.say("reminder.show"), Act("again", prompt.id), primary=True)
    stop = Button(scene.say("reminder.stop"), Act("reminders.stop"))
    said = Text(scene.say("reminder.text", day=day, product=prompt.product.name))
    question = Text(prompt.asked.question)
    return Message((said, question, Actions((show, stop))), scene.say("reminder.notification"))
