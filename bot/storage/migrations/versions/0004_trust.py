"""What trust needs: marks of what was erased, acts on others' data, and since when somebody has stopped or is gone."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

SINCE = ("stopped_at", "closed_at", "look_at")
INDEXES = (
    *(("members", (column,)) for column in SINCE),
    ("postings", ("workspace", "user")),
    ("postings", ("created_at",)),
    ("prompts", ("asked_at",)),
)


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "own_keys",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_own_keys"),
    )
    op.create_table(
        "erased",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_erased"),
    )
    op.create_table(
        "deeds",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("author", sa.String(length=64), nullable=True),
        sa.Column("told", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_deeds"),
    )
    for column in ("at", "person", "author"):
        op.create_index(f"ix_deeds_{column}", "deeds", [column])
    for column in SINCE:
        op.add_column("members", sa.Column(column, sa.DateTime(), nullable=True))
    for table, columns in INDEXES:
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))
    _begin_counting()


def downgrade() -> None:
    """Take it back."""
    for table, columns in INDEXES:
        op.drop_index(f"ix_{table}_{'_'.join(columns)}", table)
    with op.batch_alter_table("members") as members:
        for column in SINCE:
            members.drop_column(column)
    for table in ("deeds", "erased", "own_keys"):
        op.drop_table(table)


def _begin_counting() -> None:
    """For who has stopped already the three months begin now, since nobody knows when that was."""
    members = sa.table("members", sa.column("standing", sa.String), sa.column("stopped_at", sa.DateTime))
    now = datetime.now(UTC).replace(tzinfo=None)
    op.execute(members.update().where(members.c.standing == "stopped").values(stopped_at=now))
