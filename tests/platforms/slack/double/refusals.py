"""How Slack says no."""

from collections.abc import Sequence
from typing import Any

JSON = dict[str, Any]


class Refused(Exception):
    """A call that Slack answers with `ok: false`."""

    def __init__(self, error: str, messages: Sequence[str] = (), **more: object) -> None:
        super().__init__(f"{error}: {'; '.join(messages)}" if messages else error)
        self.error, self.messages, self.more = error, tuple(messages), more

    def answer(self) -> JSON:
        """The body of the answer."""
        body: JSON = {"ok": False, "error": self.error, **self.more}
        if self.messages:
            body["errors"] = list(self.messages)
            body["response_metadata"] = {"messages": [f"[ERROR] {message}" for message in self.messages]}
        return body


class TooFast(Exception):
    """A call that Slack answers with 429: come again after that many seconds."""

    def __init__(self, after: int) -> None:
        super().__init__(f"ratelimited, retry after {after} s")
        self.after = after


class AppMistake(AssertionError):
    """Something the app sent back that Slack would show to a person as an error."""
