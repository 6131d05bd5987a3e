"""What every verb of the coach works with: the house, an open transaction, the moment and the language."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.calendar import Holidays, no_holiday
from bot.domain.library import Library
from bot.domain.people import Member
from bot.domain.policy import Policy
from bot.domain.role import Role
from bot.ports import Almanac, Transaction


def no_almanac(_place: str) -> None:
    """An almanac in which no place is found."""


@dataclass(frozen=True)
class House:
    """What stays the same from one request to the next."""

    library: Library
    policy: Policy
    almanac: Almanac = no_almanac


@dataclass(frozen=True)
class Scene:
    """One moment of work in one workspace, for readers of one language."""

    house: House
    tx: Transaction
    now: datetime
    workspace: str = ""
    language: str = "fr"

    def say(self, key: str, **values: object) -> str:
        """The phrase of that key in the readers' language."""
        return self.house.library.say(self.language)(key, **values)

    @property
    def role(self) -> Role:
        """The role in the readers' language."""
        return self.house.library.role(self.language)

    def holidays_of(self, place: str | None = None) -> Holidays:
        """The public holidays of that place, or else of the house's."""
        return self.house.almanac(place or self.house.policy.holidays) or no_holiday

    @property
    def platform(self) -> str:
        """The name of the platform: workspaces are called `platform:name`."""
        return self.workspace.partition(":")[0]

    def speaking(self, language: str) -> "Scene":
        """The same scene for readers of another language."""
        return replace(self, language=language)

    def at(self, member: Member) -> "Scene":
        """The same scene for a member, where they are and in their language."""
        return replace(self, workspace=member.workspace, language=member.language)
