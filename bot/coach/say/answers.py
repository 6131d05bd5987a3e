"""One's own answers: the latest words, ratings over time as a picture and a table, and a file to take away."""

from collections.abc import Sequence

from bot.coach.look_back import Period, Reflection, actions, reflections
from bot.coach.say import dates
from bot.coach.say.action import told
from bot.coach.say.prompt import rating_label
from bot.coach.scene import Scene
from bot.domain.action import Action, ActionState
from bot.domain.chart import RatingsChart
from bot.domain.message import Act, Actions, Block, Button, File, Heading, Message, Note, Picture, Quote, Table, Text
from bot.domain.people import Member
from bot.domain.reflection import SCALE, Rating
from bot.domain.words import excerpt

LATEST = 5
LONGEST = 500
POINTS = 26


async def answers_message(scene: Scene, member: Member, period: Period = Period.YEAR, word: str = "") -> Message:
    """A member's own answers and actions in that time, all or those where `word` stands."""
    found = await reflections(scene, member, period, word)
    acted = await actions(scene, member, period, word)
    title = scene.say("answers.title") if word else scene.say(f"answers.of_{period.value}")
    ways_on = _ways_on(scene, period)
    if not found and not acted:
        nothing = scene.say("answers.not_found", word=word) if word else scene.say(f"answers.nothing_{period.value}")
        return Message((Heading(title), Text(nothing), *ways_on), title)
    heading = Heading(scene.say("answers.found", word=word, count=len(found)) if word else title)
    steps, picture = await _steps(scene, member, acted), trend(scene, member, found)
    latest = tuple(block for reflection in found[::-1][:LATEST] for block in _reflection(scene, member, reflection))
    older = len(found) - LATEST
    more = (Note(scene.say("answers.more", count=older)),) if older > 0 else ()
    private = Note(scene.say("answered.for_you"))
    return Message((heading, *steps, *picture, *latest, *more, private, *ways_on), title)


def trend(scene: Scene, member: Member, found: Sequence[Reflection]) -> tuple[Picture, ...]:
    """The ratings of these answers over time; nothing where there is none."""
    rated = [reflection for reflection in found if reflection.rating is not None][-POINTS:]
    return (_picture(scene, member, rated),) if rated else ()


async def export_message(scene: Scene, member: Member) -> Message:
    """A Markdown file of everything a member answered and did within a year."""
    found = await reflections(scene, member, Period.YEAR)
    acted = await actions(scene, member, Period.YEAR)
    if not found and not acted:
        return Message((Text(scene.say("answers.nothing_year")),), scene.say("answers.nothing_year"))
    lines = [f"# {scene.say('answers.title')}", ""]
    for reflection in found:
        lines += _markdown(scene, member, reflection)
    for action in acted:
        lines += await _action_markdown(scene, member, action)
    name = scene.say("answers.file_name", day=scene.now.date().isoformat())
    said = scene.say("answers.exported", count=len(found))
    return Message((Text(said), File(name, "\n".join(lines))), said)


def _ways_on(scene: Scene, shown: Period) -> tuple[Block, ...]:
    others = [period for period in Period if period is not shown]
    periods = [Button(scene.say(f"answers.see_{each.value}"), Act("answers.period", "", each.value)) for each in others]
    search = Button(scene.say("answers.search"), Act("answers.search"))
    export = Button(scene.say("answers.export"), Act("answers.export"))
    return (Actions((*periods, search, export)),)


async def _steps(scene: Scene, member: Member, acted: Sequence[Action]) -> tuple[Block, ...]:
    """What was done, newest first, what is open, and what rests, with the way to take it up again."""
    done = [action for action in acted if action.state is ActionState.DONE][::-1]
    now = [action for action in acted if action.state is ActionState.OPEN]
    resting = [action for action in acted if action.state is ActionState.RESTING][::-1]
    listed = (*done[:LATEST], *now, *resting[:LATEST])
    blocks = [block for action in listed for block in await told(scene, member, action)]
    head = (Text(scene.say("answers.steps")),) if done else ()
    more = (Note(scene.say("answers.more_steps")),) if len(done) > LATEST or len(resting) > LATEST else ()
    again = (Note(scene.say("answers.resting")),) if resting else ()
    return (*head, *blocks, *more, *again)


def _picture(scene: Scene, member: Member, rated: Sequence[Reflection]) -> Picture:
    title = scene.say("answers.trend")
    points = tuple(
        (
            dates.short_day(scene, reflection.prompt.asked_at, member.zone),
            reflection.prompt.asked.title,
            reflection.rating.level if reflection.rating else None,
        )
        for reflection in rated
    )
    rows = tuple(
        (
            dates.day(scene, reflection.prompt.asked_at, member.zone),
            reflection.prompt.asked.title,
            rating_label(scene, reflection.rating) if reflection.rating else "",
        )
        for reflection in rated
    )
    columns = (scene.say("answers.day"), scene.say("answers.question"), scene.say("answers.answer"))
    levels = tuple(rating_label(scene, rating) for rating in SCALE[::-1])
    alt = scene.say("answers.trend_alt", count=len(points))
    chart = RatingsChart(title, levels, rating_label(scene, Rating.UNKNOWN), points)
    return Picture(chart, alt, Table(title, columns, rows))


def _reflection(scene: Scene, member: Member, reflection: Reflection) -> tuple[Block, ...]:
    prompt = reflection.prompt
    rating = rating_label(scene, reflection.rating) if reflection.rating else scene.say("answers.words_only")
    head = scene.say(
        "answers.entry",
        day=dates.day(scene, prompt.asked_at, member.zone),
        product=prompt.product.name,
        question=prompt.asked.question,
        rating=rating,
    )
    words = (Quote(excerpt(reflection.words, LONGEST)),) if reflection.words else ()
    return (Text(head), *words)


def _markdown(scene: Scene, member: Member, reflection: Reflection) -> list[str]:
    prompt = reflection.prompt
    rating = rating_label(scene, reflection.rating) if reflection.rating else scene.say("answers.words_only")
    day = dates.day(scene, prompt.asked_at, member.zone)
    quoted = [f"> {line}" for line in reflection.words.splitlines()]
    return [f"## {day} · {prompt.product.name}", "", prompt.asked.question, "", f"**{rating}**", "", *quoted, ""]


async def _action_markdown(scene: Scene, member: Member, action: Action) -> list[str]:
    note, quote = await told(scene, member, action)
    return [f"## {note.text}", "", f"> {quote.text}", ""]
