"""Notes every act on somebody's data by somebody else, and gives the notes back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from bot.coach.scene import Scene
from bot.domain.people import Team
from bot.domain.trust import Deed, Did

COMMAND_LINE = "pm-coach"
"""Who acts where no user of a chat does."""


@dataclass(frozen=True)
class Author:
    """Who acts: a user of the workspace by id and name, or the command line."""

    user: str = ""
    name: str = ""


async def note(scene: Scene, did: Did, person: str, by: Author, team: Team | None = None) -> None:
    """Note what was done to somebody of the scene's workspace, unless they did it themselves."""
    if by.user == person:
        return
    told = {"did": did.value, "workspace": scene.workspace, "by": by.user or COMMAND_LINE, "by_name": by.name}
    scene.tx.add(
        Deed(
            id=uuid4().hex,
            at=scene.now,
            told={**told, "team": team.id} if team else told,
            person=await scene.tx.pseudonym(scene.workspace, person),
            author=await scene.tx.pseudonym(scene.workspace, by.user) if by.user else None,
        )
    )


def note_for_all(scene: Scene, did: Did) -> None:
    """Note what the command line did to everybody's data."""
    scene.tx.add(Deed(id=uuid4().hex, at=scene.now, told={"did": did.value, "by": COMMAND_LINE}))


async def deeds(scene: Scene, user: str | None = None, since: datetime | None = None) -> Sequence[Deed]:
    """What was noted, oldest first: all of it, or what happened to one user of the scene's workspace."""
    if user is None:
        found = await scene.tx.all(Deed, order="at")
    else:
        found = await scene.tx.all(Deed, order="at", person=await scene.tx.pseudonym(scene.workspace, user))
    return [deed for deed in found if since is None or deed.at >= since]


async def forget_author(scene: Scene, user: str) -> None:
    """Let nobody know any more that this user acted; what was done stays noted."""
    for deed in await scene.tx.all(Deed, author=await scene.tx.pseudonym(scene.workspace, user)):
        deed.author, deed.told = None, {**deed.told, "by": "", "by_name": ""}
