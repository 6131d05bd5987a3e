"""Leaves a workspace that sent the coach away as a whole."""

from bot.coach.errands import ERRANDS
from bot.coach.outbox import GONE
from bot.coach.scene import Scene


async def leave_workspace(scene: Scene) -> None:
    """Let everybody of the scene's workspace have stopped, and every team be over; nothing there is said any more.

    What is kept of them goes as that of anybody who stopped; who starts again in time finds it as it was.
    """
    await scene.tx.leave_workspace(scene.workspace, scene.now, (GONE, *ERRANDS))
