"""Blocks as Mattermost's Markdown; what can be tapped is not among it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.domain.message import (
    Actions,
    Block,
    File,
    Heading,
    Link,
    Message,
    Note,
    Picture,
    Points,
    Quote,
    Table,
    Text,
)
from bot.platforms.mattermost.markdown import inert, inert_line
from bot.platforms.mattermost.sizes import Size
from bot.platforms.tables import rows_in_words
from bot.platforms.text import ELLIPSIS, length, shown


@dataclass(frozen=True)
class Look:
    """What texts depend on beside the message; `pictured` tells whether its pictures are files of the post."""

    public_url: str = ""
    pictured: bool = False
    longest: int = Size.PROPS


def in_words(message: Message, public_url: str = "") -> str:
    """The message as one text, for places without attachments; nothing in it can be tapped."""
    said = [text for block in message.blocks for text in texts_of(block, Look(public_url, longest=Size.ALONE))]
    return "\n\n".join(said) or inert_line(message.notification)


def texts_of(block: Block, look: Look) -> Iterator[str]:
    """The texts of a block, to be set apart by empty lines."""
    if isinstance(block, Heading):
        yield f"#### {inert_line(shown(block.text, look.longest))}"
    elif isinstance(block, Text):
        yield inert(shown(block.text, look.longest))
    elif isinstance(block, Note):
        yield f"_{inert_line(shown(block.text, look.longest))}_"
    elif isinstance(block, File):
        yield inert_line(shown(block.name, look.longest))
    elif isinstance(block, Points):
        yield _bullets(block.items, look.longest)
    elif not isinstance(block, Actions):
        yield from _composed(block, look)


def _composed(block: Quote | Table | Picture | Link, look: Look) -> Iterator[str]:
    if isinstance(block, Quote):
        by = f"**{inert_line(block.by)}**\n" if block.by else ""
        yield by + "\n".join(f"> {line}" for line in inert(shown(block.text, look.longest)).split("\n"))
    elif isinstance(block, Table):
        yield _table(block, look.longest)
    elif isinstance(block, Picture):
        if look.pictured:
            yield f"_{inert_line(shown(block.alt, look.longest))}_"
        yield _table(block.table, look.longest)
    elif look.public_url:
        yield f"[{inert_line(shown(block.label, Size.OPTION))}]({look.public_url.rstrip('/')}{block.path})"


def _table(table: Table, longest: int) -> str:
    caption = f"**{inert_line(shown(table.caption, longest))}**"
    return "\n".join(filter(None, (caption, _bullets(rows_in_words(table), longest))))


def _bullets(items: Iterable[str], longest: int) -> str:
    """A list, with its end left out where it is too long."""
    listed, room = list[str](), longest
    for item in items:
        if room <= 0:
            listed.append(ELLIPSIS)
            break
        room -= length(item)
        listed.append(item)
    return "\n".join(f"- {inert_line(shown(item, longest))}" for item in listed)
