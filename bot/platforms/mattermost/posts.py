"""Messages as Mattermost's posts: what is announced in the text, everything else in attachments.

Mattermost pushes the whole text of a post, and of attachments only a `fallback`, which these have not. Servers before
the newest look for mentions everywhere but in the fields of attachments, so the words of people stand there.
"""

import json
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from bot.domain.message import Actions, Block, Button, Heading, Menu, Message, Note, Quote, Text
from bot.platforms.mattermost.markdown import inert, plain
from bot.platforms.mattermost.seals import Sealed
from bot.platforms.mattermost.sizes import Size
from bot.platforms.mattermost.texts import Look, texts_of
from bot.platforms.text import ELLIPSIS, cut, shown

JSON = dict[str, Any]

SHORTER = (Size.PROPS, 5_000, 3_000, 1_000, 300, 100)
"""How long a text may be in a message that does not fit, one attempt after the other."""


@dataclass
class Piece:
    """One attachment: texts, then quotes, then what can be tapped."""

    texts: list[str] = field(default_factory=list)
    quotes: list[JSON] = field(default_factory=list)
    actions: list[JSON] = field(default_factory=list)

    @property
    def attachment(self) -> JSON:
        """As Mattermost takes it; unlike `text`, what stands in `pretext` or in a field is never folded."""
        said = "\n\n".join(self.texts)
        if not self.quotes and not self.actions:
            return {"fields": [_field("", said)]}
        parts: JSON = {"pretext": said, "fields": self.quotes, "actions": self.actions}
        return {name: part for name, part in parts.items() if part}


def post_fields(message: Message, sealed: Sealed, public_url: str = "", *, pictured: bool = False) -> JSON:
    """What a post is made of: `message`, which is announced, and `props` with the rest."""
    first, blocks = _announced(message)
    said = "\n\n".join(texts_of(first, Look(longest=Size.MESSAGE)))
    return {"message": said, "props": {"attachments": _attachments(blocks, sealed, Look(public_url, pictured))}}


def _announced(message: Message) -> tuple[Block, Sequence[Block]]:
    """What stands in the text of the post, and what is left for its attachments."""
    first = message.blocks[0] if message.blocks else None
    if isinstance(first, Heading | Text | Note) and first.text == message.notification:
        return first, message.blocks[1:]
    return Text(message.notification), message.blocks


def _attachments(blocks: Sequence[Block], sealed: Sealed, look: Look) -> list[JSON]:
    """The blocks as attachments; texts are shortened, then the end is left out, until Mattermost takes the whole."""
    single = list(_singly(blocks))
    for longest in SHORTER:
        shorter = replace(look, longest=longest)
        if _weight(rendered := _rendered(single, sealed, shorter)) <= Size.PROPS:
            return rendered
    return _beginning(single, sealed, shorter)


def _beginning(single: Sequence[Block], sealed: Sealed, look: Look) -> list[JSON]:
    def first(count: int) -> list[JSON]:
        return _rendered([*single[:count], Text(ELLIPSIS)], sealed, look)

    def is_too_much(count: int) -> bool:
        return _weight(first(count)) > Size.PROPS

    return first(bisect_left(range(len(single)), x=True, key=is_too_much) - 1)


def _weight(attachments: Sequence[JSON]) -> int:
    """About how many characters the server will write down; it writes `<`, `>` and `&` as six."""
    written = json.dumps(attachments, ensure_ascii=False)
    return len(written) + 5 * sum(map(written.count, "<>&")) + Size.ATTACHMENT * len(attachments)


def _singly(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks, with one button or menu in each that can be tapped; a menu without options is none."""
    for block in blocks:
        if isinstance(block, Actions):
            yield from (Actions((item,)) for item in block.items if not (isinstance(item, Menu) and not item.options))
        else:
            yield block


def _rendered(blocks: Sequence[Block], sealed: Sealed, look: Look) -> list[JSON]:
    pieces, numbers = [Piece()], count()
    for block in blocks:
        if isinstance(block, Actions):
            pieces[-1].actions += (_tapped(item, sealed, next(numbers)) for item in block.items)
        elif isinstance(block, Quote):
            if pieces[-1].actions:
                pieces.append(Piece())
            pieces[-1].quotes.append(_field(block.by, inert(shown(block.text, look.longest))))
        else:
            if pieces[-1].quotes or pieces[-1].actions:
                pieces.append(Piece())
            pieces[-1].texts += filter(None, texts_of(block, look))
    return [piece.attachment for piece in pieces if piece.texts or piece.quotes or piece.actions]


def _field(title: str, value: str) -> JSON:
    """A field; its title is no Markdown."""
    return {"title": plain(cut(title, Size.FIELD_TITLE)), "value": value, "short": False}


def _tapped(item: Button | Menu, sealed: Sealed, number: int) -> JSON:
    if isinstance(item, Menu):
        options = [{"text": _label(o.label, Size.OPTION), "value": sealed.option(o.act)} for o in item.options]
        about: JSON = {"type": "select", "options": options[: Size.OPTIONS], "integration": sealed.integration(None)}
    else:
        primary: JSON = {"style": "primary"} if item.primary else {}
        about = {"type": "button", **primary, "integration": sealed.integration(item.act)}
    return {"id": f"act{number}", "name": _label(item.label, Size.LABEL), **about}


def _label(text: str, longest: int) -> str:
    return plain(shown(text, longest))
