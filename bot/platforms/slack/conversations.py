"""Which conversations to read after an absence: those with an open question, and those where somebody just wrote."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.outbox import Posting, PostingState
from bot.domain.people import Member
from bot.domain.reflection import Prompt, PromptState, TypedWords
from bot.platforms.slack.workspaces import NAME
from bot.ports import Store, Transaction

RECENT = timedelta(days=1)
"""How long people go on changing what they wrote; no retention setting lets Slack itself remove what is younger."""


@dataclass
class Conversation:
    """One to read from its `oldest` message on, and who wrote the words that are `kept` of it, by message."""

    workspace: str
    channel: str
    oldest: str
    kept: dict[str, str] = field(default_factory=dict)


async def conversations_to_read(store: Store, now: datetime) -> list[Conversation]:
    """Those in Slack, each once. Raises StoreAway."""
    found: dict[tuple[str, str], Conversation] = {}

    def add(workspace: str, channel: str, message_id: str) -> Conversation:
        known = found.setdefault((workspace, channel), Conversation(workspace, channel, message_id))
        known.oldest = min(known.oldest, message_id)
        return known

    async with store.transaction() as tx:
        words = [each for each in await tx.words_since(now - RECENT) if each.prompt_id is not None]
        opened = [prompt.id for prompt in await tx.all(Prompt, state=PromptState.OPEN)]
        for posting in await _questions(tx, {*opened, *(each.prompt_id or "" for each in words)}):
            add(posting.workspace, posting.posted_channel or "", posting.message_id or "")
        authors = await _authors(tx, words)
    for each in words:
        add(each.workspace, each.channel, each.message_id).kept[each.message_id] = authors[each.member_id]
    return [conversation for conversation in found.values() if conversation.workspace.startswith(f"{NAME}:")]


async def _questions(tx: Transaction, prompts: set[str]) -> list[Posting]:
    """The messages that put these questions."""
    sent = await tx.all(Posting, kind="prompt", state=PostingState.SENT, subject=prompts)
    return [posting for posting in sent if posting.message_id]


async def _authors(tx: Transaction, words: list[TypedWords]) -> dict[str, str]:
    """The users behind the members who wrote these."""
    members = await tx.all(Member, id={each.member_id for each in words})
    return {member.id: member.user for member in members}
