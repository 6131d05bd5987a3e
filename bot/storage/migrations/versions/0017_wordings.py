"""The words of a question, kept once for all prompts that ask it in them."""

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.storage.types import EncryptedJSON, EncryptedText

revision = "0017"
down_revision = "0016"

BATCH = 1_000

wordings = sa.table("wordings", sa.column("id"), sa.column("words", EncryptedJSON))
prompts = sa.table(
    "prompts",
    sa.column("id"),
    sa.column("holding_id"),
    sa.column("asked", EncryptedJSON),
    sa.column("wording_id"),
    sa.column("slower", sa.Boolean),
)
holdings = sa.table("holdings", sa.column("id"), sa.column("product_id"))
products = sa.table("products", sa.column("id"), sa.column("name", EncryptedText))


def upgrade() -> None:
    """Make the change; the code before it cannot live with it."""
    op.create_table(
        "wordings",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_wordings"),
    )
    op.add_column("prompts", sa.Column("wording_id", sa.String(length=64), nullable=False, server_default=""))
    op.add_column("prompts", sa.Column("slower", sa.Boolean(), nullable=False, server_default=sa.false()))
    _part()
    op.drop_column("prompts", "asked")
    op.execute("UPDATE house SET oldest_code = 2")


def downgrade() -> None:
    """Take it back."""
    op.add_column("prompts", sa.Column("asked", sa.Text(), nullable=False, server_default=""))
    _join()
    with op.batch_alter_table("prompts") as changed:
        changed.alter_column("asked", existing_type=sa.Text(), nullable=False, server_default=None)
        changed.drop_column("wording_id")
        changed.drop_column("slower")
    op.drop_table("wordings")
    op.execute("UPDATE house SET oldest_code = 1")


def _part() -> None:
    """What each prompt was asked in goes to the wordings; the product is known by the holding."""
    known: set[str] = set()
    for id_, asked in _rows(sa.select(prompts.c.id, prompts.c.asked)):
        asked.pop("product", None)
        slower = asked.pop("slower", None) is not None
        wording = sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
        if wording not in known:
            known.add(wording)
            op.execute(wordings.insert().values(id=wording, words=asked))
        op.execute(prompts.update().where(prompts.c.id == id_).values(wording_id=wording, slower=slower))


def _join() -> None:
    """What each prompt was asked in, with its product, goes back to it."""
    about = products.join(holdings, holdings.c.product_id == products.c.id)
    with_both = prompts.join(wordings, wordings.c.id == prompts.c.wording_id).join(
        about, holdings.c.id == prompts.c.holding_id
    )
    query = sa.select(prompts.c.id, wordings.c.words, products.c.name, prompts.c.slower).select_from(with_both)
    for id_, words, product, slower in _rows(query):
        asked = {"product": product, **words, **({"slower": "fortnightly"} if slower else {})}
        op.execute(prompts.update().where(prompts.c.id == id_).values(asked=asked))


def _rows(query: sa.Select[Any]) -> Iterator[Any]:
    """The rows of a query, some at a time."""
    last = ""
    while rows := op.get_bind().execute(query.where(prompts.c.id > last).order_by(prompts.c.id).limit(BATCH)).all():
        yield from rows
        last = rows[-1][0]
