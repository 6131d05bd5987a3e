"""Keeps what people type under the question it belongs to, and follows their edits and deletions."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from bot.coach import outbox
from bot.coach.answer import is_wordless, mark_answered
from bot.coach.scene import Scene
from bot.coach.share import take_back_all_of
from bot.coach.tell import hear_words
from bot.domain.outbox import Posting, Saying
from bot.domain.people import Member, Standing
from bot.domain.reflection import Answer, Prompt, PromptState, Share, TypedWords
from bot.domain.refusals import Refusal

STAYS_OPEN = timedelta(weeks=5)


@dataclass(frozen=True)
class Message:
    """A message someone typed to the coach: where it stands, what it says, when it was sent and last changed."""

    channel: str
    message_id: str
    words: str
    sent_at: datetime
    changed_at: datetime
    thread: str | None = None


async def known(scene: Scene, member: Member, channel: str, message_id: str) -> TypedWords | None:
    """What is kept of a message, or the mark that it was deleted."""
    return await scene.tx.first(TypedWords, workspace=member.workspace, channel=channel, message_id=message_id)


async def reword(scene: Scene, member: Member, kept: TypedWords, message: Message) -> None:
    """Keep the later wording of a message; nothing is kept of one that was deleted, or of an earlier wording."""
    if kept.deleted or message.changed_at <= kept.changed_at or kept.member_id != member.id:
        return
    kept.words, kept.changed_at = message.words, message.changed_at
    prompt = await scene.tx.get(Prompt, kept.prompt_id)
    if prompt is not None:
        await _belongs(scene, member, prompt)


async def keep(scene: Scene, member: Member, message: Message) -> bool:
    """Keep a message that is not known yet; False when no question is open and nothing was kept."""
    prompt = await _prompt_for(scene, member, message)
    if prompt is None:
        return False
    first = await is_wordless(scene, prompt)
    scene.tx.add(
        TypedWords(
            id=uuid4().hex,
            workspace=member.workspace,
            channel=message.channel,
            message_id=message.message_id,
            member_id=member.id,
            sent_at=message.sent_at,
            changed_at=message.changed_at,
            prompt_id=prompt.id,
            words=message.words,
        )
    )
    await _belongs(scene, member, prompt)
    await hear_words(scene, prompt, message.words, first=first)
    return True


async def forget(scene: Scene, member: Member, channel: str, message_id: str) -> None:
    """Remove a deleted message's words for good, and what was shared of their answer."""
    found = await known(scene, member, channel, message_id)
    if found is None:
        scene.tx.add(_mark(scene, member, channel, message_id))
        return
    await _remove(scene, member, [found])


async def forget_all_of(scene: Scene, member: Member, prompt: Prompt) -> None:
    """Remove everything typed to this question, and what was shared of it."""
    await _remove(scene, member, list(await typed_to(scene, prompt)))


async def move(scene: Scene, member: Member, source: Prompt, target: Prompt) -> None:
    """Let what was typed to one question belong to another, with what was shared of it.

    Raises:
        Refusal: nothing typed is left under the first.
    """
    messages = await typed_to(scene, source)
    if not messages:
        raise Refusal("errors.old_button")
    for typed in messages:
        typed.prompt_id = target.id
    for share in await scene.tx.all(Share, prompt_id=source.id):
        share.prompt_id = target.id
    await _reconsider(scene, source)
    await outbox.take_away(scene, Saying("kept", source.id))
    await _belongs(scene, member, target)


async def let_go(scene: Scene, prompt: Prompt, typed: TypedWords) -> None:
    """Keep a message under its question no more, since its words are kept elsewhere."""
    await scene.tx.remove(typed)
    await _reconsider(scene, prompt)
    kept = Saying("kept", prompt.id)
    await (outbox.refresh if await typed_to(scene, prompt) else outbox.take_away)(scene, kept)


async def recent_prompts(
    scene: Scene, member: Member, states: Collection[PromptState] = tuple(PromptState), most: int = 4
) -> list[Prompt]:
    """The questions last asked of a member, newest first; in these states alone."""
    prompts = await scene.tx.all(Prompt, order="asked_at", member_id=member.id, state=states)
    return list(prompts)[::-1][:most]


async def typed_to(scene: Scene, prompt: Prompt) -> list[TypedWords]:
    """What was typed to a question and not deleted since, oldest first."""
    return list(await scene.tx.all(TypedWords, order="sent_at", prompt_id=prompt.id, deleted=False))


async def _prompt_for(scene: Scene, member: Member, message: Message) -> Prompt | None:
    """The prompt of the message's thread, else the question last asked while it is not too long ago."""
    if message.thread:
        posting = await scene.tx.first(
            Posting, workspace=member.workspace, posted_channel=message.channel, message_id=message.thread
        )
        prompt = await scene.tx.get(Prompt, posting.subject) if posting and posting.kind in ("prompt", "kept") else None
        if prompt and prompt.member_id == member.id:
            return prompt
    if member.standing is Standing.STOPPED:
        return None
    last = await scene.tx.last_prompt(member.id)
    return last if last and scene.now - last.asked_at <= STAYS_OPEN else None


async def _belongs(scene: Scene, member: Member, prompt: Prompt) -> None:
    if not await mark_answered(scene, prompt):
        outbox.tell(scene, member, Saying("kept", prompt.id))


async def _remove(scene: Scene, member: Member, messages: list[TypedWords]) -> None:
    for typed in messages:
        if typed.member_id != member.id:
            continue
        prompt = await scene.tx.get(Prompt, typed.prompt_id)
        typed.words, typed.prompt_id, typed.deleted, typed.changed_at = None, None, True, scene.now
        if prompt is not None:
            await take_back_all_of(scene, prompt)
            await _reconsider(scene, prompt)
            await outbox.refresh(scene, Saying("kept", prompt.id))


async def _reconsider(scene: Scene, prompt: Prompt) -> None:
    """Open a question again when nothing is left of its answer."""
    answer = await scene.tx.first(Answer, prompt_id=prompt.id)
    if not await typed_to(scene, prompt) and not (answer and (answer.rating or answer.words)):
        prompt.state = PromptState.OPEN
    await outbox.refresh(scene, Saying("prompt", prompt.id))


def _mark(scene: Scene, member: Member, channel: str, message_id: str) -> TypedWords:
    return TypedWords(
        id=uuid4().hex,
        workspace=member.workspace,
        channel=channel,
        message_id=message_id,
        member_id=member.id,
        sent_at=scene.now,
        changed_at=scene.now,
        deleted=True,
    )
