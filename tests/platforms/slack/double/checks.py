"""What Slack checks of a message and of a view before it shows them."""

from typing import Any
from uuid import uuid4

from tests.platforms.slack.double.refusals import JSON, Refused
from tests.platforms.slack.double.shapes import misshapen_blocks, misshapen_view
from tests.platforms.slack.double.sizes import (
    MESSAGE_TEXT,
    VIEW_BYTES,
    WHOLE_MESSAGE,
    message_too_big,
    too_big,
    visible_length,
    weight,
)
from tests.platforms.slack.double.world import Workspace


def checked_blocks(workspace: Workspace, blocks: Any, text: str = "") -> list[JSON]:
    """The blocks of a message with their ids completed. Raises Refused."""
    if len(text) > MESSAGE_TEXT:
        raise Refused("msg_too_long")
    if blocks is None:
        return []
    problems = list(misshapen_blocks("message", blocks))
    if not problems:
        problems = [*message_too_big(blocks), *too_big(blocks, "/blocks"), *_inner(workspace, blocks, "/blocks")]
    if problems:
        raise Refused("invalid_blocks", problems)
    if visible_length(blocks) > WHOLE_MESSAGE:
        raise Refused("msg_too_long")
    return completed(blocks)


def checked_view(workspace: Workspace, view: Any, surfaces: tuple[str, ...]) -> JSON:
    """A view with its ids completed. Raises Refused."""
    if not isinstance(view, dict) or view.get("type") not in surfaces:
        raise Refused("invalid_arguments", ["unsupported type [json-pointer:/view/type]"])
    if weight(view) > VIEW_BYTES:
        raise Refused("view_too_large")
    problems = list(misshapen_view(view, view["type"]))
    if not problems:
        problems = [*too_big(view, "/view"), *_inner(workspace, view["blocks"], "/view/blocks")]
    if problems:
        raise Refused("invalid_arguments", problems)
    return {**view, "blocks": completed(view["blocks"])}


def completed(blocks: list[JSON]) -> list[JSON]:
    """The blocks as Slack keeps them: each with an id, and each of its elements too."""
    return [_with_ids({"block_id": uuid4().hex[:5], **block}) for block in blocks]


def _with_ids(block: JSON) -> JSON:
    block = dict(block)
    if block.get("type") == "actions":
        block["elements"] = [{"action_id": uuid4().hex[:5], **element} for element in block["elements"]]
    for key in ("accessory", "element"):
        if key in block and block[key].get("type") != "image":
            block[key] = {"action_id": uuid4().hex[:5], **block[key]}
    return block


def _inner(workspace: Workspace, blocks: list[JSON], pointer: str) -> list[str]:
    """What is wrong between parts: ids twice, files that are not there, an initial choice that is not offered."""
    problems = _twice([block["block_id"] for block in blocks if "block_id" in block], pointer)
    for at, block in enumerate(blocks):
        place = f"{pointer}/{at}"
        problems += _twice([e["action_id"] for e in block.get("elements", ()) if "action_id" in e], place)
        problems += [f"invalid slack file [json-pointer:{place}]" for file in _files(block) if _busy(workspace, file)]
        for element in _elements(block):
            problems += _initial(element, place)
    return problems


def _twice(ids: list[str], pointer: str) -> list[str]:
    doubled = sorted({id_ for id_ in ids if ids.count(id_) > 1})
    return [f"`{id_}` already exists, ids must be unique [json-pointer:{pointer}]" for id_ in doubled]


def _elements(block: JSON) -> list[JSON]:
    own = [block[key] for key in ("accessory", "element") if key in block]
    return [*own, *(element for element in block.get("elements", ()) if isinstance(element, dict))]


def _initial(element: JSON, place: str) -> list[str]:
    initial = [element["initial_option"]] if "initial_option" in element else element.get("initial_options", [])
    offered = element.get("options", [])
    for group in element.get("option_groups", ()):
        offered = [*offered, *group["options"]]
    if all(option in offered for option in initial):
        return []
    return [f"initial option does not match any option [json-pointer:{place}]"]


def _files(value: Any) -> list[JSON]:
    if isinstance(value, list):
        return [file for item in value for file in _files(item)]
    if isinstance(value, dict):
        own = [value["slack_file"]] if "slack_file" in value else []
        return own + [file for inner in value.values() for file in _files(inner)]
    return []


def _busy(workspace: Workspace, reference: JSON) -> bool:
    """Whether a file cannot be shown, for it is not there, not complete or still being processed."""
    file = workspace.files.get(reference.get("id") or reference.get("url", "").rpartition("/")[2])
    if file is None or not file.complete:
        return True
    file.busy -= 1
    return file.busy >= 0
