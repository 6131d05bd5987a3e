"""The digest of a team: its opening message, and the details in its thread."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.coach.say import dates
from bot.coach.say.answered import rating_in_words
from bot.coach.say.prompt import rating_label
from bot.coach.say.sharing import author
from bot.coach.scene import Scene
from bot.coach.share import SHARES_A_PAGE
from bot.domain.chart import SharesChart
from bot.domain.message import Block, Heading, Message, Note, Picture, Quote, Table, Text, sentence
from bot.domain.outbox import Posting
from bot.domain.people import Team, TeamKind
from bot.domain.reflection import Digest, Rating, Share, ShareState
from bot.domain.totals import Counts, differ_most, spread
from bot.domain.words import excerpt
from bot.ports import Spoken

QUOTES = 2
QUOTE_ROOM = 240
TREND = 8


@dataclass(frozen=True)
class _Issue:
    """Everything one digest is made of; `before` are the team's earlier ones of which something is still there."""

    digest: Digest
    team: Team
    shares: Sequence[Share]
    before: Sequence[Digest]


async def say_digest(scene: Scene, posting: Posting) -> Spoken:
    """What was shared, for a community also the totals; nothing once all of it was taken back."""
    issue = await _issue(scene, posting.subject)
    if issue is None:
        return Spoken(None)
    message = _opening(scene, issue)
    return Spoken(message) if message else Spoken(None, emptied=sentence(scene.say("digest.gone")))


async def digest_message(scene: Scene, digest_id: str) -> Message | None:
    """The opening message of a digest; None where nothing is left of it."""
    issue = await _issue(scene, digest_id)
    return _opening(scene, issue) if issue else None


async def say_details(scene: Scene, posting: Posting) -> Spoken:
    """A page of the shared words that the opening message has no room for; the first has every total as a table."""
    digest_id, _, number = posting.subject.partition("/")
    issue, page = await _issue(scene, digest_id), int(number or 0)
    if issue is None:
        return Spoken(None)
    here = await _on_page(scene, issue, page)
    whole = tuple(_quote(scene, share, len(share.excerpt or "")) for share in here if _needs_room(issue, share))
    note = Note(scene.say("digest.note_community", minimum=scene.house.policy.minimum_group))
    table = (_table(scene, issue.digest), note) if issue.digest.totals and page == 0 else ()
    if not whole and not table:
        return Spoken(None)
    return Spoken(Message((*table, *whole), scene.say("digest.details")))


async def _on_page(scene: Scene, issue: _Issue, page: int) -> Sequence[Share]:
    """What is still shared of that page, where nothing moves when something is taken back.

    The order is that of ids, which are random: the order of sharing would tell who shared without a name.
    """
    once_shared = await scene.tx.all(Share, digest_id=issue.digest.id)
    there = once_shared[page * SHARES_A_PAGE : (page + 1) * SHARES_A_PAGE]
    return [share for share in there if share in issue.shares]


async def _issue(scene: Scene, digest_id: str) -> _Issue | None:
    digest = await scene.tx.get(Digest, digest_id)
    team = await scene.tx.get(Team, digest.team_id) if digest else None
    if digest is None or team is None:
        return None
    shared = await scene.tx.all(Share, team_id=team.id, state=ShareState.SHARED)
    standing = {share.digest_id for share in shared}
    earlier = await scene.tx.all(Digest, order="published_at", team_id=team.id)
    before = [
        other
        for other in earlier
        if other.published_at < digest.published_at and (other.totals or other.id in standing)
    ]
    return _Issue(digest, team, [share for share in shared if share.digest_id == digest.id], before)


def _opening(scene: Scene, issue: _Issue) -> Message | None:
    if not issue.shares and not issue.digest.totals:
        return None
    community = issue.team.kind is TeamKind.COMMUNITY
    title = scene.say(f"digest.title_{issue.team.kind.value}", team=issue.team.name)
    return Message(
        (
            Heading(title),
            *_recall(scene, issue),
            *(_totals(scene, issue) if community else ()),
            *_quotes(scene, issue),
            *_more(scene, issue),
            Text(scene.say("digest.meeting", question=scene.role.question(issue.digest.question_id).meeting)),
            *(() if community else (Note(scene.say("digest.note_product")),)),
        ),
        title,
    )


def _recall(scene: Scene, issue: _Issue) -> tuple[Block, ...]:
    if not issue.before:
        return ()
    question = scene.role.question(issue.before[-1].question_id).meeting
    return (Text(scene.say("digest.last", question=question)),)


def _totals(scene: Scene, issue: _Issue) -> tuple[Block, ...]:
    """The total whose answers lie furthest apart, what the trend says of the others, and the trend itself."""
    totals = issue.digest.totals
    if not totals:
        return ()
    widest = max(totals, key=lambda question: spread(totals[question]))
    trend = _trend(issue)
    latest = {question: counts for _, question, counts in trend}
    differing = differ_most(latest) if len(latest) > 1 else None
    differ: tuple[Block, ...] = ()
    if differing is not None:
        differ = (Text(scene.say("digest.differ", title=scene.role.question(differing).title)),)
    return (Text(_total(scene, widest, totals[widest])), *differ, _picture(scene, issue.team, trend))


def _total(scene: Scene, question_id: str, counts: Counts) -> str:
    return scene.say(
        "digest.total",
        count=sum(counts.values()),
        statement=scene.role.question(question_id).statement,
        detail=_in_words(scene, counts),
    )


def _in_words(scene: Scene, counts: Counts) -> str:
    return ", ".join(f"{counts[r.value]} {rating_in_words(scene, r)}" for r in Rating if counts[r.value])


def _trend(issue: _Issue) -> list[tuple[Digest, str, Counts]]:
    digests = [*issue.before, issue.digest]
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


def _table(scene: Scene, digest: Digest) -> Table:
    labels = tuple(rating_label(scene, rating) for rating in Rating)
    rows = tuple(
        (scene.role.question(question).statement, *(str(counts[rating.value]) for rating in Rating))
        for question, counts in digest.totals.items()
    )
    return Table(scene.say("digest.details"), (scene.say("digest.statement"), *labels), rows)


def _quotes(scene: Scene, issue: _Issue) -> tuple[Block, ...]:
    if not issue.shares:
        return ()
    shown = tuple(_quote(scene, share, _room(issue)) for share in issue.shares[:QUOTES])
    return (Text(scene.say("digest.shared")), *shown)


def _more(scene: Scene, issue: _Issue) -> tuple[Block, ...]:
    """That the thread holds more, where it holds more than the table of the one total above."""
    more = len(issue.digest.totals) > 1 or any(_needs_room(issue, share) for share in issue.shares)
    return (Note(scene.say("digest.more")),) if more else ()


def _room(issue: _Issue) -> int:
    """How long each of the excerpts in the opening message may be: the fewer, the longer."""
    return QUOTE_ROOM // min(len(issue.shares), QUOTES)


def _quote(scene: Scene, share: Share, longest: int) -> Quote:
    title = scene.say("digest.action") if share.action_id else scene.role.question(share.question_id).title
    return Quote(
        excerpt(share.excerpt or "", longest), by=scene.say("digest.by", author=author(scene, share), title=title)
    )


def _needs_room(issue: _Issue, share: Share) -> bool:
    return share not in issue.shares[:QUOTES] or len(share.excerpt or "") > _room(issue)
