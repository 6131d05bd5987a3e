"""Sends to the other side of an exchange what was typed below its last message, and not as a reply to it."""

from datetime import datetime

from bot.coach import keep_words, outbox, pass_on
from bot.coach.keep_words import STAYS_OPEN, Message
from bot.coach.pass_on import PASSED, REPLY, UNSENT
from bot.coach.scene import Scene
from bot.domain.outbox import Posting, Saying
from bot.domain.passing_on import PassedOn, PassedReply, PassedState
from bot.domain.people import Member
from bot.domain.reflection import Prompt, TypedWords
from bot.domain.refusals import Refusal


async def last_heard(scene: Scene, user: str, since: datetime, until: datetime) -> tuple[PassedOn, str] | None:
    """The exchange of which somebody was told last between two moments, and who spoke there; None once it is over."""
    told = await scene.tx.all(Posting, order="created_at", workspace=scene.workspace, user=user, kind=[PASSED, REPLY])
    there = [posting for posting in told if since < posting.created_at <= until and posting.message_id is not None]
    if not there:
        return None
    reply = await scene.tx.get(PassedReply, there[-1].subject) if there[-1].kind == REPLY else None
    passed = await scene.tx.get(PassedOn, reply.passed_id if reply else there[-1].subject)
    if passed is None or passed.state is not PassedState.OPEN:
        return None
    return passed, (reply or passed).author_name


async def meant_for(scene: Scene, member: Member, prompt: Prompt) -> tuple[PassedOn, str] | None:
    """The exchange that the words last typed to a question may belong to, as it was heard of later; and who spoke."""
    typed = await keep_words.typed_to(scene, prompt)
    return await last_heard(scene, member.user, prompt.asked_at, typed[-1].sent_at) if typed else None


async def send_instead(scene: Scene, member: Member, prompt: Prompt, name: str) -> str:
    """Let what was typed since the exchange was last heard of leave the answer and reach the other side; who that is.

    Raises:
        Refusal: there is no such exchange any more, or nothing typed.
    """
    found = await meant_for(scene, member, prompt)
    if found is None:
        raise Refusal("errors.old_button")
    passed, other = found
    for words in await _since_heard(scene, member, prompt):
        message = Message(words.channel, words.message_id, words.words or "", words.sent_at, words.changed_at)
        await pass_on.hear(scene, passed, member.user, name, message)
        await keep_words.let_go(scene, prompt, words)
    return other


async def hold(scene: Scene, user: str, name: str, message: Message) -> bool:
    """Keep words that belong to no question until their author says whether they are for the exchange heard of last.

    False where there is none.
    """
    found = await last_heard(scene, user, scene.now - STAYS_OPEN, scene.now)
    if found is None:
        return False
    reply = pass_on.typed_reply(scene, found[0], user, name, message)
    reply.held = True
    outbox.post(scene, Saying(UNSENT, reply.id), user=user)
    return True


async def held_by(scene: Scene, user: str, reply_id: str) -> tuple[PassedReply, PassedOn]:
    """What this user wrote and has not sent. Raises Refusal for anybody else's, and for what is gone or sent."""
    reply = await scene.tx.get(PassedReply, reply_id, lock=True)
    if reply is None or (reply.workspace, reply.user, reply.held) != (scene.workspace, user, True) or not reply.words:
        raise Refusal("product_coach.not_found")
    return reply, await pass_on.open_for(scene, user, "", reply.passed_id)


async def send(scene: Scene, reply: PassedReply, passed: PassedOn) -> None:
    """Let the other side read it."""
    pass_on.must_fit(reply.words or "")
    reply.held = False
    await pass_on.bring(scene, passed, reply)
    await outbox.refresh(scene, Saying(UNSENT, reply.id))


async def _since_heard(scene: Scene, member: Member, prompt: Prompt) -> list[TypedWords]:
    typed = await keep_words.typed_to(scene, prompt)
    return [each for each in typed if await last_heard(scene, member.user, prompt.asked_at, each.sent_at)]
