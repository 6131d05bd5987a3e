"""The pace kept with every platform, so that it binds all processes."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


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


def downgrade() -> None:
    """Take it back."""
    op.drop_table("paces")
