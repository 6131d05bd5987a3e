"""What is said of a poll: its preview, its message in the channel, and its result for who put it."""

from collections.abc import Sequence
from datetime import date, datetime, time

from bot.coach.poll import last_closed, latest, next_day, own_answer, team_to_ask
from bot.coach.say import dates
from bot.coach.say.answered import rating_in_words
from bot.coach.say.prompt import rating_label
from bot.coach.say.teams import by_name
from bot.coach.scene import Scene
from bot.coach.start import member_of
from bot.domain.message import Act, Actions, Block, Button, Heading, Link, Message, Note, Quote, Table, Text, sentence
from bot.domain.outbox import Posting
from bot.domain.people import Member, Team
from bot.domain.poll import Poll, PollState
from bot.domain.reflection import Rating
from bot.domain.refusals import Refusal
from bot.domain.totals import Counts
from bot.ports import Spoken


async def card_message(scene: Scene, member: Member, teams: Sequence[Team]) -> Message:
    """The teams whose channel one may ask, each with where that stands."""
    title = scene.say("poll.title")
    blocks = [block for team in teams for block in await _standing(scene, member, team)]
    return Message((Heading(title), Text(scene.say("poll.what", minimum=_minimum(scene))), *blocks), title)


async def preview_message(scene: Scene, poll: Poll, team: Team) -> Message:
    """The message as the channel will see it, to put, change or drop."""
    said, there = scene.say("poll.preview", team=team.name), scene.speaking(team.language)
    choices = " · ".join(rating_label(there, rating) for rating in Rating)
    return Message(
        (
            Note(said),
            *await _asked(there, poll, team),
            Text(choices),
            Note(there.say("poll.open_until", until=_closing(there, poll, team))),
            Note(scene.say("poll.once", minimum=_minimum(scene))),
            Actions(
                (
                    Button(scene.say("poll.put"), Act("poll.put", poll.id, team.channel), primary=True),
                    Button(scene.say("poll.edit"), Act("poll.form", team.id, poll.id)),
                    Button(scene.say("poll.discard"), Act("poll.discard", poll.id)),
                )
            ),
        ),
        said,
    )


def put_message(scene: Scene, poll: Poll, team: Team) -> Message:
    """That it is on its way, and how to withdraw it."""
    said = scene.say("poll.is_put", team=team.name, until=_closing(scene, poll, team))
    return Message((Text(said), Actions((_withdraw(scene, poll, team),))), said)


def voted_message(scene: Scene, poll: Poll, team: Team) -> Message:
    """That a vote is kept; not which, as a chat may keep what it shows."""
    return sentence(scene.say("poll.voted", until=_closing(scene, poll, team)))


async def say_poll(scene: Scene, posting: Posting) -> Spoken:
    """In the channel: the question and when it closes; once it is closed, the counts if they are to be shown."""
    poll = await scene.tx.get(Poll, posting.subject)
    team = await scene.tx.get(Team, poll.team_id) if poll else None
    if poll is None or team is None or poll.state not in (PollState.OPEN, PollState.CLOSED):
        return Spoken(None, emptied=sentence(scene.say("poll.gone")))
    if poll.state is PollState.CLOSED:
        return Spoken(await closed_message(scene, poll, team))
    return Spoken(
        Message((*await _asked(scene, poll, team), *_open(scene, poll, team)), scene.say("poll.notification"))
    )


async def say_shown(scene: Scene, posting: Posting) -> Spoken:
    """In its thread: that its message shows the counts now."""
    is_kept = await scene.tx.get(Poll, posting.subject) is not None
    return Spoken(sentence(scene.say("poll.shown_here")) if is_kept else None)


async def closed_message(scene: Scene, poll: Poll, team: Team) -> Message:
    """A closed one as its channel reads it."""
    closed = _closed(scene, poll, team, shown=poll.shown)
    return Message((*await _asked(scene, poll, team), *closed), scene.say("poll.is_closed"))


async def say_result(scene: Scene, posting: Posting) -> Spoken:
    """For who put it: the counts, if there are any to show, beside their own answer."""
    poll = await scene.tx.get(Poll, posting.subject)
    member = await member_of(scene, poll.put_by) if poll else None
    if poll is None or member is None or poll.state is not PollState.CLOSED:
        return Spoken(None)
    try:
        team = await team_to_ask(scene, member, poll.team_id)
    except Refusal:
        return Spoken(None)
    return Spoken(await result_message(scene, member, poll, team))


async def say_failed(scene: Scene, posting: Posting) -> Spoken:
    """For who put it: that the chat did not take it, with the preview's buttons."""
    poll = await scene.tx.get(Poll, posting.subject)
    team = await scene.tx.get(Team, poll.team_id) if poll else None
    if poll is None or team is None or poll.state is not PollState.DRAFT:
        return Spoken(None)
    said = scene.say("poll.failed", team=team.name)
    change = Button(scene.say("poll.edit"), Act("poll.form", team.id, poll.id))
    return Spoken(Message((Text(said), Actions((change,))), said))


async def result_message(scene: Scene, member: Member, poll: Poll, team: Team) -> Message:
    """What came of it, beside one's own answer to the same question."""
    title = scene.say("poll.result", team=team.name)
    shown: tuple[Block, ...] = (Text(scene.say("poll.nothing", minimum=_minimum(scene))),)
    if poll.counts is not None:
        shown = (_table(scene, poll.counts), *_offer(scene, poll))
    mine = Text(await _mine(scene, member, poll, team))
    return Message((Heading(title), Text(poll.asked), mine, *shown), title)


async def showing_message(scene: Scene, poll: Poll, team: Team) -> Message:
    """The closed message as the channel will see it, with the counts."""
    said, there = scene.say("poll.preview", team=team.name), scene.speaking(team.language)
    show = Button(scene.say("poll.show_it"), Act("poll.show", poll.id), primary=True)
    shown = _closed(there, poll, team, shown=True)
    return Message(
        (Note(said), *await _asked(there, poll, team), *shown, Note(scene.say("poll.stays")), Actions((show,))), said
    )


async def _standing(scene: Scene, member: Member, team: Team) -> tuple[Block, ...]:
    """Where a team stands: to be asked now, asked at this moment, or not yet again."""
    poll, day = await latest(scene, team), await next_day(scene, team)
    if poll is None or day is None:
        ask = Button(scene.say("poll.ask", team=team.name), Act("poll.form", team.id), primary=True)
        return (Actions((ask,)),)
    is_mine = poll.put_by == member.user
    if poll.state is PollState.OPEN:
        said = scene.say("poll.is_open", team=team.name, until=_closing(scene, poll, team))
        return (Text(said), *((Actions((_withdraw(scene, poll, team),)),) if is_mine else ()))
    said = scene.say("poll.not_yet", team=team.name, day=_day(scene, day, team))
    result = Button(scene.say("poll.result", team=team.name), Act("poll.result", poll.id))
    has_result = is_mine and poll.state is PollState.CLOSED
    return (Text(said), *((Actions((result,)),) if has_result else ()))


async def _asked(scene: Scene, poll: Poll, team: Team) -> tuple[Block, ...]:
    """The question, after what came of the last one if its author says so."""
    name = by_name(scene, poll.put_by_name)
    heading = Heading(scene.say(f"poll.heading_{team.kind.value}", team=team.name))
    asks = Text(scene.say("poll.asks", name=name))
    return (
        heading,
        *await _opening(scene, poll, team, name),
        asks,
        Text(scene.say("poll.question", question=poll.asked)),
    )


async def _opening(scene: Scene, poll: Poll, team: Team, name: str) -> tuple[Block, ...]:
    if not poll.opening:
        return ()
    last = await last_closed(scene, team, before=poll)
    said = scene.say("poll.came_of", question=last.asked) if last else ""
    return (*((Text(said),) if said else ()), Quote(poll.opening, by=name))


def _open(scene: Scene, poll: Poll, team: Team) -> tuple[Block, ...]:
    votes = tuple(Button(rating_label(scene, rating), Act("poll.vote", poll.id, rating.value)) for rating in Rating)
    return (
        Actions(votes),
        Note(scene.say("poll.open_until", until=_closing(scene, poll, team))),
        Note(scene.say("poll.anonymous")),
        Link(scene.say("notice.link"), "/privacy"),
    )


def _closed(scene: Scene, poll: Poll, team: Team, *, shown: bool) -> tuple[Block, ...]:
    thanks = Note(scene.say("poll.closed", day=dates.day(scene, poll.closes_at, team.zone)))
    return (*(_counted(scene, poll) if shown else ()), thanks)


def _counted(scene: Scene, poll: Poll) -> tuple[Block, ...]:
    return (_table(scene, poll.counts), Note(scene.say("poll.counted"))) if poll.counts else ()


def _table(scene: Scene, counts: Counts) -> Table:
    rows = tuple((rating_label(scene, rating), str(counts[rating.value])) for rating in Rating)
    caption = scene.say("poll.answers", count=sum(counts.values()))
    return Table(caption, (scene.say("poll.answer"), scene.say("poll.how_many")), rows)


def _offer(scene: Scene, poll: Poll) -> tuple[Block, ...]:
    if poll.shown:
        return (Note(scene.say("poll.is_shown")),)
    return (Note(scene.say("poll.for_you")), Actions((Button(scene.say("poll.show"), Act("poll.preview", poll.id)),)))


async def _mine(scene: Scene, member: Member, poll: Poll, team: Team) -> str:
    answer = await own_answer(scene, member, poll, team)
    if answer is None or answer.rating is None:
        return scene.say("poll.no_own_answer")
    day = dates.day(scene, answer.rated_at or answer.changed_at, member.zone)
    return scene.say("poll.own_answer", rating=rating_in_words(scene, answer.rating), day=day)


def _withdraw(scene: Scene, poll: Poll, team: Team) -> Button:
    return Button(scene.say("poll.withdraw", team=team.name), Act("poll.withdraw", poll.id))


def _closing(scene: Scene, poll: Poll, team: Team) -> str:
    return dates.moment(scene, poll.closes_at, team.zone)


def _day(scene: Scene, day: date, team: Team) -> str:
    return dates.day(scene, datetime.combine(day, time(12), scene.now.tzinfo), team.zone)


def _minimum(scene: Scene) -> int:
    return scene.house.policy.minimum_group
