"""One's own data: what is kept, how long and who reads it, the file to take away, and the question before erasing."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.coach.audit import COMMAND_LINE
from bot.coach.erase import DIGEST_STAYS, MESSAGES_STAY
from bot.coach.export import Everything, as_json
from bot.coach.say import dates
from bot.coach.say.prompt import rating_label
from bot.coach.say.teams import said_of_reader
from bot.coach.scene import Scene
from bot.coach.tidy import LEFT_KEPT
from bot.domain.message import Act, Actions, Block, Button, File, Heading, Link, Message, Note, Points, Text, sentence
from bot.domain.outbox import Posting
from bot.domain.passing_on import PassedReply, Reader
from bot.domain.reflection import Rating
from bot.domain.trust import Deed
from bot.ports import Spoken

DEEDS_SHOWN = 5

Row = Mapping[str, Any]


def my_data_message(scene: Scene, everything: Everything) -> Message:
    """What is kept of somebody now, for how long, who reads it, who acted on it, and what they can do."""
    kept = tuple(_counted(scene, everything))
    title = scene.say("my_data.title")
    held = (Points(kept),) if kept else (Text(scene.say("my_data.nothing")),)
    return Message(
        (
            Heading(title),
            *held,
            Text(_how_long(scene)),
            Text(scene.say("my_data.encrypted")),
            Text(scene.say("my_data.others_read")),
            Text(scene.say(f"readers.{scene.platform}")),
            *_acts(scene, everything),
            Note(scene.say("my_data.person", person=everything.person)),
            Link(scene.say("notice.link"), "/privacy"),
            Actions(
                (
                    Button(scene.say("my_data.export"), Act("my_data.export")),
                    Button(scene.say("my_data.erase"), Act("my_data.erase")),
                )
            ),
        ),
        title,
    )


def export_message(scene: Scene, everything: Everything) -> Message:
    """Two files of everything: one to read, one for a machine."""
    said = scene.say("my_data.exported")
    return Message((Text(said), *files(scene, everything)), said)


def files(scene: Scene, everything: Everything) -> tuple[File, File]:
    """A Markdown file to read, and a JSON file for a machine."""
    name = scene.say("my_data.file_name", day=scene.now.date().isoformat())
    return File(f"{name}.md", as_markdown(scene, everything)), File(f"{name}.json", as_json(everything))


def sure_message(scene: Scene) -> Message:
    """What erasing removes and what it cannot, with the tap that does it."""
    said = scene.say("my_data.sure")
    return Message(
        (
            Text(said),
            Note(scene.say("my_data.cannot")),
            Actions(
                (
                    Button(scene.say("my_data.erase_now"), Act("my_data.erase_now"), primary=True),
                    Button(scene.say("my_data.keep"), Act("my_data.keep")),
                    Button(scene.say("my_data.export"), Act("my_data.export")),
                )
            ),
        ),
        said,
    )


async def say_erased(scene: Scene, posting: Posting) -> Spoken:
    """That everything is removed, and what is not."""
    stays = posting.subject.split("/")
    messages = "my_data.stays_messages" if MESSAGES_STAY in stays else "my_data.taken_away"
    digest = ("my_data.stays_digest",) if DIGEST_STAYS in stays else ()
    said = scene.say("my_data.erased")
    told = tuple(scene.say(key) for key in (messages, *digest, "my_data.cannot"))
    return Spoken(Message((Text(said), Points(told)), said))


def as_markdown(scene: Scene, everything: Everything) -> str:
    """Everything that somebody wrote, answered, shared and set, to read."""
    title, acts, counts = (scene.say(key) for key in ("my_data.title", "my_data.acts", "my_data.counts"))
    parts = [
        [f"# {title}", _how_long(scene), scene.say("my_data.person", person=everything.person)],
        _settings(scene, everything),
        *(_asked(scene, everything, row) for row in _by_age(everything, "prompts", "asked_at")),
        *(_meant(scene, row) for row in _by_age(everything, "actions", "taken_at")),
        *(_shared(scene, everything, row) for row in _by_age(everything, "shares", "created_at")),
        *(_passed(scene, everything, row) for row in everything.rows.get("passed_on", ())),
        *(_replied(scene, row) for row in _by_age(everything, "passed_replies", "sent_at")),
        *(_answered(scene, reply) for reply in everything.answered),
        [f"## {acts}", *(f"- {_act(scene, deed)}" for deed in everything.deeds)],
        [f"## {counts}", *(f"- {line}" for line in _counted(scene, everything))],
    ]
    return "\n\n".join("\n".join(part) for part in parts if len(part) > 1) + "\n"


def _counted(scene: Scene, everything: Everything) -> Iterator[str]:
    """A line a table that tells of them."""
    for name, rows in _told_apart(everything):
        if rows:
            yield scene.say(f"my_data.rows.{name}", count=len({row["id"] for row in rows}))
    if everything.open_votes:
        yield scene.say("my_data.open_votes", count=everything.open_votes)


def _told_apart(everything: Everything) -> Iterator[tuple[str, Sequence[Row]]]:
    """The rows by table, and of what was typed the marks of deleted messages, without words, by themselves."""
    for table, rows in everything.rows.items():
        yield table, [row for row in rows if not row.get("deleted")]
        if table == "typed_words":
            yield "typed_marks", [row for row in rows if row["deleted"]]


def _how_long(scene: Scene) -> str:
    return scene.say("my_data.how_long", months=scene.house.policy.retention_months, left=LEFT_KEPT)


def _acts(scene: Scene, everything: Everything) -> tuple[Block, ...]:
    if not everything.deeds:
        return (Text(scene.say("my_data.no_acts")),)
    latest = everything.deeds[-DEEDS_SHOWN:][::-1]
    return (Text(scene.say("my_data.acts")), Points(tuple(_act(scene, deed) for deed in latest)))


def _act(scene: Scene, deed: Deed) -> str:
    by = deed.told["by_name"] or scene.say(
        "my_data.by_officer" if deed.told["by"] == COMMAND_LINE else "my_data.by_gone"
    )
    day = dates.day(scene, deed.at, scene.house.policy.zone)
    return scene.say(f"my_data.did.{deed.did.value}", day=day, by=by)


def _by_age(everything: Everything, table: str, column: str) -> list[Row]:
    return sorted(everything.rows.get(table, ()), key=lambda row: str(row[column]))


def _settings(scene: Scene, everything: Everything) -> list[str]:
    lines = [f"## {scene.say('settings.title')}"]
    for member in everything.rows.get("members", ()):
        lines += [f"- {name}: {member[name]}" for name in ("rhythm", "weekday", "hour", "zone", "language", "standing")]
    lines += [f"- {name}" for name in (*everything.products.values(), *everything.teams.values())]
    return lines


def _asked(scene: Scene, everything: Everything, prompt: Row) -> list[str]:
    """A question with everything that was answered to it; nothing for one without an answer."""
    answers = [row for row in everything.rows.get("answers", ()) if row["prompt_id"] == prompt["id"]]
    typed = [row for row in _by_age(everything, "typed_words", "sent_at") if row["prompt_id"] == prompt["id"]]
    ratings = [f"**{rating_label(scene, Rating(row['rating']))}**" for row in answers if row["rating"]]
    words = [_quoted(row["words"]) for row in (*answers, *typed) if row["words"]]
    if not ratings and not words:
        return []
    question, product = everything.wordings[prompt["wording_id"]]["question"], everything.product_of(prompt)
    return [f"## {_day(scene, prompt['asked_at'])} · {product}", question, *ratings, *words]


def _shared(scene: Scene, everything: Everything, share: Row) -> list[str]:
    team = everything.teams.get(share["team_id"], "")
    head = scene.say("my_data.share", team=team)
    return [f"## {_day(scene, share['created_at'])} · {head}", _quoted(share["excerpt"])] if share["excerpt"] else []


def _meant(scene: Scene, action: Row) -> list[str]:
    said = scene.speaking(action["language"]).say("action.sentence", situation=action["situation"], deed=action["deed"])
    return [f"## {_day(scene, action['taken_at'])} · {scene.say('action.title')}", _quoted(said)]


def _passed(scene: Scene, everything: Everything, passed: Row) -> list[str]:
    """What they passed on to a product coach; what was passed on to them is not theirs and comes without words."""
    said = [passed[each] for each in ("question", "words", "action") if passed.get(each)]
    if not said:
        return []
    team, day = everything.teams.get(passed["team_id"], ""), _day(scene, passed["created_at"])
    reader = Reader(passed["channel"] is not None, passed["reader_name"])
    return [f"## {said_of_reader(scene, 'passed_on', reader, team, day=day)}", *map(_quoted, said)]


def _replied(scene: Scene, reply: Row) -> list[str]:
    head = f"## {_day(scene, reply['sent_at'])} · {scene.say('product_coach.title')}"
    return [head, _quoted(reply["words"])] if reply["words"] else []


def _answered(scene: Scene, reply: PassedReply) -> list[str]:
    answered = scene.say("my_data.answered")
    return [f"## {_day(scene, reply.sent_at)} · {answered}", _quoted(reply.words or "")]


def _quoted(words: str) -> str:
    return "\n".join(f"> {line}" for line in words.splitlines())


def _day(scene: Scene, at: datetime) -> str:
    return dates.day(scene, at, scene.house.policy.zone)


def kept_message(scene: Scene) -> Message:
    """That nothing was erased."""
    return sentence(scene.say("my_data.kept"))


def erasing_message(scene: Scene) -> Message:
    """That everything is removed from the store, and that the rest follows."""
    return sentence(scene.say("my_data.erasing"))
