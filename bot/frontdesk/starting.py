"""Starting, settings, products, and a question on request."""

from bot.coach import start
from bot.coach.ask import question_for, take_question
from bot.coach.say import about
from bot.coach.say.prompt import trial_message
from bot.coach.scene import Scene
from bot.coach.set_up_team import invitation_for, join_unasked, team_to_join
from bot.coach.start import Habits
from bot.domain.calendar import week_at
from bot.domain.message import Act, Actions, Button, Choice, ChoiceField, Field, Form, Message, Text, sentence
from bot.domain.people import Holding, Member, Product, Side, Standing, Team, TeamKind, Way
from bot.domain.refusals import Refusal
from bot.domain.rhythm import Rhythm
from bot.frontdesk.forms import (
    LONGEST_NAME,
    Filled,
    day_and_hour,
    form,
    holidays_field,
    language_and_zone,
    name_field,
    rhythm_field,
)
from bot.frontdesk.incoming import Place, Reply
from bot.frontdesk.visit import Visit

UNASKED = "team:"
NOW, ON_THE_DAY = "now", "on_the_day"
RECALLED, NOT_RECALLED = "recalled", "not_recalled"
REMINDED, NOT_REMINDED = "reminded", "not_reminded"
REPLIES_TOLD, REPLIES_UNTOLD = "replies_told", "replies_untold"
MONDAY, NINE = 0, 9


async def greet(visit: Visit) -> Reply:
    """What the coach does, or where someone who has started stands."""
    if visit.member is None:
        return Reply(message=about.greeting_message(visit.scene))
    return Reply(message=await about.status_message(visit.scene, visit.member))


async def open_start(visit: Visit, way_in: str = "") -> Reply:
    """The form to start with, filled in as far as is known.

    `way_in` is empty, an invitation's id, or `UNASKED` and a team's id.
    """
    scene, member = visit.scene, visit.member
    team = await _team_of(visit, way_in)
    product = team.name if team and team.kind is TeamKind.PRODUCT else ""
    held = await start.held_by(scene, member) if member else []
    if held and not product:
        product = held[-1][1].name
    holding = next((holding for holding, held_product in held if held_product.name == product), None)
    return Reply(form=_start_form(visit, _habits_of(visit), way_in, product, holding))


async def submit_start(visit: Visit, act: Act, filled: Filled) -> Reply:
    """Start, or start again, with what the form says."""
    scene = visit.scene
    product_name = filled.text("product", longest=LONGEST_NAME)
    way, side = _way_and_side(filled)
    habits = filled.habits()
    ask_now = filled.choice("first", str, (NOW, ON_THE_DAY)) == NOW
    filled.check()
    member = await start.start(scene, visit.who.user, habits)
    await start.hold(scene, member, await start.product_named(scene, product_name), way, side)
    await _enter(visit, member, act.subject)
    await start.settle(scene.at(member), member, ask_now=ask_now)
    return Reply(message=sentence(_started(scene.at(member), visit.place, ask_now=ask_now)))


def _started(scene: Scene, place: Place, *, ask_now: bool) -> str:
    if place.direct:
        return scene.say("started.here")
    return scene.say("started.now" if ask_now else "started.on_the_day")


async def _team_of(visit: Visit, way_in: str) -> Team | None:
    if not way_in:
        return None
    if way_in.startswith(UNASKED):
        return await team_to_join(visit.scene, way_in.removeprefix(UNASKED))
    return (await invitation_for(visit.scene, visit.who.user, way_in))[1]


async def _enter(visit: Visit, member: Member, way_in: str) -> None:
    team = await _team_of(visit, way_in)
    if team is not None:
        await join_unasked(visit.scene, team, member)


async def show_settings(visit: Visit) -> Reply:
    """One's settings, with ways to change them."""
    return Reply(message=await about.settings_message(visit.scene, visit.started()))


async def open_settings(visit: Visit, _act: Act) -> Reply:
    """The form for day, hour, rhythm, language, time zone, public holidays, and what comes by itself besides."""
    scene, member = visit.scene, visit.started()
    holidays = holidays_field(scene, member.holidays or scene.house.policy.holidays)
    reminder = _choice_of(visit, "reminder", (REMINDED, NOT_REMINDED), first=member.wants_reminder)
    recall = _choice_of(visit, "recall", (RECALLED, NOT_RECALLED), first=member.wants_recall)
    replies = _choice_of(visit, "replies", (REPLIES_TOLD, REPLIES_UNTOLD), first=member.wants_replies)
    fields = (*_habit_fields(visit, _habits_of(visit)), holidays, reminder, recall, replies)
    return Reply(form=form(scene, Act("settings.form"), "settings", fields))


async def submit_settings(visit: Visit, _act: Act, filled: Filled) -> Reply:
    """Change what that form shows."""
    member, habits, place = visit.started(), filled.habits(), filled.place("holidays")
    recalled = filled.choice("recall", str, (RECALLED, NOT_RECALLED)) == RECALLED
    reminded = filled.choice("reminder", str, (REMINDED, NOT_REMINDED)) == REMINDED
    told = filled.choice("replies", str, (REPLIES_TOLD, REPLIES_UNTOLD)) == REPLIES_TOLD
    filled.check()
    member.wants_recall, member.wants_reminder, member.wants_replies = recalled, reminded, told
    start.keep_holidays_of(visit.scene, member, place)
    start.change_habits(visit.scene, member, habits)
    scene = visit.scene.at(member)
    return Reply(message=await about.settings_message(scene, member, scene.say("settings.changed")))


async def open_product(visit: Visit, act: Act) -> Reply:
    """The form to hold a product, or to hold one in another way."""
    member = visit.started()
    holding, product = await _held(visit, member, act.subject)
    name = name_field(visit.scene, "product", product.name if product else "")
    fields = (name, *_way_fields(visit, holding))
    return Reply(form=form(visit.scene, Act("product.form", act.subject), "product", fields))


async def submit_product(visit: Visit, act: Act, filled: Filled) -> Reply:
    """Hold a product from now on, or hold it in another way."""
    scene, member = visit.scene, visit.started()
    name = filled.text("product", longest=LONGEST_NAME)
    way, side = _way_and_side(filled)
    filled.check()
    _, replaced = await _held(visit, member, act.subject)
    held_nothing = not await start.held_by(scene, member)
    product = await start.product_named(scene, name)
    await start.hold(scene, member, product, way, side)
    if held_nothing and member.standing is Standing.PAUSED:
        start.resume(scene, member)
    if replaced is not None and replaced.id != product.id:
        await start.let_go(scene, member, act.subject)
    return Reply(message=await about.settings_message(scene, member, scene.say("settings.changed")))


async def let_go(visit: Visit, act: Act) -> Reply:
    """Hold a product no more."""
    member = visit.started()
    await start.let_go(visit.scene, member, act.subject)
    return Reply(replace=await about.settings_message(visit.scene, member, visit.scene.say("settings.let_gone")))


async def question(visit: Visit) -> Reply:
    """This round's question, or an extra one, in the direct conversation."""
    member = visit.started()
    _refuse_stopped(member)
    await take_question(visit.scene, member)
    said = visit.scene.say("question.here" if visit.place.direct and not visit.place.aside else "question.in_direct")
    return Reply(message=sentence(said))


async def try_question(visit: Visit, _act: Act) -> Reply:
    """This week's question, of which nothing is kept."""
    zone = visit.who.zone or visit.scene.house.policy.zone
    asked = question_for(visit.scene.role, week_at(visit.scene.now, zone))
    return Reply(message=trial_message(visit.scene, {"question": asked.wordings[0], "statement": asked.statement}))


async def answer_trial(visit: Visit, _act: Act) -> Reply:
    """What would have happened, and a way to start."""
    said = visit.scene.say("try.answered")
    started = Button(visit.scene.say("greeting.start"), Act("start.form"), primary=True)
    return Reply(replace=Message((Text(said), Actions((started,))), said))


async def _held(visit: Visit, member: Member, holding_id: str) -> tuple[Holding | None, Product | None]:
    """The member's holding of that id, None for a new one. Raises Refusal for anybody else's."""
    if not holding_id:
        return None, None
    for holding, product in await start.held_by(visit.scene, member):
        if holding.id == holding_id:
            return holding, product
    raise Refusal("settings.no_such_product")


def _refuse_stopped(member: Member) -> None:
    if member.standing is Standing.STOPPED:
        raise Refusal("question.stopped")


def _habits_of(visit: Visit) -> Habits:
    member, policy = visit.member, visit.scene.house.policy
    if member is None:
        return Habits(MONDAY, NINE, Rhythm.WEEKLY, visit.who.zone or policy.zone, visit.scene.language)
    return Habits(member.weekday, member.hour, member.rhythm, member.zone, member.language)


def _habit_fields(visit: Visit, habits: Habits) -> tuple[Field, ...]:
    return (
        *day_and_hour(visit.scene, habits.weekday, habits.hour),
        rhythm_field(visit.scene, habits.rhythm),
        *language_and_zone(visit.scene, habits.language, habits.zone),
    )


def _choice_of(visit: Visit, name: str, values: tuple[str, str], *, first: bool) -> Field:
    """One of two, labelled by the phrases `fields.<value>`."""
    choices = tuple(Choice(value, visit.scene.say(f"fields.{value}")) for value in values)
    return ChoiceField(name, visit.scene.say(f"fields.{name}"), choices, values[0] if first else values[1])


def _start_form(visit: Visit, habits: Habits, way_in: str, product: str, holding: Holding | None) -> Form:
    scene = visit.scene
    first = tuple(Choice(value, scene.say(f"fields.first_{value}")) for value in (NOW, ON_THE_DAY))
    fields = (
        name_field(scene, "product", product),
        *_way_fields(visit, holding),
        *_habit_fields(visit, habits),
        ChoiceField("first", scene.say("fields.first"), first, NOW),
    )
    intro = (Text(scene.say("start.intro")), *about.notice(scene))
    return form(scene, Act("start.form", way_in), "start", fields, intro)


def _way_fields(visit: Visit, holding: Holding | None) -> tuple[Field, ...]:
    scene = visit.scene
    ways = tuple(Choice(each.id, each.label) for each in scene.role.ways)
    unknown = Choice(Way.UNKNOWN.value, scene.say("ways.unknown"))
    sides = tuple(Choice(side.value, scene.say(f"sides.{side.value}")) for side in Side)
    mine = holding.side.value if holding and holding.side else ""
    return (
        ChoiceField("way", scene.say("fields.way"), (*ways, unknown), holding.way.value if holding else ""),
        ChoiceField("side", scene.say("fields.side"), sides, mine, scene.say("fields.side_hint"), required=False),
    )


def _way_and_side(filled: Filled) -> tuple[Way, Side | None]:
    way = filled.choice("way", Way, list(Way))
    side = filled.choice("side", Side, list(Side)) if filled.given("side") else None
    return way, side
