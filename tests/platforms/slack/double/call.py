"""One call of the Web API as a method sees it."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.platforms.slack.double.refusals import JSON, Refused
from tests.platforms.slack.double.world import Channel, Workspace

if TYPE_CHECKING:
    from tests.platforms.slack.double.slack import Slack


@dataclass
class Call:
    """A call by an installation, with its arguments."""

    slack: "Slack"
    workspace: Workspace
    args: JSON

    def needs(self, *names: str) -> None:
        """Raise Refused when an argument is missing."""
        missing = [f"missing required field: {name}" for name in names if self.args.get(name) in (None, "")]
        if missing:
            raise Refused("invalid_arguments", missing)

    def text(self, name: str) -> str:
        """An argument that is a text. Raises Refused when it is missing or something else."""
        self.needs(name)
        value = self.args[name]
        if not isinstance(value, str):
            raise Refused("invalid_arguments", [f"must be a string [json-pointer:/{name}]"])
        return value

    def flag(self, name: str) -> bool:
        """An argument that is true or false."""
        return str(self.args.get(name, "")).lower() in ("true", "1")

    def number(self, name: str, default: int) -> int:
        """An argument that is a whole number."""
        value = self.args.get(name) or default
        try:
            return int(value)
        except ValueError:
            raise Refused("invalid_arguments", [f"must be an integer [json-pointer:/{name}]"]) from None

    def json(self, name: str, error: str) -> Any:
        """An argument that is JSON, or JSON in a text; None when it is missing."""
        value = self.args.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise Refused(error) from None

    def channel(self) -> Channel:
        """The channel that the call is about."""
        return self.workspace.channel(self.text("channel"))

    def channel_of_ours(self) -> Channel:
        """The channel, of which the app is a member."""
        channel = self.channel()
        if self.workspace.bot_user not in channel.members:
            raise Refused("not_in_channel")
        return channel
