"""The preview of an excerpt, and the list of what one shared."""

from bot.coach.say import dates
from bot.coach.scene import Scene
from bot.coach.share import digest_posting, left_nothing, shared_by, taken_back_of
from bot.coach.unnamed import is_held
from bot.domain.message import Act, Actions, Block, Button, Heading, Message, Note, Quote, Text, sentence
from bot.domain.outbox import Posting, PostingState
from bot.domain.people import Member, Team
from bot.domain.reflection import Prompt, Share
from bot.ports import Spoken

A_PAGE = 6
"""How many excerpts are shown at once, whole on every platform."""


def preview_message(scene: Scene, share: Share, team: Team) -> Message:
    """The excerpt as the channel will see it, to publish, change or drop."""
    return Message(
        (
            Note(scene.say("share.preview", team=team.name)),
            Quote(share.excerpt or "", by=author(scene, share)),
            Note(scene.say("share.read_is_read")),
            Actions(
                (
                    Button(scene.say("share.publish"), Act("publish", share.id), primary=True),
                    Button(scene.say("share.edit"), Act("share.edit", share.id)),
                    Button(scene.say("share.discard"), Act("discard", share.id)),
                )
            ),
        ),
        scene.say("share.preview_notification"),
    )


async def published_message(scene: Scene, share: Share, team: Team) -> Message:
    """When the excerpt will be published, and how to take it back; its words stand in the list alone."""
    return Message(
        (
            Text(await _published(scene, share, team)),
            Actions((Button(scene.say("share.take_back"), Act("take_back", share.id)),)),
        ),
        scene.say("share.published_notification"),
    )


async def _published(scene: Scene, share: Share, team: Team) -> str:
    """What becomes of it: without a name no day is promised, as others may still share with theirs."""
    if share.author_name is None:
        key = "share.held" if await is_held(scene, team, share) else "share.published_unnamed"
        return scene.say(key, team=team.name, minimum=scene.house.policy.minimum_group)
    when = dates.moment(scene, team.next_due, team.zone) if team.next_due else ""
    return scene.say("share.published", team=team.name, when=when)


async def shared_message(scene: Scene, member: Member, start: int = 0) -> Message:
    """What a member published and has not taken back, newest first, a page at a time, each to take back by a tap."""
    shares = await shared_by(scene, member)
    blocks: tuple[Block, ...] = (Heading(scene.say("shared.title")),)
    for share in shares[start : start + A_PAGE]:
        blocks += await _shared(scene, member, share)
    if not shares:
        blocks += (Text(scene.say("shared.nothing")),)
    pages = _pages(scene, start, len(shares))
    return Message((*blocks, *pages, Note(scene.say("share.read_is_read"))), scene.say("shared.title"))


def _pages(scene: Scene, start: int, count: int) -> tuple[Block, ...]:
    newer = Button(scene.say("shared.newer"), Act("shared.page", value=str(max(0, start - A_PAGE))))
    older = Button(scene.say("shared.older"), Act("shared.page", value=str(start + A_PAGE)))
    offered = (*((newer,) if start else ()), *((older,) if start + A_PAGE < count else ()))
    return (Actions(offered),) if offered else ()


async def taken_back_notes(scene: Scene, prompt: Prompt) -> tuple[Note, ...]:
    """What became of what was shared of an answer, once it was taken back with its words; a line a team."""
    notes = []
    for share in await taken_back_of(scene, prompt):
        team = await scene.tx.get(Team, share.team_id)
        key = "share.taken_back_too" if await left_nothing(scene, share) else "share.taken_back_there"
        notes.append(Note(scene.say(key, team=team.name if team else "")))
    return tuple(dict.fromkeys(notes))


async def say_stays(scene: Scene, posting: Posting) -> Spoken:
    """That what its author took back stands in the channel still."""
    share = await scene.tx.get(Share, posting.subject)
    team = await scene.tx.get(Team, share.team_id) if share else None
    if share is None or team is None or await left_nothing(scene, share):
        return Spoken(None)
    return Spoken(sentence(scene.say("share.taken_back_there", team=team.name)))


def author(scene: Scene, share: Share) -> str:
    """Whom the channel sees as the author."""
    return share.author_name or scene.say("share.unnamed")


async def _shared(scene: Scene, member: Member, share: Share) -> tuple[Block, ...]:
    team = await scene.tx.get(Team, share.team_id)
    when = dates.day(scene, share.shared_at or share.created_at, member.zone)
    values = {"team": team.name if team else "", "day": when, "minimum": scene.house.policy.minimum_group}
    return (
        Note(scene.say(await _state(scene, share, team), **values)),
        Quote(share.excerpt or "", by=author(scene, share)),
        Actions((Button(scene.say("share.take_back"), Act("take_back", share.id)),)),
    )


async def _state(scene: Scene, share: Share, team: Team | None) -> str:
    """The key of what became of it."""
    digest = await digest_posting(scene, share)
    if digest is None:
        return "shared.held" if team is not None and await is_held(scene, team, share) else "shared.waiting"
    refused = digest.state is PostingState.SET_ASIDE and digest.message_id is None
    return "shared.not_published" if refused else "shared.published"
