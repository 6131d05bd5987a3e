"""Everything about someone at a glance: where they stand, their answers over time, what they shared, ways on."""

from bot.coach.look_back import Period, reflections
from bot.coach.say.about import greeting_message, status_message
from bot.coach.say.answers import trend
from bot.coach.say.sharing import shared_message
from bot.coach.scene import Scene
from bot.domain.message import Act, Actions, Button, Message, Note
from bot.domain.people import Member

WAYS_ON = ("team", "help")


async def home_message(scene: Scene, member: Member | None) -> Message:
    """For someone who has not started a greeting; nobody's written answers, since others may look at the screen."""
    role = Button(scene.say("greeting.role"), Act("role", "short"))
    commands = tuple(Button(scene.say(f"command_labels.{name}"), Act("command", name)) for name in WAYS_ON)
    readers = Note(scene.say(f"readers.{scene.platform}"))
    if member is None:
        greeting = greeting_message(scene)
        return Message((*greeting.blocks, Actions(commands), readers), greeting.notification)
    status = await status_message(scene, member)
    picture = trend(scene, member, await reflections(scene, member, Period.YEAR))
    shared = await shared_message(scene, member)
    ways_on = Actions((role, *commands))
    return Message((*status.blocks, ways_on, readers, *picture, *shared.blocks), status.notification)
