"""The words of a question, kept once for all prompts that ask it in them."""

import json
from collections.abc import Iterable, Iterator, Sequence
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
    _try_key(prompts.c.asked)
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
    _try_key(wordings.c.words)
    op.add_column("prompts", sa.Column("asked", sa.Text(), nullable=False, server_default=""))
    _join()
    op.drop_column("prompts", "wording_id")
    op.drop_column("prompts", "slower")
    op.drop_table("wordings")
    op.execute("UPDATE house SET oldest_code = 1")


def _try_key(words: sa.ColumnClause[Any]) -> None:
    """Without the key nothing is begun, since SQLite may not take back what was."""
    op.get_bind().execute(sa.select(words).limit(1)).all()


def _part() -> None:
    """What each prompt was asked in goes to the wordings; the product is known by the holding."""
    known: set[str] = set()
    for rows in _batches(sa.select(prompts.c.id, prompts.c.asked)):
        parted = [(id_, *_parted(asked)) for id_, asked in rows]
        new = {wording: words for _, wording, words, _ in parted if wording not in known}
        for id_, words in new.items():
            op.execute(wordings.insert().values(id=id_, words=words))
        known.update(new)
        _change({"the": id_, "wording_id": wording, "slower": slower} for id_, wording, _, slower in parted)


def _parted(asked: dict[str, str]) -> tuple[str, dict[str, str], bool]:
    """The id of a wording, its words, and whether a slower rhythm was offered."""
    words = {name: text for name, text in asked.items() if name not in ("product", "slower")}
    return sha256(json.dumps(words, sort_keys=True).encode()).hexdigest(), words, "slower" in asked


def _join() -> None:
    """What each prompt was asked in, with its product, goes back to it."""
    worded = prompts.join(wordings, wordings.c.id == prompts.c.wording_id)
    held = worded.join(holdings, holdings.c.id == prompts.c.holding_id)
    whole = held.join(products, products.c.id == holdings.c.product_id)
    for rows in _batches(
        sa.select(prompts.c.id, wordings.c.words, products.c.name, prompts.c.slower).select_from(whole)
    ):
        offered = {True: {"slower": "fortnightly"}, False: {}}
        _change(
            {"the": id_, "asked": {"product": name, **words, **offered[slower]}} for id_, words, name, slower in rows
        )


def _batches(query: sa.Select[Any]) -> Iterator[Sequence[Any]]:
    """The rows of a query, some at a time."""
    last = ""
    while rows := op.get_bind().execute(query.where(prompts.c.id > last).order_by(prompts.c.id).limit(BATCH)).all():
        yield rows
        last = rows[-1][0]


def _change(changes: Iterable[dict[str, Any]]) -> None:
    """Write these columns of the prompts named by `the`."""
    each = list(changes)
    columns: dict[str, Any] = {name: sa.bindparam(name) for name in each[0] if name != "the"}
    op.get_bind().execute(prompts.update().where(prompts.c.id == sa.bindparam("the")).values(columns), each)
