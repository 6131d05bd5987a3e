"""What a bench found, and how it compares to what is wanted and to its floor."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Floors = Mapping[str, float]


@dataclass(frozen=True)
class Figure:
    """One figure: `reach` is the least of it where more is better, the most where less is, None where none is set.

    `floors` are what else was measured in the same run, by name, in the same unit; `note` says how it was measured.
    """

    work: str
    measured: float
    unit: str
    reach: float | None = None
    more_is_better: bool = False
    floors: Floors = field(default_factory=dict)
    note: str = ""

    @property
    def used(self) -> float | None:
        """How much of the limit is used: 1.0 is just within reach, less is better, whatever is measured."""
        if self.reach is None:
            return None
        return self.reach / self.measured if self.more_is_better else self.measured / self.reach

    @property
    def verdict(self) -> str:
        """Whether it is within reach, in a word."""
        if self.used is None:
            return ""
        return "reached" if self.used <= 1 else "missed"

    @property
    def wanted(self) -> str:
        """What is wanted, in words."""
        if self.reach is None:
            return ""
        return f"{'at least' if self.more_is_better else 'at most'} {shown(self.reach, self.unit)}"

    @property
    def beside(self) -> str:
        """The floors of the same run, in words."""
        return "; ".join(f"{name}: {shown(value, self.unit)}" for name, value in self.floors.items())


def shown(value: float, unit: str) -> str:
    """A figure as a person reads it."""
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f} {unit}".strip().replace(",", " ")
