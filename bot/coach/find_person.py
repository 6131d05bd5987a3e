"""Finds whom somebody outside the chats means: by the coach's id, by the chat's, or by name."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

from bot.coach.scene import Scene
from bot.domain.words import plain
from bot.ports import Courier, NotSent, OutcomeUnknown, Unreachable


@dataclass(frozen=True)
class Known:
    """Somebody of whom anything is kept; the name is known where their chat was asked."""

    workspace: str
    user: str
    name: str = ""

    @property
    def id(self) -> str:
        """How whoever runs the coach names them; they read it under *my data*."""
        return f"{self.workspace}/{self.user}"


async def everyone(scene: Scene) -> Sequence[Known]:
    """Everybody of whom anything is kept."""
    return [Known(workspace, user) for workspace, user in await scene.tx.everyone()]


def by_id(known: Sequence[Known], wanted: str) -> Sequence[Known]:
    """Those whose id that is, the coach's or the chat's own."""
    return [each for each in known if wanted in (each.id, each.user)]


async def named(known: Sequence[Known], couriers: Mapping[str, Courier]) -> AsyncIterator[Known]:
    """Each with the name that their chat gives; without one where it does not answer."""
    for each in known:
        courier = couriers.get(each.workspace.partition(":")[0])
        try:
            profile = await courier.profile(each.workspace, each.user) if courier else None
        except (NotSent, OutcomeUnknown, Unreachable):
            profile = None
        yield Known(each.workspace, each.user, profile.name if profile else "")


def is_called(known: Known, wanted: str) -> bool:
    """Whether that is in their name, whatever the case and accents."""
    return bool(known.name) and plain(wanted) in plain(known.name)
