"""What lets an app open a dialog for who just did something."""

import base64
from collections.abc import Callable

from tests.platforms.mattermost.double.refusals import Refused
from tests.platforms.mattermost.double.world import User, new_id

SECONDS = 3.0


class Triggers:
    """The trigger ids given out, each good for 3 s, however often; `age` makes new ones that old at once."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._known: dict[str, tuple[str, str, float]] = {}
        self.age = 0.0

    def new(self, user: User) -> str:
        """A new trigger id; the user's client waits for its dialog, and for no earlier one's."""
        user.trigger = new_id()
        id_ = base64.b64encode(f"{user.trigger}:{user.id}:{new_id()}".encode()).decode()
        self._known[id_] = (user.trigger, user.id, self._now() - self.age)
        return id_

    def used(self, id_: str) -> tuple[str, str]:
        """What the client knows a trigger by, and whose it is. Raises Refused."""
        try:
            base64.b64decode(id_, validate=True)
        except ValueError:  # What is not base64, or not even ASCII.
            raise _refused("base64_decode_failed", "Failed to decode base64 for trigger ID.") from None
        if id_ not in self._known:
            raise _refused("missing_data", "Trigger ID is missing required data for interactive dialog.")
        client, user, born = self._known[id_]
        if self._now() - born > SECONDS:
            raise _refused("expired", "Trigger ID for interactive dialog is expired. Trigger IDs live for 3 seconds.")
        return client, user


def _refused(why: str, words: str) -> Refused:
    return Refused(400, f"interactive_message.decode_trigger_id.{why}", words)
