"""Who left a team's channel, whom to invite at once, and teams whose channel is lost."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Make the change."""
    op.add_column("teams", sa.Column("paused_at", sa.DateTime(), nullable=True))
    op.add_column("teams", sa.Column("look_at", sa.DateTime(), nullable=True))
    op.create_index("ix_teams_look_at", "teams", ["look_at"])
    op.add_column("memberships", sa.Column("in_channel", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "departures",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("team_id", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.String(length=64), nullable=False),
        sa.Column("left_at", sa.DateTime(), nullable=False),
        sa.Column("offered_at", sa.DateTime(), nullable=True),
        _refers("departures", "team_id", "teams"),
        _refers("departures", "member_id", "members"),
        sa.PrimaryKeyConstraint("id", name="pk_departures"),
        sa.UniqueConstraint("team_id", "member_id", name="uq_departures_team_id_member_id"),
    )
    op.create_index("ix_departures_member_id", "departures", ["member_id"])
    op.create_table(
        "guest_lists",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("workspace", sa.String(length=100), nullable=False),
        sa.Column("team_id", sa.String(length=64), nullable=False),
        sa.Column("user", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("found", sa.Text(), nullable=True),
        sa.Column("refused", sa.String(length=64), nullable=True),
        _refers("guest_lists", "team_id", "teams"),
        sa.PrimaryKeyConstraint("id", name="pk_guest_lists"),
    )
    for column in ("team_id", "created_at"):
        op.create_index(f"ix_guest_lists_{column}", "guest_lists", [column])


def downgrade() -> None:
    """Take it back."""
    op.drop_table("guest_lists")
    op.drop_table("departures")
    with op.batch_alter_table("memberships") as memberships:
        memberships.drop_column("in_channel")
    op.drop_index("ix_teams_look_at", "teams")
    with op.batch_alter_table("teams") as teams:
        teams.drop_column("look_at")
        teams.drop_column("paused_at")


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=name, ondelete="CASCADE", deferrable=True, initially="DEFERRED"
    )
