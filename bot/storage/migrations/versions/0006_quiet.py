"""What being quiet needs: whose public holidays are kept."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the change."""
    op.add_column("members", sa.Column("holidays", sa.String(length=10), nullable=True))


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("members") as members:
        members.drop_column("holidays")
