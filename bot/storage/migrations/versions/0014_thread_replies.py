"""Replies in the threads of digests, and what came of a digest."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

REFERENCES = (("member_id", "members"), ("digest_id", "digests"))


def upgrade() -> None:
    """Make the change."""
    op.add_column("members", sa.Column("wants_replies", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("digests", sa.Column("replied_at", sa.DateTime(), nullable=True))
    op.add_column("shares", sa.Column("came_of", sa.String(length=64), nullable=True))
    op.create_table(
        "thread_replies",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.String(length=64), nullable=False),
        sa.Column("digest_id", sa.String(length=64), nullable=False),
        sa.Column("message_id", sa.String(length=100), nullable=False),
        sa.Column("notice", sa.String(length=64), nullable=False),
        sa.Column("heard_at", sa.DateTime(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{target}.id"],
                name=f"fk_thread_replies_{column}",
                ondelete="CASCADE",
                deferrable=True,
                initially="DEFERRED",
            )
            for column, target in REFERENCES
        ),
        sa.PrimaryKeyConstraint("id", name="pk_thread_replies"),
        sa.UniqueConstraint(
            "digest_id", "member_id", "message_id", name="uq_thread_replies_digest_id_member_id_message_id"
        ),
    )
    for column in ("member_id", "notice", "heard_at"):
        op.create_index(f"ix_thread_replies_{column}", "thread_replies", [column])


def downgrade() -> None:
    """Take it back."""
    op.drop_table("thread_replies")
    for table, column in (("shares", "came_of"), ("digests", "replied_at"), ("members", "wants_replies")):
        with op.batch_alter_table(table) as changed:
            changed.drop_column(column)
