"""Questions left unanswered in a row, when one is brought to mind, and since when somebody is asked weekly."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0008"


def upgrade() -> None:
    """Make the change."""
    op.add_column("members", sa.Column("unanswered", sa.Integer(), server_default="0", nullable=False))
    op.add_column("members", sa.Column("wants_reminder", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("members", sa.Column("weekly_since", sa.DateTime(), nullable=True))
    op.add_column("prompts", sa.Column("remind_at", sa.DateTime(), nullable=True))
    op.create_index("ix_prompts_remind_at", "prompts", ["remind_at"])
    members = sa.table("members", *(sa.column(name) for name in ("rhythm", "started_at", "weekly_since")))
    weekly = members.update().where(members.c.rhythm == "weekly")
    op.execute(weekly.values(weekly_since=members.c.started_at))


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_prompts_remind_at", "prompts")
    with op.batch_alter_table("prompts") as prompts:
        prompts.drop_column("remind_at")
    with op.batch_alter_table("members") as members:
        for column in ("weekly_since", "wants_reminder", "unanswered"):
            members.drop_column(column)
