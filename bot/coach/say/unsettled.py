"""What the coach asks about a digest of which it does not know whether it arrived."""

from dataclasses import replace

from bot.coach.scene import Scene
from bot.coach.unsettled import team_behind
from bot.domain.message import Act, Actions, Button, Message, Text, sentence
from bot.domain.outbox import Posting, PostingState
from bot.domain.people import Team
from bot.ports import Spoken


async def say_unsettled(scene: Scene, posting: Posting) -> Spoken:
    """The question to who set the team up, and what was answered."""
    asked = await scene.tx.get(Posting, posting.subject)
    team = await team_behind(scene, asked) if asked else None
    if asked is None or team is None:
        return Spoken(None)
    return Spoken(unsettled_message(scene, asked, team))


def unsettled_message(scene: Scene, asked: Posting, team: Team) -> Message:
    """The question with its answers, as long as it is open."""
    again = Button(scene.say("unsettled.again"), Act("unsettled.again", asked.id), primary=True)
    there = Button(scene.say("unsettled.there"), Act("unsettled.there", asked.id))
    if asked.state is PostingState.UNSETTLED:
        return _asking(scene.say("unsettled.asked", team=team.name), again, there)
    if asked.state is PostingState.SET_ASIDE:
        retry = replace(again, label=scene.say("unsettled.retry"))
        return _asking(scene.say(f"unsettled.refused_{asked.kind}", team=team.name), retry)
    if asked.kind == "introduction":
        return sentence(scene.say("unsettled.introduced", team=team.name))
    key = "unsettled.left" if asked.state is PostingState.LEFT else "unsettled.sent_again"
    return sentence(scene.say(key, team=team.name))


def _asking(said: str, *buttons: Button) -> Message:
    return Message((Text(said), Actions(buttons)), said)
