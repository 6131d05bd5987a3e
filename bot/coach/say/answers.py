"""One's own answers: the latest words, ratings over time as a picture and a table, and a file to take away."""

from collections.abc import Sequence

from bot.coach.look_back import Reflection, reflections
from bot.coach.say import dates
from bot.coach.say.prompt import rating_label
from bot.coach.scene import Scene
from bot.domain.chart import RatingsChart
from bot.domain.message import Act, Actions, Block, Button, File, Heading, Message, Note, Picture, Quote, Table, Text
from bot.domain.people import Member
from bot.domain.reflection import SCALE, Rating
from bot.domain.words import excerpt

LATEST = 5
LONGEST = 500
POINTS = 26


async def answers_message(scene: Scene, member: Member, word: str = "") -> Message:
    """A member's own answers, all or those where `word` stands."""
    found = await reflections(scene, member, word)
    title = scene.say("answers.found", word=word, count=len(found)) if word else scene.say("answers.title")
    if not found:
        nothing = scene.say("answers.not_found", word=word) if word else scene.say("answers.nothing")
        title = scene.say("answers.title")
        return Message((Heading(title), Text(nothing), *_ways_on(scene)), title)
    picture = trend(scene, member, found)
    latest = tuple(block for reflection in found[::-1][:LATEST] for block in _reflection(scene, member, reflection))
    older = len(found) - LATEST
    more = (Note(scene.say("answers.more", count=older)),) if older > 0 else ()
    private = Note(scene.say("answered.for_you"))
    return Message((Heading(title), *picture, *latest, *more, private, *_ways_on(scene)), scene.say("answers.title"))


def trend(scene: Scene, member: Member, found: Sequence[Reflection]) -> tuple[Picture, ...]:
    """The ratings of these answers over time; nothing where there is none."""
    rated = [reflection for reflection in found if reflection.rating is not None][-POINTS:]
    return (_picture(scene, member, rated),) if rated else ()


async def export_message(scene: Scene, member: Member) -> Message:
    """A Markdown file of everything a member answered within a year."""
    found = await reflections(scene, member)
    if not found:
        return Message((Text(scene.say("answers.nothing")),), scene.say("answers.nothing"))
    lines = [f"# {scene.say('answers.title')}", ""]
    for reflection in found:
        lines += _markdown(scene, member, reflection)
    name = scene.say("answers.file_name", day=scene.now.date().isoformat())
    said = scene.say("answers.exported", count=len(found))
    return Message((Text(said), File(name, "\n".join(lines))), said)


def _ways_on(scene: Scene) -> tuple[Block, ...]:
    search = Button(scene.say("answers.search"), Act("answers.search"))
    export = Button(scene.say("answers.export"), Act("answers.export"))
    return (Actions((search, export)),)


def _picture(scene: Scene, member: Member, rated: Sequence[Reflection]) -> Picture:
    title = scene.say("answers.trend")
    points = tuple(
        (
            dates.short_day(scene, reflection.prompt.asked_at, member.zone),
            reflection.prompt.asked["title"],
            reflection.rating.level if reflection.rating else None,
        )
        for reflection in rated
    )
    rows = tuple(
        (
            dates.day(scene, reflection.prompt.asked_at, member.zone),
            reflection.prompt.asked["title"],
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
        product=prompt.asked["product"],
        question=prompt.asked["question"],
        rating=rating,
    )
    words = (Quote(excerpt(reflection.words, LONGEST)),) if reflection.words else ()
    return (Text(head), *words)


def _markdown(scene: Scene, member: Member, reflection: Reflection) -> list[str]:
    prompt = reflection.prompt
    rating = rating_label(scene, reflection.rating) if reflection.rating else scene.say("answers.words_only")
    day = dates.day(scene, prompt.asked_at, member.zone)
    quoted = [f"> {line}" for line in reflection.words.splitlines()]
    return [f"## {day} · {prompt.asked['product']}", "", prompt.asked["question"], "", f"**{rating}**", "", *quoted, ""]
