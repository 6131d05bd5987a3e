"""What is written in the threads of digests, of which their authors are told, and how to be told no more."""

from bot.coach import thread_replies
from bot.coach.scene import Scene
from bot.domain.message import Act, sentence
from bot.frontdesk.incoming import InThread, Reply
from bot.frontdesk.visit import Visit


async def hear(scene: Scene, told: InThread) -> bool:
    """Hear of it, once; whether it is a digest's thread. Of what is written anywhere else nothing is noted."""
    digest = await thread_replies.digest_of(scene, told.channel, told.thread)
    if digest is None:
        return False
    # A deletion is marked, too: what was written may be told after it.
    is_new = not await scene.tx.heard(told.workspace, f"in_thread:{told.channel}:{told.message_id}", scene.now)
    if told.words is None:
        await thread_replies.forget(scene, digest, told.message_id)
    elif is_new:
        await thread_replies.hear(scene, digest, told.user, told.message_id, told.words)
    return True


async def no_more_notices(visit: Visit, _act: Act) -> Reply:
    """Tell of no reply any more."""
    thread_replies.stop_telling(visit.started())
    return Reply(replace=sentence(visit.scene.say("replied.no_more")))
