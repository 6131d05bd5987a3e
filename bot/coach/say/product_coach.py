"""What is passed on to a product coach: the preview, what the coach reads, what both say, and the list of it."""

from collections.abc import Sequence

from bot.coach import pass_on
from bot.coach.keep_words import recent_prompts
from bot.coach.poll import last_closed
from bot.coach.say import dates
from bot.coach.say.teams import by_name, said_of_reader
from bot.coach.scene import Scene
from bot.coach.share import last_digest
from bot.domain.message import Act, Actions, Block, Button, Heading, Link, Menu, Message, Note, Quote, Text, sentence
from bot.domain.outbox import Posting
from bot.domain.passing_on import PassedOn, PassedReply, PassedState
from bot.domain.people import Member, Team
from bot.domain.reflection import PromptState
from bot.ports import Spoken

LATEST, MOST_TEAMS = 5, 10


async def card_message(scene: Scene, member: Member, place: tuple[Block, ...] = ()) -> Message:
    """What can be passed on, and what was, each to take back; before it the place of who accompanies teams."""
    title = scene.say("product_coach.title")
    teams = await pass_on.accompanied(scene, member)
    passed = (await pass_on.passed_by(scene, member))[:LATEST]
    if place and not teams and not passed:
        return Message(place, scene.say("product_coach.place"))
    ways = await _ways(scene, member) if teams else (Text(scene.say("product_coach.none")),)
    numbered = enumerate(passed, start=1 + sum(isinstance(block, Quote) for block in place))
    blocks = [block for number, each in numbered for block in await _listed(scene, member, each, number)]
    return Message((*place, Heading(title), Text(scene.say("product_coach.what")), *ways, *blocks), title)


async def place_of(scene: Scene, user: str, channel: str, zone: str) -> tuple[Block, ...]:
    """For a product coach: the teams they accompany, what their channels read last, and what waits for an answer."""
    teams = await pass_on.accompanied_by(scene, user, channel)
    waiting = await pass_on.waiting_for(scene, user, channel)
    if not teams and not waiting:
        return ()
    listed = [block for team in teams[:MOST_TEAMS] for block in await _accompanied(scene, team, zone)]
    more = (Note(scene.say("product_coach.more_teams", count=len(teams) - MOST_TEAMS)),) if teams[MOST_TEAMS:] else ()
    numbered = enumerate(waiting[:LATEST], start=1)
    asked = [block for number, passed in numbered for block in await _awaited(scene, passed, zone, number)]
    said = Heading(scene.say("product_coach.waiting", count=len(waiting)))
    reads = Note(scene.say("product_coach.place_reads"))
    return (Heading(scene.say("product_coach.place")), *listed, *more, said, *asked, reads)


async def preview_message(scene: Scene, passed: PassedOn, team: Team, prompt_id: str) -> Message:
    """Exactly what the product coach will read, to pass on, change or drop."""
    said = said_of_reader(scene, "preview", passed.reader, team.name)
    pass_it_on = said_of_reader(scene, "pass", passed.reader, team.name)
    blocks = _passed(await pass_on.readers(scene, passed, team), passed, team)
    return Message(
        (
            Note(said),
            *blocks,
            Note(scene.say("product_coach.read_is_read")),
            Actions(
                (
                    Button(pass_it_on, Act("coach.pass", passed.id), primary=True),
                    Button(scene.say("product_coach.edit"), Act("coach.form", prompt_id, passed.id)),
                    Button(scene.say("product_coach.discard"), Act("coach.discard", passed.id)),
                )
            ),
        ),
        said,
    )


def passed_message(scene: Scene, passed: PassedOn, team: Team) -> Message:
    """That it is on its way, and how to take it back."""
    said = said_of_reader(scene, "passed", passed.reader, team.name)
    take_back = Button(scene.say("product_coach.take_back"), Act("coach.take_back", passed.id))
    return Message((Text(said), Actions((take_back,))), said)


async def say_passed(scene: Scene, posting: Posting) -> Spoken:
    """For the product coach: who asks, for which team, what they chose to pass on, and nothing else."""
    passed = await scene.tx.get(PassedOn, posting.subject)
    team = await scene.tx.get(Team, passed.team_id) if passed else None
    if passed is None or team is None:
        return Spoken(None)
    if passed.state is PassedState.WITHDRAWN:
        return Spoken(None, sentence(scene.say("product_coach.gone")))
    name = by_name(scene, passed.author_name)
    only = Note(said_of_reader(scene, "only_this", passed.reader, team.name, name=name))
    said = scene.say("product_coach.notification", name=name)
    kept = Note(scene.say("product_coach.your_data", months=scene.house.policy.retention_months))
    data = Link(scene.say("notice.link"), "/privacy")
    ways = _ways_on(scene, passed, direct=posting.channel is None)
    return Spoken(Message((*_passed(scene, passed, team), only, kept, data, *ways), said))


async def say_reply(scene: Scene, posting: Posting) -> Spoken:
    """What the other side says, with *answer*."""
    reply = await scene.tx.get(PassedReply, posting.subject)
    passed = await scene.tx.get(PassedOn, reply.passed_id) if reply else None
    team = await scene.tx.get(Team, passed.team_id) if passed else None
    if reply is None or passed is None or team is None or not reply.words:
        return Spoken(None)
    name = by_name(scene, reply.author_name)
    said = scene.say("product_coach.replies", name=name, team=team.name)
    ways = _ways_on(scene, passed, direct=posting.channel is None, answered=True)
    return Spoken(Message((Text(said), Quote(reply.words, by=name), *ways), said))


async def say_failed(scene: Scene, posting: Posting) -> Spoken:
    """For who passed it on: that it has not arrived, as far as the coach can tell."""
    passed = await scene.tx.get(PassedOn, posting.subject)
    team = await scene.tx.get(Team, passed.team_id) if passed else None
    return Spoken(sentence(scene.say("product_coach.failed", team=team.name)) if team else None)


async def say_ended(scene: Scene, posting: Posting) -> Spoken:
    """For who passed it on: that it will have no answer."""
    passed = await scene.tx.get(PassedOn, posting.subject)
    team = await scene.tx.get(Team, passed.team_id) if passed else None
    member = await scene.tx.get(Member, passed.member_id) if passed else None
    if passed is None or team is None or member is None or passed.state is not PassedState.ENDED:
        return Spoken(None)
    day = dates.day(scene, passed.created_at, member.zone)
    return Spoken(sentence(said_of_reader(scene, "no_answer", passed.reader, team.name, day=day)))


async def _accompanied(scene: Scene, team: Team, zone: str) -> tuple[Block, ...]:
    digest, poll = await last_digest(scene, team), await last_closed(scene, team)
    day = dates.day(scene, digest.published_at, zone) if digest else ""
    said = scene.say("product_coach.team_with" if digest else "product_coach.team_without", team=team.name, day=day)
    points = (Button(scene.say("product_coach.read_digest", team=team.name), Act("coach.digest", team.id)),)
    asked = (Button(scene.say("product_coach.read_poll", team=team.name), Act("coach.poll", team.id)),)
    ways = (*(points if digest else ()), *(asked if poll else ()))
    return (Text(said), *((Actions(ways),) if ways else ()))


async def _awaited(scene: Scene, passed: PassedOn, zone: str, number: int) -> tuple[Block, ...]:
    team = await scene.tx.get(Team, passed.team_id)
    name, day = by_name(scene, passed.author_name), dates.day(scene, passed.created_at, zone)
    who = scene.say("product_coach.from", name=name, team=team.name if team else "", day=day)
    to = scene.say("product_coach.answer_numbered", name=name, number=number)
    answer = Button(to, Act("coach.answer", passed.id), primary=True)
    ends = () if passed.channel else (_end_numbered(scene, passed, number),)
    return (Note(_numbered(scene, number, who)), *_chosen(scene, passed), Actions((answer, *ends)))


async def _ways(scene: Scene, member: Member) -> tuple[Block, ...]:
    answered = await recent_prompts(scene, member, [PromptState.ANSWERED])
    answers = tuple(
        Button(
            scene.say("kept.under", title=each.asked.title, day=dates.day(scene, each.asked_at, member.zone)),
            Act("coach.form", each.id),
        )
        for each in answered
    )
    menu = (Menu(scene.say("product_coach.from_answer"), answers),) if answers else ()
    return (Actions((Button(scene.say("product_coach.ask"), Act("coach.form"), primary=True), *menu)),)


async def _listed(scene: Scene, member: Member, passed: PassedOn, number: int) -> Sequence[Block]:
    team = await scene.tx.get(Team, passed.team_id)
    is_open = passed.state is PassedState.OPEN
    day = dates.day(scene, passed.created_at, member.zone)
    said = said_of_reader(
        scene, "passed_on" if is_open else "ended_on", passed.reader, team.name if team else "", day=day
    )
    label = scene.say("product_coach.take_back_numbered", number=number)
    take_back = Button(label, Act("coach.take_back", passed.id))
    end = (_end_numbered(scene, passed, number),) if is_open else ()
    return (Note(_numbered(scene, number, said)), *_chosen(scene, passed), Actions((take_back, *end)))


def _numbered(scene: Scene, number: int, text: str) -> str:
    return scene.say("numbered", number=number, text=text)


def _passed(scene: Scene, passed: PassedOn, team: Team) -> tuple[Block, ...]:
    name = by_name(scene, passed.author_name)
    return (Text(scene.say("product_coach.passes", name=name, team=team.name)), *_chosen(scene, passed))


def _chosen(scene: Scene, passed: PassedOn) -> tuple[Block, ...]:
    question = (Text(scene.say("product_coach.question", question=passed.question)),) if passed.question else ()
    words = (Quote(passed.words, by=passed.author_name),) if passed.words else ()
    action = (Text(scene.say("product_coach.action")), Quote(passed.action)) if passed.action else ()
    return (*question, *words, *action)


def _ways_on(scene: Scene, passed: PassedOn, *, direct: bool, answered: bool = False) -> tuple[Block, ...]:
    """To answer and to end; in a channel nobody has a part in it before somebody answered, so that nobody may end."""
    if passed.state is not PassedState.OPEN:
        return (Note(scene.say("product_coach.over")),)
    answer = Button(scene.say("product_coach.answer"), Act("coach.answer", passed.id), primary=True)
    end = Button(scene.say("product_coach.end"), Act("coach.end", passed.id))
    how = (Note(scene.say("product_coach.how_to_answer")),) if direct else ()
    return (*how, Actions((answer, *((end,) if direct or answered else ()))))


def _end_numbered(scene: Scene, passed: PassedOn, number: int) -> Button:
    return Button(scene.say("product_coach.end_numbered", number=number), Act("coach.end", passed.id))
