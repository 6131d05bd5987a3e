"""Words typed to the coach: kept under a question, obeyed, or answered."""

from bot.coach import keep_words, outbox
from bot.coach.keep_words import Message
from bot.domain.outbox import Saying
from bot.domain.words import LONGEST_MESSAGE, says_something
from bot.frontdesk import commands
from bot.frontdesk.incoming import Deleted, Typed
from bot.frontdesk.visit import Visit
from bot.frontdesk.vocabulary import Vocabularies


async def hear(visit: Visit, typed: Typed, vocabularies: Vocabularies) -> None:
    """Do with typed words what their author expects; whatever is not kept, the coach says so."""
    found = vocabularies.command_in(typed.words)
    if found is not None and not found[1]:
        await commands.typed(visit, found[0])
        return
    answer = await _answer(visit, typed, vocabularies)
    if answer is not None:
        outbox.post(visit.scene, Saying("phrase", answer), user=visit.who.user)


async def forget(visit: Visit, deleted: Deleted) -> None:
    """Remove the words of a deleted message."""
    if visit.member is not None:
        await keep_words.forget(visit.scene, visit.member, visit.place.channel, deleted.message_id)


async def _answer(visit: Visit, typed: Typed, vocabularies: Vocabularies) -> str | None:
    """The key of what to say, or None when the words were kept, which has its own confirmation."""
    if vocabularies.is_thanks(typed.words):
        return "typed.thanks"
    if not says_something(typed.words):
        return "typed.says_nothing"
    if len(typed.words) > LONGEST_MESSAGE:
        return "typed.too_long"
    if visit.member is None:
        return "typed.not_started"
    message = Message(visit.place.channel, typed.message_id, typed.words, typed.sent_at, typed.changed_at, typed.thread)
    return None if await keep_words.keep(visit.scene, visit.member, message) else "typed.nothing_open"
