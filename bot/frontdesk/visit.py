"""Someone at the desk: who, where, in which language, and the member they are if they have started."""

from dataclasses import dataclass, replace

from bot.coach.check_in import come_back
from bot.coach.scene import Scene
from bot.coach.start import member_of
from bot.domain.people import Member
from bot.domain.refusals import Refusal
from bot.frontdesk.incoming import Person, Place


@dataclass(frozen=True)
class Visit:
    """What a handler works with."""

    scene: Scene
    who: Person
    place: Place
    member: Member | None

    def started(self) -> Member:
        """The member; Refusal for who has not started."""
        if self.member is None:
            raise Refusal("errors.not_started")
        return self.member


async def receive(scene: Scene, who: Person, place: Place, language: str) -> Visit:
    """The visit of a person, in their own language when they have started, else in the one given; it ends silence."""
    there = replace(scene, workspace=who.workspace, language=language)
    member = await member_of(there, who.user)
    if member is None:
        return Visit(there, who, place, None)
    come_back(there, member)
    return Visit(there.at(member), who, place, member)
