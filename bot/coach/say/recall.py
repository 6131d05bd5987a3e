"""One's own earlier words, come back with a new answer to the same question."""

from bot.coach.look_back import answers_to
from bot.coach.say import dates
from bot.coach.scene import Scene
from bot.domain.message import Act, Actions, Block, Button, Note, Quote, Text
from bot.domain.people import Member
from bot.domain.reflection import Prompt, Recall
from bot.domain.words import excerpt

ONE_LINE = 140


async def recalled(scene: Scene, prompt: Prompt, member: Member) -> tuple[Block, ...]:
    """The line that comes back with this prompt's answer, and how to have no more of them; else nothing.

    What was written in a form is not repeated in the conversation: it can be opened from here.
    """
    recall = await scene.tx.first(Recall, prompt_id=prompt.id)
    earlier = await scene.tx.get(Prompt, recall.earlier_id) if recall else None
    found = await answers_to(scene, [earlier]) if earlier else ()
    if earlier is None or not any(reflection.words for reflection in found):
        return ()
    if not member.wants_recall:
        return (Note(scene.say("recall.no_more")),)
    when, typed = dates.ago(scene, earlier.asked_at), " ".join(found[0].typed.split())
    no_more = Button(scene.say("recall.stop"), Act("recall.stop", prompt.id))
    if typed:
        return (Text(scene.say("recall.typed", ago=when)), Quote(excerpt(typed, ONE_LINE)), Actions((no_more,)))
    reread = Button(scene.say("recall.reread"), Act("reread", earlier.id))
    return (Text(scene.say("recall.written", ago=when)), Actions((reread, no_more)))
