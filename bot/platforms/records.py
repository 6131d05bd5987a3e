"""What a platform keeps for itself in the store, encrypted: a text under a kind and a key."""

from uuid import uuid4

from bot.domain.outbox import PlatformRecord
from bot.ports import Transaction


async def kept(tx: Transaction, workspace: str, kind: str, key: str) -> str | None:
    """What is kept there."""
    record = await tx.first(PlatformRecord, workspace=workspace, kind=kind, key=key)
    return record.body if record else None


async def keep(tx: Transaction, workspace: str, kind: str, key: str, body: str | None) -> None:
    """Keep this in place of what was kept there; None forgets it."""
    record = await tx.first(PlatformRecord, lock=True, workspace=workspace, kind=kind, key=key)
    if body is None:
        if record is not None:
            await tx.remove(record)
    elif record is None:
        tx.add(PlatformRecord(id=uuid4().hex, workspace=workspace, kind=kind, key=key, body=body))
    else:
        record.body = body
