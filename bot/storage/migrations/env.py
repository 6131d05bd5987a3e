"""Runs migrations on the connection that the caller brings, or on the database that DATABASE_URL names."""

import os
from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, TypeDecorator, create_engine

from bot.settings import Settings, read_settings
from bot.storage.keys import Keyring
from bot.storage.store import spelled
from bot.storage.tables import metadata
from bot.storage.types import give_keyring


def plainly(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """How a new migration writes our own column types: as what the database knows, since theirs may change."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{type(item.impl_instance).__name__}()"
    return False


def migrate(connection: Connection) -> None:
    """Run the migrations asked for, all or nothing."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        render_item=plainly,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    address = spelled(os.environ["DATABASE_URL"])
    driver = {"sqlite+aiosqlite": "sqlite"}.get(address.drivername, address.drivername)
    engine = create_engine(address.set(drivername=driver))
    # Only a migration that reads words needs them.
    if keys := read_settings(Settings).coach_secret_keys:
        give_keyring(engine.dialect, Keyring(keys))
    try:
        with engine.connect() as connection:
            migrate(connection)
            connection.commit()
    finally:
        engine.dispose()
