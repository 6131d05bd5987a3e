"""A conversation as it went, in Markdown: what a PM does, and what the coach shows for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from babel.dates import format_datetime

from bot.domain.calendar import local
from bot.platforms.playground.room import Post, moment_of
from tests.dialogs.reading import JSON
from tests.dialogs.talk import Someone, Talk


@dataclass(frozen=True)
class Words:
    """How one language tells of a conversation."""

    pm: str
    moment: str
    taps: str
    types: str
    commands: str
    fills_in: str
    coach: str
    in_thread: str
    alone: str
    becomes: str
    moves: str
    goes: str
    field: str


WORDS = {
    "fr": Words(
        pm="**Un PM**",
        moment="EEEE d MMMM, H 'h' mm",
        taps="{} touche « {} ».",
        types="{} écrit : « {} »",
        commands="{} écrit `{}`.",
        fills_in="{} remplit le formulaire « {} » :",
        coach="**Le coach**{} :",
        in_thread=", dans le fil",
        alone=", à cette personne seule",
        becomes="Le message du coach{} devient :",
        moves="Le coach remet cette question à la fin de la conversation.",
        goes="Le coach retire un message.",
        field="- {} **{}**",
    ),
    "en": Words(
        pm="**A PM**",
        moment="EEEE d MMMM, H:mm",
        taps="{} taps “{}”.",
        types="{} writes: “{}”",
        commands="{} writes `{}`.",
        fills_in="{} fills in the form “{}”:",
        coach="**The coach**{}:",
        in_thread=", in the thread",
        alone=", to this person alone",
        becomes="The coach’s message{} becomes:",
        moves="The coach puts that question at the end of the conversation again.",
        goes="The coach takes a message away.",
        field="- {} **{}**",
    ),
}


class Page:
    """What several diaries write down, under the moment at which it happened."""

    def __init__(self, talk: Talk) -> None:
        self.lines: list[str] = []
        self._talk, self._moment = talk, ""

    def date(self, at: datetime) -> None:
        """What follows happened then."""
        wall = local(at, "Europe/Paris").replace(tzinfo=None)
        moment = format_datetime(wall, WORDS[self._talk.language].moment, locale=self._talk.language)
        if moment != self._moment:
            self._moment = moment
            self.lines.append(f"## {moment[0].upper()}{moment[1:]}")


class Diary:
    """What somebody does in their conversation with the coach, or in a channel, written down as it happens.

    `who` is what they are called, `where` is put behind the coach's name.
    """

    def __init__(
        self,
        talk: Talk,
        someone: Someone,
        page: Page | None = None,
        *,
        who: str = "",
        channel: str = "",
        where: str = "",
    ) -> None:
        self._page = page or Page(talk)
        self.lines = self._page.lines
        self._talk, self._someone, self._words = talk, someone, WORDS[talk.language]
        self._who, self._channel, self._where = who or self._words.pm, channel, where
        self._shown: dict[str, list[str]] = {}
        self._ever: list[list[str]] = []

    async def at(self, wall: str) -> None:
        """Live until that moment in Paris; what the coach says by then stands under the moment it was said."""
        await self._talk.until(wall)
        self.looks()

    async def taps(self, key: str) -> None:
        """Taps the newest button of that phrase."""
        label = self._talk.say(key)
        self._note(self._words.taps.format(self._who, label))
        await self._someone.taps(label, self._channel)
        self.looks()

    async def types(self, words: str) -> None:
        """Writes to the coach."""
        self._note(self._words.types.format(self._who, words))
        await self._someone.types(words)
        self.looks()

    async def commands(self, text: str) -> None:
        """Types a slash command."""
        self._note(self._words.commands.format(self._who, text))
        await self._someone.commands(text, self._channel)
        self.looks()

    async def sends(self, **values: str) -> None:
        """Fills in these fields of the open form and sends it."""
        form = self._someone.form
        assert form is not None
        self._note(self._words.fills_in.format(self._who, form["title"]))
        told = [_filled(field, values[field["name"]]) for field in form["fields"] if field["name"] in values]
        self.lines += ["\n".join(self._words.field.format(*each) for each in told)]
        await self._someone.sends(self._channel, **values)
        assert self._someone.errors == {}
        self.looks()

    def offers(self, key: str) -> bool:
        """Whether the coach's last message has that button."""
        return self._talk.say(key) in self._someone.labels()

    def _note(self, line: str) -> None:
        self._page.date(self._talk.clock.now())
        self.lines.append(line)

    def looks_away(self) -> None:
        """What stands there by now is not written down."""
        self._shown = {post.id: [_paragraph(block) for block in post.blocks or []] for post in self._posts()}

    def _posts(self) -> Sequence[Post]:
        return self._someone.posts(self._channel)

    def looks(self) -> None:
        """Write down what is new, what changed and what went since the last look."""
        posts = {post.id: post for post in self._posts()}
        now = {id_: [_paragraph(block) for block in post.blocks or []] for id_, post in posts.items()}
        moved = [id_ for id_ in now if id_ not in self._shown and now[id_] in self._ever]
        gone = [id_ for id_ in self._shown if id_ not in now]
        self.lines += [self._words.goes] * (len(gone) - len(moved))
        for id_, post in posts.items():
            self._read(post, now[id_], self._shown.get(id_))
        self._shown, self._ever = now, [*self._ever, *now.values()]

    def _read(self, post: Post, now: Sequence[str], before: Sequence[str] | None) -> None:
        if before is None:
            self._page.date(moment_of(post))
            where = self._words.in_thread if post.thread else self._words.alone if post.only_for else ""
            coach = self._words.coach.format(self._where + where)
            self.lines += [self._words.moves] if now in self._ever else [coach, _quoted(now)]
            return
        fresh = [paragraph for paragraph in now if paragraph not in before]
        if not all(paragraph.startswith("`") for paragraph in fresh):
            where = f"{self._where}," if self._where else ""
            self.lines += [self._words.becomes.format(where), _quoted(_unchanged_left_out(now, fresh))]


def _unchanged_left_out(paragraphs: Sequence[str], fresh: Sequence[str]) -> Sequence[str]:
    """These with an ellipsis in place of what stood there already."""
    told = [paragraph if paragraph in fresh else "…" for paragraph in paragraphs]
    return [paragraph for paragraph, _ in groupby(told)]


def _quoted(paragraphs: Sequence[str]) -> str:
    return "\n>\n".join("\n".join(f"> {line}".rstrip() for line in each.split("\n")) for each in paragraphs)


def _paragraph(block: JSON) -> str:
    if block["type"] == "actions":
        return " ".join(f"`{item['label']}`" for item in block["items"])
    if block["type"] == "points":
        return "\n".join(f"- {item}" for item in block["items"])
    if block["type"] == "picture":
        return _table(block["table"])
    if block["type"] == "table":
        return _table(block)
    if block["type"] == "quote":
        return "\n>\n".join(f"> {each}" for each in (block["text"], block.get("by")) if each)
    text = block.get("text") or block.get("label") or block.get("name") or ""
    return {"heading": f"**{text}**", "note": f"*{text}*"}.get(block["type"], text)


def _table(table: JSON) -> str:
    rows = [table["columns"], ["---"] * len(table["columns"]), *table["rows"]]
    return "\n".join([f"*{table['caption']}*", "", *(f"| {' | '.join(row)} |" for row in rows)])


def _filled(field: Mapping[str, object], value: str) -> tuple[object, str]:
    """The label of a field, and what was filled in or chosen there."""
    choices = field.get("choices") or []
    assert isinstance(choices, list | tuple)
    return field["label"], next((each["label"] for each in choices if each["value"] == value), value)
