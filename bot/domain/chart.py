"""What a picture shows, as values; drawing them is somebody else's work."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SharesChart:
    """One stacked bar a row: how many answers of each level; `levels` run from most to least agreement."""

    title: str
    levels: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True)
class RatingsChart:
    """One person's ratings over time: a point is a date label, a series and a level (0 lowest, None *I don't know*)."""

    title: str
    levels: tuple[str, ...]
    unknown: str
    points: tuple[tuple[str, str, int | None], ...]


Chart = SharesChart | RatingsChart
