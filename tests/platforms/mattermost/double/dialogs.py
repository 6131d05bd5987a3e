"""Dialogs: opened by the app, filled in and sent by a person's client."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.platforms.mattermost.double.attachments import options_problems
from tests.platforms.mattermost.double.call import Call
from tests.platforms.mattermost.double.inputs import initial_value
from tests.platforms.mattermost.double.integrations import failed
from tests.platforms.mattermost.double.refusals import JSON, AppMistake, Refused, bad_parameter, forbidden

if TYPE_CHECKING:
    from tests.platforms.mattermost.double.mattermost import Mattermost

LONGEST_TITLE, LONGEST_LABEL, LONGEST_NAME, LONGEST_HINT = 24, 24, 300, 150
LONGEST_VALUE = {"text": 150, "textarea": 3000}
LONGEST_PASSED = 3000
ELEMENTS = ("text", "textarea", "select", "bool", "radio")
SUBTYPES = ("", "text", "email", "number", "password", "tel", "url")
DIALOG = {
    *("callback_id", "title", "introduction_text", "icon_url", "elements", "submit_label", "notify_on_cancel"),
    "state",
}
ELEMENT = {
    *("display_name", "name", "type", "subtype", "default", "placeholder", "help_text", "optional", "min_length"),
    *("max_length", "data_source", "options"),
}
OK = 200


@dataclass
class Dialog:
    """A dialog that somebody sees; `values` is what stands in it, by the names of its elements."""

    user: str
    channel: str
    team: str
    url: str
    content: JSON
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def elements(self) -> list[JSON]:
        """Its fields."""
        return list(self.content.get("elements") or ())


def open_dialog(call: Call) -> JSON:
    """`POST /actions/dialogs/open`: nobody has to say who they are, the trigger tells."""
    said = call.fields()
    if not said.get("url"):
        raise bad_parameter("url")
    client, user_id = call.mattermost.triggers.used(str(said.get("trigger_id", "")))
    content = said.get("dialog") or {}
    problems = [f"dialog: {problem}" for problem in _problems(content)]
    if problems:
        call.mattermost.violations += problems
        raise Refused(400, "app.open_interactive_dialog.invalid.app_error", "; ".join(problems))
    user = call.world.users[user_id]
    if user.trigger == client:
        values = {element["name"]: initial_value(element) for element in content.get("elements") or ()}
        place = call.mattermost.places[user.id]
        call.mattermost.dialogs[user.id] = Dialog(user.id, *place, str(said["url"]), deepcopy(content), values)
    return {"status": "OK"}


async def submit(mattermost: "Mattermost", dialog: Dialog, *, cancelled: bool = False) -> JSON:
    """Send a dialog to its address; what the app answers. Raises Refused.

    Address, state and values come from the client: whoever has one can send what they like.
    """
    channel, team = mattermost.world.channel(dialog.channel), mattermost.world.team(dialog.team)
    if dialog.user not in channel.members or dialog.user not in team.members:
        raise forbidden()
    body = {
        "type": "dialog_submission",
        "callback_id": str(dialog.content.get("callback_id") or ""),
        "state": str(dialog.content.get("state") or ""),
        "user_id": dialog.user,
        "channel_id": dialog.channel,
        "team_id": dialog.team,
        "submission": None if cancelled else dict(dialog.values),
        "cancelled": cancelled,
    }
    answer = await mattermost.integrations.call(dialog.url, body=body)
    if answer.status != OK:
        raise failed()
    try:
        response = answer.json()
    except ValueError:
        return {}
    if not isinstance(response, dict) or set(response) - {"error", "errors"}:
        raise AppMistake(f"the answer to a dialog is {response!r}")
    return response


def _problems(dialog: JSON) -> Iterator[str]:
    yield from (f"no property {name!r}" for name in sorted(set(dialog) - DIALOG))
    yield from _too_long(dialog, "title", LONGEST_TITLE)
    yield from _too_long(dialog, "submit_label", LONGEST_LABEL)
    yield from _too_long(dialog, "state", LONGEST_PASSED)
    yield from _too_long(dialog, "callback_id", LONGEST_PASSED)
    if not dialog.get("title"):
        yield "it has no title"
    elements = dialog.get("elements") or ()
    names = [element.get("name") for element in elements]
    if len(set(names)) < len(names):
        yield f"names are there twice: {names}"
    for element in elements:
        yield from (f"element {element.get('name')!r}: {problem}" for problem in _element_problems(element))


def _element_problems(element: JSON) -> Iterator[str]:
    kind = str(element.get("type", ""))
    longest = LONGEST_VALUE.get(kind, LONGEST_PASSED)
    yield from (f"no property {name!r}" for name in sorted(set(element) - ELEMENT))
    yield from (f"it has no {name}" for name in ("name", "display_name") if not element.get(name))
    yield from _too_long(element, "display_name", LONGEST_LABEL)
    yield from _too_long(element, "name", LONGEST_NAME)
    yield from _too_long(element, "help_text", LONGEST_HINT)
    yield from _too_long(element, "placeholder", LONGEST_HINT if kind != "textarea" else LONGEST_PASSED)
    yield from _too_long(element, "default", longest)
    if kind not in ELEMENTS:
        yield f"type {kind!r}"
    if element.get("subtype", "") not in SUBTYPES:
        yield f"subtype {element['subtype']!r}"
    if not 0 <= element.get("min_length", 0) <= (element.get("max_length") or longest) <= longest:
        yield f"from {element.get('min_length')} to {element.get('max_length')} characters, {longest} at most"
    if kind == "radio" or (kind == "select" and not element.get("data_source")):
        yield from options_problems(element.get("options"))
        values = [option.get("value") for option in element.get("options") or ()]
        if element.get("default") and element["default"] not in values:
            yield f"default {element['default']!r} is no option"
    if element.get("data_source", "") not in ("", "users", "channels"):
        yield f"data_source {element['data_source']!r}"


def _too_long(value: JSON, name: str, longest: int) -> Iterator[str]:
    if len(str(value.get(name) or "")) > longest:
        yield f"{name} has {len(str(value[name]))} characters, {longest} at most"
