"""What Mattermost's own OpenAPI description says of a request, where the contracts are at hand."""

import functools
from collections.abc import Iterator, Mapping
from typing import Any

import yaml
from jsonschema import Draft7Validator
from jsonschema.exceptions import best_match

from tests.platforms.contracts import contracts_folder
from tests.platforms.mattermost.double.refusals import JSON

FILE = "mattermost-openapi-v4.yaml"
# Real, and missing in the description: read in the server's source, or tried on a server.
MORE_QUERY = {"GET /config/client": ("format",)}
MORE_BODY = {
    "POST /posts": ("pending_post_id",),
    "POST /commands": ("username", "icon_url", "auto_complete", "auto_complete_desc", "auto_complete_hint"),
}
COMMAND_NAMES = ("display_name", "description")
# The description calls these props a text; the server takes an object and nothing else.
MISDESCRIBED = {"PUT /posts/{post_id}/patch": "props"}
UNDESCRIBED = ("GET /config",)


def violations(request: str, query: Mapping[str, str], body: Any, media: str) -> Iterator[str]:
    """Each way in which a request breaks the description; `request` is `POST /posts` or the like."""
    operation = _operation(request)
    if operation is None:
        return
    for problem in (*_query_problems(request, operation, query), *_body_problems(request, operation, body, media)):
        yield f"{request}: {problem}"


def _query_problems(request: str, operation: JSON, query: Mapping[str, str]) -> Iterator[str]:
    parameters = {p["name"]: p for p in operation.get("parameters", ()) if p["in"] == "query"}
    for name, value in query.items():
        if name in MORE_QUERY.get(request, ()):
            continue
        if name not in parameters:
            yield f"no query parameter {name!r}"
        elif not _is_a(parameters[name]["schema"].get("type"), value):
            yield f"query parameter {name!r} is {value!r}"
    for name, parameter in parameters.items():
        if parameter.get("required") and name not in query:
            yield f"query parameter {name!r} is missing"


def _is_a(kind: str, value: str) -> bool:
    return {"integer": value.isdigit(), "boolean": value in ("true", "false")}.get(kind, True)


def _body_problems(request: str, operation: JSON, body: Any, media: str) -> Iterator[str]:
    described = operation.get("requestBody")
    if described is None:
        if body is not None:
            yield "no body is expected"
        return
    if body is None:
        if described.get("required"):
            yield "the body is missing"
        return
    if media not in described["content"]:
        yield f"content type {media!r}"
        return
    schema = _resolved(described["content"][media]["schema"])
    checked = body
    if isinstance(body, dict):
        checked = {name: value for name, value in body.items() if name != MISDESCRIBED.get(request)}
        yield from (f"no property {name!r}" for name in sorted(set(body) - _known(request, schema)))
    problem = best_match(Draft7Validator({**schema, "components": _description()["components"]}).iter_errors(checked))
    if problem is not None:
        place = "".join(f"/{part}" for part in problem.absolute_path)
        yield f"{problem.message[:200]} at {place or '/'}"


def _known(request: str, schema: JSON) -> set[str]:
    more = MORE_BODY.get(request, ())
    return {*schema.get("properties", ()), *more, *(COMMAND_NAMES if request == "POST /commands" else ())}


def _resolved(schema: JSON) -> JSON:
    if "$ref" not in schema:
        return schema
    found: JSON = _description()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return found


def _operation(request: str) -> JSON | None:
    if contracts_folder() is None or request in UNDESCRIBED:
        return None
    method, _, path = request.partition(" ")
    operation: JSON = _description()["paths"][f"/api/v4{path}"][method.lower()]
    return operation


@functools.cache
def _description() -> JSON:
    folder = contracts_folder()
    assert folder is not None
    with (folder / FILE).open(encoding="utf-8") as file:
        description: JSON = yaml.load(file, Loader=yaml.CSafeLoader)
    return description
