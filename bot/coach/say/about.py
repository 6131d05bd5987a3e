"""What the coach says about itself and about where someone stands: greeting, welcome, help, settings."""

from bot.coach.say import dates
from bot.coach.say.together import is_offered
from bot.coach.scene import Scene
from bot.coach.start import held_by
from bot.domain.message import Act, Actions, Block, Button, Heading, Link, Menu, Message, Note, Points, Text, sentence
from bot.domain.outbox import Posting
from bot.domain.people import Holding, Member, Product, Standing
from bot.ports import Spoken

COMMANDS = (
    "start",
    "settings",
    "question",
    "pause",
    "resume",
    "stop",
    "my-answers",
    "action",
    "shared",
    "team",
    "poll",
    "product-coach",
    "my-data",
    "help",
)
READING = ("my-answers", "action", "shared", "my-data", "settings")
STANDING = {Standing.ACTIVE: "pause", Standing.PAUSED: "resume", Standing.STOPPED: "start"}
"""What somebody can do where they stand."""
BREAKS = ("1", "2")
"""For how many weeks a button pauses."""
TRY, START = ("greeting.try", Act("try")), ("greeting.start", Act("start.form"))
AGAIN, ANOTHER = ("command_labels.start", Act("command", "start")), ("handing_over.another", Act("product.form"))
HELP = ("command_labels.help", Act("command", "help"))
WAYS_ON = {
    "typed.not_started": (TRY, START),
    "typed.stopped": (AGAIN,),
    "errors.not_started": (START,),
    "question.stopped": (AGAIN,),
    "question.no_product": (ANOTHER,),
    "typed.thanks": (),
    "product_coach.sent": (),
}
"""What can be tapped below a sentence that sends somebody elsewhere."""


def greeting_message(scene: Scene) -> Message:
    """For someone who has not started: what the coach does, who reads what, and two ways on."""
    return Message(
        (
            Heading(scene.say("greeting.title")),
            Points((scene.say("greeting.what"), scene.say("greeting.how"), scene.say("greeting.who_reads"))),
            Actions(
                (
                    Button(scene.say("greeting.try"), Act("try")),
                    Button(scene.say("greeting.start"), Act("start.form"), primary=True),
                    Button(scene.say("greeting.role"), Act("role", "short")),
                )
            ),
        ),
        scene.say("greeting.title"),
    )


async def status_message(scene: Scene, member: Member, note: str = "") -> Message:
    """For someone who has started: where they stand and what they can do."""
    said: tuple[Block, ...] = (Text(note),) if note else ()
    title = scene.say("status.title")
    facts = Points(await _facts(scene, member))
    if member.standing is not Standing.STOPPED and not await held_by(scene, member):
        ways_on: tuple[Block, ...] = (Actions((_button(scene, ANOTHER), *_commands(scene, *READING))),)
    else:
        commands = _commands(scene, "question", *READING, STANDING[member.standing])
        ways_on = (*_ends_of_pause(scene, member), Actions(commands))
    return Message((*said, Heading(title), facts, *ways_on, Note(scene.say("status.note"))), note or title)


def _commands(scene: Scene, *names: str) -> tuple[Button, ...]:
    return tuple(_button(scene, (f"command_labels.{name}", Act("command", name))) for name in names)


def _button(scene: Scene, way_on: tuple[str, Act]) -> Button:
    label, act = way_on
    return Button(scene.say(label), act)


def _ends_of_pause(scene: Scene, member: Member) -> tuple[Block, ...]:
    """Ways to say how long a pause lasts that has no end yet."""
    if member.standing is not Standing.PAUSED or member.paused_until is not None:
        return ()
    weeks = (Button(scene.say("pause.weeks", count=int(each)), Act("pause.for", "", each)) for each in BREAKS)
    until = Button(scene.say("pause.until"), Act("pause.form"))
    return (Text(scene.say("pause.how_long")), Actions((*weeks, until)))


async def say_welcome(scene: Scene, posting: Posting) -> Spoken:
    """For someone who has just started: what was understood, and what comes next."""
    member = await scene.tx.get(Member, posting.subject)
    if member is None:
        return Spoken(None)
    facts = Points(await _facts(scene, member))
    change = Actions((Button(scene.say("command_labels.settings"), Act("command", "settings")),))
    title, data = scene.say("welcome.title"), Link(scene.say("notice.link"), "/privacy")
    return Spoken(Message((Heading(title), facts, Note(scene.say("welcome.note")), data, change), title))


async def settings_message(scene: Scene, member: Member, note: str = "") -> Message:
    """One's settings, each with a way to change it."""
    said: tuple[Block, ...] = (Text(note),) if note else ()
    holdings = await held_by(scene, member)
    change = tuple(
        Button(scene.say("settings.change_product", product=product.name), Act("product.form", holding.id))
        for holding, product in holdings
    )
    let_go = tuple(
        Button(scene.say("settings.let_go", product=product.name), Act("product.let_go", holding.id))
        for holding, product in holdings
    )
    buttons: tuple[Button | Menu, ...] = (
        Button(scene.say("settings.change"), Act("settings.form"), primary=True),
        *((Menu(scene.say("settings.products"), change + (let_go if len(holdings) > 1 else ())),) if change else ()),
        Button(scene.say("settings.add_product"), Act("product.form")),
        *((Button(scene.say("together.title"), Act("together")),) if await is_offered(scene, member) else ()),
    )
    title = scene.say("settings.title")
    return Message((*said, Heading(title), Points(await _facts(scene, member)), Actions(buttons)), note or title)


def help_message(scene: Scene) -> Message:
    """Every command with what it does, and how to just write."""
    lines = tuple(
        scene.say("help.line", word=word_for(scene, name), does=scene.say(f"command_hints.{name}")) for name in COMMANDS
    )
    role = scene.say("help.role")
    return Message(
        (
            Heading(scene.say("help.title")),
            Text(role),
            Points(lines),
            Note(scene.say("help.typing")),
            Note(scene.say(f"readers.{scene.platform}")),
            Link(scene.say("notice.link"), "/privacy"),
        ),
        scene.say("help.title"),
    )


async def say_help(scene: Scene, posting: Posting) -> Spoken:
    """The help, for someone who typed the word."""
    return Spoken(help_message(scene.speaking(posting.language)))


async def say_offer(scene: Scene, posting: Posting) -> Spoken:
    """A command as a button, for someone who typed its word and whom a form or a private message answers."""
    said = scene.say("typed.offer", word=word_for(scene, posting.subject))
    label = "greeting.start" if posting.subject == "start" else f"command_labels.{posting.subject}"
    button = Button(scene.say(label), Act("command", posting.subject))
    return Spoken(Message((Text(said), Actions((button,))), said))


async def say_phrase(scene: Scene, posting: Posting) -> Spoken:
    """A plain sentence named by its key, with its ways on."""
    said, buttons = (
        scene.say(posting.subject),
        [_button(scene, way_on) for way_on in WAYS_ON.get(posting.subject, (HELP,))],
    )
    return Spoken(Message((Text(said), Actions(tuple(buttons))), said) if buttons else sentence(said))


async def say_apology(scene: Scene, posting: Posting) -> Spoken:
    """That something went wrong with what was typed, with the reference that is in the log."""
    return Spoken(sentence(scene.say("errors.unexpected", reference=posting.subject)))


async def say_status(scene: Scene, posting: Posting) -> Spoken:
    """Where a member stands, for someone who typed a command that changes it."""
    member = await scene.tx.get(Member, posting.subject)
    return Spoken(await status_message(scene, member) if member else None)


def notice(scene: Scene) -> tuple[Block, ...]:
    """What must be known before the first answer: five lines and a link."""
    policy = scene.house.policy
    return (
        Points(
            (
                scene.say("notice.kept"),
                scene.say("notice.why"),
                scene.say("notice.how_long", months=policy.retention_months),
                scene.say("notice.who_reads"),
                scene.say("notice.responsible", responsible=policy.responsible, dpo=policy.dpo),
            )
        ),
        Link(scene.say("notice.link"), "/privacy"),
    )


def word_for(scene: Scene, command: str) -> str:
    """The word that the command is shown by in the readers' language."""
    return scene.house.library.say(scene.language).list(f"commands.{command}")[0]


async def _facts(scene: Scene, member: Member) -> tuple[str, ...]:
    held = await held_by(scene, member)
    products = [_held(scene, holding, product) for holding, product in held]
    habits = scene.say(
        "rhythms.on",
        rhythm=scene.say(f"rhythms.{member.rhythm.value}"),
        weekday=dates.weekday(scene, member.weekday),
        hour=dates.hour(scene, member.hour),
    )
    rhythm = scene.say("status.habits", habits=habits, zone=member.zone)
    return (*products, rhythm, _next(scene, member, is_holding=bool(held)))


def _held(scene: Scene, holding: Holding, product: Product) -> str:
    way = scene.role.way(holding.way.value).title if holding.way.value != "unknown" else scene.say("ways.unknown")
    side = scene.say(f"sides.{holding.side.value}") if holding.side else ""
    return scene.say("status.holds_part" if side else "status.holds", product=product.name, way=way, side=side)


def _next(scene: Scene, member: Member, *, is_holding: bool) -> str:
    if member.standing is Standing.STOPPED:
        return scene.say("status.stopped")
    if not is_holding:
        return scene.say("handing_over.no_product")
    if member.standing is Standing.PAUSED and member.paused_until is None:
        return scene.say("status.paused")
    if member.next_due is None:
        return scene.say("status.soon")
    when = dates.moment(scene, member.next_due, member.zone)
    return scene.say("status.paused_until" if member.standing is Standing.PAUSED else "status.next", when=when)
