"""What goes on between people: passed on, side by side, put to a channel."""

from sqlalchemy import JSON, Boolean, Column, Index, Integer, String, Table, UniqueConstraint, false

from bot.domain import passing_on, poll, together
from bot.storage.tables._columns import key, metadata, ref, workspace
from bot.storage.types import EncryptedJSON, EncryptedText, Moment, one_of

passed_on = Table(
    "passed_on",
    metadata,
    key(),
    workspace(),
    ref("member_id", "members"),
    ref("team_id", "teams"),
    Column("created_at", Moment, nullable=False, index=True),
    Column("author_name", EncryptedText, nullable=False),
    Column("coach", String(100)),
    Column("channel", String(100)),
    Column("question", EncryptedText),
    Column("words", EncryptedText),
    Column("action", EncryptedText),
    Column("state", one_of(passing_on.PassedState), nullable=False),
    Column("reader_name", EncryptedText),
    Index("ix_passed_on_workspace_coach", "workspace", "coach"),
    info={"rows_of": "member", "ages_by": "created_at", "names": {"coach": ("reader_name",)}, "stands_in_chat": True},
)

passed_replies = Table(
    "passed_replies",
    metadata,
    key(),
    workspace(),
    ref("passed_id", "passed_on"),
    Column("user", String(100), nullable=False),
    Column("author_name", EncryptedText, nullable=False),
    Column("sent_at", Moment, nullable=False, index=True),
    Column("changed_at", Moment, nullable=False),
    Column("words", EncryptedText),
    Column("channel", String(100)),
    Column("message_id", String(100)),
    Column("held", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("workspace", "channel", "message_id"),
    Index("ix_passed_replies_workspace_user", "workspace", "user"),
    info={"rows_of": "person", "ages_by": "sent_at", "stands_in_chat": True},
)

pairs = Table(
    "pairs",
    metadata,
    key(),
    workspace(),
    ref("product_id", "products"),
    ref("member_id", "members"),
    Column("name", EncryptedText, nullable=False),
    Column("user", String(100), nullable=False),
    Column("proposed_at", Moment, nullable=False),
    Column("lapses_at", Moment),
    Column("state", one_of(together.PairState), nullable=False),
    ref("other_id", "members", nullable=True),
    Column("other_name", EncryptedText),
    Column("agreed_at", Moment),
    ref("told_in", "prompts", nullable=True),
    info={
        "rows_of": "member",
        "names": {"user": ("other_name",)},
        "untold": ("state", "told_in"),
        "ages_by": "lapses_at",
    },
)

comparisons = Table(
    "comparisons",
    metadata,
    key(),
    ref("member_id", "members"),
    ref("pair_id", "pairs"),
    ref("prompt_id", "prompts", index=False, unique=True),
    ref("own_id", "answers"),
    ref("other_id", "answers"),
    Column("told_at", Moment, nullable=False),
    info={"rows_of": "member", "ages_by": "told_at"},
)

polls = Table(
    "polls",
    metadata,
    key(),
    workspace(),
    ref("team_id", "teams"),
    Column("question_id", String(64), nullable=False),
    Column("asked", EncryptedText, nullable=False),
    Column("days", Integer, nullable=False),
    Column("put_by", String(100), nullable=False),
    Column("put_by_name", EncryptedText, nullable=False),
    Column("created_at", Moment, nullable=False, index=True),
    Column("closes_at", Moment, nullable=False),
    Column("opening", EncryptedText),
    Column("state", one_of(poll.PollState), nullable=False),
    # Of voters nothing stands in a row of its own: rows tell by their place in what order they were written.
    Column("key", EncryptedText),
    Column("ballots", EncryptedJSON),
    Column("counts", JSON(none_as_null=True)),
    Column("named", Integer, nullable=False),
    Column("shown", Boolean, nullable=False),
    Index("ix_polls_state_closes_at", "state", "closes_at"),
    Index("ix_polls_workspace_state", "workspace", "state"),
    info={
        "rows_of": "team",
        "ages_by": "created_at",
        "names": {"put_by": ("put_by_name", "opening")},
        "stands_in_chat": True,
    },
)
