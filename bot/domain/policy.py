"""What whoever runs the coach decides once, for everyone."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Policy:
    """`minimum_group` is the fewest answers that are ever counted together; the rest fills notices and defaults."""

    minimum_group: int = 5
    retention_months: int = 13
    language: str = "fr"
    zone: str = "Europe/Paris"
    holidays: str = "FR"
    responsible: str = ""
    dpo: str = ""
