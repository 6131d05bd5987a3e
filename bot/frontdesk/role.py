"""`/pm-role`: the role explained, without waiting for the store."""

from bot.coach import outbox
from bot.coach.say.role import IN_PLACE, SHORT, Guide, role_message, title_of
from bot.domain.library import Library
from bot.domain.message import Act, Actions, Button, Message, Text, sentence
from bot.domain.outbox import Saying
from bot.domain.refusals import Refusal
from bot.domain.words import excerpt, plain
from bot.frontdesk.incoming import Place, Reply
from bot.frontdesk.visit import Visit
from bot.frontdesk.vocabulary import Vocabularies

LONGEST_ECHO = 60


def explain(library: Library, vocabularies: Vocabularies, language: str, words: str, direct: bool) -> Reply:
    """The part of the role that the words ask for, or a choice of what may have been meant."""
    guide = Guide(library.role(language), library.say(language))
    if not plain(words):
        return Reply(message=role_message(guide, SHORT, offer_post=not direct))
    understood = vocabularies.role(language).understand(words)
    if understood.surely:
        key = understood.candidates[0]
        exact = vocabularies.role(language).exact(words) is not None
        note = "" if exact else guide.say("role.understood", title=title_of(guide, key))
        return Reply(message=role_message(guide, key, note=note, offer_post=not direct))
    return Reply(message=_did_you_mean(guide, excerpt(words, LONGEST_ECHO), understood.candidates))


def show(library: Library, language: str, act: Act, place: Place) -> Reply:
    """The part of the role that was tapped: in place of the one before, unless everyone sees that one."""
    guide = Guide(library.role(language), library.say(language))
    try:
        message = role_message(guide, act.subject, offer_post=not place.direct)
    except KeyError:
        return Reply(message=role_message(guide, SHORT, offer_post=not place.direct))
    return Reply(replace=message) if act.name == IN_PLACE else Reply(message=message)


async def post_here(visit: Visit, act: Act) -> Reply:
    """Post a part of the role for everyone in the channel."""
    guide = Guide(visit.scene.role, visit.scene.house.library.say(visit.scene.language))
    try:
        title = title_of(guide, act.subject)
    except KeyError:
        raise Refusal("errors.old_button") from None
    if not await _posted_already(visit, act.subject):
        outbox.post(visit.scene, Saying("role", act.subject), channel=visit.place.channel)
    said = visit.scene.say("role.posted", title=title)
    return Reply(message=sentence(said))


async def _posted_already(visit: Visit, key: str) -> bool:
    """Whether the same person posted the same part there today: a second tap posts nothing twice."""
    scene = visit.scene
    posted = f"role.post:{visit.who.user}:{visit.place.channel}:{key}:{scene.now.date()}"
    return await scene.tx.heard(scene.workspace, posted, scene.now)


def _did_you_mean(guide: Guide, words: str, candidates: tuple[str, ...]) -> Message:
    offered = candidates or ("who", "why", "missions", "questions")
    said = guide.say("role.did_you_mean" if candidates else "role.unknown", words=words)
    buttons = tuple(Button(title_of(guide, key), Act("role", key)) for key in offered)
    return Message((Text(said), Actions(buttons)), guide.say("errors.notification"), for_all=True)
