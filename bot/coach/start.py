"""Lets someone start, hold products, change their settings, pause and stop."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from bot.coach import outbox
from bot.coach.ask import take_question
from bot.coach.scene import Scene
from bot.domain.calendar import day_at, moment_at
from bot.domain.outbox import Saying
from bot.domain.people import Departure, Holding, Member, Membership, Product, Side, Standing, Way
from bot.domain.refusals import Refusal
from bot.domain.rhythm import Rhythm
from bot.domain.words import plain

BACK = "back-in-channel"
"""The kind of what offers to take part again."""


@dataclass(frozen=True)
class Habits:
    """When and how someone wants to be asked."""

    weekday: int
    hour: int
    rhythm: Rhythm
    zone: str
    language: str


async def member_of(scene: Scene, user: str) -> Member | None:
    """The member that this user of the scene's workspace is, if they ever started; nobody else changes it meanwhile."""
    return await scene.tx.first(Member, lock=True, workspace=scene.workspace, user=user)


async def start(scene: Scene, user: str, habits: Habits) -> Member:
    """Someone who takes part from now on; starting again keeps what was there.

    The first question comes with `settle`, once the product is known.
    """
    member = await member_of(scene, user)
    if member is None:
        member = Member(
            id=uuid4().hex,
            workspace=scene.workspace,
            user=user,
            language=habits.language,
            zone=habits.zone,
            weekday=habits.weekday,
            hour=habits.hour,
            rhythm=habits.rhythm,
            started_at=scene.now,
            weekly_since=scene.now,
        )
        scene.tx.add(member)
    if member.standing is not Standing.ACTIVE:
        member.count_weeks_from(scene.now)
    member.standing, member.paused_until, member.stopped_at, member.closed_at = Standing.ACTIVE, None, None, None
    change_habits(scene, member, habits)
    return member


async def settle(scene: Scene, member: Member, *, ask_now: bool) -> None:
    """Welcome who has just started, and ask the first question now if they want it now."""
    outbox.tell(scene, member, Saying("welcome", member.id))
    if ask_now:
        await take_question(scene.at(member), member)


def plan(scene: Scene, member: Member) -> None:
    """Set from now on when the member is asked next."""
    member.plan(scene.now, scene.holidays_of(member.holidays))


def keep_holidays_of(scene: Scene, member: Member, place: str) -> None:
    """Ask nothing on the public holidays of that place from now on, those of the house staying the house's."""
    member.holidays = None if place == scene.house.policy.holidays else place
    plan(scene, member)


def change_habits(scene: Scene, member: Member, habits: Habits) -> None:
    """Ask at other times from now on, never twice in one round."""
    member.weekday, member.hour = habits.weekday, habits.hour
    member.zone, member.language = habits.zone, habits.language
    _keep_rhythm(scene, member, habits.rhythm)


def ask_less_often(scene: Scene, member: Member, slower: Rhythm) -> None:
    """That slower rhythm, in force from now on. Raises Refusal when the member's own is slower already."""
    if slower.weeks < member.rhythm.weeks:
        raise Refusal("errors.old_button")
    _keep_rhythm(scene, member, slower)


def _keep_rhythm(scene: Scene, member: Member, rhythm: Rhythm) -> None:
    """Whoever chose a slower one, be it once, knows the way."""
    member.rhythm = rhythm
    member.weekly_since = member.weekly_since if rhythm is Rhythm.WEEKLY else None
    plan(scene, member)


def pause(scene: Scene, member: Member, until: datetime | None) -> None:
    """Ask nothing until then, or until the member resumes."""
    if member.standing is Standing.STOPPED:
        raise Refusal("pause.stopped")
    member.standing, member.paused_until = Standing.PAUSED, until
    member.count_weeks_from(until or scene.now)
    plan(scene, member)


def weeks_from_now(scene: Scene, member: Member, weeks: int) -> datetime:
    """The local beginning of the day that many weeks from now."""
    return moment_at(day_at(scene.now, member.zone) + timedelta(weeks=weeks), 0, member.zone)


def resume(scene: Scene, member: Member) -> None:
    """Ask again; what was missed is not asked for."""
    if member.standing is not Standing.ACTIVE:
        member.count_weeks_from(scene.now)
    member.standing, member.paused_until, member.stopped_at = Standing.ACTIVE, None, None
    plan(scene, member)


def stop(scene: Scene, member: Member) -> None:
    """Ask nothing more, ever, unless the member starts again; what is kept goes after a while."""
    member.standing, member.paused_until = Standing.STOPPED, None
    member.stopped_at = member.stopped_at or scene.now
    plan(scene, member)


async def hold(scene: Scene, member: Member, product: Product, way: Way, side: Side | None) -> Holding:
    """That the member holds the role for this product, from now on in this way."""
    holding = await scene.tx.first(Holding, member_id=member.id, product_id=product.id)
    if holding is None:
        holding = Holding(id=uuid4().hex, member_id=member.id, product_id=product.id, way=way)
        scene.tx.add(holding)
    holding.way, holding.side, holding.ended_at = way, side if way is Way.SHARED else None, None
    return holding


async def let_go(scene: Scene, member: Member, holding_id: str) -> None:
    """Hold this product no more; what was answered stays. Raises Refusal for the last one."""
    holdings = await held_by(scene, member)
    chosen = [holding for holding, _ in holdings if holding.id == holding_id]
    if not chosen:
        raise Refusal("settings.no_such_product")
    if len(holdings) == 1:
        raise Refusal("settings.last_product")
    chosen[0].ended_at = scene.now


async def held_by(scene: Scene, member: Member) -> list[tuple[Holding, Product]]:
    """The products that a member holds now, and how."""
    pairs = []
    for holding in await scene.tx.all(Holding, member_id=member.id, ended_at=None):
        product = await scene.tx.get(Product, holding.product_id)
        if product is not None:
            pairs.append((holding, product))
    return pairs


async def holding_of(scene: Scene, member: Member | None, product_id: str | None) -> Holding | None:
    """How a member holds that product now, if they do."""
    if member is None or product_id is None:
        return None
    return await scene.tx.first(Holding, member_id=member.id, product_id=product_id, ended_at=None)


async def product_named(scene: Scene, name: str) -> Product:
    """The workspace's product of that name, compared without case and accents; new when there is none."""
    for product in await scene.tx.all(Product, workspace=scene.workspace):
        if plain(product.name) == plain(name):
            return product
    product = Product(id=uuid4().hex, workspace=scene.workspace, name=" ".join(name.split()))
    scene.tx.add(product)
    return product


async def join(scene: Scene, member: Member, team_id: str) -> None:
    """Take part in a team, once; that they had left its channel is forgotten."""
    if await scene.tx.first(Membership, team_id=team_id, member_id=member.id) is None:
        scene.tx.add(Membership(id=uuid4().hex, team_id=team_id, member_id=member.id, joined_at=scene.now))
    departure = await scene.tx.first(Departure, team_id=team_id, member_id=member.id)
    if departure is not None:
        await outbox.take_away(scene, Saying(BACK, departure.id))
        await scene.tx.remove(departure)
