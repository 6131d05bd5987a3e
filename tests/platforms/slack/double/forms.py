"""Modals sent and closed, as Slack tells them to the app and as it obeys the answer."""

from typing import TYPE_CHECKING, Any

from tests.platforms.slack.double.checks import checked_view
from tests.platforms.slack.double.doors import Answer
from tests.platforms.slack.double.inputs import CannotFill, missing
from tests.platforms.slack.double.interactions import about
from tests.platforms.slack.double.refusals import JSON, AppMistake, Refused
from tests.platforms.slack.double.views import new_view, replace
from tests.platforms.slack.double.wire import view_json
from tests.platforms.slack.double.world import View

if TYPE_CHECKING:
    from tests.platforms.slack.double.person import Person


async def submit(person: "Person", view: View) -> Answer:
    """Send a modal, and do with it what the app answers. Raises CannotFill, AppMistake."""
    empty = missing(view)
    if empty:
        raise CannotFill(f"still to be filled in: {empty}")
    person.errors, person.trouble = {}, ""
    answer = await _send(person, {"type": "view_submission", "view": _told(person, view), "response_urls": []})
    if not answer.good:
        person.trouble = "We had some trouble connecting. Try again?"
        return answer
    try:
        _obey(person, view, answer.body or {})
    except Refused as refused:
        raise AppMistake(f"the answer to a modal: {refused}") from refused
    return answer


async def close(person: "Person", view: View) -> None:
    """Close a modal; the app hears of it if it asked to."""
    _pop(person, view)
    if view.content.get("notify_on_close"):
        await _send(person, {"type": "view_closed", "view": _told(person, view), "is_cleared": False})


def _obey(person: "Person", view: View, body: Any) -> None:
    action = body.get("response_action") if isinstance(body, dict) else "text"
    workspace = person.workspace
    stack = workspace.modals.setdefault(person.user.id, [])
    if action is None:
        _pop(person, view)
    elif action == "clear":
        stack.clear()
    elif action == "errors":
        person.errors = _errors(view, body["errors"])
    elif action == "update":
        replace(workspace, view, body["view"])
    elif action == "push":
        stack.append(new_view(workspace, person.user.id, checked_view(workspace, body["view"], ("modal",))))
    else:
        raise AppMistake(f"the answer to a modal says {action!r}")


def _errors(view: View, errors: JSON) -> dict[str, str]:
    """The sentences by label; Slack refuses one for a block that is no input."""
    labels = {b["block_id"]: b["label"]["text"] for b in view.content["blocks"] if b["type"] == "input"}
    unknown = set(errors) - set(labels)
    if unknown or not errors:
        raise AppMistake(f"errors for no input of the modal: {sorted(unknown)}")
    return {labels[block]: str(text) for block, text in errors.items()}


def _pop(person: "Person", view: View) -> None:
    stack = person.workspace.modals.get(person.user.id, [])
    if view in stack:
        stack.remove(view)


def _told(person: "Person", view: View) -> JSON:
    return view_json(person.slack, person.workspace, view)


async def _send(person: "Person", payload: JSON) -> Answer:
    assert person.slack.door is not None, "tell where the app listens first"
    return await person.slack.door.interaction({**about(person), **payload})
