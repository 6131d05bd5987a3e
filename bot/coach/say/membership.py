"""What the coach says of who takes part: guests, departures, a channel that is lost, a product that changes hands."""

from collections.abc import Sequence

from bot.coach.gather import MOST_GUESTS
from bot.coach.scene import Scene
from bot.coach.start import held_by
from bot.domain.message import Act, Actions, Block, Button, Message, Note, Text, sentence
from bot.domain.outbox import Posting
from bot.domain.people import Departure, GuestList, Holding, Member, Product, Team
from bot.ports import Spoken

NAMES_AT_ONCE = 25
"""How many names a paragraph holds whole on every platform."""


async def say_guests(scene: Scene, posting: Posting) -> Spoken:
    """Who of a channel would be invited, before anybody is."""
    guests = await scene.tx.get(GuestList, posting.subject)
    team = await scene.tx.get(Team, guests.team_id) if guests else None
    if guests is None or team is None:
        return Spoken(None)
    if guests.refused is not None:
        return Spoken(sentence(scene.say(guests.refused, most=MOST_GUESTS)))
    return Spoken(_guests_message(scene, guests, team))


def _guests_message(scene: Scene, guests: GuestList, team: Team) -> Message:
    names = list((guests.found or {}).values())
    said = scene.say("team.guests", count=len(names), team=team.name)
    if not names:
        return sentence(said)
    invite = Button(scene.say("team.invite_guests", count=len(names)), Act("team.guests", guests.id), primary=True)
    nobody = Button(scene.say("team.invite_nobody"), Act("team.no_guests", guests.id))
    note = Note(scene.say("team.guests_note"))
    return Message((Text(said), *_paragraphs(names), note, Actions((invite, nobody))), said)


def _paragraphs(names: Sequence[str]) -> tuple[Block, ...]:
    starts = range(0, len(names), NAMES_AT_ONCE)
    return tuple(Text(", ".join(names[start : start + NAMES_AT_ONCE])) for start in starts)


async def say_left(scene: Scene, posting: Posting) -> Spoken:
    """To who left a team's channel: that they left the team, and that their questions go on."""
    departure, team = await _departure(scene, posting)
    if departure is None or team is None or (departure.offered_at is not None and not posting.shown):
        return Spoken(None)
    return Spoken(sentence(scene.say("departures.left", team=team.name)))


async def say_back(scene: Scene, posting: Posting) -> Spoken:
    """To who is back in the channel: an offer to take part again."""
    _, team = await _departure(scene, posting)
    if team is None:
        return Spoken(None)
    said = scene.say("departures.back", team=team.name)
    join = Button(scene.say("team.join"), Act("team.join", team.id), primary=True)
    return Spoken(Message((Text(said), Actions((join,)), Note(scene.say("departures.once"))), said))


async def say_paused(scene: Scene, posting: Posting) -> Spoken:
    """To who set a team up: that its channel is lost, and that it is back."""
    team = await scene.tx.get(Team, posting.subject)
    if team is None or (team.paused_at is None and not posting.shown):
        return Spoken(None)
    key = "team.paused_no_more" if team.paused_at is None and team.ended_at is None else "team.paused"
    return Spoken(sentence(scene.say(key, team=team.name)))


async def say_handed_over(scene: Scene, posting: Posting) -> Spoken:
    """To who held a product that somebody else handed over."""
    holding = await scene.tx.get(Holding, posting.subject)
    if holding is None or holding.ended_at is None:
        return Spoken(None)
    return Spoken(await handed_over_message(scene, holding, "handing_over.told"))


async def handed_over_message(scene: Scene, holding: Holding, key: str) -> Message:
    """What that means for who held it, and where nothing else is held, how to go on."""
    product = await scene.tx.get(Product, holding.product_id)
    member = await scene.tx.get(Member, holding.member_id)
    said = scene.say(key, product=product.name if product else "")
    if member is None or await held_by(scene, member):
        return sentence(said)
    another = Button(scene.say("handing_over.another"), Act("product.form"))
    stop = Button(scene.say("command_labels.stop"), Act("command", "stop"))
    return Message((Text(said), Text(scene.say("handing_over.no_product")), Actions((another, stop))), said)


async def _departure(scene: Scene, posting: Posting) -> tuple[Departure | None, Team | None]:
    departure = await scene.tx.get(Departure, posting.subject)
    team = await scene.tx.get(Team, departure.team_id) if departure else None
    return departure, team if team is not None and team.ended_at is None else None
