"""What the coach says and hears."""

from sqlalchemy import Boolean, Column, Float, Index, Integer, String, Table, UniqueConstraint, false

from bot.domain import outbox
from bot.storage.tables._columns import key, metadata, ref, workspace
from bot.storage.types import EncryptedText, Moment, one_of

postings = Table(
    "postings",
    metadata,
    key(),
    workspace(),
    Column("kind", String(40), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("language", String(10), nullable=False),
    Column("priority", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("channel", String(100)),
    Column("user", String(100)),
    ref("thread_of", "postings", nullable=True),
    Column("not_after", Moment),
    Column("wanted", Integer, nullable=False),
    Column("shown", Integer, nullable=False),
    Column("state", one_of(outbox.PostingState), nullable=False),
    Column("lease_until", Moment),
    Column("retry_at", Moment),
    Column("attempts", Integer, nullable=False),
    Column("posted_channel", String(100)),
    Column("message_id", String(100)),
    Column("reason", String(200)),
    Column("unasked", Boolean, nullable=False, server_default=false()),
    Column("said_at", Moment),
    Column("room_at", Moment, index=True),
    Index("ix_postings_state_workspace_priority_created_at", "state", "workspace", "priority", "created_at"),
    Index("ix_postings_kind_subject", "kind", "subject"),
    Index("ix_postings_message_id", "message_id"),
    Index("ix_postings_workspace_user", "workspace", "user"),
    Index("ix_postings_created_at", "created_at"),
    info={"rows_of": "person", "ages_by": "created_at", "stands_in_chat": True},
)

paces = Table(
    "paces",
    metadata,
    key(),
    workspace(),
    Column("channel", String(100), nullable=False),
    Column("free_at", Moment, nullable=False, index=True),
    Column("rate", Float),
    Column("aim", Float),
    Column("drift", Float),
    Column("held_until", Moment),
    UniqueConstraint("workspace", "channel"),
    info={"rows_of": "person", "user": "channel", "ages_by": "free_at"},
)

inbox = Table(
    "inbox",
    metadata,
    key(),
    workspace(),
    Column("event", String(200), nullable=False),
    Column("heard_at", Moment, nullable=False, index=True),
    UniqueConstraint("workspace", "event"),
    info={"rows_of": "nobody"},
)

platform_records = Table(
    "platform_records",
    metadata,
    key(),
    workspace(),
    Column("kind", String(40), nullable=False),
    Column("key", String(100), nullable=False),
    Column("body", EncryptedText, nullable=False),
    UniqueConstraint("workspace", "kind", "key"),
    info={"rows_of": "workspace"},
)
