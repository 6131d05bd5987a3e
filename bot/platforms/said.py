"""What somebody said to the coach in its conversation with them, as every chat tells it."""

from dataclasses import dataclass
from datetime import datetime

from bot.frontdesk.incoming import Deleted, Person, Place, Typed


@dataclass(frozen=True)
class Said:
    """A message that somebody wrote, edited or deleted in the conversation with the coach.

    `words` is None for a deleted one.
    """

    user: str
    channel: str
    message_id: str
    words: str | None
    sent_at: datetime
    changed_at: datetime
    thread: str | None = None

    @property
    def event(self) -> str:
        """The same for the same words of the same message, however the chat tells of them."""
        change = "deleted" if self.words is None else self.changed_at.isoformat()
        return f"message:{self.channel}:{self.message_id}:{change}"

    def typed(self, who: Person) -> Typed:
        """As the desk hears words."""
        told = (self.event, self.message_id, self.words or "", self.sent_at, self.changed_at, self.thread)
        return Typed(who, Place(self.channel, direct=True), *told)

    def deleted(self, who: Person) -> Deleted:
        """As the desk hears of a deletion."""
        return Deleted(who, Place(self.channel, direct=True), self.event, self.message_id, self.sent_at)
