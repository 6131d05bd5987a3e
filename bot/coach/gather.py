"""Reads who is in a team's channel and could be invited, for whoever wants to invite them all, and shows them first."""

from collections.abc import Collection
from uuid import uuid4

from bot.coach import outbox
from bot.coach.scene import House, Scene
from bot.domain.outbox import Posting, Priority, Saying
from bot.domain.people import GuestList, Invitation, Member, Membership, Team
from bot.domain.refusals import Refusal
from bot.ports import Courier, Store, Transaction, Unreachable, Watch

GATHERING, GUESTS = "gathering", "guests"
MOST_READ, MOST_GUESTS = 2_000, 200
"""How many members of a channel are read at most, and how many people may be invited at once."""


def gather(scene: Scene, team: Team, user: str) -> None:
    """Have it read who is in the team's channel; this user is shown whom they may invite, before anybody is."""
    guests = GuestList(id=uuid4().hex, workspace=scene.workspace, team_id=team.id, user=user, created_at=scene.now)
    scene.tx.add(guests)
    outbox.post(scene, Saying(GATHERING, guests.id), Priority.ERRAND, channel=team.channel)


async def run_gathering(errand: Posting, courier: Courier, house: House, store: Store, watch: Watch) -> None:
    """Read it, and show it to who asked, if they are in that channel themselves. Raises what the courier raises."""
    async with store.transaction() as tx:
        asked = await tx.get(GuestList, errand.subject)
        known = await _known(tx, asked) if asked else set()
    if asked is None or asked.is_read:
        return
    found, refused = None, None
    try:
        found = await _read(courier, errand, asked.user, known)
    except Refusal as refusal:
        refused = refusal.key
    async with store.transaction() as tx:
        guests = await tx.get(GuestList, errand.subject, lock=True)
        if guests is not None and not guests.is_read:
            guests.found, guests.refused = found, refused
            scene = Scene(house, tx, watch.now(), errand.workspace, errand.language)
            outbox.post(scene, Saying(GUESTS, guests.id), user=guests.user)


async def guests_of(scene: Scene, user: str, list_id: str) -> tuple[GuestList, Team]:
    """The list that was made for this user. Raises Refusal for anybody else's and for one that is gone."""
    guests = await scene.tx.get(GuestList, list_id, lock=True)
    team = await scene.tx.get(Team, guests.team_id) if guests else None
    if guests is None or team is None or (guests.workspace, guests.user) != (scene.workspace, user) or team.ended_at:
        raise Refusal("errors.old_button")
    return guests, team


async def put_away(scene: Scene, guests: GuestList) -> None:
    """Forget the list."""
    await scene.tx.remove(guests)


async def strike(scene: Scene, user: str, team: Team | None = None) -> None:
    """Let no list name this user any more, or none of that team's."""
    there = {"workspace": scene.workspace, **({"team_id": team.id} if team else {})}
    for guests in await scene.tx.all(GuestList, lock=True, **there):
        if guests.found and user in guests.found:
            guests.found = {id_: name for id_, name in guests.found.items() if id_ != user}
            await outbox.refresh(scene, Saying(GUESTS, guests.id))


async def _known(tx: Transaction, guests: GuestList) -> set[str]:
    """Who asks, who takes part already, and whoever was invited, whatever they said."""
    invited = await tx.all(Invitation, team_id=guests.team_id)
    memberships = await tx.all(Membership, team_id=guests.team_id)
    members = await tx.all(Member, id=[each.member_id for each in memberships])
    return {guests.user, *(each.user for each in invited), *(each.user for each in members)}


async def _read(courier: Courier, errand: Posting, asker: str, known: Collection[str]) -> dict[str, str]:
    """The others of the channel, people all of them, named by id. Raises Refusal where nobody may be shown."""
    workspace, channel = errand.workspace, errand.channel or ""
    try:
        users = await courier.members_of(workspace, channel, MOST_READ)
    except Unreachable:
        raise Refusal("team.cannot_post") from None
    if users is not None and asker not in users:
        raise Refusal("team.not_in_channel")
    others = [user for user in users or () if user not in known]
    if users is None or len(others) > MOST_GUESTS:
        raise Refusal("team.everyone_many")
    profiles = await courier.profiles_of(workspace, others)
    people = {user: profile for user, profile in profiles.items() if not (profile.closed or profile.is_program)}
    return {user: profile.name for user, profile in sorted(people.items(), key=lambda each: each[1].name.casefold())}
