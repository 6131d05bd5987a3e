"""What is asked and answered, what is shared of it, and what follows from it."""

from sqlalchemy import JSON, Boolean, Column, Index, Integer, String, Table, UniqueConstraint, false

from bot.domain import action, reflection, tips
from bot.storage.tables._columns import key, metadata, ref, workspace
from bot.storage.types import EncryptedJSON, EncryptedText, Moment, one_of

wordings = Table(
    "wordings",
    metadata,
    key(),
    Column("words", EncryptedJSON, nullable=False),
    info={"rows_of": "nobody"},
)

prompts = Table(
    "prompts",
    metadata,
    key(),
    ref("member_id", "members", index=False),
    ref("holding_id", "holdings"),
    Column("question_id", String(64), nullable=False),
    Column("asked_at", Moment, nullable=False, index=True),
    Column("language", String(10), nullable=False),
    Column("week", Integer),
    Column("state", one_of(reflection.PromptState), nullable=False),
    Column("again_at", Moment, index=True),
    Column("remind_at", Moment, index=True),
    # No foreign key: nothing ever removes a wording, and who asks keeps it first.
    Column("wording_id", String(64), nullable=False, server_default=""),
    Column("slower", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("member_id", "week"),
    Index("ix_prompts_member_id_asked_at", "member_id", "asked_at"),
    info={"rows_of": "member", "ages_by": "asked_at"},
)

answers = Table(
    "answers",
    metadata,
    key(),
    ref("member_id", "members", index=False),
    ref("prompt_id", "prompts", index=False, unique=True),
    Column("question_id", String(64), nullable=False),
    Column("changed_at", Moment, nullable=False, index=True),
    Column("rating", one_of(reflection.Rating)),
    Column("rated_at", Moment),
    Column("words", EncryptedText),
    # Names a digest, but keeps nothing alive and goes with nothing.
    Column("drawn_in", String(64)),
    Index("ix_answers_member_id_rated_at", "member_id", "rated_at"),
    info={"rows_of": "member", "ages_by": "changed_at"},
)

typed_words = Table(
    "typed_words",
    metadata,
    key(),
    workspace(),
    Column("channel", String(100), nullable=False),
    Column("message_id", String(100), nullable=False),
    ref("member_id", "members"),
    Column("sent_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False, index=True),
    ref("prompt_id", "prompts", nullable=True),
    Column("words", EncryptedText),
    Column("deleted", Boolean, nullable=False),
    UniqueConstraint("workspace", "channel", "message_id"),
    info={"rows_of": "member", "ages_by": "changed_at"},
)

digests = Table(
    "digests",
    metadata,
    key(),
    ref("team_id", "teams", index=False),
    Column("week", Integer, nullable=False),
    Column("since", Moment, nullable=False),
    Column("published_at", Moment, nullable=False),
    Column("question_id", String(64), nullable=False),
    Column("totals", JSON, nullable=False),
    Column("named", JSON, nullable=False, server_default="{}"),
    Column("replied_at", Moment),
    UniqueConstraint("team_id", "week"),
    info={"rows_of": "team", "ages_by": "published_at"},
)

shares = Table(
    "shares",
    metadata,
    key(),
    ref("member_id", "members"),
    ref("team_id", "teams"),
    ref("prompt_id", "prompts"),
    Column("question_id", String(64), nullable=False),
    Column("created_at", Moment, nullable=False, index=True),
    Column("excerpt", EncryptedText),
    Column("author_name", EncryptedText),
    Column("state", one_of(reflection.ShareState), nullable=False),
    Column("shared_at", Moment),
    ref("digest_id", "digests", nullable=True),
    # No key: SQLite adds none to a table that is there already, and nothing depends on it.
    Column("action_id", String(64), index=True),
    Column("came_of", String(64)),
    info={"rows_of": "member", "ages_by": "created_at", "stands_in_chat": True},
)

thread_replies = Table(
    "thread_replies",
    metadata,
    key(),
    ref("member_id", "members"),
    ref("digest_id", "digests", index=False),
    Column("message_id", String(100), nullable=False),
    Column("notice", String(64), nullable=False, index=True),
    Column("heard_at", Moment, nullable=False, index=True),
    UniqueConstraint("digest_id", "member_id", "message_id"),
    info={"rows_of": "member", "ages_by": "heard_at"},
)

actions = Table(
    "actions",
    metadata,
    key(),
    ref("member_id", "members"),
    ref("holding_id", "holdings"),
    Column("situation", EncryptedText, nullable=False),
    Column("deed", EncryptedText, nullable=False),
    Column("language", String(10), nullable=False),
    Column("taken_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False, index=True),
    ref("prompt_id", "prompts", nullable=True),
    Column("state", one_of(action.ActionState), nullable=False),
    Column("not_yet", Integer, nullable=False),
    ref("answered_in", "prompts", nullable=True),
    info={"rows_of": "member", "ages_by": "changed_at"},
)

recalls = Table(
    "recalls",
    metadata,
    key(),
    ref("member_id", "members"),
    ref("prompt_id", "prompts", index=False, unique=True),
    ref("earlier_id", "prompts"),
    Column("recalled_at", Moment, nullable=False),
    info={"rows_of": "member", "ages_by": "recalled_at"},
)

told = Table(
    "told",
    metadata,
    key(),
    ref("member_id", "members"),
    ref("prompt_id", "prompts", index=False),
    Column("occasion", one_of(tips.Occasion), nullable=False),
    Column("said", String(100), nullable=False),
    Column("told_at", Moment, nullable=False, index=True),
    Column("answered_at", Moment),
    UniqueConstraint("prompt_id", "occasion"),
    info={"rows_of": "member", "ages_by": "told_at"},
)
