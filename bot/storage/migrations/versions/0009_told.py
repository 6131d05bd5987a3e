"""What was said after answers, so that none of it returns too early."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "told",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.String(length=64), nullable=False),
        sa.Column("prompt_id", sa.String(length=64), nullable=False),
        sa.Column("occasion", sa.String(length=20), nullable=False),
        sa.Column("said", sa.String(length=100), nullable=False),
        sa.Column("told_at", sa.DateTime(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        _key("member_id", "members"),
        _key("prompt_id", "prompts"),
        sa.PrimaryKeyConstraint("id", name="pk_told"),
        sa.UniqueConstraint("prompt_id", "occasion", name="uq_told_prompt_id_occasion"),
    )
    for column in ("member_id", "told_at"):
        op.create_index(f"ix_told_{column}", "told", [column])


def downgrade() -> None:
    """Take it back."""
    op.drop_table("told")


def _key(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [f"{target}.id"],
        name=f"fk_told_{column}",
        ondelete="CASCADE",
        deferrable=True,
        initially="DEFERRED",
    )
