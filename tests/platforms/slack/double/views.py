"""The methods that show a modal or the Home tab: `views.*`."""

from dataclasses import dataclass
from uuid import uuid4

from tests.platforms.slack.double.call import Call
from tests.platforms.slack.double.checks import checked_view
from tests.platforms.slack.double.inputs import initial_state
from tests.platforms.slack.double.refusals import JSON, Refused
from tests.platforms.slack.double.wire import view_json
from tests.platforms.slack.double.world import View, Workspace

TRIGGER_SECONDS = 3.0
DEEPEST_STACK = 3


@dataclass
class Trigger:
    """What lets the app open one modal for who did something, for 3 s."""

    workspace: str
    user: str
    born: float
    used: bool = False


def open_view(call: Call) -> JSON:
    """`views.open`: one modal a trigger, within its 3 s."""
    user = _use_trigger(call)
    content = checked_view(call.workspace, call.json("view", "invalid_arguments"), ("modal",))
    _refuse_doubled(call, content)
    view = new_view(call.workspace, user, content)
    call.workspace.modals[user] = [view]
    return {"view": view_json(call.slack, call.workspace, view)}


def push_view(call: Call) -> JSON:
    """`views.push`: a modal on top of those that are open."""
    user = _use_trigger(call)
    stack = call.workspace.modals.get(user, [])
    if not stack:
        raise Refused("not_found")
    if len(stack) >= DEEPEST_STACK:
        raise Refused("push_limit_reached")
    view = new_view(
        call.workspace, user, checked_view(call.workspace, call.json("view", "invalid_arguments"), ("modal",))
    )
    stack.append(view)
    return {"view": view_json(call.slack, call.workspace, view)}


def update_view(call: Call) -> JSON:
    """`views.update` of a modal that is still open."""
    id_, external = call.args.get("view_id"), call.args.get("external_id")
    stacks = call.workspace.modals.values()
    found = [
        v for stack in stacks for v in stack if v.id == id_ or (external and v.content.get("external_id") == external)
    ]
    if not found:
        raise Refused("not_found")
    _check_hash(call, found[0])
    replace(call.workspace, found[0], call.json("view", "invalid_arguments"))
    return {"view": view_json(call.slack, call.workspace, found[0])}


def publish(call: Call) -> JSON:
    """`views.publish` of somebody's Home tab."""
    user = call.workspace.user(call.text("user_id")).id
    content = checked_view(call.workspace, call.json("view", "invalid_arguments"), ("home",))
    known = call.workspace.homes.get(user)
    if known is not None:
        _check_hash(call, known)
    view = new_view(call.workspace, user, content, known.id if known else None)
    call.workspace.homes[user] = view
    return {"view": view_json(call.slack, call.workspace, view)}


def new_view(workspace: Workspace, user: str, content: JSON, id_: str | None = None) -> View:
    """A view that somebody sees from now on."""
    view = View(id_ or f"V{uuid4().hex[:10].upper()}", user, content, _hash(), initial_state(content))
    workspace.views[view.id] = view
    return view


def replace(workspace: Workspace, view: View, content: JSON) -> None:
    """Show something else in a modal; what was filled in stays where block and action are the same. Raises Refused."""
    before = view.state
    view.content, view.hash = checked_view(workspace, content, ("modal",)), _hash()
    view.state = initial_state(view.content)
    for block, actions in view.state.items():
        actions |= {name: value for name, value in before.get(block, {}).items() if name in actions}


def _use_trigger(call: Call) -> str:
    """Who did what the trigger came from. Raises Refused."""
    trigger = call.slack.triggers.get(call.text("trigger_id"))
    if trigger is None or trigger.workspace != call.workspace.id:
        raise Refused("invalid_trigger_id")
    if call.slack.clock.now() - trigger.born >= TRIGGER_SECONDS:
        raise Refused("expired_trigger_id")
    if trigger.used:
        raise Refused("exchanged_trigger_id")
    trigger.used = True
    return trigger.user


def _refuse_doubled(call: Call, content: JSON) -> None:
    external = content.get("external_id")
    if external and any(view.content.get("external_id") == external for view in call.workspace.views.values()):
        raise Refused("duplicate_external_id")


def _check_hash(call: Call, view: View) -> None:
    if call.args.get("hash") not in (None, "", view.hash):
        raise Refused("hash_conflict")


def _hash() -> str:
    return uuid4().hex[:12]
