"""What can be tapped in blocks, by the label that one reads."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.platforms.slack.double.inputs import STATE_KEY, offered
from tests.platforms.slack.double.refusals import JSON
from tests.platforms.slack.double.world import Post, View

TOLD = ("type", "action_id", "text", "value", "style", "url")


@dataclass(frozen=True)
class Target:
    """Something to tap: a button, or one option of a menu, in a message or a view."""

    label: str
    block: JSON
    element: JSON
    option: JSON | None
    post: Post | None = None
    view: View | None = None

    def action(self, ts: str) -> JSON:
        """The action as Slack tells it to the app."""
        element = self.element
        told: JSON = {key: element[key] for key in TOLD if key in element}
        told |= {"block_id": self.block["block_id"], "action_ts": ts}
        if self.option is not None:
            key = STATE_KEY.get(element["type"], "selected_option")
            told[key] = [self.option] if key.endswith("s") else self.option
        return told


def targets(blocks: list[JSON], post: Post | None = None, view: View | None = None) -> Iterator[Target]:
    """Everything that can be tapped there, in reading order."""
    for block in blocks:
        for element in _tappable(block):
            if element["type"] == "button":
                yield Target(element["text"]["text"], block, element, None, post, view)
            for option in offered(element):
                yield Target(option["text"]["text"], block, element, option, post, view)


def _tappable(block: JSON) -> list[JSON]:
    if block["type"] == "actions":
        return list(block["elements"])
    if block["type"] == "section" and "accessory" in block:
        return [block["accessory"]]
    return [block["element"]] if block["type"] == "input" and block.get("dispatch_action") else []
