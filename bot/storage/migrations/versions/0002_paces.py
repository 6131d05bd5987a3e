"""The pace kept with every platform, so that it binds all processes; what is forgotten is found by an index."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

AGED = (("answers", "changed_at"), ("shares", "created_at"), ("typed_words", "changed_at"))


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "paces",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("workspace", sa.String(length=100), nullable=False),
        sa.Column("channel", sa.String(length=100), nullable=False),
        sa.Column("free_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_paces"),
        sa.UniqueConstraint("workspace", "channel", name="uq_paces_workspace_channel"),
    )
    op.create_index("ix_paces_free_at", "paces", ["free_at"])
    # Databases that a version between the two migrations made have these already.
    for table, column in AGED:
        op.create_index(f"ix_{table}_{column}", table, [column], if_not_exists=True)


def downgrade() -> None:
    """Take it back."""
    for table, column in AGED:
        op.drop_index(f"ix_{table}_{column}", table)
    op.drop_table("paces")
