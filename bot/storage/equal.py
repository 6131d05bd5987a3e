"""What is read because it equals something: each shape of such a query is built once, and asked with its values."""

from collections.abc import Mapping
from enum import Enum, auto
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, select


class Likeness(Enum):
    """How a column is compared with what is given for it."""

    IS_NULL, EQUAL, AMONG = auto(), auto(), auto()


MANY = (list, tuple, set)
Shape = tuple[tuple[str, Likeness], ...]


def equal_to(
    kind: type[Any], equal: Mapping[str, object], *, lock: bool, order: str | None = None, most: int | None = None
) -> tuple[Select[Any], dict[str, object]]:
    """The query for entities with these values, and the values as it takes them; a collection means any of it."""
    shape = tuple((name, _likeness(value)) for name, value in equal.items())
    given = {name: list(value) if isinstance(value, MANY) else value for name, value in equal.items()}
    return _query(kind, shape, lock, order, most), given  # type: ignore[arg-type]  # A class is hashable.


@lru_cache(maxsize=1_000)
def _query(kind: type[Any], shape: Shape, lock: bool, order: str | None, most: int | None) -> Select[Any]:
    query = select(kind).where(*(_compared(kind, name, how) for name, how in shape)).limit(most)
    query = query.order_by(getattr(kind, order)) if order else query
    # What was read before waiting for the lock may be old by now.
    return query.with_for_update(of=kind).execution_options(populate_existing=True) if lock else query


def _compared(kind: type[Any], name: str, how: Likeness) -> ColumnElement[bool]:
    attribute: ColumnElement[Any] = getattr(kind, name)
    if how is Likeness.IS_NULL:
        return attribute.is_(None)
    given: BindParameter[Any] = bindparam(name, expanding=how is Likeness.AMONG)
    return attribute.in_(given) if how is Likeness.AMONG else attribute == given


def _likeness(value: object) -> Likeness:
    if value is None:
        return Likeness.IS_NULL
    return Likeness.AMONG if isinstance(value, MANY) else Likeness.EQUAL
