"""What being quiet needs: whose public holidays are kept, and what was said to people that they did not ask for."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the change."""
    op.add_column("members", sa.Column("holidays", sa.String(length=10), nullable=True))
    op.add_column("postings", sa.Column("unasked", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("postings", sa.Column("said_at", sa.DateTime(), nullable=True))
    op.add_column("postings", sa.Column("room_at", sa.DateTime(), nullable=True))
    op.create_index("ix_postings_room_at", "postings", ["room_at"])
    _count_what_was_said()


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_postings_room_at", "postings")
    with op.batch_alter_table("postings") as postings:
        for column in ("room_at", "said_at", "unasked"):
            postings.drop_column(column)
    with op.batch_alter_table("members") as members:
        members.drop_column("holidays")


def _count_what_was_said() -> None:
    """What was said already counts in its seven days, as nearly as can be told."""
    names = ("kind", "user", "not_after", "message_id", "created_at", "unasked", "said_at")
    postings = sa.table("postings", *(sa.column(name) for name in names))
    row = postings.c
    by_itself = sa.or_(row.kind.in_(("invitation", "unsettled")), row.not_after.is_not(None))
    unasked = sa.and_(row.user.is_not(None), by_itself)
    op.execute(postings.update().where(unasked).values(unasked=True))
    op.execute(postings.update().where(unasked, row.message_id.is_not(None)).values(said_at=row.created_at))
