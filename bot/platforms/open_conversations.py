"""Where a question is waiting for its answer: the conversations to read after an absence, on any platform."""

from collections.abc import Sequence

from bot.domain.outbox import Posting, PostingState
from bot.domain.reflection import Prompt, PromptState
from bot.ports import Store


async def open_conversations(store: Store, platform: str) -> Sequence[tuple[str, str]]:
    """Workspace and channel of every direct conversation with an open prompt there, each once. Raises StoreAway."""
    async with store.transaction() as tx:
        prompts = {prompt.id for prompt in await tx.all(Prompt, state=PromptState.OPEN)}
        postings = await tx.all(Posting, kind="prompt", state=PostingState.SENT)
        found = [(p.workspace, p.posted_channel) for p in postings if p.subject in prompts and p.posted_channel]
    return list(dict.fromkeys(place for place in found if place[0].startswith(f"{platform}:")))
