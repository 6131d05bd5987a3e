"""The role explained: in short, part by part, and for each way of holding it. Needs no store."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.domain.library import Phrases
from bot.domain.message import Act, Actions, Block, Button, Heading, Message, Note, Points, Text
from bot.domain.role import Mission, Part, Point, Question, Role, Way

SHORT = "short"


@dataclass(frozen=True)
class Guide:
    """The role and the phrases of one language."""

    role: Role
    say: Phrases


IN_PLACE, FOR_ME = "role", "role.open"


def role_message(
    guide: Guide, key: str, *, note: str = "", offer_post: bool = True, ways_on: str = IN_PLACE
) -> Message:
    """The part of the role that `key` names (`short`, `who`, `way:business`, `mission:vision` …); KeyError when none.

    `note` is said first, for example which word was understood. `ways_on` names the act of its buttons: a message that
    everyone sees is not exchanged by whoever taps, but opens the next part for them alone.
    """
    title, blocks, further = _part(guide, key)
    first: tuple[Block, ...] = (Note(note),) if note else ()
    buttons = tuple(Button(label, Act(ways_on, target)) for target, label in further)
    navigation: tuple[Block, ...] = (Actions(buttons),) if buttons else ()
    post = Button(guide.say("role.post_here"), Act("role.post", key))
    source = Note(guide.role.source.words)
    actions: tuple[Block, ...] = (Actions((post,)),) if offer_post else ()
    shown = (*first, Heading(title), *blocks, *navigation, source, *actions)
    return Message(shown, guide.say("role.notification", title=title), for_all=True)


def keys(role: Role) -> Iterator[str]:
    """Every part of the role that can be shown."""
    yield SHORT
    yield from ("who", "why", "missions", "questions")
    yield from (f"way:{way.id}" for way in role.ways)
    yield from (f"mission:{mission.id}" for mission in role.missions)
    yield from (f"question:{question.id}" for question in role.questions)


def keywords(role: Role, key: str) -> tuple[str, ...]:
    """What people type to reach that part."""
    if key == SHORT:
        return (role.name, *role.keywords)
    found = _entry(role, key)
    return (found.title, *found.keywords)


def title_of(guide: Guide, key: str) -> str:
    """What that part is called."""
    return guide.role.name if key == SHORT else _entry(guide.role, key).title


_Shown = tuple[str, tuple[Block, ...], list[tuple[str, str]]]


def _entry(role: Role, key: str) -> Part | Way | Mission | Question:
    kind, _, id_ = key.partition(":")
    finders: dict[str, Callable[[str], Part | Way | Mission | Question]] = {
        "way": role.way,
        "mission": role.mission,
        "question": role.question,
    }
    if id_:
        return finders[kind](id_)
    parts: dict[str, Part] = {
        "who": role.parts.who,
        "why": role.parts.why,
        "missions": role.parts.missions,
        "questions": role.parts.questions,
    }
    return parts[key]


def _part(guide: Guide, key: str) -> _Shown:
    if key == SHORT:
        return _in_short(guide)
    entry = _entry(guide.role, key)
    if isinstance(entry, Way):
        return _way(guide, entry)
    if isinstance(entry, Mission):
        return _mission(guide, entry)
    if isinstance(entry, Question):
        return _question(guide, entry)
    return _overview(guide, key, entry)


def _in_short(guide: Guide) -> _Shown:
    role = guide.role
    parts = [(key, title_of(guide, key)) for key in ("who", "why", "missions", "questions")]
    ways = [(f"way:{way.id}", way.title) for way in role.ways]
    return role.name, (Text(role.short), Text(role.vision)), parts + ways


def _overview(guide: Guide, key: str, part: Part) -> _Shown:
    role = guide.role
    below = {
        "who": [(f"way:{way.id}", way.title) for way in role.ways],
        "missions": [(f"mission:{mission.id}", mission.title) for mission in role.missions],
        "questions": [(f"question:{question.id}", question.title) for question in role.questions],
    }.get(key, [])
    points = (Points(_texts(part.points)),) if part.points else ()
    return part.title, (Text(part.text), *points), [*below, (SHORT, guide.say("role.back"))]


def _way(guide: Guide, way: Way) -> _Shown:
    blocks: tuple[Block, ...] = (Text(way.text),)
    for label, points in (
        ("role.organisation", way.organisation),
        ("role.contexts", way.contexts),
        ("role.attention", way.attention),
    ):
        if points:
            blocks += (Text(guide.say(label)), Points(_texts(points)))
    others = [(f"way:{other.id}", other.title) for other in guide.role.ways if other is not way]
    return way.title, blocks, [*others, (SHORT, guide.say("role.back"))]


def _mission(guide: Guide, mission: Mission) -> _Shown:
    others = [(f"mission:{other.id}", other.title) for other in guide.role.missions if other is not mission]
    blocks = (Text(mission.text), Points(_texts(mission.activities)))
    return mission.title, blocks, [*others, (SHORT, guide.say("role.back"))]


def _question(guide: Guide, question: Question) -> _Shown:
    asked = question.wordings[0] if question.second_half is None else f"{question.wordings[0]} {question.second_half}"
    helps = tuple(guide.role.activity(activity).text for activity in question.activities)
    blocks = (Text(asked), Text(guide.say("role.helps")), Points(helps))
    others = [(f"question:{other.id}", other.title) for other in guide.role.questions if other is not question]
    return question.title, blocks, [*others, (SHORT, guide.say("role.back"))]


def _texts(points: tuple[Point, ...]) -> tuple[str, ...]:
    return tuple(point.text for point in points)
