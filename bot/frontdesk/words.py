"""Words typed to the coach: kept under a question, obeyed, or answered."""

from datetime import datetime

from bot.coach import keep_words, outbox
from bot.coach.erase import is_erased
from bot.coach.keep_words import Message
from bot.domain.outbox import Saying
from bot.domain.people import Standing
from bot.domain.reflection import TypedWords
from bot.domain.words import LONGEST_MESSAGE, says_something
from bot.frontdesk import commands, product_coach
from bot.frontdesk.incoming import Deleted, Typed
from bot.frontdesk.visit import Visit
from bot.frontdesk.vocabulary import Vocabularies


async def hear(visit: Visit, typed: Typed, vocabularies: Vocabularies) -> None:
    """Do with typed words what their author expects; whatever is not kept, the coach says so.

    Only the direct conversation is listened to, and nothing of it from before it was erased.
    """
    if await _was_erased(visit, typed.sent_at):
        return
    known = await _known(visit, typed)
    if not visit.place.direct or (known and (known.deleted or typed.changed_at <= known.changed_at)):
        return
    if known is None and (heard := await product_coach.hear(visit, typed)) is not None:
        if heard:
            await say(visit, Saying("phrase", heard))
        return
    found = vocabularies.command_in(typed.words)
    if found is not None and commands.understands(visit, *found):
        await _forget_known(visit, known)
        await commands.typed(visit, *found)
        return
    answer = await _reword(visit, known, typed) if known else await _answer(visit, typed, vocabularies)
    if answer is not None:
        await say(visit, Saying("phrase", answer))


async def say(visit: Visit, saying: Saying) -> None:
    """Say it in the direct conversation."""
    outbox.post(visit.scene, saying, user=visit.who.user)


async def forget(visit: Visit, deleted: Deleted) -> None:
    """Remove the words of a deleted message; of one from before everything was erased nothing is there to remove."""
    if deleted.sent_at and await _was_erased(visit, deleted.sent_at):
        return
    if visit.place.direct and await product_coach.forget(visit, deleted):
        return
    if visit.member is not None and visit.place.direct:
        await keep_words.forget(visit.scene, visit.member, visit.place.channel, deleted.message_id)


async def _was_erased(visit: Visit, sent_at: datetime) -> bool:
    """Whether it belongs to a conversation that was erased since; who is a member from before it was not erased."""
    if visit.member is not None and visit.member.started_at < sent_at:
        return False
    return await is_erased(visit.scene, visit.who.user, sent_at)


async def _known(visit: Visit, typed: Typed) -> TypedWords | None:
    if visit.member is None:
        return None
    return await keep_words.known(visit.scene, visit.member, visit.place.channel, typed.message_id)


async def _forget_known(visit: Visit, known: TypedWords | None) -> None:
    if visit.member is not None and known is not None:
        await keep_words.forget(visit.scene, visit.member, known.channel, known.message_id)


async def _reword(visit: Visit, known: TypedWords, typed: Typed) -> str | None:
    """Follow the edit of a kept message, whatever it says now; the key of what to say when it cannot be kept."""
    if len(typed.words) > LONGEST_MESSAGE:
        return "typed.edit_too_long"
    await keep_words.reword(visit.scene, visit.started(), known, _message(visit, typed))
    return None


def _message(visit: Visit, typed: Typed) -> Message:
    return Message(visit.place.channel, typed.message_id, typed.words, typed.sent_at, typed.changed_at, typed.thread)


async def _answer(visit: Visit, typed: Typed, vocabularies: Vocabularies) -> str | None:
    """The key of what to say, or None when the words were kept, which has its own confirmation."""
    if vocabularies.is_thanks(typed.words):
        return "typed.thanks"
    if not says_something(typed.words):
        return "typed.says_nothing"
    if len(typed.words) > LONGEST_MESSAGE:
        return "typed.too_long"
    if visit.member is not None and await keep_words.keep(visit.scene, visit.member, _message(visit, typed)):
        return None
    if await product_coach.hold(visit, typed):
        return None
    if visit.member is None:
        return "typed.not_started"
    return "typed.stopped" if visit.member.standing is Standing.STOPPED else "typed.nothing_open"
