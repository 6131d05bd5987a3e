"""A morning on which everybody is to be asked and every team reads its digest, in several chats at once."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.library import Library
from bot.domain.people import TeamKind
from bot.storage.keys import Keyring
from bot.storage.opening import open_store
from tests.dialogs.reading import spaced
from tests.faults.chats import Chat, Human
from tests.platforms.mattermost.coach import PUBLIC_URL
from tests.storage.things import holder, membership, prompt, share, team

KEY = "k" * 40
LEASE_SECONDS = 30
PRODUCT = "Mes démarches"


def settings(url: str, chats: Sequence[Chat], **others: str) -> dict[str, str]:
    """The environment of a coach in these chats, which ticks often."""
    known = {
        "DATABASE_URL": url,
        "PUBLIC_URL": PUBLIC_URL,
        "COACH_SECRET_KEYS": KEY,
        "COACH_RESPONSIBLE": "La DNUM",
        "COACH_DPO": "dpo@example.gouv.fr",
        "COACH_TICK_SECONDS": "0.5",
        "COACH_LEASE_SECONDS": str(LEASE_SECONDS),
    }
    return {**known, **{name: value for chat in chats for name, value in chat.settings.items()}, **others}


async def make_due(
    url: str, chats: Sequence[Chat], *, within: timedelta = timedelta(), later: timedelta = timedelta()
) -> None:
    """Let everybody be asked and every digest come, one after the other within that time, all of it `later`."""
    store = await open_store(url, Keyring([KEY]), migrating=True)
    try:
        for chat in chats:
            await chat.set_up(store)
            async with store.transaction() as tx:
                tx.add(*_rows(chat, datetime.now(UTC) + later, within))
    finally:
        await store.close()


def _rows(chat: Chat, first: datetime, within: timedelta) -> list[object]:
    local = {"zone": zone_of_morning(first), "weekday": first.weekday(), "hour": 10}
    given = {"workspace": chat.workspace, **local}
    earlier, rows = first - timedelta(weeks=4), list[object]()
    for number, person in enumerate(chat.people):
        id_, due = person.user.id, first + within * (number / len(chat.people))
        rows += holder(id_, **given, user=id_, started_at=earlier, next_due=due)
        rows.append(prompt(f"old-{id_}", id_, asked_at=earlier, week=None))
    author = chat.people[0].user.id if chat.people else ""
    for number, channel in enumerate(chat.channels):
        due = first + within * (number / len(chat.channels))
        known = {"channel": channel.id, "name": channel.name, "created_at": earlier, "set_up_by": author}
        rows.append(team(channel.id, **given, **known, kind=TeamKind.COMMUNITY, next_due=due))
        rows.append(membership(author, channel.id))
        rows.append(share(f"share-{channel.id}", member_id=author, team_id=channel.id, prompt_id=f"old-{author}"))
    return rows


def zone_of_morning(now: datetime) -> str:
    """A time zone where it is between ten and eleven: what is due now is not too late there."""
    ahead = (10 - now.hour + 12) % 24 - 12
    return f"Etc/GMT{-ahead:+d}"


class Counting:
    """How often something stands in a chat that must stand there once."""

    def __init__(self, library: Library) -> None:
        self.say, self._questions = library.say("fr"), library.role("fr").questions

    def questions(self, person: Human) -> int:
        """The questions in somebody's conversation, answered or not."""
        answered = [self.say("answered.title", product=PRODUCT, title=each.title) for each in self._questions]
        return _count(person.reads(), self.say("prompt.title", product=PRODUCT), *answered)

    def rated(self, person: Human, rating: str) -> int:
        """The questions that show this answer by one tap."""
        return self.of(person, "answered.rated", rating=self.say(f"ratings_in_words.{rating}"))

    def of(self, person: Human, key: str, **values: object) -> int:
        """The messages in which somebody reads that phrase."""
        return _count(person.reads(), self.say(key, **values))

    def own_answers(self, person: Human) -> Sequence[str]:
        """What somebody was shown of their own answers."""
        return [text for text in person.reads() if self.say("answers.title") in text]

    def entry(self, rating: str) -> str:
        """How that answer by one tap begins there, after its day."""
        given = {"product": PRODUCT, "rating": self.say(f"ratings.{rating}")}
        return self.say("answers.entry", day="|", question="|", **given).split("|")[1]

    def digests(self, chat: Chat, channel: Any) -> int:
        """The digests in a channel."""
        return _count(chat.people[0].reads(channel), self.say("digest.title_community", team=channel.name))


def _count(texts: Sequence[str], *words: str) -> int:
    return sum(any(spaced(each) in spaced(text) for each in words) for text in texts)
