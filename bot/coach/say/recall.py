"""One's own earlier words, come back with a new answer to the same question."""

from dataclasses import dataclass

from bot.coach.look_back import answers_to
from bot.coach.recall import recalled_with
from bot.coach.say import dates
from bot.coach.scene import Scene
from bot.domain.message import Act, Block, Button, Note, Quote, Text
from bot.domain.people import Member
from bot.domain.reflection import Prompt
from bot.domain.words import excerpt

ONE_LINE = 140


@dataclass(frozen=True)
class Recalled:
    """One's earlier words in one line, and what can be done about them, in a menu: it is not to be a request."""

    blocks: tuple[Block, ...] = ()
    ways: tuple[Button, ...] = ()


async def recalled(scene: Scene, prompt: Prompt, member: Member) -> Recalled:
    """The line that comes back with this prompt's answer, and how to have no more of them; else nothing.

    What was written in a form is not repeated in the conversation: it can be opened from here.
    """
    recall = await recalled_with(scene, prompt)
    earlier = await scene.tx.get(Prompt, recall.earlier_id) if recall else None
    found = await answers_to(scene, [earlier]) if earlier else ()
    if earlier is None or not any(reflection.words for reflection in found):
        return Recalled()
    if not member.wants_recall:
        return Recalled((Note(scene.say("recall.no_more")),))
    when, typed = dates.ago(scene, earlier.asked_at), " ".join(found[0].typed.split())
    no_more = Button(scene.say("recall.stop"), Act("recall.stop", prompt.id))
    if typed:
        return Recalled((Text(scene.say("recall.typed", ago=when)), Quote(excerpt(typed, ONE_LINE))), (no_more,))
    reread = Button(scene.say("recall.reread"), Act("reread", earlier.id))
    return Recalled((Text(scene.say("recall.written", ago=when)),), (reread, no_more))
