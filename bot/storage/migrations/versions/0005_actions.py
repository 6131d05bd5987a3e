"""Actions with what became of them, and one's own earlier words that come back."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "actions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.String(length=64), nullable=False),
        sa.Column("holding_id", sa.String(length=64), nullable=False),
        sa.Column("situation", sa.Text(), nullable=False),
        sa.Column("deed", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("taken_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("prompt_id", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("not_yet", sa.Integer(), nullable=False),
        sa.Column("answered_in", sa.String(length=64), nullable=True),
        _key("actions", "member_id", "members"),
        _key("actions", "holding_id", "holdings"),
        _key("actions", "prompt_id", "prompts"),
        _key("actions", "answered_in", "prompts"),
        sa.PrimaryKeyConstraint("id", name="pk_actions"),
    )
    for column in ("member_id", "holding_id", "prompt_id", "answered_in", "changed_at"):
        op.create_index(f"ix_actions_{column}", "actions", [column])
    op.create_table(
        "recalls",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.String(length=64), nullable=False),
        sa.Column("prompt_id", sa.String(length=64), nullable=False),
        sa.Column("earlier_id", sa.String(length=64), nullable=False),
        sa.Column("recalled_at", sa.DateTime(), nullable=False),
        _key("recalls", "member_id", "members"),
        _key("recalls", "prompt_id", "prompts"),
        _key("recalls", "earlier_id", "prompts"),
        sa.PrimaryKeyConstraint("id", name="pk_recalls"),
        sa.UniqueConstraint("prompt_id", name="uq_recalls_prompt_id"),
    )
    for column in ("member_id", "earlier_id"):
        op.create_index(f"ix_recalls_{column}", "recalls", [column])
    op.add_column("shares", sa.Column("action_id", sa.String(length=64), nullable=True))
    op.create_index("ix_shares_action_id", "shares", ["action_id"])
    op.add_column("members", sa.Column("wants_recall", sa.Boolean(), server_default=sa.true(), nullable=False))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("members", "wants_recall")
    op.drop_index("ix_shares_action_id", "shares")
    op.drop_column("shares", "action_id")
    op.drop_table("recalls")
    op.drop_table("actions")


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [f"{target}.id"],
        name=f"fk_{table}_{column}",
        ondelete="CASCADE",
        deferrable=True,
        initially="DEFERRED",
    )
