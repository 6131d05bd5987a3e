"""What belongs to the database itself, and what is kept under pseudonyms."""

from sqlalchemy import Column, Integer, String, Table

from bot.storage.tables._columns import key, metadata
from bot.storage.types import EncryptedJSON, EncryptedText, Moment

house = Table(
    "house",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("oldest_code", Integer, nullable=False),
    Column("key_check", EncryptedText, nullable=False),
    info={"rows_of": "nobody"},
)

own_keys = Table(
    "own_keys",
    metadata,
    key(),
    Column("key", EncryptedText, nullable=False),
    info={"rows_of": "nobody"},
)

erased = Table(
    "erased",
    metadata,
    key(),
    Column("until", Moment, nullable=False),
    info={"rows_of": "pseudonym", "known_by": "id"},
)

deeds = Table(
    "deeds",
    metadata,
    key(),
    Column("at", Moment, nullable=False, index=True),
    Column("person", String(64), index=True),
    Column("author", String(64), index=True),
    Column("told", EncryptedJSON, nullable=False),
    info={"rows_of": "pseudonym", "known_by": "person", "done_by": "author", "ages_by": "at"},
)
