"""The digest of a team: its opening message, and the details in its thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.coach.say.digest_totals import totals_blocks, totals_table
from bot.coach.say.sharing import author
from bot.coach.scene import Scene
from bot.coach.share import SHARES_A_PAGE
from bot.coach.thread_replies import shared_in
from bot.domain.message import (
    Act,
    Actions,
    Block,
    Button,
    Heading,
    Message,
    Note,
    Points,
    Quote,
    Text,
    sentence,
    word_count,
)
from bot.domain.outbox import Posting
from bot.domain.people import Team, TeamKind
from bot.domain.reflection import Digest, Share, ShareState
from bot.domain.themes import FROM, themes
from bot.domain.words import excerpt
from bot.ports import Spoken

QUOTES = 2
"""How many texts of either sort the opening message quotes where there are too many for all."""
HALF_A_MINUTE = 125
"""Words, of the 250 that are read in a minute."""
ROOMS = (240, 200, 160, 120, 80, 50)
"""How long all that it quotes may be together: as much as is read in half a minute with the rest."""
ACTION = "action"


@dataclass(frozen=True)
class _Issue:
    """Everything one digest is made of; `before` are the team's earlier ones of which something is still there."""

    digest: Digest
    team: Team
    shares: Sequence[Share]
    before: Sequence[Digest]

    @cached_property
    def came(self) -> list[Share]:
        """What came of an earlier one that is still there."""
        there = {digest.id for digest in self.before}
        return [share for share in self.shares if share.came_of in there]

    @cached_property
    def others(self) -> list[Share]:
        """What else was shared."""
        came = self.came
        return [share for share in self.shares if share not in came]

    @cached_property
    def themes(self) -> list[str]:
        """What the others are about, where that is told in their place."""
        return themes([_topic(share) for share in self.others])

    @cached_property
    def quoted(self) -> list[Share]:
        """What the opening message quotes, in its order."""
        came = self.came[: 1 if self.digest.totals else QUOTES]
        if len(self.shares) < FROM:
            return [*came, *self.others]
        return [*came, *([] if self.themes else self.others[:QUOTES])]


async def say_digest(scene: Scene, posting: Posting) -> Spoken:
    """What was shared, for a community also the totals; nothing once all of it was taken back."""
    issue = await _issue(scene, posting.subject)
    if issue is None:
        return Spoken(None)
    message = _opening(scene, issue, _tell(scene, issue.digest))
    return Spoken(message) if message else Spoken(None, emptied=sentence(scene.say("digest.gone")))


async def digest_message(scene: Scene, digest_id: str) -> Message | None:
    """The opening message of a digest, to be read only; None where nothing is left of it."""
    issue = await _issue(scene, digest_id)
    return _opening(scene, issue) if issue else None


async def say_details(scene: Scene, posting: Posting) -> Spoken:
    """A page of the shared words that the opening message has no room for; the first has every total as a table."""
    digest_id, _, number = posting.subject.partition("/")
    issue, page = await _issue(scene, digest_id), int(number or 0)
    if issue is None:
        return Spoken(None)
    room = _room(scene, issue)
    here = [share for share in await _on_page(scene, issue, page) if _needs_room(issue, share, room)]
    whole = tuple(_titled(scene, issue, share, len(share.excerpt or "")) for share in here)
    note = Note(scene.say("digest.note_community", minimum=scene.house.policy.minimum_group))
    table = (totals_table(scene, issue.digest), note) if issue.digest.totals and page == 0 else ()
    if not whole and not table:
        return Spoken(None)
    return Spoken(Message((*table, *whole), scene.say("digest.details")))


async def _on_page(scene: Scene, issue: _Issue, page: int) -> Sequence[Share]:
    """What is still shared of that page, where nothing moves when something is taken back; by theme.

    Within one the order is that of ids, which are random: the order of sharing would tell who shared without a name.
    """
    topics = [*(question.id for question in scene.role.questions), ACTION]
    once_shared = await scene.tx.all(Share, digest_id=issue.digest.id)
    in_order = sorted(once_shared, key=lambda share: (topics.index(_topic(share)), share.id))
    there = in_order[page * SHARES_A_PAGE : (page + 1) * SHARES_A_PAGE]
    return [share for share in there if share in issue.shares]


async def _issue(scene: Scene, digest_id: str) -> _Issue | None:
    digest = await scene.tx.get(Digest, digest_id)
    team = await scene.tx.get(Team, digest.team_id) if digest else None
    if digest is None or team is None:
        return None
    standing = {share.digest_id for share in await scene.tx.all(Share, team_id=team.id, state=ShareState.SHARED)}
    earlier = await scene.tx.all(Digest, order="published_at", team_id=team.id)
    before = [
        other
        for other in earlier
        if other.published_at < digest.published_at and (other.totals or other.id in standing)
    ]
    return _Issue(digest, team, await shared_in(scene, digest.id), before)


def _opening(scene: Scene, issue: _Issue, *ways: Block) -> Message | None:
    if not issue.shares and not issue.digest.totals:
        return None
    return Message((*_blocks(scene, issue, _room(scene, issue)), *ways), _heading(scene, issue).text)


def _room(scene: Scene, issue: _Issue) -> int:
    """How long each of the excerpts in the opening message may be."""
    ways = _tell(scene, issue.digest)
    rooms = [room // max(len(issue.quoted), 1) for room in ROOMS]
    fits = (room for room in rooms if word_count((*_blocks(scene, issue, room), ways)) <= HALF_A_MINUTE)
    return next(fits, rooms[-1])


def _blocks(scene: Scene, issue: _Issue, room: int) -> tuple[Block, ...]:
    community = issue.team.kind is TeamKind.COMMUNITY
    return (
        _heading(scene, issue),
        *_since(scene, issue, room),
        *(totals_blocks(scene, issue.team, issue.digest, issue.before) if community else ()),
        *_shared(scene, issue, room),
        *_more(scene, issue, room),
        Text(scene.say("digest.meeting", question=scene.role.question(issue.digest.question_id).meeting)),
        *(() if community else (Note(scene.say("digest.note_product")),)),
    )


def _heading(scene: Scene, issue: _Issue) -> Heading:
    return Heading(scene.say(f"digest.title_{issue.team.kind.value}", team=issue.team.name))


def _since(scene: Scene, issue: _Issue, room: int) -> tuple[Block, ...]:
    """What came of the last one: that people answered it, and what was shared that follows from it; else nothing."""
    came = tuple(_titled(scene, issue, share, room) for share in issue.quoted if share in issue.came)
    replied = _was_replied_to(issue)
    if came:
        return (Text(scene.say("digest.since_replied" if replied else "digest.since")), *came)
    return (Text(scene.say("digest.replied")),) if replied else ()


def _was_replied_to(issue: _Issue) -> bool:
    """Whether people answered in the last one's thread before this one came."""
    replied_at = issue.before[-1].replied_at if issue.before else None
    return replied_at is not None and replied_at <= issue.digest.published_at


def _shared(scene: Scene, issue: _Issue, room: int) -> tuple[Block, ...]:
    """What else was shared: the texts, or their themes."""
    if issue.themes:
        titles = tuple(_title_of(scene, topic) for topic in issue.themes)
        return (Text(scene.say("digest.themes")), Points(titles))
    quoted = [share for share in issue.quoted if share not in issue.came]
    topics = {_topic(share) for share in quoted}
    if len(quoted) > 1 and len(topics) == 1 and ACTION not in topics:
        quotes = [_quote(share, author(scene, share), room) for share in quoted]
        return (Text(scene.say("digest.shared_on", title=_title_of(scene, topics.pop()))), *quotes)
    if issue.digest.totals and len(quoted) > QUOTES:
        # Of many the thread tells what each is about.
        return (Text(scene.say("digest.shared")), *(_quote(share, author(scene, share), room) for share in quoted))
    titled = [_titled(scene, issue, share, room) for share in quoted]
    return (Text(scene.say("digest.shared")), *titled) if titled else ()


def _more(scene: Scene, issue: _Issue, room: int) -> tuple[Block, ...]:
    """That the thread holds more, where it holds more than the table of the one total above."""
    more = len(issue.digest.totals) > 1 or any(_needs_room(issue, share, room) for share in issue.shares)
    return (Note(scene.say("digest.more")),) if more and not issue.themes else ()


def _tell(scene: Scene, digest: Digest) -> Actions:
    return Actions((Button(scene.say("digest.tell"), Act("came_of", digest.id)),))


def _titled(scene: Scene, issue: _Issue, share: Share, longest: int) -> Quote:
    by = scene.say("digest.by", author=author(scene, share), title=_title(scene, issue, share))
    return _quote(share, by, longest)


def _quote(share: Share, by: str, longest: int) -> Quote:
    return Quote(excerpt(share.excerpt or "", longest), by=by)


def _title(scene: Scene, issue: _Issue, share: Share) -> str:
    """What a text is about, as its author's name is followed by it."""
    if share.action_id and share.came_of:
        return scene.say("digest.outcome")
    title = _title_of(scene, _topic(share))
    return scene.say("digest.came_of", title=title) if share in issue.came else title


def _title_of(scene: Scene, topic: str) -> str:
    return scene.say("digest.action") if topic == ACTION else scene.role.question(topic).title


def _topic(share: Share) -> str:
    """What a text is about: an action, or the question that it answers."""
    return ACTION if share.action_id else share.question_id


def _needs_room(issue: _Issue, share: Share, room: int) -> bool:
    return share not in issue.quoted or len(share.excerpt or "") > room
