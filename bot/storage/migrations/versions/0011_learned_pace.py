"""The pace that was learned in a workspace, and an index that finds what each workspace has to say next."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

LEARNED = (("rate", sa.Float()), ("aim", sa.Float()), ("drift", sa.Float()), ("held_until", sa.DateTime()))
OF_ALL, OF_EACH = ["state", "priority", "created_at"], ["state", "workspace", "priority", "created_at"]


def upgrade() -> None:
    """Make the change."""
    for name, kind in LEARNED:
        op.add_column("paces", sa.Column(name, kind))
    op.drop_index("ix_postings_state_priority_created_at", "postings")
    op.create_index("ix_postings_state_workspace_priority_created_at", "postings", OF_EACH)


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_postings_state_workspace_priority_created_at", "postings")
    op.create_index("ix_postings_state_priority_created_at", "postings", OF_ALL)
    with op.batch_alter_table("paces") as paces:
        for name, _ in LEARNED:
            paces.drop_column(name)
