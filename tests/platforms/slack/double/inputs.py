"""What is filled in in a view: by the label that one reads, as the client lets one fill it in."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.platforms.slack.double.refusals import JSON
from tests.platforms.slack.double.world import View, Workspace

STATE_KEY: Mapping[str, str] = {
    "plain_text_input": "value",
    "number_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "static_select": "selected_option",
    "radio_buttons": "selected_option",
    "multi_static_select": "selected_options",
    "checkboxes": "selected_options",
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "conversations_select": "selected_conversation",
    "multi_conversations_select": "selected_conversations",
    "channels_select": "selected_channel",
    "multi_channels_select": "selected_channels",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
}
LONGEST_INPUT = 3000

Filling = str | Sequence[str]


class CannotFill(Exception):
    """What the client does not let one do; the text says why."""


def initial_state(content: JSON) -> dict[str, dict[str, JSON]]:
    """The state of a view that nobody touched."""
    state: dict[str, dict[str, JSON]] = {}
    for block, element in _elements(content):
        key = STATE_KEY.get(element["type"])
        if key is not None:
            initial = element.get(key.replace("selected", "initial") if key != "value" else "initial_value")
            empty: list[Any] | None = [] if key.endswith("s") else None
            value = {"type": element["type"], key: empty if initial is None else initial}
            state.setdefault(block["block_id"], {})[element["action_id"]] = value
    return state


def fill(workspace: Workspace, view: View, label: str, filling: Filling) -> None:
    """Fill in the field of that label. Raises CannotFill."""
    block, element = field_of(view, label)
    key = STATE_KEY[element["type"]]
    view.state[block["block_id"]][element["action_id"]][key] = _value(workspace, element, key, filling)


def field_of(view: View, label: str) -> tuple[JSON, JSON]:
    """The input of that label. Raises CannotFill."""
    fields = [(block, block["element"]) for block in view.content["blocks"] if block["type"] == "input"]
    for block, element in fields:
        if block["label"]["text"] == label:
            return block, element
    raise CannotFill(f"no field {label!r} among {[block['label']['text'] for block, _ in fields]}")


def missing(view: View) -> list[str]:
    """The labels of what must be filled in and is not."""
    return [
        block["label"]["text"]
        for block in view.content["blocks"]
        if block["type"] == "input" and not block.get("optional") and not filled(view, block)
    ]


def filled(view: View, block: JSON) -> Any:
    """What stands in an input now, as Slack sends it."""
    element = block["element"]
    return view.state[block["block_id"]][element["action_id"]][STATE_KEY[element["type"]]]


def offered(element: JSON) -> list[JSON]:
    """The options of an element, groups included."""
    grouped = [option for group in element.get("option_groups", ()) for option in group["options"]]
    return [*element.get("options", ()), *grouped]


def _elements(content: JSON) -> Iterator[tuple[JSON, JSON]]:
    for block in content["blocks"]:
        if block["type"] == "input":
            yield block, block["element"]
        elif block["type"] == "actions":
            yield from ((block, element) for element in block["elements"])
        elif block["type"] == "section" and "accessory" in block:
            yield block, block["accessory"]


def _value(workspace: Workspace, element: JSON, key: str, filling: Filling) -> Any:
    if key in ("value", "selected_date", "selected_time"):
        return _text(element, filling)
    many = [filling] if isinstance(filling, str) else list(filling)
    if "option" in key:
        values: list[Any] = [_option(element, label) for label in many]
    else:
        values = [_id(workspace, name) for name in many]
    most = element.get("max_selected_items")
    if most and len(values) > most:
        raise CannotFill(f"{len(values)} chosen, {most} at most")
    return values if key.endswith("s") else next(iter(values), None)


def _text(element: JSON, filling: Filling) -> str | None:
    longest = element.get("max_length", LONGEST_INPUT)
    if not isinstance(filling, str) or len(filling) > longest:
        raise CannotFill(f"a text of {longest} characters at most")
    if "\n" in filling and element["type"] == "plain_text_input" and not element.get("multiline"):
        raise CannotFill("one line only")
    return filling or None


def _option(element: JSON, label: str) -> JSON:
    for option in offered(element):
        if option["text"]["text"] == label:
            return option
    raise CannotFill(f"no option {label!r} among {[option['text']['text'] for option in offered(element)]}")


def _id(workspace: Workspace, name: str) -> str:
    """The id of a person or a channel, by name or by id."""
    known: list[tuple[str, str]] = [(user.id, user.name) for user in workspace.users.values()]
    known += [(channel.id, channel.name) for channel in workspace.channels.values()]
    for id_, called in known:
        if name in (id_, called):
            return id_
    raise CannotFill(f"nobody and no channel is called {name!r}")
