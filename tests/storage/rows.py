"""Rows for any table, filled in by its columns' types alone, so that tables yet to come are tried too."""

from typing import Any

from sqlalchemy import JSON, Boolean, Column, Enum, Float, Integer, String, Table, UniqueConstraint

from bot.storage.tables import metadata
from bot.storage.types import EncryptedJSON, EncryptedText, Moment
from tests.storage.things import MONDAY

UNIQUE: dict[str, list[list[str]]] = {
    table.name: unique
    for table in metadata.sorted_tables
    if (
        unique := [
            [column.name for column in constraint.columns]
            for constraint in sorted(table.constraints, key=lambda constraint: str(constraint.name))
            if isinstance(constraint, UniqueConstraint)
        ]
    )
}
"""By table, the columns that no two rows have alike."""


def row(table: Table, tag: str) -> dict[str, Any]:
    """One row; rows of the same tag refer to each other."""
    return {column.name: _value(column, tag) for column in table.columns}


def word(column: Column[Any], tag: str) -> str:
    """A rare word that is written through this column alone."""
    return f"quetzal-{column.table.name}-{column.name}-{tag}"


def _value(column: Column[Any], tag: str) -> object:
    if column.primary_key or column.foreign_keys:
        return 1 if isinstance(column.type, Integer) else tag
    if isinstance(column.type, Enum):
        assert column.type.enum_class is not None
        return next(iter(column.type.enum_class))
    values: dict[type, object] = {
        EncryptedText: word(column, tag),
        EncryptedJSON: {"said": word(column, tag)},
        Moment: MONDAY,
        Boolean: False,
        Integer: 1,
        Float: 1.0,
        JSON: {},
        String: f"{column.name}-{tag}"[:10],
    }
    return values[type(column.type)]
