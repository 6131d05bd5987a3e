"""The totals of a community's digests: the widest one in words, the trend as a picture, and all of them as a table."""

from collections.abc import Sequence

from bot.coach.say import dates
from bot.coach.say.answered import rating_in_words
from bot.coach.say.prompt import rating_label
from bot.coach.scene import Scene
from bot.domain.chart import SharesChart
from bot.domain.message import Block, Picture, Table, Text
from bot.domain.people import Team
from bot.domain.reflection import Digest, Rating
from bot.domain.totals import Counts, differ_most, spread

TREND = 8


def totals_blocks(scene: Scene, team: Team, digest: Digest, before: Sequence[Digest]) -> tuple[Block, ...]:
    """The total whose answers lie furthest apart, whether no other question's lie as far, and the trend."""
    totals = digest.totals
    if not totals:
        return ()
    widest = max(totals, key=lambda question: spread(totals[question]))
    trend = _trend([*before, digest])
    latest = {question: counts for _, question, counts in trend}
    said = _total(scene, widest, totals[widest])
    if len(latest) > 1 and differ_most(latest) == widest:
        said = scene.say("digest.differ_here", total=said)
    return (Text(said), _picture(scene, team, trend))


def totals_table(scene: Scene, digest: Digest) -> Table:
    """Every total of a digest."""
    labels = tuple(rating_label(scene, rating) for rating in Rating)
    rows = tuple(
        (scene.role.question(question).statement, *(str(counts[rating.value]) for rating in Rating))
        for question, counts in digest.totals.items()
    )
    return Table(scene.say("digest.details"), (scene.say("digest.statement"), *labels), rows)


def _total(scene: Scene, question_id: str, counts: Counts) -> str:
    return scene.say(
        "digest.total",
        count=sum(counts.values()),
        statement=scene.role.question(question_id).statement,
        detail=_in_words(scene, counts),
    )


def _in_words(scene: Scene, counts: Counts) -> str:
    return ", ".join(f"{counts[r.value]} {rating_in_words(scene, r)}" for r in Rating if counts[r.value])


def _trend(digests: Sequence[Digest]) -> list[tuple[Digest, str, Counts]]:
    rows: list[tuple[Digest, str, Counts]] = [
        (digest, question, counts) for digest in digests for question, counts in digest.totals.items()
    ]
    return rows[-TREND:]


def _picture(scene: Scene, team: Team, trend: list[tuple[Digest, str, Counts]]) -> Picture:
    labels = tuple(rating_label(scene, rating) for rating in Rating)
    rows = tuple(
        (
            f"{dates.short_day(scene, digest.published_at, team.zone)} · {scene.role.question(question).title}",
            tuple(counts[rating.value] for rating in Rating),
        )
        for digest, question, counts in trend
    )
    title = scene.say("digest.trend")
    table = Table(
        title,
        (scene.say("digest.when_and_what"), *labels),
        tuple((label, *(str(count) for count in counts)) for label, counts in rows),
    )
    newest = scene.say("digest.trend_alt", count=len(rows), detail=_in_words(scene, trend[-1][2]))
    return Picture(SharesChart(title, labels, rows), newest, table)
