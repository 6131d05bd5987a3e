"""Which total a rating was drawn into; those given before are taken as drawn, so that none is counted twice."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the change."""
    op.add_column("answers", sa.Column("drawn_in", sa.String(length=64), nullable=True))
    op.execute("UPDATE answers SET drawn_in = '' WHERE rating IS NOT NULL")
    op.add_column("digests", sa.Column("named", sa.JSON(), server_default="{}", nullable=False))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("digests", "named")
    op.drop_column("answers", "drawn_in")
