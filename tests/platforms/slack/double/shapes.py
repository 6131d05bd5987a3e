"""The shapes of blocks and views, from Slack's own published types where the contracts are at hand."""

import functools
import json
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft7Validator
from jsonschema.exceptions import best_match

from tests.platforms.contracts import contracts_folder
from tests.platforms.slack.double.refusals import JSON

FILES = {"message": "MessageBlocks", "modal": "Modal", "home": "Home"}
MESSAGE_ONLY = ("markdown", "table", "data_table", "file", "context_actions", "plan", "task_card", "carousel", "card")


def misshapen_blocks(surface: str, blocks: Any, pointer: str = "/blocks") -> Iterator[str]:
    """Each block that has not the shape of its type, in Slack's words."""
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        yield f"must be an array of objects [json-pointer:{pointer}]"
        return
    for at, block in enumerate(blocks):
        yield from _misshapen_block(surface, block, f"{pointer}/{at}")


def misshapen_view(view: JSON, surface: str) -> Iterator[str]:
    """What is wrong with the shape of a view, in Slack's words."""
    yield from misshapen_blocks(surface, view.get("blocks"), "/view/blocks")
    without = {**view, "blocks": []}
    yield from _problem(_validator(surface, {"modal": "ModalView", "home": "HomeView"}[surface]), without, "/view")
    if surface == "modal" and "submit" not in view and any(b.get("type") == "input" for b in view.get("blocks", ())):
        yield "missing required field: submit [json-pointer:/view]"


def _misshapen_block(surface: str, block: JSON, pointer: str) -> Iterator[str]:
    kind = str(block.get("type", ""))
    if surface != "message" and kind in MESSAGE_ONLY:
        yield f"unsupported type: {kind} [json-pointer:{pointer}/type]"
        return
    if contracts_folder() is None:
        return
    name = _names(surface).get(kind)
    if name is None:
        yield f"unsupported type: {kind} [json-pointer:{pointer}/type]"
        return
    yield from _problem(_validator(surface, name), block, pointer)


def _problem(validator: Draft7Validator | None, value: JSON, pointer: str) -> Iterator[str]:
    problem = best_match(validator.iter_errors(value)) if validator else None
    if problem is not None:
        place = "".join(f"/{part}" for part in problem.absolute_path)
        yield f"{problem.message[:200]} [json-pointer:{pointer}{place}]"


@functools.cache
def _definitions(surface: str) -> dict[str, Any]:
    folder = contracts_folder()
    assert folder is not None
    schema = json.loads((folder / "slack" / f"{FILES[surface]}.schema.json").read_text(encoding="utf-8"))
    definitions: dict[str, Any] = schema["definitions"]
    return definitions


@functools.cache
def _names(surface: str) -> dict[str, str]:
    """The definition of each known type of block."""
    definitions = _definitions(surface)
    references = [one["$ref"].rpartition("/")[2] for one in definitions["KnownBlock"]["anyOf"]]
    return {_type_of(definitions[name]): name for name in references}


@functools.cache
def _validator(surface: str, name: str) -> Draft7Validator | None:
    if contracts_folder() is None:
        return None
    return Draft7Validator({"$ref": f"#/definitions/{name}", "definitions": _definitions(surface)})


def _type_of(definition: JSON) -> str:
    first = definition["anyOf"][0] if "anyOf" in definition else definition
    return str(first["properties"]["type"]["const"])
