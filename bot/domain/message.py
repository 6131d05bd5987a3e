"""What the coach says, free of any platform's markup: every text is plain and every platform escapes it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.domain.chart import Chart
from bot.domain.words import says_something


@dataclass(frozen=True)
class Act:
    """What a tap or a form means: a name, what it is about, and a choice."""

    name: str
    subject: str = ""
    value: str = ""

    def __str__(self) -> str:
        return "/".join((self.name, self.subject, self.value))

    @classmethod
    def parse(cls, text: str) -> "Act":
        """The act that `str` wrote; missing parts are empty."""
        name, _, rest = text.partition("/")
        subject, _, value = rest.partition("/")
        return cls(name, subject, value)


@dataclass(frozen=True)
class Heading:
    text: str


@dataclass(frozen=True)
class Text:
    text: str


@dataclass(frozen=True)
class Note:
    """A secondary line, shown smaller where the platform can."""

    text: str


@dataclass(frozen=True)
class Points:
    items: tuple[str, ...]


@dataclass(frozen=True)
class Quote:
    """Words of a person, never parsed; `by` is empty when they are shared without a name."""

    text: str
    by: str = ""


@dataclass(frozen=True)
class Table:
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Picture:
    """A chart with its text equivalents; `table` says in words everything that the picture shows."""

    chart: Chart
    alt: str
    table: Table


@dataclass(frozen=True)
class Link:
    label: str
    path: str


@dataclass(frozen=True)
class File:
    """A text file handed to its reader."""

    name: str
    content: str


@dataclass(frozen=True)
class Button:
    label: str
    act: Act
    primary: bool = False


@dataclass(frozen=True)
class Menu:
    label: str
    options: tuple[Button, ...]


@dataclass(frozen=True)
class Actions:
    items: tuple[Button | Menu, ...]


Block = Heading | Text | Note | Points | Quote | Table | Picture | Link | File | Actions


@dataclass(frozen=True)
class Message:
    """Blocks in reading order, and the one line that a notification or a screen reader announces.

    The notification never holds words of a person. What is `for_all` says the same to everybody who asks the same, so
    that a platform may keep it as it shows it.
    """

    blocks: tuple[Block, ...]
    notification: str
    for_all: bool = False

    def __hash__(self) -> int:
        """The hash of its beginning: most messages differ there, and a platform looks one up for every answer."""
        return hash((self.notification, self.blocks[:1]))


def sentence(text: str) -> Message:
    """A message of one sentence."""
    return Message((Text(text),), text)


def word_count(blocks: Iterable[Block]) -> int:
    """How many words are read in these, those on buttons among them; pictures and tables are looked at."""
    return sum(says_something(word) for block in blocks for text in _texts(block) for word in text.split())


def _texts(block: Block) -> Iterable[str]:
    match block:
        case Heading(text) | Text(text) | Note(text):
            return (text,)
        case Quote(text, by):
            return (text, by)
        case Points(items):
            return items
        case Actions(items):
            return [item.label for item in items]
        case _:
            return ()


@dataclass(frozen=True)
class Choice:
    value: str
    label: str


@dataclass(frozen=True)
class TextField:
    """A text; `may_be_typed` says that words of more than this form holds may be typed in the conversation instead."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    required: bool = False
    multiline: bool = False
    longest: int = 3000
    may_be_typed: bool = False


@dataclass(frozen=True)
class ChoiceField:
    name: str
    label: str
    choices: tuple[Choice, ...]
    value: str = ""
    hint: str = ""
    required: bool = True


@dataclass(frozen=True)
class PeopleField:
    """A picker of people of the workspace, or of one person; the value is a list of their platform ids."""

    name: str
    label: str
    hint: str = ""
    value: tuple[str, ...] = ()
    required: bool = False
    several: bool = True


@dataclass(frozen=True)
class ChannelField:
    """A picker of one channel of the workspace; the value is its platform id."""

    name: str
    label: str
    hint: str = ""
    value: str = ""
    required: bool = True


Field = TextField | ChoiceField | PeopleField | ChannelField


@dataclass(frozen=True)
class Form:
    """A form to fill in: `id` is good for one accepted submission, `act` says what it is for."""

    id: str
    act: Act
    title: str
    submit: str
    fields: tuple[Field, ...]
    intro: tuple[Block, ...] = field(default=())
