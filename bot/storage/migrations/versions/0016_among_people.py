"""Who reads what is passed on, words that wait to be sent, who brought the coach in, and what an invitation is for."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Make the change."""
    op.add_column("teams", sa.Column("product_coach_name", sa.Text(), nullable=True))
    op.add_column("teams", sa.Column("brought_by", sa.String(length=100), nullable=True))
    op.add_column("teams", sa.Column("brought_by_name", sa.Text(), nullable=True))
    op.execute("UPDATE teams SET brought_by = set_up_by, brought_by_name = set_up_by_name WHERE set_up_by <> ''")
    op.add_column("invitations", sa.Column("hands_over", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("passed_on", sa.Column("reader_name", sa.Text(), nullable=True))
    op.add_column("passed_replies", sa.Column("held", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Take it back."""
    added = {
        "passed_replies": ("held",),
        "passed_on": ("reader_name",),
        "invitations": ("hands_over",),
        "teams": ("brought_by_name", "brought_by", "product_coach_name"),
    }
    for table, columns in added.items():
        with op.batch_alter_table(table) as changed:
            for column in columns:
                changed.drop_column(column)
