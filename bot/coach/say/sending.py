"""What was typed below an exchange's last message: to send it there, instead of where it went or nowhere."""

from bot.coach.keep_words import STAYS_OPEN
from bot.coach.say.teams import by_name
from bot.coach.scene import Scene
from bot.coach.send_on import last_heard, meant_for
from bot.domain.message import Act, Actions, Button, Message, Text, sentence
from bot.domain.outbox import Posting
from bot.domain.passing_on import PassedReply
from bot.domain.people import Member
from bot.domain.reflection import Prompt
from bot.ports import Spoken


async def say_unsent(scene: Scene, posting: Posting) -> Spoken:
    """For who typed below an exchange's last message: that it was not sent, with *send*; then, that it was."""
    reply = await scene.tx.get(PassedReply, posting.subject)
    found = await last_heard(scene, posting.user or "", reply.sent_at - STAYS_OPEN, reply.sent_at) if reply else None
    if reply is None or not reply.words:
        return Spoken(None)
    if not reply.held:
        return Spoken(sentence(scene.say("product_coach.sent")))
    if found is None:
        return Spoken(sentence(scene.say("product_coach.over")))
    name = by_name(scene, found[1])
    send = Button(scene.say("product_coach.send_to", name=name), Act("coach.send_held", reply.id), primary=True)
    drop = Button(scene.say("product_coach.do_not_send"), Act("coach.drop_held", reply.id))
    said = scene.say("product_coach.unsent", name=name)
    return Spoken(Message((Text(said), Actions((send, drop))), said))


async def send_instead(scene: Scene, prompt: Prompt, member: Member) -> tuple[Button, ...]:
    """For words that were kept under a question after an exchange was heard of: to send them there instead."""
    found = await meant_for(scene, member, prompt)
    if found is None:
        return ()
    name = by_name(scene, found[1])
    return (Button(scene.say("product_coach.send_to", name=name), Act("coach.send", prompt.id)),)
