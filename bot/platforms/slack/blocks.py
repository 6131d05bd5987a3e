"""Messages as Slack's blocks. Rich text is never parsed, so nothing in it has to be escaped and nothing can mention."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any

from bot.domain.chart import Chart
from bot.domain.message import (
    Actions,
    Block,
    Button,
    File,
    Heading,
    Link,
    Menu,
    Message,
    Note,
    Picture,
    Points,
    Quote,
    Table,
    Text,
)
from bot.platforms.slack.sizes import Size
from bot.platforms.tables import rows_in_words
from bot.platforms.text import ELLIPSIS, clean, cut, length, pieces, shown

JSON = dict[str, Any]

SHORTER = (Size.MESSAGE, 6_000, 3_000, 1_000, 300, 100)
"""How long a text may be in a message that does not fit, one attempt after the other."""


@dataclass(frozen=True)
class Assets:
    """What blocks refer to: the address of the coach's own pages, and the files that pictures were uploaded as."""

    public_url: str = ""
    files: Mapping[Chart, str] = field(default_factory=dict)


NOWHERE = Assets()


def message_fields(message: Message, assets: Assets = NOWHERE) -> JSON:
    """What `chat.postMessage` and its kin are given: blocks, and the text that is announced."""
    return {
        "text": escaped(message.notification),
        "blocks": blocks_of(message.blocks, assets),
        "unfurl_links": False,
        "unfurl_media": False,
    }


@lru_cache(maxsize=1_000)
def body_for_all(message: Message, public_url: str) -> str:
    """The whole answer to a command, ready to be sent, of a message that is `for_all`."""
    fields = {**message_fields(message, Assets(public_url)), "response_type": "ephemeral"}
    return json.dumps(fields, ensure_ascii=False)


def escaped(text: str) -> str:
    """Plain text for a field in which Slack reads its own marks."""
    plain = cut(clean(text), Size.TEXT)
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def blocks_of(blocks: Sequence[Block], assets: Assets = NOWHERE, most: int = Size.MESSAGE_BLOCKS) -> list[JSON]:
    """The blocks as Slack shows them; texts are shortened, then the end is left out, until Slack takes the whole."""
    rendered: list[JSON] = []
    for longest in SHORTER:
        rendered = _numbered([one for block in blocks for one in _shown(block, assets, longest)])
        if len(rendered) <= most and _weight(rendered) <= Size.MESSAGE:
            return rendered
    return _beginning(rendered, most)


def plain_text(text: str, longest: int) -> JSON:
    """A text object that is never parsed."""
    return {"type": "plain_text", "text": shown(text, longest), "emoji": False}


def _beginning(rendered: list[JSON], most: int) -> list[JSON]:
    kept: list[JSON] = []
    for block in rendered:
        if len(kept) == most - 1 or _weight([*kept, block]) > Size.MESSAGE - Size.LABEL:
            break
        kept.append(block)
    return [*kept, {"type": "context", "elements": [plain_text(ELLIPSIS, Size.TEXT)]}]


def _weight(rendered: list[JSON]) -> int:
    return length(json.dumps(rendered, ensure_ascii=False))


def _numbered(rendered: list[JSON]) -> list[JSON]:
    """The blocks with an action id for everything that can be tapped, each used once."""
    numbers = iter(range(len(rendered) * Size.ACTIONS))
    for block in rendered:
        if block["type"] == "actions":
            for element in block["elements"]:
                element["action_id"] = f"act-{next(numbers)}"
    return rendered


def _shown(block: Block, assets: Assets, longest: int) -> Iterator[JSON]:
    if isinstance(block, Heading):
        yield _heading(block, longest)
    elif isinstance(block, Text):
        yield _rich(_section(block.text, longest))
    elif isinstance(block, Note):
        yield {"type": "context", "elements": [plain_text(block.text, min(longest, Size.TEXT))]}
    elif isinstance(block, File):
        yield _rich(_section(block.name, longest))
    elif isinstance(block, Actions):
        yield from _actions(block)
    else:
        yield from _composed(block, assets, longest)


def _composed(block: Points | Quote | Table | Picture | Link, assets: Assets, longest: int) -> Iterator[JSON]:
    if isinstance(block, Points):
        yield _rich(_bullets(block.items, longest))
    elif isinstance(block, Quote):
        by = [_section(f"— {block.by}", longest, italic=True)] if block.by else []
        yield _rich({"type": "rich_text_quote", "elements": _texts(block.text, longest)}, *by)
    elif isinstance(block, Table):
        yield _table(block, longest)
    elif isinstance(block, Picture):
        if block.chart in assets.files:
            yield _image(block, assets.files[block.chart])
        yield _table(block.table, longest)
    elif assets.public_url:
        url = assets.public_url.rstrip("/") + block.path
        link = {"type": "link", "url": url, "text": shown(block.label, Size.TEXT)}
        yield _rich({"type": "rich_text_section", "elements": [link]})


def _heading(heading: Heading, longest: int) -> JSON:
    if length(clean(heading.text)) <= Size.HEADER:
        return {"type": "header", "text": plain_text(heading.text, Size.HEADER)}
    return _rich(_section(heading.text, longest, bold=True))


def _rich(*elements: JSON) -> JSON:
    return {"type": "rich_text", "elements": list(elements)}


def _section(text: str, longest: int, **style: bool) -> JSON:
    return {"type": "rich_text_section", "elements": _texts(text, longest, **style)}


def _texts(text: str, longest: int, **style: bool) -> list[JSON]:
    styled: JSON = {"style": style} if style else {}
    return [{"type": "text", "text": piece, **styled} for piece in pieces(shown(text, longest), Size.TEXT)]


def _bullets(items: Sequence[str], longest: int) -> JSON:
    return {"type": "rich_text_list", "style": "bullet", "elements": [_section(item, longest) for item in items]}


def _table(table: Table, longest: int) -> JSON:
    listed: list[str] = []
    for row in rows_in_words(table):
        if length("".join(listed)) + length(row) > longest:
            listed.append(ELLIPSIS)
            break
        listed.append(row)
    return _rich(_section(table.caption, longest, bold=True), *([_bullets(listed, longest)] if listed else []))


def _image(picture: Picture, file: str) -> JSON:
    return {"type": "image", "slack_file": {"id": file}, "alt_text": shown(picture.alt, Size.ALT_TEXT)}


def _actions(actions: Actions) -> Iterator[JSON]:
    elements = iter([_menu(item) if isinstance(item, Menu) else _button(item) for item in _offered(actions)])
    while row := list(islice(elements, Size.ACTIONS)):
        yield {"type": "actions", "elements": row}


def _offered(actions: Actions) -> Iterator[Button | Menu]:
    return (item for item in actions.items if not (isinstance(item, Menu) and not item.options))


def _button(button: Button) -> JSON:
    primary: JSON = {"style": "primary"} if button.primary else {}
    act = str(button.act)[: Size.VALUE]
    return {"type": "button", "text": plain_text(button.label, Size.LABEL), "value": act, **primary}


def _menu(menu: Menu) -> JSON:
    options = [option(item.label, str(item.act)) for item in menu.options[: Size.OPTIONS]]
    return {"type": "static_select", "placeholder": plain_text(menu.label, Size.PLACEHOLDER), "options": options}


def option(label: str, value: str) -> JSON:
    """A choice; what its label has no room for stands beneath it."""
    label = clean(label)
    first = cut(label, Size.OPTION)
    rest = label[len(first) - 1 :].strip() if first != label else ""
    further: JSON = {"description": plain_text(rest, Size.OPTION)} if rest else {}
    return {"text": plain_text(first, Size.OPTION), "value": value[: Size.OPTION_VALUE], **further}
