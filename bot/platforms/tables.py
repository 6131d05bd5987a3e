"""Tables in words, which a phone and a screen reader show better than columns."""

from collections.abc import Iterator

from bot.domain.message import Table


def rows_in_words(table: Table) -> Iterator[str]:
    """A line a row: its first cell, then each other one that is not empty behind the name of its column."""
    for first, *others in table.rows:
        cells = [f"{column} {cell}" for column, cell in zip(table.columns[1:], others, strict=True) if cell]
        yield " · ".join([first, *cells])
