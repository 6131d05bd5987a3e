"""Tables in words, which a phone and a screen reader show better than columns."""

from collections.abc import Iterator

from bot.domain.message import Table

COLUMNS_THAT_NEED_NO_NAME = 2


def rows_in_words(table: Table) -> Iterator[str]:
    """A line a row: its cells that are not empty, a number behind the name of its column where there are several."""
    several = len(table.columns) > COLUMNS_THAT_NEED_NO_NAME
    for first, *others in table.rows:
        named = zip(table.columns[1:], others, strict=True)
        cells = [f"{column} {cell}" if several and cell.isdecimal() else cell for column, cell in named if cell]
        yield " · ".join([first, *cells])
