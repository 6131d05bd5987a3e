"""What is filled in in a dialog: by the label that one reads, as the client lets one fill it in."""

from typing import Any

from tests.platforms.mattermost.double.refusals import JSON
from tests.platforms.mattermost.double.world import User, World

LONGEST = {"text": 150, "textarea": 3000}


class CannotFill(Exception):
    """What the client does not let one do; the text says why."""


def initial_value(element: JSON) -> Any:
    """What stands in a field that nobody touched."""
    default = element.get("default") or None
    return str(default).lower() == "true" if element.get("type") == "bool" else default


def labelled(elements: list[JSON], label: str) -> JSON:
    """The field of that label. Raises CannotFill."""
    for element in elements:
        if element["display_name"] == label:
            return element
    raise CannotFill(f"no field {label!r} among {[element['display_name'] for element in elements]}")


def filled(world: World, user: User, element: JSON, filling: str | bool) -> Any:
    """The value of what somebody fills in there. Raises CannotFill."""
    kind = element["type"]
    if kind == "bool":
        if not isinstance(filling, bool):
            raise CannotFill("a box is ticked or not")
        return filling
    if kind in ("select", "radio"):
        return chosen(world, user, element, str(filling))
    return _text(element, str(filling))


def chosen(world: World, user: User, menu: JSON, label: str) -> str:
    """The value of an option of a menu, by the text that one reads. Raises CannotFill."""
    offered = {"users": _users, "channels": _channels}.get(menu.get("data_source") or "")
    options = offered(world, user) if offered else {o["text"]: o["value"] for o in menu.get("options") or ()}
    if label not in options:
        raise CannotFill(f"no option {label!r} among {sorted(options)}")
    return str(options[label])


def missing(elements: list[JSON], values: dict[str, Any]) -> list[str]:
    """The labels of what must be filled in and is not, or is too short."""
    return [element["display_name"] for element in elements if _is_missing(element, values[element["name"]])]


def _is_missing(element: JSON, value: Any) -> bool:
    if value in (None, ""):
        return not element.get("optional") and element["type"] != "bool"
    return isinstance(value, str) and len(value) < (element.get("min_length") or 0)


def _text(element: JSON, filling: str) -> Any:
    longest = element.get("max_length") or LONGEST[element["type"]]
    if len(filling) > longest:
        raise CannotFill(f"a text of {longest} characters at most")
    if "\n" in filling and element["type"] == "text":
        raise CannotFill("one line only")
    if element.get("subtype") != "number" or not filling:
        return filling
    try:
        return int(filling)
    except ValueError:
        raise CannotFill(f"{filling!r} is no number") from None


def _users(world: World, _: User) -> dict[str, str]:
    users = [user for user in world.users.values() if not user.delete_at]
    return {name: user.id for user in users for name in (user.first_name, user.username) if name}


def _channels(world: World, user: User) -> dict[str, str]:
    channels = [c for c in world.channels.values() if c.type == "O" or user.id in c.members]
    return {name: c.id for c in channels if not c.delete_at for name in (c.display_name, c.name) if name}
