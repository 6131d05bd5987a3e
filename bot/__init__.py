"""The PM coach: explains the Product Manager's role in chat and makes a habit of it."""

__version__ = "0.1.0"
