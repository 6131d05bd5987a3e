"""`/pm-coach` and its words, as a slash command, as a tap and typed alone in the conversation."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.coach import outbox, start
from bot.coach.ask import take_question
from bot.coach.say.about import help_message, word_for
from bot.domain.message import Act, Actions, Button, Message, Text
from bot.domain.outbox import Saying
from bot.domain.people import Member, Standing
from bot.domain.refusals import Refusal
from bot.domain.words import excerpt, plain
from bot.frontdesk import action, looking_back, my_data, pausing, poll, product_coach, sharing, starting, teams
from bot.frontdesk.incoming import Reply
from bot.frontdesk.moments import pause_end, tells_only_time
from bot.frontdesk.visit import Visit
from bot.frontdesk.vocabulary import Vocabularies

LONGEST_ECHO = 60


async def _help(visit: Visit) -> Reply:
    return Reply(message=help_message(visit.scene))


PLAIN: dict[str, Callable[[Visit], Awaitable[Reply]]] = {
    "start": starting.open_start,
    "settings": starting.show_settings,
    "question": starting.question,
    "resume": pausing.resume,
    "stop": pausing.stop,
    "action": action.show,
    "shared": sharing.shared,
    "team": teams.show,
    "poll": poll.show,
    "product-coach": product_coach.show,
    "my-data": my_data.show,
    "help": _help,
}
WITH_WORDS: dict[str, Callable[[Visit, str], Awaitable[Reply]]] = {
    "pause": pausing.pause,
    "my-answers": looking_back.show,
}


async def obey(visit: Visit, vocabularies: Vocabularies, words: str) -> Reply:
    """What the words ask for; alone, a greeting; unknown, a suggestion."""
    if not plain(words):
        return await starting.greet(visit)
    found = vocabularies.command_in(words)
    if found is not None:
        return await run(visit, *found)
    first = excerpt(words.split()[0], LONGEST_ECHO)
    return Reply(message=_suggestion(visit, first, vocabularies.commands.understand(first).candidates))


async def run(visit: Visit, name: str, words: str = "") -> Reply:
    """What this command does. Raises Refusal for a command that is not there."""
    if name in PLAIN:
        return await PLAIN[name](visit)
    if name in WITH_WORDS:
        return await WITH_WORDS[name](visit, words)
    raise Refusal("errors.old_button")


async def tapped(visit: Visit, act: Act) -> Reply:
    """A button that stands for a command."""
    return await run(visit, act.subject)


def understands(visit: Visit, name: str, words: str) -> bool:
    """Whether a command makes something of all these words: none, or the time that it is for.

    Anything else that begins with its word is a sentence of its own.
    """
    if name == "pause":
        zone = visit.member.zone if visit.member else visit.scene.house.policy.zone
        return not words or tells_only_time(words, visit.scene.now, zone)
    return not words or (name == "my-answers" and looking_back.period(visit, words) is not None)


async def typed(visit: Visit, name: str, words: str) -> None:
    """A command typed in the conversation: done at once where it can be, else offered as a button."""
    scene, member = visit.scene, visit.member
    if name == "help":
        outbox.post(scene, Saying("help"), user=visit.who.user)
    elif member is None or name not in ("question", "pause", "resume", "stop"):
        outbox.post(scene, Saying("offer", name), user=visit.who.user)
    elif name == "question" and member.standing is not Standing.STOPPED:
        await take_question(scene, member)
    else:
        await _change_standing(visit, name, words)
        outbox.tell(scene, member, Saying("status", member.id))


async def _change_standing(visit: Visit, name: str, words: str) -> None:
    member = visit.started()
    if name == "pause" and member.standing is not Standing.STOPPED:
        start.pause(visit.scene, member, _until(visit, member, words))
    elif name == "resume":
        await pausing.go_on(visit.scene, member)
    elif name == "stop":
        start.stop(visit.scene, member)


def _until(visit: Visit, member: Member, words: str) -> datetime | None:
    """When a pause ends; a refusal quotes nothing of what stands right above it."""
    try:
        return pause_end(words, visit.scene.now, member.zone) if words else None
    except Refusal:
        raise Refusal("typed.no_such_pause") from None


def _suggestion(visit: Visit, word: str, candidates: tuple[str, ...]) -> Message:
    scene = visit.scene
    said = scene.say("errors.did_you_mean" if candidates else "errors.unknown_command", word=word)
    offered = tuple(dict.fromkeys((*candidates, "help")))
    buttons = tuple(Button(word_for(scene, name), Act("command", name)) for name in offered)
    return Message((Text(said), Actions(buttons)), scene.say("errors.notification"))
