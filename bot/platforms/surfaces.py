"""Where a direct answer is shown, on any platform, and the telling of what goes wrong on the way there."""

import asyncio
import logging
from collections.abc import Awaitable, Coroutine
from typing import Any, Protocol
from uuid import uuid4

from bot.domain.library import Phrases
from bot.domain.message import Form, Message, sentence
from bot.frontdesk.incoming import Reply
from bot.ports import NotSent, OutcomeUnknown

log = logging.getLogger(__name__)


class TriggerLate(Exception):
    """A form can no longer be opened by that command or tap."""


class Surface(Protocol):
    """Where an answer goes; each method may raise what the platform's client raises, TriggerLate among it."""

    async def show(self, message: Message) -> None:
        """Show it to the asker alone."""

    async def replace(self, message: Message) -> None:
        """Show it in place of what was tapped."""

    async def open(self, form: Form) -> None:
        """Let the asker fill it in."""

    async def done(self) -> None:
        """Nothing is to be shown: a form that was sent closes."""


class Later:
    """Work that takes longer than an answer may: done at once, but not waited for."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def do(self, work: Coroutine[Any, Any, None]) -> None:
        """Do it; what goes wrong is in the log."""
        task = asyncio.create_task(_logged(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def finish(self) -> None:
        """Wait for everything in hand."""
        while self._tasks:
            await asyncio.gather(*self._tasks)


async def _logged(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except Exception as problem:
        log.exception("action=late_answer_failed reason=%s", type(problem).__name__)


async def answer(asked: Awaitable[Reply], surface: Surface, say: Phrases) -> None:
    """Show the desk's answer; whatever fails on the way, the person is told whether anything was kept."""
    trouble = "errors.unexpected"
    try:
        reply = await asked
        trouble = "errors.not_shown"
        await _shown(reply, surface, say)
    except Exception:
        reference = uuid4().hex[:8]
        log.exception("action=request_failed reference=%s", reference)
        await _excuse(surface, say(trouble, reference=reference))


async def _shown(reply: Reply, surface: Surface, say: Phrases) -> None:
    """Show it, or say what the chat is to blame for."""
    try:
        await _show(reply, surface)
    except TriggerLate:
        await _excuse(surface, say("errors.form_late"))
    except (NotSent, OutcomeUnknown) as problem:
        log.warning("action=answer_not_shown reason=%s", problem)
        await _excuse(surface, say("errors.chat_busy" if reply.form else "errors.kept_unshown"))


async def _show(reply: Reply, surface: Surface) -> None:
    if reply.form is not None:
        await surface.open(reply.form)
    if reply.replace is not None:
        await surface.replace(reply.replace)
    if reply.message is not None:
        await surface.show(reply.message)
    if not (reply.form or reply.replace or reply.message or reply.errors):
        await surface.done()


async def _excuse(surface: Surface, said: str) -> None:
    try:
        await surface.show(sentence(said))
    except Exception as problem:
        log.exception("action=not_even_an_excuse reason=%s", type(problem).__name__)
