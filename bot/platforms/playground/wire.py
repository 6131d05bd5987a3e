"""Messages and forms as the page reads them: plain JSON, no markup."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from bot.domain.chart import Chart, RatingsChart, SharesChart
from bot.domain.message import (
    Actions,
    Block,
    Button,
    ChannelField,
    Choice,
    ChoiceField,
    Field,
    Form,
    Menu,
    Message,
    PeopleField,
    Picture,
    TextField,
)

JSON = dict[str, Any]

_KINDS = {
    ChoiceField: "choice",
    TextField: "text",
    PeopleField: "people",
    SharesChart: "shares",
    RatingsChart: "ratings",
}


def message_json(message: Message) -> list[JSON]:
    """The blocks of a message."""
    return [block_json(block) for block in message.blocks]


def block_json(block: Block) -> JSON:
    """One block with its type; a picture keeps its chart, to be drawn when someone looks."""
    kind = type(block).__name__.lower()
    if isinstance(block, Actions):
        return {"type": kind, "items": [_item(item) for item in block.items]}
    if isinstance(block, Picture):
        return {"type": kind, "chart": _typed(block.chart), "alt": block.alt, "table": asdict(block.table)}
    return {"type": kind, **asdict(block)}


def form_json(form: Form, channels: Mapping[str, str]) -> JSON:
    """A form with its fields; a channel is picked among these, named by id."""
    return {
        "id": form.id,
        "act": str(form.act),
        "title": form.title,
        "submit": form.submit,
        "intro": [block_json(block) for block in form.intro],
        "fields": [_typed(_with_channels(field, channels)) for field in form.fields],
    }


def chart_from(data: JSON) -> Chart:
    """The chart that a picture's block keeps."""
    levels = tuple(data["levels"])
    if data["type"] == "shares":
        return SharesChart(data["title"], levels, tuple((label, tuple(counts)) for label, counts in data["rows"]))
    points = tuple((day, series, level) for day, series, level in data["points"])
    return RatingsChart(data["title"], levels, data["unknown"], points)


def shown(blocks: list[JSON], address: Callable[[int], str]) -> list[JSON]:
    """The blocks as the page shows them: each picture by the address that `address` gives for its position."""
    return [
        {"type": "picture", "url": address(at), "alt": block["alt"], "table": block["table"]}
        if block["type"] == "picture"
        else block
        for at, block in enumerate(blocks)
    ]


def _with_channels(field: Field, channels: Mapping[str, str]) -> Field:
    if not isinstance(field, ChannelField):
        return field
    choices = tuple(Choice(channel, name) for channel, name in channels.items())
    return ChoiceField(field.name, field.label, choices, field.value, field.hint, field.required)


def _typed(value: Field | Chart) -> JSON:
    return {"type": _KINDS[type(value)], **asdict(value)}


def _item(item: Button | Menu) -> JSON:
    if isinstance(item, Menu):
        options = [{"label": option.label, "act": str(option.act)} for option in item.options]
        return {"type": "menu", "label": item.label, "options": options}
    return {"type": "button", "label": item.label, "act": str(item.act), "primary": item.primary}
