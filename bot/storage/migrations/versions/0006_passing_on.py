"""What PMs pass on to product coaches, who may be the readers of a channel."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

INDEXES = (
    ("passed_on", ("member_id",)),
    ("passed_on", ("team_id",)),
    ("passed_on", ("workspace", "coach")),
    ("passed_on", ("created_at",)),
    ("passed_replies", ("passed_id",)),
    ("passed_replies", ("workspace", "user")),
    ("passed_replies", ("sent_at",)),
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
    op.add_column("teams", sa.Column("product_coach_channel", sa.String(length=100), nullable=True))
    op.create_table(
        "passed_on",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("workspace", sa.String(length=100), nullable=False),
        sa.Column("member_id", sa.String(length=64), nullable=False),
        sa.Column("team_id", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("coach", sa.String(length=100), nullable=True),
        sa.Column("channel", sa.String(length=100), nullable=True),
        sa.Column("question", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("action", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        _belongs_to("passed_on", "member_id", "members"),
        _belongs_to("passed_on", "team_id", "teams"),
        sa.PrimaryKeyConstraint("id", name="pk_passed_on"),
    )
    op.create_table(
        "passed_replies",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("workspace", sa.String(length=100), nullable=False),
        sa.Column("passed_id", sa.String(length=64), nullable=False),
        sa.Column("user", sa.String(length=100), nullable=False),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("channel", sa.String(length=100), nullable=True),
        sa.Column("message_id", sa.String(length=100), nullable=True),
        _belongs_to("passed_replies", "passed_id", "passed_on"),
        sa.PrimaryKeyConstraint("id", name="pk_passed_replies"),
        sa.UniqueConstraint(
            "workspace", "channel", "message_id", name="uq_passed_replies_workspace_channel_message_id"
        ),
    )
    for table, columns in INDEXES:
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def downgrade() -> None:
    """Take it back."""
    op.drop_table("passed_replies")
    op.drop_table("passed_on")
    with op.batch_alter_table("teams") as teams:
        teams.drop_column("product_coach_channel")
