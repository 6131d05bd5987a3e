"""Since when somebody looks at nobody's answers beside their own any more, so that the next pair waits."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make the change."""
    op.add_column("members", sa.Column("pair_ended_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("members") as members:
        members.drop_column("pair_ended_at")
