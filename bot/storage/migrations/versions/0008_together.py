"""Pairs who hold a product together, and what they saw side by side."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

INDEXES = (
    ("pairs", "product_id"),
    ("pairs", "member_id"),
    ("pairs", "other_id"),
    ("pairs", "told_in"),
    ("comparisons", "member_id"),
    ("comparisons", "pair_id"),
    ("comparisons", "own_id"),
    ("comparisons", "other_id"),
)


def _belongs_to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [f"{target}.id"],
        name=f"fk_{table}_{column}",
        ondelete="CASCADE",
        deferrable=True,
        initially="DEFERRED",
    )


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "pairs",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("workspace", sa.String(length=100), nullable=False),
        sa.Column("product_id", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("user", sa.String(length=100), nullable=False),
        sa.Column("proposed_at", sa.DateTime(), nullable=False),
        sa.Column("lapses_at", sa.DateTime(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("other_id", sa.String(length=64), nullable=True),
        sa.Column("other_name", sa.Text(), nullable=True),
        sa.Column("agreed_at", sa.DateTime(), nullable=True),
        sa.Column("told_in", sa.String(length=64), nullable=True),
        _belongs_to("pairs", "product_id", "products"),
        _belongs_to("pairs", "member_id", "members"),
        _belongs_to("pairs", "other_id", "members"),
        _belongs_to("pairs", "told_in", "prompts"),
        sa.PrimaryKeyConstraint("id", name="pk_pairs"),
    )
    op.create_table(
        "comparisons",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.String(length=64), nullable=False),
        sa.Column("pair_id", sa.String(length=64), nullable=False),
        sa.Column("prompt_id", sa.String(length=64), nullable=False),
        sa.Column("own_id", sa.String(length=64), nullable=False),
        sa.Column("other_id", sa.String(length=64), nullable=False),
        sa.Column("told_at", sa.DateTime(), nullable=False),
        _belongs_to("comparisons", "member_id", "members"),
        _belongs_to("comparisons", "pair_id", "pairs"),
        _belongs_to("comparisons", "prompt_id", "prompts"),
        _belongs_to("comparisons", "own_id", "answers"),
        _belongs_to("comparisons", "other_id", "answers"),
        sa.PrimaryKeyConstraint("id", name="pk_comparisons"),
        sa.UniqueConstraint("prompt_id", name="uq_comparisons_prompt_id"),
    )
    for table, column in INDEXES:
        op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    """Take it back."""
    op.drop_table("comparisons")
    op.drop_table("pairs")
