"""What Slack sends to an app over HTTP: bodies, signed as Slack signs them."""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from tests.platforms.slack.double.refusals import JSON

FORM, JSON_TYPE = "application/x-www-form-urlencoded", "application/json"
STALE_SECONDS = 6 * 60


@dataclass(frozen=True)
class Letter:
    """One request: its body, and the headers that go with it."""

    body: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def signed(self, secret: str, age: float = 0) -> "Letter":
        """The letter, signed with that secret, as if it had been that many seconds ago."""
        at = str(int(time.time() - age))
        digest = hmac.new(secret.encode(), f"v0:{at}:{self.body}".encode(), hashlib.sha256).hexdigest()
        signature = {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={digest}"}
        return replace(self, headers={**self.headers, **signature})


def command_letter(fields: Mapping[str, str]) -> Letter:
    """A slash command."""
    return Letter(urlencode(fields), {"Content-Type": FORM})


def interaction_letter(payload: JSON) -> Letter:
    """A tap, or a form sent or closed."""
    return Letter(urlencode({"payload": json.dumps(payload, ensure_ascii=False)}), {"Content-Type": FORM})


def event_letter(envelope: JSON, retry: int = 0, reason: str = "http_timeout") -> Letter:
    """An event; `retry` is how many times Slack tried before."""
    headers = {"Content-Type": JSON_TYPE}
    if retry:
        headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason}
    return Letter(json.dumps(envelope, ensure_ascii=False), headers)
